import { phi1F32x4, phi1Lanes } from "../../numeric/expm1";
import { select, splat } from "../../numeric/lanes";
import { logisticLanes } from "../../numeric/sigmoid";
import { powerOfTwo } from "./power-of-two";

// Functions of a step in which f32 can do with fewer operations than the general ones; f64 takes those. A lane's bits do not depend on its neighbours.

// phi_1(-x) for 0 <= x <= 3/8: the bound, then a minimax polynomial of degree 4 (absolute error 1.8e-8)
const series: usize = memory.data<f32>([
  0.375, 0.9999999823834009, -0.4999976485614006, 0.16661621574261828, -0.04128519483004673, 0.007137795420084879,
]);

// @ts-ignore: decorator
@inline
function term(index: usize): v128 {
  return v128.load32_splat(series + (index << 2));
}

/** phi_1(-x) = (1 - exp(-x)) / x, x >= 0, of a step x that is mostly short against its time constant: error in f32 below 2.2 ulp there. */
// @ts-ignore: decorator
@inline
export function phi1OfDecay<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return phi1Lanes<T>(v128.neg<T>(x));
  const x2 = f32x4.mul(x, x);
  const high = f32x4.add(f32x4.add(term(3), f32x4.mul(x, term(4))), f32x4.mul(x2, term(5)));
  const short = f32x4.add(f32x4.add(term(1), f32x4.mul(x, term(2))), f32x4.mul(x2, high));
  const isShort = f32x4.le(f32x4.abs(x), term(0));
  return i32x4.bitmask(isShort) == 15 ? short : select(isShort, short, phi1F32x4(f32x4.neg(x)));
}

/**
 * 1 / (1 + exp(-x)); x is the quotient of two voltages and has |x| 2^-24 of rounding, so in f32 exp(-x) = 2^t is taken without more care than
 * that. It ends at 2^-126.
 */
// @ts-ignore: decorator
@inline
export function outputOf<T>(x: v128): v128 {
  if (sizeof<T>() == 8) return logisticLanes<T>(x);
  const limit = splat<T>(125.0);
  const t = v128.mul<T>(x, splat<T>(-1.4426950408889634));
  const bounded = v128.pmin<T>(v128.pmax<T>(t, splat<T>(-125.0)), limit); // NaN passes through
  const one = splat<T>(1.0);
  return v128.div<T>(one, v128.add<T>(one, powerOfTwo<T>(bounded)));
}
