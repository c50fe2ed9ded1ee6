import { allLanes, constant, select, splat } from "./lanes";

// log(x) = k ln 2 + log(1 + f), x = 2^k (1 + f), 1 + f in [sqrt(1/2), sqrt(2)).
// With s = f / (2 + f): log(1 + f) = 2 atanh(s) = f - f^2/2 + s (f^2/2 + R(s^2)), R(z) = z L(z);
// L is the minimax polynomial for the relative error of 2 atanh(s): 1.3e-18 in f64 (degree 6), 8e-10 in f32 (degree 2).
// The arrangement of the sum follows W. J. Cody and the FDLIBM library: f is exact and is added last.

const LEAST_NORMAL: usize = 0;
const LARGEST: usize = 1;
const LN2_HIGH: usize = 2; // 33 bits (f64), 17 bits (f32): k * LN2_HIGH is exact
const LN2_LOW: usize = 3;
const HALF: usize = 4;
const ONE: usize = 5;
const TWO: usize = 6;
const ZERO: usize = 7;
const NEGATIVE_ZERO: usize = 8;
const EXPONENT_OFFSET: usize = 9; // f64: 2^52 + 1023, f32: 127
const L0: usize = 10;

const tableF64: usize = memory.data<f64>([
  2.2250738585072014e-308, 1.7976931348623157e308, 6.93147180369123816490e-1, 1.90821492927058770002e-10, 0.5, 1.0, 2.0, 0.0, -0.0,
  4503599627371519.0, 0.6666666666666734, 0.3999999999941399, 0.2857142874255869, 0.22222198554030897, 0.1818356539964856,
  0.15314021189941918, 0.14796261596527585,
]);

const tableF32: usize = memory.data<f32>([
  1.1754943508222875e-38, 3.4028234663852886e38, 0.693138122558593750, 9.05800061445916071534e-6, 0.5, 1.0, 2.0, 0.0, -0.0,
  127.0, 0.6666677594184875, 0.39977532625198364, 0.2987198233604431,
]);

// Integer constants: bits of 1 less those of sqrt(1/2), mask of the exponent, bits of 1, bits of 2^52
const ONE_LESS_SQRT_HALF: usize = 0;
const EXPONENT_MASK: usize = 1;
const ONE_BITS: usize = 2;
const TWO_52_BITS: usize = 3;
const bitsF64: usize = memory.data<i64>([0x00095f619980c433, 0x7ff0000000000000, 0x3ff0000000000000, 0x4330000000000000]);
const bitsF32: usize = memory.data<i32>([0x004afb0d, 0x7f800000, 0x3f800000]);

// @ts-ignore: decorator
@inline
function k<T>(index: usize): v128 {
  return constant<T>(tableF64, tableF32, index);
}

// @ts-ignore: decorator
@inline
function bits<T>(index: usize): v128 {
  return constant<T>(bitsF64, bitsF32, index);
}

// @ts-ignore: decorator
@inline
function linear<T>(z: v128, low: usize): v128 {
  return v128.add<T>(k<T>(low), v128.mul<T>(z, k<T>(low + 1)));
}

/** f^2/2 + R(z). */
// @ts-ignore: decorator
@inline
function atanhSeries<T>(z: v128, halfSquare: v128): v128 {
  let l: v128;
  if (sizeof<T>() == 8) {
    const z2 = v128.mul<f64>(z, z);
    const l46 = v128.add<f64>(linear<f64>(z, L0 + 4), v128.mul<f64>(z2, k<f64>(L0 + 6)));
    const l26 = v128.add<f64>(linear<f64>(z, L0 + 2), v128.mul<f64>(z2, l46));
    l = v128.add<f64>(linear<f64>(z, L0), v128.mul<f64>(z2, l26));
  } else {
    l = v128.add<f32>(k<f32>(L0), v128.mul<f32>(z, linear<f32>(z, L0 + 1)));
  }
  return v128.add<T>(halfSquare, v128.mul<T>(z, l));
}

