import { allLanes, select, splat } from "./lanes";

// log(x) = k ln 2 + log(1 + f), x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)).
// With s = f / (2 + f): log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + R(s^2)), R(z) = z L(z);
// L is the minimax polynomial for the relative error of 2 atanh(s): 1.3e-18 in f64 (degree 6), 8e-10 in f32 (degree 2).
// The arrangement of the sum follows W. J. Cody and the FDLIBM library: f is exact and is added last.

const LN2_HIGH_F64: f64 = 6.93147180369123816490e-1; // 33 bits: k * LN2_HIGH_F64 is exact
const LN2_LOW_F64: f64 = 1.90821492927058770002e-10;
const LN2_HIGH_F32: f64 = 0.693138122558593750; // 17 bits
const LN2_LOW_F32: f64 = 9.05800061445916071534e-6;
const SQRT_HALF_F64: i64 = 0x3fe6a09e667f3bcd;
const SQRT_HALF_F32: i32 = 0x3f3504f3;
const ONE_F64: i64 = 0x3ff0000000000000;
const ONE_F32: i32 = 0x3f800000;
const LEAST_NORMAL_F64: f64 = 2.2250738585072014e-308;
const LEAST_NORMAL_F32: f64 = 1.1754943508222875e-38;
const LARGEST_F64: f64 = 1.7976931348623157e308;
const LARGEST_F32: f64 = 3.4028234663852886e38;

/** s (f^2/2 + R(s^2)) - f^2/2 is what `log1pReduced` adds to f; this is f^2/2 + R. */
// @ts-ignore: decorator
@inline
function atanhSeries<T>(z: v128, halfSquare: v128): v128 {
  if (sizeof<T>() == 8) {
    const z2 = v128.mul<f64>(z, z);
    const l01 = v128.add<f64>(f64x2.splat(0.6666666666666734), v128.mul<f64>(z, f64x2.splat(0.3999999999941399)));
    const l23 = v128.add<f64>(f64x2.splat(0.2857142874255869), v128.mul<f64>(z, f64x2.splat(0.22222198554030897)));
    const l45 = v128.add<f64>(f64x2.splat(0.1818356539964856), v128.mul<f64>(z, f64x2.splat(0.15314021189941918)));
    const l46 = v128.add<f64>(l45, v128.mul<f64>(z2, f64x2.splat(0.14796261596527585)));
    const l26 = v128.add<f64>(l23, v128.mul<f64>(z2, l46));
    const l06 = v128.add<f64>(l01, v128.mul<f64>(z2, l26));
    return v128.add<f64>(halfSquare, v128.mul<f64>(z, l06));
  }
  const l12 = v128.add<f32>(splat<f32>(0.39977532625198364), v128.mul<f32>(z, splat<f32>(0.2987198233604431)));
  const l02 = v128.add<f32>(splat<f32>(0.6666677594184875), v128.mul<f32>(z, l12));
  return v128.add<f32>(halfSquare, v128.mul<f32>(z, l02));
}

/** k ln 2 + log(1 + f) + correction. */
// @ts-ignore: decorator
@inline
function logFromParts<T>(k: v128, f: v128, correction: v128): v128 {
  const high = sizeof<T>() == 8 ? LN2_HIGH_F64 : LN2_HIGH_F32;
  const low = sizeof<T>() == 8 ? LN2_LOW_F64 : LN2_LOW_F32;
  const halfSquare = v128.mul<T>(v128.mul<T>(splat<T>(0.5), f), f);
  const s = v128.div<T>(f, v128.add<T>(splat<T>(2.0), f));
  const product = v128.mul<T>(s, atanhSeries<T>(v128.mul<T>(s, s), halfSquare));
  const small = v128.add<T>(product, v128.add<T>(v128.mul<T>(k, splat<T>(low)), correction));
  return v128.sub<T>(v128.mul<T>(k, splat<T>(high)), v128.sub<T>(v128.sub<T>(halfSquare, small), f));
}

