import { phi1F32x4, phi1F64x2 } from "../../numeric/expm1";
import { splat } from "../../numeric/lanes";

// One step h of tau_L dV/dt = D - G V with G and D held at their means over the step (exponential Euler):
//
//   V' = V + (D - G V) (h/tau_L) phi1(-(h/tau_L) G) ,   phi1(z) = (e^z - 1) / z
//
// the same as V' = V_inf + (V - V_inf) e^z with V_inf = D/G, without the division. Steps fall into -1/2 <= z <= 0, where
// phi1 is its minimax polynomial: 4.2e-17 relative in f64 (degree 9, Estrin's scheme), 1.4e-9 in f32 (degree 5).

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
  const outside = v128.or(v128.lt<T>(z, splat<T>(-0.5)), v128.gt<T>(z, splat<T>(0)));
  if (i32x4.bitmask(outside) != 0) return sizeof<T>() == 8 ? phi1F64x2(z) : phi1F32x4(z);
  const z2 = v128.mul<T>(z, z);
  const z4 = v128.mul<T>(z2, z2);
  if (sizeof<T>() == 4) {
    const p01 = v128.add<T>(splat<T>(0.9999999986263987), v128.mul<T>(z, splat<T>(0.49999980746082195)));
    const p23 = v128.add<T>(splat<T>(0.16666224082288372), v128.mul<T>(z, splat<T>(0.0416290891137281)));
    const p45 = v128.add<T>(splat<T>(0.008187385932509676), v128.mul<T>(z, splat<T>(0.0011216348634021944)));
    return v128.add<T>(v128.add<T>(p01, v128.mul<T>(z2, p23)), v128.mul<T>(z4, p45));
  }
  const p01 = v128.add<T>(splat<T>(1.0), v128.mul<T>(z, splat<T>(0.49999999999998357)));
  const p23 = v128.add<T>(splat<T>(0.16666666666559735), v128.mul<T>(z, splat<T>(0.041666666639590545)));
  const p45 = v128.add<T>(splat<T>(0.008333332984052635), v128.mul<T>(z, splat<T>(0.0013888862926276278)));
  const p67 = v128.add<T>(splat<T>(0.00019840090600027694), v128.mul<T>(z, splat<T>(2.4768263157555054e-5)));
  const p89 = v128.add<T>(splat<T>(2.698301891132599e-6), v128.mul<T>(z, splat<T>(2.1961029242734574e-7)));
  const p03 = v128.add<T>(p01, v128.mul<T>(z2, p23));
  const p47 = v128.add<T>(p45, v128.mul<T>(z2, p67));
  return v128.add<T>(p03, v128.mul<T>(z4, v128.add<T>(p47, v128.mul<T>(z4, p89))));
}
