import { allLanes, splat } from "./lanes";

// exp(x) = 2^n exp(r), n = round(x / ln 2), r = x - n ln 2 in [-0.347, 0.347] (ln 2 in two parts),
// exp(r) = 1 + r + r^2 P(r). P is the minimax polynomial for the relative error of exp(r) on that interval:
// 3.6e-18 in f64 (degree 9, Estrin's scheme), 3.1e-9 in f32 (degree 4).
//
// x / ln 2 is rounded by adding 1.5 * 2^52 (f64) or 1.5 * 2^23 (f32): the low bits of the sum then hold n, and shifting them
// into the exponent's place multiplies by 2^n in one integer addition, as long as the result is a normal number.
// Where it is not (or x is infinite or NaN), a second, slower path runs.

const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH_F64: f64 = 6.93147180369123816490e-1; // 33 bits: n * LN2_HIGH_F64 is exact
const LN2_LOW_F64: f64 = 1.90821492927058770002e-10;
const LN2_HIGH_F32: f64 = 0.693138122558593750; // 17 bits: n * LN2_HIGH_F32 is exact
const LN2_LOW_F32: f64 = 9.05800061445916071534e-6;
const ROUND_F64: f64 = 6755399441055744.0;
const ROUND_F32: f64 = 12582912.0;

/** x / ln 2 + 1.5 * 2^(mantissa bits) + `offset`: the nearest integer plus `offset` is in the low bits. */
// @ts-ignore: decorator
@inline
export function roundedLog2<T>(x: v128, offset: f64): v128 {
  const round = sizeof<T>() == 8 ? ROUND_F64 : ROUND_F32;
  return v128.add<T>(v128.mul<T>(x, splat<T>(LOG2_E)), splat<T>(round + offset));
}

/** The integer in `rounded`, with `offset` taken off, as a floating-point number. */
// @ts-ignore: decorator
@inline
export function integerOf<T>(rounded: v128, offset: f64): v128 {
  const round = sizeof<T>() == 8 ? ROUND_F64 : ROUND_F32;
  return v128.sub<T>(rounded, splat<T>(round + offset));
}

/** x - n ln 2. */
// @ts-ignore: decorator
@inline
export function expRemainder<T>(x: v128, n: v128): v128 {
  const high = sizeof<T>() == 8 ? LN2_HIGH_F64 : LN2_HIGH_F32;
  const low = sizeof<T>() == 8 ? LN2_LOW_F64 : LN2_LOW_F32;
  return v128.sub<T>(v128.sub<T>(x, v128.mul<T>(n, splat<T>(high))), v128.mul<T>(n, splat<T>(low)));
}

/** exp(r) - 1 - r = r^2 P(r) for |r| <= ln(2) / 2. */
// @ts-ignore: decorator
@inline
export function expTail<T>(r: v128): v128 {
  const r2 = v128.mul<T>(r, r);
  if (sizeof<T>() == 8) {
    const r4 = v128.mul<f64>(r2, r2);
    const p01 = v128.add<f64>(f64x2.splat(0.5000000000000011), v128.mul<f64>(r, f64x2.splat(0.16666666666666413)));
    const p23 = v128.add<f64>(f64x2.splat(0.041666666666530155), v128.mul<f64>(r, f64x2.splat(0.008333333333494399)));
    const p45 = v128.add<f64>(f64x2.splat(0.0013888888943631085), v128.mul<f64>(r, f64x2.splat(0.0001984126950668885)));
    const p67 = v128.add<f64>(f64x2.splat(2.4801493097829528e-5), v128.mul<f64>(r, f64x2.splat(2.7557586290880877e-6)));
    const p89 = v128.add<f64>(f64x2.splat(2.7630248795557246e-7), v128.mul<f64>(r, f64x2.splat(2.5000084426446916e-8)));
    const p03 = v128.add<f64>(p01, v128.mul<f64>(r2, p23));
    const p47 = v128.add<f64>(p45, v128.mul<f64>(r2, p67));
    const p49 = v128.add<f64>(p47, v128.mul<f64>(r4, p89));
    return v128.mul<f64>(r2, v128.add<f64>(p03, v128.mul<f64>(r4, p49)));
  }
  const p01 = v128.add<f32>(splat<f32>(0.4999999403953552), v128.mul<f32>(r, splat<f32>(0.1666652113199234)));
  const p23 = v128.add<f32>(splat<f32>(0.04166838899254799), v128.mul<f32>(r, splat<f32>(0.008368716575205326)));
  const p24 = v128.add<f32>(p23, v128.mul<f32>(r2, splat<f32>(0.0013814629055559635)));
  return v128.mul<f32>(r2, v128.add<f32>(p01, v128.mul<f32>(r2, p24)));
}

