// Philox4x32-10: J. Salmon, M. Moraes, R. Dror, D. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011.
// A draw is addressed by (seed, stream, index): the key is the seed, the counter is (index, stream), 64 bits each.

const MULTIPLIER_0: u64 = 0xd2511f53;
const MULTIPLIER_1: u64 = 0xcd9e8d57;
const WEYL_0: u32 = 0x9e3779b9;
const WEYL_1: u32 = 0xbb67ae85;

// The four words of the last block, read through philoxWord: a function returns one value only.
let word0: u32 = 0;
let word1: u32 = 0;
let word2: u32 = 0;
let word3: u32 = 0;

/** Computes the block at (seed, stream, index); `philoxLow` and `philoxHigh` read it. */
export function philox(seed: u64, stream: u64, index: u64): void {
  let c0 = <u32>index;
  let c1 = <u32>(index >> 32);
  let c2 = <u32>stream;
  let c3 = <u32>(stream >> 32);
  let k0 = <u32>seed;
  let k1 = <u32>(seed >> 32);
  for (let round = 0; round < 10; round++) {
    const product0 = MULTIPLIER_0 * <u64>c0;
    const product1 = MULTIPLIER_1 * <u64>c2;
    c0 = <u32>(product1 >> 32) ^ c1 ^ k0;
    c2 = <u32>(product0 >> 32) ^ c3 ^ k1;
    c1 = <u32>product1;
    c3 = <u32>product0;
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  word0 = c0;
  word1 = c1;
  word2 = c2;
  word3 = c3;
}

/** Words 0 and 1 of the last block, word 0 in the low half. */
export function philoxLow(): u64 {
  return (<u64>word1 << 32) | <u64>word0;
}

/** Words 2 and 3 of the last block, word 2 in the low half. */
export function philoxHigh(): u64 {
  return (<u64>word3 << 32) | <u64>word2;
}

/** A uniform number in (0, 1) with 52 random bits and a half-step offset: never 0 or 1. */
// @ts-ignore: decorator
@inline
export function uniformOpen(bits: u64): f64 {
  return (<f64>(bits >> 12) + 0.5) * 2.220446049250313e-16;
}
