import { expInline, expNormal, expRemainder, expTail, halfExpSpecial, integerOf, roundedLog2, scaleByPowerOfTwo } from "./exp";
import { expIsNormal } from "./exp";
import { select, splat } from "./lanes";

// Functions made of one exponential: tanh, the logistic function and cosh.

/** tanh(x) - x = x z T(z) for z = x^2 <= 0.625^2: numerator of T in f64 (rational minimax, error 6e-19). */
// @ts-ignore: decorator
@inline
function tanhNumerator(z: v128): v128 {
  const high = v128.add<f64>(f64x2.splat(-0.02049682550185811), v128.mul<f64>(z, f64x2.splat(-0.00019909065368930626)));
  return v128.add<f64>(f64x2.splat(-0.33333333333333326), v128.mul<f64>(z, high));
}

// @ts-ignore: decorator
@inline
function tanhDenominator(z: v128): v128 {
  const low = v128.add<f64>(f64x2.splat(1.0), v128.mul<f64>(z, f64x2.splat(0.46149047650555947)));
  const high = v128.add<f64>(f64x2.splat(0.02328870065878591), v128.mul<f64>(z, f64x2.splat(0.00020644014998233936)));
  return v128.add<f64>(low, v128.mul<f64>(v128.mul<f64>(z, z), high));
}

/** T(z) in f32: minimax polynomial, error 4e-9. */
// @ts-ignore: decorator
@inline
function tanhPolynomial(z: v128): v128 {
  const t12 = v128.add<f32>(splat<f32>(0.13331490755081177), v128.mul<f32>(z, splat<f32>(-0.053743500262498856)));
  const t34 = v128.add<f32>(splat<f32>(0.02065059170126915), v128.mul<f32>(z, splat<f32>(-0.005717047955840826)));
  const t14 = v128.add<f32>(t12, v128.mul<f32>(v128.mul<f32>(z, z), t34));
  return v128.add<f32>(splat<f32>(-0.3333328366279602), v128.mul<f32>(z, t14));
}

/**
 * tanh of each lane of type T, as part of the caller: below |x| = 0.625 x + x^3 T(x^2), above 1 - 2 / (exp(2 |x|) + 1).
 * In f64 both share one division.
 */
// @ts-ignore: decorator
@inline
export function tanhInline<T>(x: v128): v128 {
  const a = v128.abs<T>(x);
  const isSmall = v128.lt<T>(a, splat<T>(0.625));
  const largest = splat<T>(sizeof<T>() == 8 ? 22.0 : 10.0); // from here on tanh rounds to 1
  const twice = v128.pmin<T>(v128.add<T>(a, a), v128.add<T>(largest, largest));
  const e = expNormal<T>(twice);
  const z = v128.mul<T>(a, a);
  const one = splat<T>(1.0);
  let y: v128;
  if (sizeof<T>() == 8) {
    const numerator = select(isSmall, v128.mul<f64>(v128.mul<f64>(a, z), tanhNumerator(z)), f64x2.splat(-2.0));
    const denominator = select(isSmall, tanhDenominator(z), v128.add<f64>(e, one));
    y = v128.add<f64>(select(isSmall, a, one), v128.div<f64>(numerator, denominator));
  } else {
    const small = v128.add<f32>(a, v128.mul<f32>(v128.mul<f32>(a, z), tanhPolynomial(z)));
    y = select(isSmall, small, v128.sub<f32>(one, v128.div<f32>(splat<f32>(2.0), v128.add<f32>(e, one))));
  }
  return select(splat<T>(-0.0), x, y); // the sign of x
}

/** tanh of two f64 lanes: error below 2 ulp. */
export function tanhF64x2(x: v128): v128 {
  return tanhInline<f64>(x);
}

/** tanh of four f32 lanes: error below 2 ulp. */
export function tanhF32x4(x: v128): v128 {
  return tanhInline<f32>(x);
}

/** tanh of every lane of type T. */
// @ts-ignore: decorator
@inline
export function tanhLanes<T>(x: v128): v128 {
  return tanhInline<T>(x);
}

/** tanh of one number: the same bits as a lane of `tanhF64x2`. */
export function tanh(x: f64): f64 {
  return f64x2.extract_lane(tanhF64x2(f64x2.splat(x)), 0);
}

/**
 * The logistic function 1 / (1 + exp(-x)) of each lane of type T, as part of the caller. With e = exp(-|x|) it is 1 / (1 + e) for
 * x >= 0 and e / (1 + e) for x < 0: no overflow, and full relative accuracy down to subnormal results.
 */
// @ts-ignore: decorator
@inline
export function logisticInline<T>(x: v128): v128 {
  const one = splat<T>(1.0);
  const e = expInline<T>(v128.neg<T>(v128.abs<T>(x)));
  const numerator = select(v128.lt<T>(x, splat<T>(0.0)), e, one);
  return v128.div<T>(numerator, v128.add<T>(one, e));
}

/** Logistic function of two f64 lanes: error below 2 ulp. */
export function logisticF64x2(x: v128): v128 {
  return logisticInline<f64>(x);
}

/** Logistic function of four f32 lanes: error below 2 ulp. */
export function logisticF32x4(x: v128): v128 {
  return logisticInline<f32>(x);
}

/** Logistic function of every lane of type T. */
// @ts-ignore: decorator
@inline
export function logisticLanes<T>(x: v128): v128 {
  return logisticInline<T>(x);
}

/** Logistic function of one number: the same bits as a lane of `logisticF64x2`. */
export function logistic(x: f64): f64 {
  return f64x2.extract_lane(logisticF64x2(f64x2.splat(x)), 0);
}

/** exp(a) / 2 of normal results, 0 <= a. */
// @ts-ignore: decorator
@inline
function halfExpNormal<T>(a: v128): v128 {
  const rounded = roundedLog2<T>(a, 0.0);
  const r = expRemainder<T>(a, integerOf<T>(rounded, 0.0));
  const half = v128.mul<T>(splat<T>(0.5), v128.add<T>(splat<T>(1.0), v128.add<T>(r, expTail<T>(r))));
  return scaleByPowerOfTwo<T>(half, rounded);
}

function coshSpecial<T>(a: v128): v128 {
  const half = halfExpSpecial<T>(a);
  return v128.add<T>(half, v128.div<T>(splat<T>(0.25), half));
}

/** cosh of each lane of type T, as part of the caller: h + 1 / (4 h), h = exp(|x|) / 2. */
// @ts-ignore: decorator
@inline
export function coshInline<T>(x: v128): v128 {
  const a = v128.abs<T>(x);
  if (expIsNormal<T>(a)) {
    const half = halfExpNormal<T>(a);
    return v128.add<T>(half, v128.div<T>(splat<T>(0.25), half));
  }
  return coshSpecial<T>(a);
}

/** cosh of two f64 lanes: error below 2 ulp. */
export function coshF64x2(x: v128): v128 {
  return coshInline<f64>(x);
}

/** cosh of four f32 lanes: error below 2 ulp. */
export function coshF32x4(x: v128): v128 {
  return coshInline<f32>(x);
}

/** cosh of every lane of type T. */
// @ts-ignore: decorator
@inline
export function coshLanes<T>(x: v128): v128 {
  return coshInline<T>(x);
}

/** cosh of one number: the same bits as a lane of `coshF64x2`. */
export function cosh(x: f64): f64 {
  return f64x2.extract_lane(coshF64x2(f64x2.splat(x)), 0);
}
