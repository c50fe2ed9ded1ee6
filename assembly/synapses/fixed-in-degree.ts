// Fixed in-degree: each target draws its own sources, with replacement (multapses) or without. The draws of target t are
// addressed by t; targets are visited in ascending order, so that every row comes out sorted.

import { GROUP_BLOCKS, GROUP_BYTES, philoxGroups } from "../random/philox-lanes";
import { connectionBlock } from "./draws";
import { Projection, nextInRow, storeTarget } from "./projection";

const words: usize = memory.data(128, 16);
let nextWord: i32 = GROUP_BYTES;
let nextBlock: u64 = 0;

/** Starts the draws of `target`. */
// @ts-ignore: decorator
@inline
function startDraws(target: u32): void {
  nextWord = GROUP_BYTES;
  nextBlock = connectionBlock(target, 0);
}

/** The next 32 random bits of the target. */
function nextBits(seed: u64, stream: u64): u32 {
  if (nextWord == GROUP_BYTES) {
    philoxGroups(words, 1, seed, stream, nextBlock);
    nextBlock += GROUP_BLOCKS;
    nextWord = 0;
  }
  const bits = load<u32>(words + <usize>nextWord);
  nextWord += 4;
  return bits;
}

/** An integer in [0, bound) without bias: D. Lemire, ACM Trans. Model. Comput. Simul. 29(1), 3 (2019). */
// @ts-ignore: decorator
@inline
function drawBelow(bound: u32, seed: u64, stream: u64): u32 {
  let product = <u64>nextBits(seed, stream) * <u64>bound;
  if (<u32>product < bound) {
    const threshold: u32 = (0 - bound) % bound; // 2^32 mod bound
    while (<u32>product < threshold) product = <u64>nextBits(seed, stream) * <u64>bound;
  }
  return <u32>(product >> 32);
}

/** Draws handled together: their sources, then the places of their synapses (u32). */
const BATCH: u32 = 256;
const batch: usize = memory.data(1024, 16);
/** Keeps the bytes that were read ahead from being optimised away. */
let kept: u32 = 0;

/** Counts the synapses of the batch into their rows, or writes them: `write` as below. */
// @ts-ignore: decorator
@inline
function placeBatch(projection: Projection, length: u32, target: u32, write: bool): void {
  const end = batch + (<usize>length << 2);
  // The places lie all over the projection. Reading each before any is written lets their cache misses overlap.
  let sum: u32 = 0;
  for (let at = batch; at < end; at += 4) {
    const place = nextInRow(projection, load<u32>(at));
    store<u32>(at, place);
    if (write) sum |= load<u8>(projection.targets + <usize>place * <usize>projection.targetBytes);
  }
  kept = sum;
  if (write) {
    for (let at = batch; at < end; at += 4) storeTarget(projection, load<u32>(at), target);
  }
}

/**
 * Visits targets `first` .. `end - 1`: adds each synapse to the count of its row (`write` false: rowStart[source + 1]++),
 * or writes it into its row (`write` true: the rows are open).
 * chosen: u32[inDegree]; bits: one bit per source, all zero, and zero again afterwards. Both are used without multapses
 * only.
 */
export function visitFixedInDegree(
  projection: Projection,
  inDegree: u32,
  multapses: bool,
  withoutSelf: bool,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
  write: bool,
  chosen: usize,
  bits: usize,
): void {
  const candidates = projection.sourceCount - (withoutSelf ? 1 : 0);
  for (let target = first; target < end; target++) {
    startDraws(target);
    for (let from: u32 = 0; from < inDegree; from += BATCH) {
      const length = min(BATCH, inDegree - from);
      for (let i: u32 = 0; i < length; i++) {
        let candidate: u32;
        if (multapses) {
          candidate = drawBelow(candidates, seed, stream);
        } else {
          // R. Floyd: for j = N - k .. N - 1 take a number t of [0, j], or j itself where t is taken already; every
          // subset of size k is equally likely (Bentley and Floyd, Commun. ACM 30, 754, 1987).
          const last = candidates - inDegree + from + i;
          candidate = drawBelow(last + 1, seed, stream);
          if (isSet(bits, candidate)) candidate = last;
          flip(bits, candidate);
          store<u32>(chosen + (<usize>(from + i) << 2), candidate);
        }
        store<u32>(batch + (<usize>i << 2), candidate + (withoutSelf && candidate >= target ? 1 : 0));
      }
      placeBatch(projection, length, target, write);
    }
    if (!multapses) {
      for (let i: u32 = 0; i < inDegree; i++) flip(bits, load<u32>(chosen + (<usize>i << 2)));
    }
  }
}

// @ts-ignore: decorator
@inline
function isSet(bits: usize, index: u32): bool {
  return (load<u32>(bits + (<usize>(index >> 5) << 2)) >> (index & 31)) & 1 ? true : false;
}

// @ts-ignore: decorator
@inline
function flip(bits: usize, index: u32): void {
  const address = bits + (<usize>(index >> 5) << 2);
  store<u32>(address, load<u32>(address) ^ (<u32>1 << (index & 31)));
}