/** The bits of x shifted so that the exponent field counts from sqrt(1/2) instead of 1. */
// @ts-ignore: decorator
@inline
function shiftedBits<T>(x: v128): v128 {
  return sizeof<T>() == 8
    ? v128.add<i64>(x, i64x2.splat(ONE_F64 - SQRT_HALF_F64))
    : v128.add<i32>(x, i32x4.splat(ONE_F32 - SQRT_HALF_F32));
}

/** k + `offset` of a positive normal x = 2^k (1 + f). */
// @ts-ignore: decorator
@inline
function exponentOf<T>(shifted: v128, offset: f64): v128 {
  if (sizeof<T>() == 8) {
    const integer = v128.shr<u64>(shifted, 52); // in the low bits of 2^52 + integer
    return v128.sub<f64>(v128.or(integer, i64x2.splat(0x4330000000000000)), f64x2.splat(4503599627370496.0 + 1023.0 - offset));
  }
  return v128.sub<f32>(f32x4.convert_i32x4_s(v128.shr<u32>(shifted, 23)), splat<f32>(127.0 - offset));
}

/** 1 + f of a positive normal x = 2^k (1 + f). */
// @ts-ignore: decorator
@inline
function significandOf<T>(x: v128, shifted: v128): v128 {
  if (sizeof<T>() == 8) {
    const exponent = v128.and(shifted, i64x2.splat(0x7ff0000000000000));
    return v128.sub<i64>(x, v128.sub<i64>(exponent, i64x2.splat(ONE_F64)));
  }
  const exponent = v128.and(shifted, i32x4.splat(0x7f800000));
  return v128.sub<i32>(x, v128.sub<i32>(exponent, i32x4.splat(ONE_F32)));
}

/** Whether all lanes are positive normal numbers. */
// @ts-ignore: decorator
@inline
export function isPositiveNormal<T>(x: v128): bool {
  const least = sizeof<T>() == 8 ? LEAST_NORMAL_F64 : LEAST_NORMAL_F32;
  const largest = sizeof<T>() == 8 ? LARGEST_F64 : LARGEST_F32;
  const inside = v128.and(v128.ge<T>(x, splat<T>(least)), v128.le<T>(x, splat<T>(largest)));
  return allLanes<T>(inside);
}

/** log(x) + offset ln 2 of positive normal x. */
// @ts-ignore: decorator
@inline
export function logNormal<T>(x: v128, offset: f64): v128 {
  const shifted = shiftedBits<T>(x);
  const f = v128.sub<T>(significandOf<T>(x, shifted), splat<T>(1.0));
  return logFromParts<T>(exponentOf<T>(shifted, offset), f, splat<T>(0.0));
}

/** log of each lane, any x: the path for zeros, subnormals, infinity, negative numbers and NaN. */
// @ts-ignore: decorator
@inline
function logAnyRange<T>(x: v128): v128 {
  const least = sizeof<T>() == 8 ? LEAST_NORMAL_F64 : LEAST_NORMAL_F32;
  const bits = sizeof<T>() == 8 ? 54.0 : 25.0;
  const scale = sizeof<T>() == 8 ? 18014398509481984.0 : 33554432.0;
  const zero = splat<T>(0.0);
  const infinity = splat<T>(Infinity);
  const ofSubnormal = logNormal<T>(v128.mul<T>(x, splat<T>(scale)), -bits);
  const finite = select(v128.lt<T>(x, splat<T>(least)), ofSubnormal, logNormal<T>(x, 0.0));
  const positive = select(v128.eq<T>(x, infinity), infinity, finite);
  const orZero = select(v128.eq<T>(x, zero), v128.neg<T>(infinity), positive);
  return select(v128.ge<T>(x, zero), orZero, splat<T>(NaN));
}

export function logSpecialF64x2(x: v128): v128 {
  return logAnyRange<f64>(x);
}

export function logSpecialF32x4(x: v128): v128 {
  return logAnyRange<f32>(x);
}