/** The bits of y with the integer in the low bits of `rounded` added to its exponent: y * 2^n while both are normal. */
// @ts-ignore: decorator
@inline
export function scaleByPowerOfTwo<T>(y: v128, rounded: v128): v128 {
  return sizeof<T>() == 8
    ? v128.add<i64>(y, v128.shl<i64>(rounded, 52))
    : v128.add<i32>(y, v128.shl<i32>(rounded, 23));
}

/** Whether `expNormal` holds for all lanes. */
// @ts-ignore: decorator
@inline
export function expIsNormal<T>(x: v128): bool {
  const limit = sizeof<T>() == 8 ? 708.0 : 87.0;
  return allLanes<T>(v128.le<T>(v128.abs<T>(x), splat<T>(limit)));
}

/** exp of each lane where the results are normal numbers (`expIsNormal`). */
// @ts-ignore: decorator
@inline
export function expNormal<T>(x: v128): v128 {
  const rounded = roundedLog2<T>(x, 0.0);
  const r = expRemainder<T>(x, integerOf<T>(rounded, 0.0));
  const y = v128.add<T>(splat<T>(1.0), v128.add<T>(r, expTail<T>(r)));
  return scaleByPowerOfTwo<T>(y, rounded);
}

/** 2^(n + offset) exp(r) in two factors, so that results below the normal numbers round once. -2 <= offset <= 0. */
// @ts-ignore: decorator
@inline
function expAnyRange<T>(x: v128, offset: f64): v128 {
  // Beyond these bounds the result is 0 or infinite anyway; with x as first operand NaN passes through.
  const low = sizeof<T>() == 8 ? -746.0 : -105.0;
  const high = sizeof<T>() == 8 ? 712.0 : 91.0;
  const bias = sizeof<T>() == 8 ? 1023.0 : 127.0;
  const clamped = v128.pmin<T>(v128.pmax<T>(x, splat<T>(low)), splat<T>(high));
  const n = integerOf<T>(roundedLog2<T>(clamped, 0.0), 0.0);
  const r = expRemainder<T>(clamped, n);
  const y = v128.add<T>(splat<T>(1.0), v128.add<T>(r, expTail<T>(r)));
  const total = v128.add<T>(n, splat<T>(offset));
  const half = v128.floor<T>(v128.mul<T>(total, splat<T>(0.5)));
  const round = (sizeof<T>() == 8 ? ROUND_F64 : ROUND_F32) + bias;
  const none = splat<T>(0.0);
  const first = scaleByPowerOfTwo<T>(none, v128.add<T>(half, splat<T>(round)));
  const second = scaleByPowerOfTwo<T>(none, v128.add<T>(v128.sub<T>(total, half), splat<T>(round)));
  return v128.mul<T>(v128.mul<T>(y, first), second);
}

/** exp of each lane, any x: the path for subnormal, zero and infinite results and NaN. */
export function expSpecialF64x2(x: v128): v128 {
  return expAnyRange<f64>(x, 0.0);
}

/** exp of each lane, any x: the path for subnormal, zero and infinite results and NaN. */
export function expSpecialF32x4(x: v128): v128 {
  return expAnyRange<f32>(x, 0.0);
}

/** exp(x) / 2 of each lane for any x: finite wherever exp(x) / 2 is. */
export function halfExpSpecial<T>(x: v128): v128 {
  return expAnyRange<T>(x, -1.0);
}

/** exp of each lane of type T, as part of the caller. Accuracy: see `expF64x2`, `expF32x4`. */
// @ts-ignore: decorator
@inline
export function expInline<T>(x: v128): v128 {
  if (expIsNormal<T>(x)) return expNormal<T>(x);
  return sizeof<T>() == 8 ? expSpecialF64x2(x) : expSpecialF32x4(x);
}

/** exp of two f64 lanes: error below 1 ulp, subnormal results included. */
export function expF64x2(x: v128): v128 {
  return expInline<f64>(x);
}

/** exp of four f32 lanes: error below 1.1 ulp, subnormal results included. */
export function expF32x4(x: v128): v128 {
  return expInline<f32>(x);
}

/** exp of every lane of type T. */
// @ts-ignore: decorator
@inline
export function expLanes<T>(x: v128): v128 {
  return expInline<T>(x);
}

/** exp of one number: the same bits as a lane of `expF64x2`. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(expF64x2(f64x2.splat(x)), 0);
}
