import { expIsNormal, expLanes, expNormal, halfExpSpecial } from "./exp";
import { constant, select } from "./lanes";

// Functions made of one exponential: tanh, the logistic function and cosh.

const ZERO: usize = 0;
const ONE: usize = 1;
const TWO: usize = 2;
const MINUS_TWO: usize = 3;
const HALF: usize = 4;
const QUARTER: usize = 5;
const NEGATIVE_ZERO: usize = 6;
const TANH_SPLIT: usize = 7; // below: x + x^3 T(x^2)
const TANH_TWICE_LARGEST: usize = 8; // 2 |x| from which on tanh rounds to 1
const T0: usize = 9;

// T(z), z < 0.625^2: f64 rational (coefficients of numerator, then denominator; minimax error 6e-19), f32 polynomial (4e-9).
const tableF64: usize = memory.data<f64>([
  0.0, 1.0, 2.0, -2.0, 0.5, 0.25, -0.0, 0.625, 44.0,
  -0.33333333333333326, -0.02049682550185811, -0.00019909065368930626,
  1.0, 0.46149047650555947, 0.02328870065878591, 0.00020644014998233936,
]);

const tableF32: usize = memory.data<f32>([
  0.0, 1.0, 2.0, -2.0, 0.5, 0.25, -0.0, 0.625, 20.0,
  -0.3333328366279602, 0.13331490755081177, -0.053743500262498856, 0.02065059170126915, -0.005717047955840826,
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

// @ts-ignore: decorator
@inline
function tanhNumerator(z: v128): v128 {
  return v128.add<f64>(k<f64>(T0), v128.mul<f64>(z, linear<f64>(z, T0 + 1)));
}

// @ts-ignore: decorator
@inline
function tanhDenominator(z: v128): v128 {
  return v128.add<f64>(linear<f64>(z, T0 + 3), v128.mul<f64>(v128.mul<f64>(z, z), linear<f64>(z, T0 + 5)));
}

// @ts-ignore: decorator
@inline
function tanhPolynomial(z: v128): v128 {
  const t14 = v128.add<f32>(linear<f32>(z, T0 + 1), v128.mul<f32>(v128.mul<f32>(z, z), linear<f32>(z, T0 + 3)));
  return v128.add<f32>(k<f32>(T0), v128.mul<f32>(z, t14));
}

/**
 * tanh of every lane of type T, as part of the caller: below |x| = 0.625 x + x^3 T(x^2), above 1 - 2 / (exp(2 |x|) + 1).
 * In f64 both share one division.
 */
// @ts-ignore: decorator
@inline
export function tanhLanes<T>(x: v128): v128 {
  const a = v128.abs<T>(x);
  const isSmall = v128.lt<T>(a, k<T>(TANH_SPLIT));
  const e = expNormal<T>(v128.pmin<T>(v128.add<T>(a, a), k<T>(TANH_TWICE_LARGEST))); // NaN passes through
  const z = v128.mul<T>(a, a);
  let y: v128;
  if (sizeof<T>() == 8) {
    const numerator = select(isSmall, v128.mul<f64>(v128.mul<f64>(a, z), tanhNumerator(z)), k<f64>(MINUS_TWO));
    const denominator = select(isSmall, tanhDenominator(z), v128.add<f64>(e, k<f64>(ONE)));
    y = v128.add<f64>(select(isSmall, a, k<f64>(ONE)), v128.div<f64>(numerator, denominator));
  } else {
    const small = v128.add<f32>(a, v128.mul<f32>(v128.mul<f32>(a, z), tanhPolynomial(z)));
    const large = v128.sub<f32>(k<f32>(ONE), v128.div<f32>(k<f32>(TWO), v128.add<f32>(e, k<f32>(ONE))));
    y = select(isSmall, small, large);
  }
  return select(k<T>(NEGATIVE_ZERO), x, y); // the sign of x
}

/** tanh of two f64 lanes: error below 1.4 ulp. */
export function tanhF64x2(x: v128): v128 {
  return tanhLanes<f64>(x);
}

/** tanh of four f32 lanes: error below 1.4 ulp. */
export function tanhF32x4(x: v128): v128 {
  return tanhLanes<f32>(x);
}

/** tanh of one number: the same bits as a lane of `tanhF64x2`. */
export function tanh(x: f64): f64 {
  return f64x2.extract_lane(tanhF64x2(f64x2.splat(x)), 0);
}

/**
 * The logistic function 1 / (1 + exp(-x)) of every lane of type T, as part of the caller. With e = exp(-|x|), q = e / (1 + e) and b = 1 for
 * x >= 0, b = e for x < 0 it is b - b q: no overflow, full relative accuracy down to subnormal results, and the errors of sum and quotient
 * count only as far as q is large.
 */
// @ts-ignore: decorator
@inline
export function logisticLanes<T>(x: v128): v128 {
  const one = k<T>(ONE);
  const e = expLanes<T>(v128.or(x, k<T>(NEGATIVE_ZERO))); // exp(-|x|)
  const q = v128.div<T>(e, v128.add<T>(one, e));
  const base = select(v128.lt<T>(x, k<T>(ZERO)), e, one);
  return v128.sub<T>(base, v128.mul<T>(base, q));
}

/** Logistic function of two f64 lanes: error below 1.8 ulp. */
export function logisticF64x2(x: v128): v128 {
  return logisticLanes<f64>(x);
}

/** Logistic function of four f32 lanes: error below 1.9 ulp. */
export function logisticF32x4(x: v128): v128 {
  return logisticLanes<f32>(x);
}

/** Logistic function of one number: the same bits as a lane of `logisticF64x2`. */
export function logistic(x: f64): f64 {
  return f64x2.extract_lane(logisticF64x2(f64x2.splat(x)), 0);
}

// @ts-ignore: decorator
@inline
function coshOfHalfExp<T>(half: v128): v128 {
  return v128.add<T>(half, v128.div<T>(k<T>(QUARTER), half));
}

function coshSpecial<T>(a: v128): v128 {
  return coshOfHalfExp<T>(halfExpSpecial<T>(a));
}

/** cosh of every lane of type T, as part of the caller: h + 1 / (4 h), h = exp(|x|) / 2. */
// @ts-ignore: decorator
@inline
export function coshLanes<T>(x: v128): v128 {
  const a = v128.abs<T>(x);
  if (expIsNormal<T>(a)) return coshOfHalfExp<T>(v128.mul<T>(k<T>(HALF), expNormal<T>(a)));
  return coshSpecial<T>(a);
}

/** cosh of two f64 lanes: error below 1.1 ulp. */
export function coshF64x2(x: v128): v128 {
  return coshLanes<f64>(x);
}

/** cosh of four f32 lanes: error below 1.5 ulp. */
export function coshF32x4(x: v128): v128 {
  return coshLanes<f32>(x);
}

/** cosh of one number: the same bits as a lane of `coshF64x2`. */
export function cosh(x: f64): f64 {
  return f64x2.extract_lane(coshF64x2(f64x2.splat(x)), 0);
}
