// Sorts the rows of an explicit list by target. Stable: pairs that are listed twice keep their order.

import { Projection, rowStartOf, storeTarget } from "./projection";

/** Bytes of scratch per synapse of the longest row: two keys, a weight, a delay. */
export const SORT_SCRATCH: u32 = 8 + 8 + 8 + 2;

// @ts-ignore: decorator
@inline
function targetAt(projection: Projection, at: u32): u32 {
  return projection.targetBytes == 2
    ? load<u16>(projection.targets + (<usize>at << 1))
    : load<u32>(projection.targets + (<usize>at << 2));
}

function isSorted(projection: Projection, start: u32, end: u32): bool {
  for (let at = start + 1; at < end; at++) {
    if (targetAt(projection, at - 1) > targetAt(projection, at)) return false;
  }
  return true;
}

/** Merges keys[from .. middle - 1] and keys[middle .. to - 1] into `result` at `from`. */
function merge(keys: usize, result: usize, from: u32, middle: u32, to: u32): void {
  let left = from;
  let right = middle;
  for (let at = from; at < to; at++) {
    const takeLeft =
      right >= to || (left < middle && load<u64>(keys + (<usize>left << 3)) <= load<u64>(keys + (<usize>right << 3)));
    const taken = takeLeft ? left++ : right++;
    store<u64>(result + (<usize>at << 3), load<u64>(keys + (<usize>taken << 3)));
  }
}

/** Merge sort from runs of one upwards; returns which of the two arrays holds the result. */
function sortKeys(keys: usize, other: usize, length: u32): usize {
  for (let run: u64 = 1; run < <u64>length; run <<= 1) {
    for (let from: u64 = 0; from < <u64>length; from += run << 1) {
      const middle = min(from + run, <u64>length);
      const to = min(middle + run, <u64>length);
      merge(keys, other, <u32>from, <u32>middle, <u32>to);
    }
    const swap = keys;
    keys = other;
    other = swap;
  }
  return keys;
}

/** Sorts rows `first` .. `end - 1`; scratch: SORT_SCRATCH bytes for each synapse of the longest row. */
export function sortRows<T>(projection: Projection, first: u32, end: u32, scratch: usize): void {
  for (let row = first; row < end; row++) {
    const start = rowStartOf(projection, row);
    const rowEnd = rowStartOf(projection, row + 1);
    if (isSorted(projection, start, rowEnd)) continue;
    const length = rowEnd - start;
    const weightCopies = scratch + (<usize>length << 4);
    const delayCopies = weightCopies + (<usize>length << 3);
    // A key is the target and the place in the row: no two are equal, and their order is the stable order.
    for (let i: u32 = 0; i < length; i++) {
      store<u64>(scratch + (<usize>i << 3), (<u64>targetAt(projection, start + i) << 32) | <u64>i);
    }
    const keys = sortKeys(scratch, scratch + (<usize>length << 3), length);
    const weights = projection.weights + <usize>start * sizeof<T>();
    const delays = projection.delays + (<usize>start << 1);
    if (projection.weights != 0) memory.copy(weightCopies, weights, <usize>length * sizeof<T>());
    if (projection.delays != 0) memory.copy(delayCopies, delays, <usize>length << 1);
    for (let i: u32 = 0; i < length; i++) {
      const key = load<u64>(keys + (<usize>i << 3));
      const from = <usize>(<u32>key);
      storeTarget(projection, start + i, <u32>(key >> 32));
      if (projection.weights != 0) {
        store<T>(weights + <usize>i * sizeof<T>(), load<T>(weightCopies + from * sizeof<T>()));
      }
      if (projection.delays != 0) store<u16>(delays + (<usize>i << 1), load<u16>(delayCopies + (from << 1)));
    }
  }
}
