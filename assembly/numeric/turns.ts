import { constant, select } from "./lanes";

// sin and cos of 2 pi x, for x in turns: the form that Box-Muller normals and phases need, with an exact reduction.
// q = round(4 x), r = x - q / 4 in [-1/8, 1/8] (exact);
// sin(2 pi r) = r (2 pi + z S(z)), cos(2 pi r) = 1 - 2 pi^2 z + z^2 C(z), z = r^2, with S and C minimax: error
// 4e-18 and 8e-17 in f64 (degrees 5 and 4), 4e-9 and 4e-10 in f32 (degree 2). C takes up the rounding error of 2 pi^2.

const FOUR: usize = 0;
const ROUND: usize = 1; // 1.5 * 2^(mantissa bits): the sum's low bits are the nearest integer
const QUARTER: usize = 2;
const ONE: usize = 3;
const TWO_PI: usize = 4;
const TWO_PI_LOW: usize = 5;
const TWO_PI_SQUARED: usize = 6; // 2 pi^2
const NEGATIVE_ZERO: usize = 7;
const S0: usize = 8;
const C0_F64: usize = 14;
const C0_F32: usize = 11;

const tableF64: usize = memory.data<f64>([
  4.0, 6755399441055744.0, 0.25, 1.0, 6.283185307179586, 2.4492935982947064e-16, 19.739208802178716, -0.0,
  -41.34170224039968, 81.60524927596823, -76.70585970878487, 42.05868550673289, -15.093829319681726, 3.7813663130957798,
  64.93939402256692, -85.4568171411167, 60.244625963956636, -26.42457481599305, 7.8167967977688,
]);

const tableF32: usize = memory.data<f32>([
  4.0, 12582912.0, 0.25, 1.0, 6.2831854820251465, -1.7484555314695172e-7, 19.739208221435547, -0.0,
  -41.3416748046875, 81.59394073486328, -75.4533920288086,
  64.93914031982422, -85.42231750488281, 58.52013397216797,
]);

// @ts-ignore: decorator
@inline
function k<T>(index: usize): v128 {
  return constant<T>(tableF64, tableF32, index);
}

// @ts-ignore: decorator
@inline
function linear<T>(z: v128, low: usize): v128 {
  return v128.add<T>(k<T>(low), v128.mul<T>(z, k<T>(low + 1)));
}

/** The low bits hold round(4 x). */
// @ts-ignore: decorator
@inline
function roundedQuarters<T>(x: v128): v128 {
  return v128.add<T>(v128.mul<T>(x, k<T>(FOUR)), k<T>(ROUND));
}

// @ts-ignore: decorator
@inline
function remainderOf<T>(x: v128, rounded: v128): v128 {
  return v128.sub<T>(x, v128.mul<T>(v128.sub<T>(rounded, k<T>(ROUND)), k<T>(QUARTER)));
}

/** sin(2 pi r), z = r^2, |r| <= 1/8. */
// @ts-ignore: decorator
@inline
function sinReduced<T>(r: v128, z: v128): v128 {
  let s: v128;
  if (sizeof<T>() == 8) {
    const z2 = v128.mul<f64>(z, z);
    const s25 = v128.add<f64>(linear<f64>(z, S0 + 2), v128.mul<f64>(z2, linear<f64>(z, S0 + 4)));
    s = v128.add<f64>(linear<f64>(z, S0), v128.mul<f64>(z2, s25));
  } else {
    s = v128.add<f32>(k<f32>(S0), v128.mul<f32>(z, linear<f32>(z, S0 + 1)));
  }
  const small = v128.add<T>(v128.mul<T>(z, s), k<T>(TWO_PI_LOW));
  return v128.add<T>(v128.mul<T>(r, k<T>(TWO_PI)), v128.mul<T>(r, small));
}

/** cos(2 pi r), z = r^2, |r| <= 1/8. */
// @ts-ignore: decorator
@inline
function cosReduced<T>(z: v128): v128 {
  const z2 = v128.mul<T>(z, z);
  let c: v128;
  if (sizeof<T>() == 8) {
    const c24 = v128.add<f64>(linear<f64>(z, C0_F64 + 2), v128.mul<f64>(z2, k<f64>(C0_F64 + 4)));
    c = v128.add<f64>(linear<f64>(z, C0_F64), v128.mul<f64>(z2, c24));
  } else {
    c = v128.add<f32>(k<f32>(C0_F32), v128.mul<f32>(z, linear<f32>(z, C0_F32 + 1)));
  }
  return v128.sub<T>(k<T>(ONE), v128.sub<T>(v128.mul<T>(z, k<T>(TWO_PI_SQUARED)), v128.mul<T>(z2, c)));
}

/** sin(2 pi r + q pi/2) from sin(2 pi r), cos(2 pi r) and the low bits of `quarters`. */
// @ts-ignore: decorator
@inline
function inQuadrant<T>(sin: v128, cos: v128, quarters: v128): v128 {
  // Bit 0 swaps sine and cosine, bit 1 changes the sign.
  const isOdd =
    sizeof<T>() == 8
      ? v128.neg<i64>(v128.and(quarters, i64x2.splat(1)))
      : v128.shr<i32>(v128.shl<i32>(quarters, 31), 31);
  const sign = sizeof<T>() == 8 ? v128.shl<i64>(quarters, 62) : v128.shl<i32>(quarters, 30);
  return v128.xor(select(isOdd, cos, sin), v128.and(sign, k<T>(NEGATIVE_ZERO)));
}

/**
 * sin(2 pi x) of every lane of type T, |x| <= 2^20: error below 1.9 ulp (f64), 1.8 ulp (f32). A caller that also needs the cosine calls both:
 * the shared part is computed once.
 */
// @ts-ignore: decorator
@inline
export function sinTwoPiLanes<T>(x: v128): v128 {
  const rounded = roundedQuarters<T>(x);
  const r = remainderOf<T>(x, rounded);
  const z = v128.mul<T>(r, r);
  return inQuadrant<T>(sinReduced<T>(r, z), cosReduced<T>(z), rounded);
}

/** cos(2 pi x) of every lane of type T; as `sinTwoPiLanes`. */
// @ts-ignore: decorator
@inline
export function cosTwoPiLanes<T>(x: v128): v128 {
  const rounded = roundedQuarters<T>(x);
  const r = remainderOf<T>(x, rounded);
  const z = v128.mul<T>(r, r);
  const next = sizeof<T>() == 8 ? v128.add<i64>(rounded, i64x2.splat(1)) : v128.add<i32>(rounded, i32x4.splat(1));
  return inQuadrant<T>(sinReduced<T>(r, z), cosReduced<T>(z), next);
}

export function sinTwoPiF64x2(x: v128): v128 {
  return sinTwoPiLanes<f64>(x);
}

export function sinTwoPiF32x4(x: v128): v128 {
  return sinTwoPiLanes<f32>(x);
}

export function cosTwoPiF64x2(x: v128): v128 {
  return cosTwoPiLanes<f64>(x);
}

export function cosTwoPiF32x4(x: v128): v128 {
  return cosTwoPiLanes<f32>(x);
}

/** sin(2 pi x) of one number: the same bits as a lane of `sinTwoPiF64x2`. */
export function sinTwoPi(x: f64): f64 {
  return f64x2.extract_lane(sinTwoPiF64x2(f64x2.splat(x)), 0);
}

/** cos(2 pi x) of one number: the same bits as a lane of `cosTwoPiF64x2`. */
export function cosTwoPi(x: f64): f64 {
  return f64x2.extract_lane(cosTwoPiF64x2(f64x2.splat(x)), 0);
}
