import { select, splat } from "./lanes";

// sin and cos of 2 pi x, for x in turns: the form that Box-Muller normals and phases need, with an exact reduction.
// q = round(4 x), r = x - q / 4 in [-1/8, 1/8] (exact);
// sin(2 pi r) = r (2 pi + z S(z)), cos(2 pi r) = 1 - 2 pi^2 z + z^2 C(z), z = r^2, with S and C minimax: relative error
// 4e-18 and 8e-17 in f64 (degrees 5 and 4), 4e-9 and 1e-10 in f32 (degree 2).

const ROUND_F64: f64 = 6755399441055744.0; // 1.5 * 2^52: the sum's low bits are the nearest integer
const ROUND_F32: f64 = 12582912.0; // 1.5 * 2^23
const TWO_PI_F64: f64 = 6.283185307179586;
const TWO_PI_LOW_F64: f64 = 2.4492935982947064e-16;
const TWO_PI_F32: f64 = 6.2831854820251465;
const TWO_PI_LOW_F32: f64 = -1.7484555314695172e-7;
const TWO_PI_SQUARED_F64: f64 = 19.739208802178716; // 2 pi^2
const TWO_PI_SQUARED_F32: f64 = 19.739208221435547;

/** The low bits hold round(4 x). */
// @ts-ignore: decorator
@inline
function roundedQuarters<T>(x: v128): v128 {
  return v128.add<T>(v128.mul<T>(x, splat<T>(4.0)), splat<T>(sizeof<T>() == 8 ? ROUND_F64 : ROUND_F32));
}

// @ts-ignore: decorator
@inline
function remainderOf<T>(x: v128, rounded: v128): v128 {
  const q = v128.sub<T>(rounded, splat<T>(sizeof<T>() == 8 ? ROUND_F64 : ROUND_F32));
  return v128.sub<T>(x, v128.mul<T>(q, splat<T>(0.25)));
}

/** sin(2 pi r), |r| <= 1/8. */
// @ts-ignore: decorator
@inline
function sinReduced<T>(r: v128, z: v128): v128 {
  if (sizeof<T>() == 8) {
    const z2 = v128.mul<f64>(z, z);
    const s01 = v128.add<f64>(f64x2.splat(-41.34170224039968), v128.mul<f64>(z, f64x2.splat(81.60524927596823)));
    const s23 = v128.add<f64>(f64x2.splat(-76.70585970878487), v128.mul<f64>(z, f64x2.splat(42.05868550673289)));
    const s45 = v128.add<f64>(f64x2.splat(-15.093829319681726), v128.mul<f64>(z, f64x2.splat(3.7813663130957798)));
    const s05 = v128.add<f64>(s01, v128.mul<f64>(z2, v128.add<f64>(s23, v128.mul<f64>(z2, s45))));
    const small = v128.add<f64>(v128.mul<f64>(z, s05), f64x2.splat(TWO_PI_LOW_F64));
    return v128.add<f64>(v128.mul<f64>(r, f64x2.splat(TWO_PI_F64)), v128.mul<f64>(r, small));
  }
  const s12 = v128.add<f32>(splat<f32>(81.59394073486328), v128.mul<f32>(z, splat<f32>(-75.4533920288086)));
  const s02 = v128.add<f32>(splat<f32>(-41.3416748046875), v128.mul<f32>(z, s12));
  const small = v128.add<f32>(v128.mul<f32>(z, s02), splat<f32>(TWO_PI_LOW_F32));
  return v128.add<f32>(v128.mul<f32>(r, splat<f32>(TWO_PI_F32)), v128.mul<f32>(r, small));
}

/** cos(2 pi r), z = r^2, |r| <= 1/8. */
// @ts-ignore: decorator
@inline
function cosReduced<T>(z: v128): v128 {
  const z2 = v128.mul<T>(z, z);
  let c: v128;
  if (sizeof<T>() == 8) {
    const c01 = v128.add<f64>(f64x2.splat(64.93939402256794), v128.mul<f64>(z, f64x2.splat(-85.45681714139408)));
    const c23 = v128.add<f64>(f64x2.splat(60.244625997604835), v128.mul<f64>(z, f64x2.splat(-26.424576693664672)));
    const c24 = v128.add<f64>(c23, v128.mul<f64>(z2, f64x2.splat(7.81683613823026)));
    c = v128.add<f64>(c01, v128.mul<f64>(z2, c24));
  } else {
    const c12 = v128.add<f32>(splat<f32>(-85.44745635986328), v128.mul<f32>(z, splat<f32>(59.36259078979492)));
    c = v128.add<f32>(splat<f32>(64.93936157226562), v128.mul<f32>(z, c12));
  }
  const square = v128.mul<T>(z, splat<T>(sizeof<T>() == 8 ? TWO_PI_SQUARED_F64 : TWO_PI_SQUARED_F32));
  return v128.sub<T>(splat<T>(1.0), v128.sub<T>(square, v128.mul<T>(z2, c)));
}

/** sin(2 pi r + q pi/2) from sin(2 pi r), cos(2 pi r) and the low bits of `quarters`. */
// @ts-ignore: decorator
@inline
function inQuadrant<T>(sin: v128, cos: v128, quarters: v128): v128 {
  if (sizeof<T>() == 8) {
    const isOdd = v128.neg<i64>(v128.and(quarters, i64x2.splat(1)));
    const sign = v128.and(v128.shl<i64>(quarters, 62), f64x2.splat(-0.0));
    return v128.xor(select(isOdd, cos, sin), sign);
  }
  const isOdd = v128.neg<i32>(v128.and(quarters, i32x4.splat(1)));
  const sign = v128.and(v128.shl<i32>(quarters, 30), f32x4.splat(-0.0));
  return v128.xor(select(isOdd, cos, sin), sign);
}

/**
 * sin(2 pi x) of every lane of type T, |x| < 2^20 (meant for [0, 1)): error below 2 ulp. A caller that also needs the cosine calls both:
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