/** log of each lane of type T, as part of the caller. */
// @ts-ignore: decorator
@inline
export function logInline<T>(x: v128): v128 {
  if (isPositiveNormal<T>(x)) return logNormal<T>(x, 0.0);
  return sizeof<T>() == 8 ? logSpecialF64x2(x) : logSpecialF32x4(x);
}

/** Natural logarithm of two f64 lanes: error below 1 ulp. log(0) = -Infinity, log(x < 0) = NaN. */
export function logF64x2(x: v128): v128 {
  return logInline<f64>(x);
}

/** Natural logarithm of four f32 lanes: error below 1 ulp. log(0) = -Infinity, log(x < 0) = NaN. */
export function logF32x4(x: v128): v128 {
  return logInline<f32>(x);
}

/** Natural logarithm of every lane of type T. */
// @ts-ignore: decorator
@inline
export function logLanes<T>(x: v128): v128 {
  return logInline<T>(x);
}

/** Natural logarithm of one number: the same bits as a lane of `logF64x2`. */
export function log(x: f64): f64 {
  return f64x2.extract_lane(logF64x2(f64x2.splat(x)), 0);
}

/** log(1 + x) where 1 + x is a positive normal number: u = fl(1 + x), log(1 + x) = log(u) + (1 + x - u) / u. */
// @ts-ignore: decorator
@inline
export function log1pNormal<T>(x: v128, u: v128): v128 {
  const one = splat<T>(1.0);
  const shifted = shiftedBits<T>(u);
  const k = exponentOf<T>(shifted, 0.0);
  // Two-sum of 1 and x gives the rounding error of u exactly.
  const part = v128.sub<T>(u, one);
  const error = v128.add<T>(v128.sub<T>(one, v128.sub<T>(u, part)), v128.sub<T>(x, part));
  const near = v128.eq<T>(k, splat<T>(0.0)); // there f = x, exactly
  const f = select(near, x, v128.sub<T>(significandOf<T>(u, shifted), one));
  const correction = v128.andnot(v128.div<T>(error, u), near);
  const y = logFromParts<T>(k, f, correction);
  const tiny = v128.lt<T>(v128.abs<T>(x), splat<T>(sizeof<T>() == 8 ? 1e-300 : 1e-30));
  return select(tiny, x, y); // keeps the sign of zero
}

export function log1pSpecialF64x2(x: v128, u: v128): v128 {
  const inside = v128.and(v128.gt<f64>(u, f64x2.splat(0.0)), v128.lt<f64>(u, f64x2.splat(Infinity)));
  return select(inside, log1pNormal<f64>(x, u), logAnyRange<f64>(u));
}

export function log1pSpecialF32x4(x: v128, u: v128): v128 {
  const inside = v128.and(v128.gt<f32>(u, f32x4.splat(0.0)), v128.lt<f32>(u, f32x4.splat(Infinity)));
  return select(inside, log1pNormal<f32>(x, u), logAnyRange<f32>(u));
}

/** log(1 + x) of each lane of type T, as part of the caller. */
// @ts-ignore: decorator
@inline
export function log1pInline<T>(x: v128): v128 {
  const u = v128.add<T>(splat<T>(1.0), x);
  if (isPositiveNormal<T>(u)) return log1pNormal<T>(x, u);
  return sizeof<T>() == 8 ? log1pSpecialF64x2(x, u) : log1pSpecialF32x4(x, u);
}

/** log(1 + x) of two f64 lanes: error below 2 ulp. */
export function log1pF64x2(x: v128): v128 {
  return log1pInline<f64>(x);
}

/** log(1 + x) of four f32 lanes: error below 2 ulp. */
export function log1pF32x4(x: v128): v128 {
  return log1pInline<f32>(x);
}

/** log(1 + x) of every lane of type T. */
// @ts-ignore: decorator
@inline
export function log1pLanes<T>(x: v128): v128 {
  return log1pInline<T>(x);
}

/** log(1 + x) of one number: the same bits as a lane of `log1pF64x2`. */
export function log1p(x: f64): f64 {
  return f64x2.extract_lane(log1pF64x2(f64x2.splat(x)), 0);
}
