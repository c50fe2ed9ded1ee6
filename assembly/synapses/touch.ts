// WebAssembly has no prefetch instruction, and the rows of the sources that spiked lie far apart: walking them one after
// the other waits for memory at the start of each. Reading one byte of every cache line of several rows in a tight loop
// first lets the processor fetch them all at the same time; the rows are then walked out of the cache.

import { Projection } from "./projection";

/** Rows touched at a time. Row by row the order of delivery stays what it was. */
export const GROUP: usize = 16;

const LINE: usize = 64;

/** Keeps the bytes that were read from being optimised away. */
let kept: u32 = 0;

/** Reads a byte of every cache line of an array's elements `start` .. `end - 1`. */
// @ts-ignore: decorator
@inline
function touchRange(array: usize, start: u32, end: u32, bytes: usize): u32 {
  let sum: u32 = 0;
  const last = array + <usize>end * bytes;
  for (let at = array + <usize>start * bytes; at < last; at += LINE) sum |= load<u8>(at);
  return sum;
}

/** Brings the rows of the spikes from address `spikes` up to `spikesEnd` into the cache. */
export function touchRows<T, I>(projection: Projection, spikes: usize, spikesEnd: usize): void {
  const rowStart = projection.rowStart;
  const weights = projection.weights;
  const delays = projection.delays;
  let sum: u32 = 0;
  for (let at = spikes; at < spikesEnd; at += 4) sum |= load<u32>(rowStart + (<usize>load<u32>(at) << 2));
  for (let at = spikes; at < spikesEnd; at += 4) {
    const row = rowStart + (<usize>load<u32>(at) << 2);
    const start = load<u32>(row);
    const end = load<u32>(row, 4);
    sum |= touchRange(projection.targets, start, end, sizeof<I>());
    if (weights != 0) sum |= touchRange(weights, start, end, sizeof<T>());
    if (delays != 0) sum |= touchRange(delays, start, end, 2);
  }
  kept = sum;
}