/** k ln 2 + log(1 + f) + correction. */
// @ts-ignore: decorator
@inline
function logFromParts<T>(exponent: v128, f: v128, correction: v128): v128 {
  const halfSquare = v128.mul<T>(v128.mul<T>(k<T>(HALF), f), f);
  const s = v128.div<T>(f, v128.add<T>(k<T>(TWO), f));
  const product = v128.mul<T>(s, atanhSeries<T>(v128.mul<T>(s, s), halfSquare));
  const small = v128.add<T>(product, v128.add<T>(v128.mul<T>(exponent, k<T>(LN2_LOW)), correction));
  return v128.sub<T>(v128.mul<T>(exponent, k<T>(LN2_HIGH)), v128.sub<T>(v128.sub<T>(halfSquare, small), f));
}

/** The bits of x shifted so that the exponent field counts from sqrt(1/2) instead of 1. */
// @ts-ignore: decorator
@inline
function shiftedBits<T>(x: v128): v128 {
  const offset = bits<T>(ONE_LESS_SQRT_HALF);
  return sizeof<T>() == 8 ? v128.add<i64>(x, offset) : v128.add<i32>(x, offset);
}

/** k of a positive normal x = 2^k (1 + f). */
// @ts-ignore: decorator
@inline
function exponentOf<T>(shifted: v128): v128 {
  // f64: the integer goes into the low bits of 2^52; f32 has a conversion
  const biased =
    sizeof<T>() == 8
      ? v128.or(v128.shr<u64>(shifted, 52), bits<f64>(TWO_52_BITS))
      : f32x4.convert_i32x4_s(v128.shr<u32>(shifted, 23));
  return v128.sub<T>(biased, k<T>(EXPONENT_OFFSET));
}

/** 1 + f of a positive normal x = 2^k (1 + f). */
// @ts-ignore: decorator
@inline
function significandOf<T>(x: v128, shifted: v128): v128 {
  const exponent = v128.and(shifted, bits<T>(EXPONENT_MASK));
  return sizeof<T>() == 8
    ? v128.sub<i64>(x, v128.sub<i64>(exponent, bits<T>(ONE_BITS)))
    : v128.sub<i32>(x, v128.sub<i32>(exponent, bits<T>(ONE_BITS)));
}

/** Whether all lanes are positive normal numbers. */
// @ts-ignore: decorator
@inline
function isPositiveNormal<T>(x: v128): bool {
  return allLanes<T>(v128.and(v128.ge<T>(x, k<T>(LEAST_NORMAL)), v128.le<T>(x, k<T>(LARGEST))));
}

/** log(x 2^-scale) of positive normal x. */
// @ts-ignore: decorator
@inline
function logScaled<T>(x: v128, scale: v128): v128 {
  const shifted = shiftedBits<T>(x);
  const f = v128.sub<T>(significandOf<T>(x, shifted), k<T>(ONE));
  return logFromParts<T>(v128.sub<T>(exponentOf<T>(shifted), scale), f, k<T>(ZERO));
}

/** log(x) of positive normal x. */
// @ts-ignore: decorator
@inline
function logNormal<T>(x: v128): v128 {
  const shifted = shiftedBits<T>(x);
  const f = v128.sub<T>(significandOf<T>(x, shifted), k<T>(ONE));
  return logFromParts<T>(exponentOf<T>(shifted), f, k<T>(ZERO));
}

/** log of each lane, any x: the path for zeros, subnormals, infinity, negative numbers and NaN. */
// @ts-ignore: decorator
@inline
function logAnyRange<T>(x: v128): v128 {
  const bits = sizeof<T>() == 8 ? 54.0 : 25.0;
  const scale = sizeof<T>() == 8 ? 18014398509481984.0 : 33554432.0; // 2^bits
  const zero = splat<T>(0.0);
  const infinity = splat<T>(Infinity);
  const isBelow = v128.lt<T>(x, k<T>(LEAST_NORMAL));
  const scaled = select(isBelow, v128.mul<T>(x, splat<T>(scale)), x);
  const finite = logScaled<T>(scaled, v128.and(isBelow, splat<T>(bits)));
  const positive = select(v128.eq<T>(x, infinity), infinity, finite);
  const orZero = select(v128.eq<T>(x, zero), splat<T>(-Infinity), positive);
  return select(v128.ge<T>(x, zero), orZero, splat<T>(NaN));
}

