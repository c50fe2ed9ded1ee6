import { cosPiLanes, logLanes, sinPiLanes } from "./transform-math";

// From random bits to distributions. All take vectors of bits and return vectors of numbers.
//
// Uniform, both ends open: f64 (k + 1/2) 2^-52, k from bits 12..63; f32 (k + 1/2) 2^-23, k from bits 9..31.
// Exponential, mean 1: -log u.
// Normals, in pairs (G. Box, M. Muller, Ann. Math. Statist. 29, 610, 1958): sqrt(-2 log u) (cos t, sin t), t uniform on the
// circle. Here t = pi w with w uniform in [-1/2, 1/2), which is the right half of the circle, and a random sign of the cosine.

const EXPONENT_BITS_64: usize = memory.data<u64>([0x3ff0000000000000]); // of 1.0
const EXPONENT_BITS_32: usize = memory.data<u32>([0x3f800000]);
const OFFSETS_64: usize = memory.data<f64>([0.9999999999999999, 1.5]); // 1 - 2^-53
const OFFSETS_32: usize = memory.data<f32>([0.99999994]); // 1 - 2^-24
const MINUS_TWO_64: usize = memory.data<f64>([-2.0]);
const MINUS_TWO_32: usize = memory.data<f32>([-2.0]);
const SCALES_32: usize = memory.data<f32>([4.656612873077393e-10, 2.3283064365386963e-10, 0.99999994]); // 2^-31, 2^-32

/** Uniform in (0, 1): 52 bits for f64, 23 for f32. */
// @ts-ignore: decorator
@inline
export function uniformLanes<T>(bits: v128): v128 {
  if (sizeof<T>() == 8) {
    const oneToTwo = v128.or(v128.shr<u64>(bits, 12), v128.load64_splat(EXPONENT_BITS_64));
    return v128.sub<f64>(oneToTwo, v128.load64_splat(OFFSETS_64));
  }
  const oneToTwo = v128.or(v128.shr<u32>(bits, 9), v128.load32_splat(EXPONENT_BITS_32));
  return v128.sub<f32>(oneToTwo, v128.load32_splat(OFFSETS_32));
}

/**
 * Uniform in (0, 1), fine near 0, for logarithms. f64: as above, so that -log u reaches 36.7. f32: 31 bits, k from bits
 * 1..31, (k + 1/2) 2^-31 rounded and kept below 1: reaches 22.2 (23 bits would end at 16.6).
 */
// @ts-ignore: decorator
@inline
function uniformForLog<T>(bits: v128): v128 {
  if (sizeof<T>() == 8) return uniformLanes<T>(bits);
  const k = f32x4.convert_i32x4_s(v128.shr<u32>(bits, 1));
  const u = v128.mul<f32>(v128.add<f32>(k, f32x4.splat(0.5)), v128.load32_splat(SCALES_32));
  return v128.pmin<f32>(v128.load32_splat(SCALES_32, 8), u);
}

/** Exponential with mean 1. */
// @ts-ignore: decorator
@inline
export function exponentialLanes<T>(bits: v128): v128 {
  return v128.neg<T>(logLanes<T>(uniformForLog<T>(bits)));
}

// @ts-ignore: decorator
@inline
function splatConstant<T>(in64: usize, in32: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(in64) : v128.load32_splat(in32);
}

/** Radii of Box-Muller pairs, sqrt(-2 log u), with a random sign for the cosine from bit 0, which u leaves unused. */
// @ts-ignore: decorator
@inline
export function signedRadiusLanes<T>(bits: v128): v128 {
  const log = logLanes<T>(uniformForLog<T>(bits));
  const radius = v128.sqrt<T>(v128.mul<T>(log, splatConstant<T>(MINUS_TWO_64, MINUS_TWO_32)));
  return v128.or(radius, sizeof<T>() == 8 ? v128.shl<i64>(bits, 63) : v128.shl<i32>(bits, 31));
}

/** w in [-1/2, 1/2): f64 52 bits, f32 a 32-bit integer rounded to 24 bits. */
// @ts-ignore: decorator
@inline
export function halfTurnLanes<T>(bits: v128): v128 {
  if (sizeof<T>() == 4) return v128.mul<f32>(f32x4.convert_i32x4_s(bits), v128.load32_splat(SCALES_32, 4));
  return v128.sub<f64>(v128.or(v128.shr<u64>(bits, 12), v128.load64_splat(EXPONENT_BITS_64)), v128.load64_splat(OFFSETS_64, 8));
}

/** The two halves of Box-Muller pairs: `signedRadius` cos(pi w), |`signedRadius`| sin(pi w). */
// @ts-ignore: decorator
@inline
export function cosineHalf<T>(signedRadius: v128, q: v128, q2: v128): v128 {
  return v128.mul<T>(signedRadius, cosPiLanes<T>(q, q2));
}

// @ts-ignore: decorator
@inline
export function sineHalf<T>(signedRadius: v128, w: v128, q: v128, q2: v128): v128 {
  return v128.mul<T>(v128.abs<T>(signedRadius), sinPiLanes<T>(w, q, q2));
}
