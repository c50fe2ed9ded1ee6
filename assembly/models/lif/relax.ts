import { phi1F32x4, phi1F64x2 } from "../../numeric/expm1";
import { splat } from "../../numeric/lanes";

// One step h of tau_L dV/dt = D - G V with G and D held at their means over the step (exponential Euler):
//
//   V' = V + (D - G V) (h/tau_L) phi1(-(h/tau_L) G) ,   phi1(z) = (e^z - 1) / z
//
// the same as V' = V_inf + (V - V_inf) e^z with V_inf = D/G, without the division. Steps fall into -1/4 <= z <= 0, where
// phi1 is its minimax polynomial: 7.6e-18 relative in f64 (degree 8, Estrin's scheme), 2.6e-9 in f32 (degree 4).

/** V' - V. `rate` is h / tau_L. */
// @ts-ignore: decorator
@inline
export function relaxation<T>(voltage: v128, total: v128, drive: v128, rate: v128): v128 {
  const z = v128.neg<T>(v128.mul<T>(total, rate));
  return v128.mul<T>(eulerChange<T>(voltage, total, drive, rate), weight<T>(z));
}

/** V' - V of Euler's method: phi1 = 1. */
// @ts-ignore: decorator
@inline
export function eulerChange<T>(voltage: v128, total: v128, drive: v128, rate: v128): v128 {
  return v128.mul<T>(v128.sub<T>(drive, v128.mul<T>(total, voltage)), rate);
}

/** phi1(z). */
// @ts-ignore: decorator
@inline
function weight<T>(z: v128): v128 {
  const outside = v128.or(v128.lt<T>(z, splat<T>(-0.25)), v128.gt<T>(z, splat<T>(0)));
  if (i32x4.bitmask(outside) != 0) return sizeof<T>() == 8 ? phi1F64x2(z) : phi1F32x4(z);
  const z2 = v128.mul<T>(z, z);
  const z4 = v128.mul<T>(z2, z2);
  if (sizeof<T>() == 4) {
    const p01 = v128.add<T>(splat<T>(0.999999997468685), v128.mul<T>(z, splat<T>(0.4999995013243762)));
    const p23 = v128.add<T>(splat<T>(0.16665081472888804), v128.mul<T>(z, splat<T>(0.041488954091654415)));
    return v128.add<T>(v128.add<T>(p01, v128.mul<T>(z2, p23)), v128.mul<T>(z4, splat<T>(0.007510221725666519)));
  }
  const p01 = v128.add<T>(splat<T>(1.0), v128.mul<T>(z, splat<T>(0.4999999999999951)));
  const p23 = v128.add<T>(splat<T>(0.1666666666661499), v128.mul<T>(z, splat<T>(0.041666666645561665)));
  const p45 = v128.add<T>(splat<T>(0.008333332900688117), v128.mul<T>(z, splat<T>(0.0013888838961681979)));
  const p67 = v128.add<T>(splat<T>(0.0001983787591452044), v128.mul<T>(z, splat<T>(2.4666497874631337e-5)));
  const p03 = v128.add<T>(p01, v128.mul<T>(z2, p23));
  const p47 = v128.add<T>(p45, v128.mul<T>(z2, p67));
  return v128.add<T>(p03, v128.mul<T>(z4, v128.add<T>(p47, v128.mul<T>(z4, splat<T>(2.4626920786443143e-6)))));
}