function logSpecialF64x2(x: v128): v128 {
  return logAnyRange<f64>(x);
}

function logSpecialF32x4(x: v128): v128 {
  return logAnyRange<f32>(x);
}

/** log of every lane of type T, as part of the caller. */
// @ts-ignore: decorator
@inline
export function logLanes<T>(x: v128): v128 {
  if (isPositiveNormal<T>(x)) return logNormal<T>(x);
  return sizeof<T>() == 8 ? logSpecialF64x2(x) : logSpecialF32x4(x);
}

/** Natural logarithm of two f64 lanes: error below 0.9 ulp. log(0) = -Infinity, log(x < 0) = NaN. */
export function logF64x2(x: v128): v128 {
  return logLanes<f64>(x);
}

/** Natural logarithm of four f32 lanes: error below 0.9 ulp. log(0) = -Infinity, log(x < 0) = NaN. */
export function logF32x4(x: v128): v128 {
  return logLanes<f32>(x);
}

/** Natural logarithm of one number: the same bits as a lane of `logF64x2`. */
export function log(x: f64): f64 {
  return f64x2.extract_lane(logF64x2(f64x2.splat(x)), 0);
}

/** log(1 + x) where u = fl(1 + x) is a positive normal number: log(u) + (1 + x - u) / u, exact enough even where u = 1. */
// @ts-ignore: decorator
@inline
function log1pNormal<T>(x: v128, u: v128): v128 {
  const one = k<T>(ONE);
  const shifted = shiftedBits<T>(u);
  const f = v128.sub<T>(significandOf<T>(u, shifted), one);
  // Two-sum of 1 and x gives the rounding error of u exactly.
  const part = v128.sub<T>(u, one);
  const error = v128.add<T>(v128.sub<T>(one, v128.sub<T>(u, part)), v128.sub<T>(x, part));
  const y = logFromParts<T>(exponentOf<T>(shifted), f, v128.div<T>(error, u));
  return select(k<T>(NEGATIVE_ZERO), x, y); // the sign of x: keeps -0
}

function log1pSpecialF64x2(x: v128, u: v128): v128 {
  const inside = v128.and(v128.gt<f64>(u, f64x2.splat(0.0)), v128.lt<f64>(u, f64x2.splat(Infinity)));
  return select(inside, log1pNormal<f64>(x, u), logAnyRange<f64>(u));
}

function log1pSpecialF32x4(x: v128, u: v128): v128 {
  const inside = v128.and(v128.gt<f32>(u, f32x4.splat(0.0)), v128.lt<f32>(u, f32x4.splat(Infinity)));
  return select(inside, log1pNormal<f32>(x, u), logAnyRange<f32>(u));
}

/** log(1 + x) of every lane of type T, as part of the caller. */
// @ts-ignore: decorator
@inline
export function log1pLanes<T>(x: v128): v128 {
  const u = v128.add<T>(k<T>(ONE), x);
  if (isPositiveNormal<T>(u)) return log1pNormal<T>(x, u);
  return sizeof<T>() == 8 ? log1pSpecialF64x2(x, u) : log1pSpecialF32x4(x, u);
}

/** log(1 + x) of two f64 lanes: error below 0.9 ulp. */
export function log1pF64x2(x: v128): v128 {
  return log1pLanes<f64>(x);
}

/** log(1 + x) of four f32 lanes: error below 0.9 ulp. */
export function log1pF32x4(x: v128): v128 {
  return log1pLanes<f32>(x);
}

/** log(1 + x) of one number: the same bits as a lane of `log1pF64x2`. */
export function log1p(x: f64): f64 {
  return f64x2.extract_lane(log1pF64x2(f64x2.splat(x)), 0);
}
