import { expRemainder, expTail, integerOf, roundedLog2, scaleByPowerOfTwo } from "./exp";
import { select, splat } from "./lanes";

// expm1(x) = exp(x) - 1 = 2 (2^(n-1) (exp(r) - 1) + (2^(n-1) - 1/2)), n and r as in exp.ts.
// The second term is exact; 2^(n-1) instead of 2^n keeps every factor finite up to the largest result.

/** exp(x) - 1 of each lane of type T, as part of the caller. */
// @ts-ignore: decorator
@inline
export function expm1Inline<T>(x: v128): v128 {
  const low = sizeof<T>() == 8 ? -40.0 : -20.0; // below: -1
  const high = sizeof<T>() == 8 ? 710.0 : 89.0; // above: infinite
  const bias = sizeof<T>() == 8 ? 1022.0 : 126.0; // of the exponent, for 2^(n-1)
  const clamped = v128.pmin<T>(v128.pmax<T>(x, splat<T>(low)), splat<T>(high));
  const rounded = roundedLog2<T>(clamped, bias);
  const r = expRemainder<T>(clamped, integerOf<T>(rounded, bias));
  const halfPower = scaleByPowerOfTwo<T>(splat<T>(0.0), rounded);
  const p = v128.add<T>(r, expTail<T>(r));
  const y = v128.add<T>(v128.mul<T>(halfPower, p), v128.sub<T>(halfPower, splat<T>(0.5)));
  // Where halving would lose bits of a subnormal, or the sign of zero, the result is x itself.
  const tiny = v128.lt<T>(v128.abs<T>(x), splat<T>(sizeof<T>() == 8 ? 1e-300 : 1e-30));
  return select(tiny, x, v128.add<T>(y, y));
}

/** exp(x) - 1 of two f64 lanes: error below 2 ulp. */
export function expm1F64x2(x: v128): v128 {
  return expm1Inline<f64>(x);
}

/** exp(x) - 1 of four f32 lanes: error below 2 ulp. */
export function expm1F32x4(x: v128): v128 {
  return expm1Inline<f32>(x);
}

/** exp(x) - 1 of every lane of type T. */
// @ts-ignore: decorator
@inline
export function expm1Lanes<T>(x: v128): v128 {
  return expm1Inline<T>(x);
}

/** exp(x) - 1 of one number: the same bits as a lane of `expm1F64x2`. */
export function expm1(x: f64): f64 {
  return f64x2.extract_lane(expm1F64x2(f64x2.splat(x)), 0);
}

/**
 * phi_1(z) = (exp(z) - 1) / z, phi_1(0) = 1, of every lane of type T: the weight of a constant input over one exponential
 * Euler step, z = -dt / tau. Error below 4 ulp.
 */
// @ts-ignore: decorator
@inline
export function phi1Lanes<T>(z: v128): v128 {
  const infinity = splat<T>(Infinity);
  const quotient = v128.div<T>(expm1Inline<T>(z), z);
  const atZero = select(v128.eq<T>(z, splat<T>(0.0)), splat<T>(1.0), quotient);
  return select(v128.eq<T>(z, infinity), infinity, atZero);
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
