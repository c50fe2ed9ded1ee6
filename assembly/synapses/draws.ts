// Random numbers of the connectivity kernels. Every draw is a word of the Philox block at (seed, stream, index), where
// the index says what is drawn and for whom, so that any row, target or synapse can be regenerated on its own:
//   bits 62-63  what: SOURCES_OR_TARGETS, WEIGHTS or DELAYS
//   bits 32-61  row (fixed probability) or target (fixed in-degree)
//   bits  0-31  number of the block within that row or target; for weights and delays bits 0-61 number the synapse

export const SOURCES_OR_TARGETS: u64 = 0;
export const WEIGHTS: u64 = 1 << 62;
export const DELAYS: u64 = 2 << 62;

const MULTIPLIER_0: i32 = <i32>0xd2511f53;
const MULTIPLIER_1: i32 = <i32>0xcd9e8d57;
const WEYL_0: i32 = <i32>0x9e3779b9;
const WEYL_1: i32 = <i32>0xbb67ae85;

/** Bytes that philoxFour writes. */
export const FOUR_BLOCKS: i32 = 64;

/**
 * Writes the 16 words of the Philox4x32-10 blocks at (seed, stream, index) .. (seed, stream, index + 3), in order, to
 * `result` (u32[16]): the same words as four calls of philox(). `index` is a multiple of four, so the low word of the
 * counter does not overflow between the four.
 */
export function philoxFour(seed: u64, stream: u64, index: u64, result: usize): void {
  const multiplier0 = i32x4.splat(MULTIPLIER_0);
  const multiplier1 = i32x4.splat(MULTIPLIER_1);
  let c0 = i32x4.add(i32x4.splat(<i32>index), i32x4(0, 1, 2, 3));
  let c1 = i32x4.splat(<i32>(index >> 32));
  let c2 = i32x4.splat(<i32>stream);
  let c3 = i32x4.splat(<i32>(stream >> 32));
  let k0 = <i32>seed;
  let k1 = <i32>(seed >> 32);
  for (let round = 0; round < 10; round++) {
    const low0 = i64x2.extmul_low_i32x4_u(c0, multiplier0);
    const high0 = i64x2.extmul_high_i32x4_u(c0, multiplier0);
    const low1 = i64x2.extmul_low_i32x4_u(c2, multiplier1);
    const high1 = i64x2.extmul_high_i32x4_u(c2, multiplier1);
    c0 = v128.xor(v128.xor(i32x4.shuffle(low1, high1, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c2 = v128.xor(v128.xor(i32x4.shuffle(low0, high0, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c1 = i32x4.shuffle(low1, high1, 0, 2, 4, 6);
    c3 = i32x4.shuffle(low0, high0, 0, 2, 4, 6);
    k0 += WEYL_0;
    k1 += WEYL_1;
  }
  // Transpose: lane b of word w becomes word w of block b.
  const words01 = i32x4.shuffle(c0, c1, 0, 4, 1, 5);
  const words23 = i32x4.shuffle(c2, c3, 0, 4, 1, 5);
  const words01b = i32x4.shuffle(c0, c1, 2, 6, 3, 7);
  const words23b = i32x4.shuffle(c2, c3, 2, 6, 3, 7);
  v128.store(result, i64x2.shuffle(words01, words23, 0, 2));
  v128.store(result, i64x2.shuffle(words01, words23, 1, 3), 16);
  v128.store(result, i64x2.shuffle(words01b, words23b, 0, 2), 32);
  v128.store(result, i64x2.shuffle(words01b, words23b, 1, 3), 48);
}

/** Uniform numbers in (0, 1) from 64 random bits a lane: the two lanes of uniformOpen() (assembly/random/philox.ts). */
// @ts-ignore: decorator
@inline
export function uniformOpenLanes(bits: v128): v128 {
  const oneToTwo = v128.or(v128.shr<u64>(bits, 12), i64x2.splat(0x3ff0000000000000));
  return v128.add<f64>(v128.sub<f64>(oneToTwo, f64x2.splat(1.0)), f64x2.splat(1.1102230246251565e-16));
}

/** ln x of two lanes of positive normal numbers, to about 1 ulp of max(1, |ln x|). */
// @ts-ignore: decorator
@inline
export function logLanes(x: v128): v128 {
  // x = 2^e m with m in [sqrt(1/2), sqrt 2); ln m = 2 artanh f = 2 f (1 + f^2/3 + f^4/5 + ...), f = (m - 1)/(m + 1).
  const ROOT_HALF: i64 = 0x3fe6a09e667f3bcd;
  const ONE: i64 = 0x3ff0000000000000;
  const exponent = v128.shr<u64>(v128.add<i64>(x, i64x2.splat(ONE - ROOT_HALF)), 52); // e + 1023
  const m = v128.sub<i64>(x, v128.sub<i64>(v128.shl<i64>(exponent, 52), i64x2.splat(ONE)));
  const e = v128.sub<f64>(v128.or(exponent, i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496.0 + 1023.0));
  const f = v128.div<f64>(v128.sub<f64>(m, f64x2.splat(1.0)), v128.add<f64>(m, f64x2.splat(1.0)));
  const g = v128.mul<f64>(f, f); // at most 0.0295: ten terms
  const g2 = v128.mul<f64>(g, g);
  const g4 = v128.mul<f64>(g2, g2);
  const p0 = v128.add<f64>(f64x2.splat(2.0 / 3.0), v128.mul<f64>(g, f64x2.splat(2.0 / 5.0)));
  const p1 = v128.add<f64>(f64x2.splat(2.0 / 7.0), v128.mul<f64>(g, f64x2.splat(2.0 / 9.0)));
  const p2 = v128.add<f64>(f64x2.splat(2.0 / 11.0), v128.mul<f64>(g, f64x2.splat(2.0 / 13.0)));
  const p3 = v128.add<f64>(f64x2.splat(2.0 / 15.0), v128.mul<f64>(g, f64x2.splat(2.0 / 17.0)));
  const p4 = v128.add<f64>(f64x2.splat(2.0 / 19.0), v128.mul<f64>(g, f64x2.splat(2.0 / 21.0)));
  const q0 = v128.add<f64>(p0, v128.mul<f64>(g2, p1));
  const q1 = v128.add<f64>(v128.add<f64>(p2, v128.mul<f64>(g2, p3)), v128.mul<f64>(g4, p4));
  const tail = v128.mul<f64>(v128.mul<f64>(f, g), v128.add<f64>(q0, v128.mul<f64>(g4, q1)));
  // e ln 2 in two parts, the first exact for |e| < 2^20
  const high = v128.mul<f64>(e, f64x2.splat(6.93147180369123816490e-1));
  const low = v128.mul<f64>(e, f64x2.splat(1.90821492927058770002e-10));
  return v128.add<f64>(high, v128.add<f64>(v128.mul<f64>(f, f64x2.splat(2.0)), v128.add<f64>(tail, low)));
}

/** ln x of one positive normal number. */
export function log(x: f64): f64 {
  return f64x2.extract_lane(logLanes(f64x2.splat(x)), 0);
}

/** ln(1 + x) for x > -1. */
export function log1p(x: f64): f64 {
  // The rounding error of u = 1 + x is known exactly, and d ln u = du/u.
  const u = 1.0 + x;
  return log(u) + (x - (u - 1.0)) / u;
}
