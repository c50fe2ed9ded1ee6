// How a draw is found. A draw of one kind is a pure function of (seed, stream, j), j = 0, 1, ... < 2^48:
//   Philox key      = seed
//   Philox counter  = stream (high 64 bits), block index (low 64 bits)
//   block index     = kind (8 bits) | attempt (8 bits) | block number (48 bits)
// The kind keeps, say, normal 5 and uniform 5 of a stream in different blocks, so they are independent. The attempt
// counts the rejections of methods that have them (Poisson, integers); the others leave it 0.

/** Kind 0 is left to callers of `philox` that address blocks themselves. */
export const UNIFORM_F64: u64 = 1;
export const UNIFORM_F32: u64 = 2;
export const NORMAL_F64: u64 = 3;
export const NORMAL_F32: u64 = 4;
export const EXPONENTIAL_F64: u64 = 5;
export const EXPONENTIAL_F32: u64 = 6;
export const POISSON_SMALL: u64 = 7;
export const POISSON_LARGE: u64 = 8;
export const INTEGER: u64 = 9;
export const SHUFFLE: u64 = 10;
export const SAMPLE: u64 = 11;
// 32 is taken by the connections of assembly/synapses/draws.ts, 254 and 255 by src/random/substream.ts.

const KIND_SHIFT: u64 = 56;
const ATTEMPT_SHIFT: u64 = 48;

/** Index of a block of the given kind. */
// @ts-ignore: decorator
@inline
export function blockIndex(kind: u64, block: u64, attempt: u64 = 0): u64 {
  return (kind << KIND_SHIFT) | (attempt << ATTEMPT_SHIFT) | block;
}
