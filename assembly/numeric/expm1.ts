import { expRemainder, expTail, halfPowerOfTwo, integerOf, roundedLog2 } from "./exp-reduced";
import { constant, select } from "./lanes";

// exp(x) - 1 = 2 (2^(n-1) - 1/2 + 2^(n-1) r + 2^(n-1) (exp(r) - 1 - r)), n and r as in exp-reduced.ts;
// 2^(n-1) instead of 2^n keeps every factor finite up to the largest result.

const LEAST: usize = 0; // below: -1
const LARGEST: usize = 1; // above: infinite
const HALF: usize = 2;
const TINY: usize = 3;
const ZERO: usize = 4;
const ONE: usize = 5;
const INFINITY: usize = 6;

const tableF64: usize = memory.data<f64>([-40.0, 710.0, 0.5, 1e-300, 0.0, 1.0, Infinity]);
const tableF32: usize = memory.data<f32>([-20.0, 89.0, 0.5, 1e-30, 0.0, 1.0, Infinity]);

// @ts-ignore: decorator
@inline
function k<T>(index: usize): v128 {
  return constant<T>(tableF64, tableF32, index);
}

/** exp(x) - 1 of every lane of type T, as part of the caller. Accuracy: see `expm1F64x2`, `expm1F32x4`. */
// @ts-ignore: decorator
@inline
export function expm1Lanes<T>(x: v128): v128 {
  const clamped = v128.pmin<T>(v128.pmax<T>(x, k<T>(LEAST)), k<T>(LARGEST)); // NaN passes through
  const n = integerOf<T>(roundedLog2<T>(clamped));
  const r = expRemainder<T>(clamped, n);
  const half = halfPowerOfTwo<T>(n);
  // In this order the one rounding that counts is the last: near n = 1, r < 0 the first two terms cancel without error.
  const linear = v128.add<T>(v128.sub<T>(half, k<T>(HALF)), v128.mul<T>(half, r));
  const y = v128.add<T>(linear, v128.mul<T>(half, expTail<T>(r)));
  // Where halving would lose bits of a subnormal, or the sign of zero, the result is x itself.
  return select(v128.lt<T>(v128.abs<T>(x), k<T>(TINY)), x, v128.add<T>(y, y));
}

/** exp(x) - 1 of two f64 lanes: error below 1.8 ulp. */
export function expm1F64x2(x: v128): v128 {
  return expm1Lanes<f64>(x);
}

/** exp(x) - 1 of four f32 lanes: error below 1.5 ulp. */
export function expm1F32x4(x: v128): v128 {
  return expm1Lanes<f32>(x);
}

/** exp(x) - 1 of one number: the same bits as a lane of `expm1F64x2`. */
export function expm1(x: f64): f64 {
  return f64x2.extract_lane(expm1F64x2(f64x2.splat(x)), 0);
}

/**
 * phi_1(z) = (exp(z) - 1) / z, phi_1(0) = 1, of every lane of type T: the weight of a constant input over one exponential
 * Euler step, z = -dt / tau. Error below 2.6 ulp.
 */
// @ts-ignore: decorator
@inline
export function phi1Lanes<T>(z: v128): v128 {
  const infinity = k<T>(INFINITY);
  const quotient = v128.div<T>(expm1Lanes<T>(z), z);
  const orOne = select(v128.eq<T>(z, k<T>(ZERO)), k<T>(ONE), quotient);
  return select(v128.eq<T>(z, infinity), infinity, orOne);
}

/** phi_1 of two f64 lanes. */
export function phi1F64x2(z: v128): v128 {
  return phi1Lanes<f64>(z);
}

/** phi_1 of four f32 lanes. */
export function phi1F32x4(z: v128): v128 {
  return phi1Lanes<f32>(z);
}

/** phi_1 of one number: the same bits as a lane of `phi1F64x2`. */
export function phi1(z: f64): f64 {
  return f64x2.extract_lane(phi1F64x2(f64x2.splat(z)), 0);
}
