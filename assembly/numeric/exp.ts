import { select } from "./lanes";

// exp(x) = 2^n exp(r), n = round(x / ln 2), r = x - n ln 2 (two-part ln 2), exp(r) by Estrin evaluation of its series.

const LOG2_E: f64 = 1.4426950408889634;
const LN2_HIGH: f64 = 6.93147180369123816490e-01; // 33 bits: n * LN2_HIGH is exact
const LN2_LOW: f64 = 1.90821492927058770002e-10;

/** 2^n for the integers n in the lanes of an f64x2, -1022 <= n <= 1023. */
// @ts-ignore: decorator
@inline
function exp2Integer(n: v128): v128 {
  const shifted = v128.add<f64>(n, f64x2.splat(6755399441055744.0 + 1023.0)); // low mantissa bits hold n + 1023
  return v128.shl<i64>(shifted, 52);
}

/** exp of two f64 lanes. */
export function expF64x2(x: v128): v128 {
  // Beyond [-746, 710] the result is 0 or infinity anyway; clamping keeps n in range. NaN passes through r.
  const clamped = f64x2.pmin(f64x2.splat(710.0), f64x2.pmax(f64x2.splat(-746.0), x));
  const n = v128.nearest<f64>(v128.mul<f64>(clamped, f64x2.splat(LOG2_E)));
  const r = v128.sub<f64>(v128.sub<f64>(clamped, v128.mul<f64>(n, f64x2.splat(LN2_HIGH))), v128.mul<f64>(n, f64x2.splat(LN2_LOW)));
  const r2 = v128.mul<f64>(r, r);
  const r4 = v128.mul<f64>(r2, r2);
  const r8 = v128.mul<f64>(r4, r4);
  const p23 = v128.add<f64>(f64x2.splat(0.5), v128.mul<f64>(r, f64x2.splat(1.0 / 6.0)));
  const p45 = v128.add<f64>(f64x2.splat(1.0 / 24.0), v128.mul<f64>(r, f64x2.splat(1.0 / 120.0)));
  const p67 = v128.add<f64>(f64x2.splat(1.0 / 720.0), v128.mul<f64>(r, f64x2.splat(1.0 / 5040.0)));
  const p89 = v128.add<f64>(f64x2.splat(1.0 / 40320.0), v128.mul<f64>(r, f64x2.splat(1.0 / 362880.0)));
  const pab = v128.add<f64>(f64x2.splat(1.0 / 3628800.0), v128.mul<f64>(r, f64x2.splat(1.0 / 39916800.0)));
  const pcd = v128.add<f64>(f64x2.splat(1.0 / 479001600.0), v128.mul<f64>(r, f64x2.splat(1.0 / 6227020800.0)));
  const q25 = v128.add<f64>(p23, v128.mul<f64>(r2, p45));
  const q69 = v128.add<f64>(p67, v128.mul<f64>(r2, p89));
  const qad = v128.add<f64>(pab, v128.mul<f64>(r2, pcd));
  const tail = v128.add<f64>(v128.add<f64>(q25, v128.mul<f64>(r4, q69)), v128.mul<f64>(r8, qad));
  const p = v128.add<f64>(f64x2.splat(1.0), v128.add<f64>(r, v128.mul<f64>(r2, tail)));
  // Two factors, so that results below 2^-1022 round once, into the subnormals.
  const half = v128.floor<f64>(v128.mul<f64>(n, f64x2.splat(0.5)));
  const y = v128.mul<f64>(v128.mul<f64>(p, exp2Integer(half)), exp2Integer(v128.sub<f64>(n, half)));
  return select(v128.ne<f64>(x, x), x, y);
}

/** exp of four f32 lanes. */
export function expF32x4(x: v128): v128 {
  const low = f64x2.promote_low_f32x4(x);
  const high = f64x2.promote_low_f32x4(i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15));
  return i64x2.shuffle(f32x4.demote_f64x2_zero(expF64x2(low)), f32x4.demote_f64x2_zero(expF64x2(high)), 0, 2);
}

/** exp of every lane of type T. */
// @ts-ignore: decorator
@inline
export function expLanes<T>(x: v128): v128 {
  return sizeof<T>() == 8 ? expF64x2(x) : expF32x4(x);
}

/** exp of one number: the same bits as a lane of `expF64x2`. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(expF64x2(f64x2.splat(x)), 0);
}
