import { phi1F32x4, phi1F64x2 } from "../../numeric/expm1";
import { constant } from "../../numeric/lanes";

// One step of h dV/dt = push + slope V (lif.ts) by exponential Euler, which is exact for it:
//
//   V' = V + (push + slope V) phi1(slope) ,   phi1(z) = (e^z - 1) / z
//
// Steps fall into -1/2 <= slope <= 0, where phi1 is its minimax polynomial: 4.2e-17 relative in f64 (degree 9, Estrin's
// scheme), 1.4e-9 in f32 (degree 5). Elsewhere it is expm1(z) / z.

const LOWEST: usize = 0;
const P0: usize = 1;

const tableF64: usize = memory.data<f64>([
  -0.5, 1.0, 0.49999999999998357, 0.16666666666559735, 0.041666666639590545, 0.008333332984052635,
  0.0013888862926276278, 0.00019840090600027694, 2.4768263157555054e-5, 2.698301891132599e-6, 2.1961029242734574e-7,
]);
const tableF32: usize = memory.data<f32>([
  -0.5, 0.9999999986263987, 0.49999980746082195, 0.16666224082288372, 0.0416290891137281, 0.008187385932509676,
  0.0011216348634021944,
]);

// @ts-ignore: decorator
@inline
function k<T>(index: usize): v128 {
  return constant<T>(tableF64, tableF32, index);
}

/** V' - V. */
// @ts-ignore: decorator
@inline
export function relaxation<T>(voltage: v128, slope: v128, push: v128): v128 {
  return v128.mul<T>(eulerChange<T>(voltage, slope, push), phi1<T>(slope));
}

/** V' - V of Euler's method: phi1 = 1. */
// @ts-ignore: decorator
@inline
export function eulerChange<T>(voltage: v128, slope: v128, push: v128): v128 {
  return v128.add<T>(push, v128.mul<T>(slope, voltage));
}

/** phi1(z). */
// @ts-ignore: decorator
@inline
function phi1<T>(z: v128): v128 {
  // As signed integers, the bits of the floating-point numbers from -1/2 to -0 are at most those of -1/2; all others are larger.
  const outside = sizeof<T>() == 8 ? v128.gt<i64>(z, k<T>(LOWEST)) : v128.gt<i32>(z, k<T>(LOWEST));
  if (i32x4.bitmask(outside) != 0) return sizeof<T>() == 8 ? phi1F64x2(z) : phi1F32x4(z);
  const z2 = v128.mul<T>(z, z);
  const z4 = v128.mul<T>(z2, z2);
  const p03 = v128.add<T>(linear<T>(z, P0), v128.mul<T>(z2, linear<T>(z, P0 + 2)));
  if (sizeof<T>() == 4) return v128.add<T>(p03, v128.mul<T>(z4, linear<T>(z, P0 + 4)));
  const p47 = v128.add<T>(linear<T>(z, P0 + 4), v128.mul<T>(z2, linear<T>(z, P0 + 6)));
  return v128.add<T>(p03, v128.mul<T>(z4, v128.add<T>(p47, v128.mul<T>(z4, linear<T>(z, P0 + 8)))));
}

/** Coefficient `low` plus z times the next. */
// @ts-ignore: decorator
@inline
function linear<T>(z: v128, low: usize): v128 {
  return v128.add<T>(k<T>(low), v128.mul<T>(z, k<T>(low + 1)));
}
