// The angles of the Pearson-IV drift potential. Arguments stay within one turn, so no reduction by multiples of pi is needed.

/** arctan(k/8), k = 0..8, rounded, and what the rounding left over. */
const ARCTAN_EIGHTHS: usize = memory.data<f64>([
  0.0, 0.12435499454676144, 0.24497866312686414, 0.35877067027057225, 0.4636476090008061, 0.5585993153435624,
  0.6435011087932844, 0.7188299996216245, 0.7853981633974483,
]);
const ARCTAN_EIGHTHS_LOW: usize = memory.data<f64>([
  0.0, -3.1253241424539383e-18, 1.0698755618734451e-17, -2.4623815582638635e-17, 2.2698777452961687e-17,
  -5.4556305485916264e-18, 1.5834785051444286e-17, -2.1478388444456983e-17, 3.061616997868383e-17,
]);
const HALF_PI: f64 = 1.5707963267948966;
const HALF_PI_LOW: f64 = 6.123233995736766e-17;

/** arctan(t) / t for |t| <= 1/16 by its series, as a function of t^2. */
// @ts-ignore: decorator
@inline
function arctanSeries(t2: f64): f64 {
  let p: f64 = 1.0 / 13.0 - t2 * (1.0 / 15.0);
  p = 1.0 / 11.0 - t2 * p;
  p = 1.0 / 9.0 - t2 * p;
  p = 1.0 / 7.0 - t2 * p;
  p = 1.0 / 5.0 - t2 * p;
  p = 1.0 / 3.0 - t2 * p;
  return 1.0 - t2 * p;
}

/** arctan(x) for 0 <= x <= 1: arctan(x) = arctan(c) + arctan((x - c) / (1 + c x)), c the nearest eighth. */
function arctanUnit(x: f64): f64 {
  const k = nearest(x * 8.0);
  const c = k * 0.125;
  const t = (x - c) / (1.0 + c * x);
  const at = <usize>k << 3;
  return load<f64>(ARCTAN_EIGHTHS + at) + (t * arctanSeries(t * t) + load<f64>(ARCTAN_EIGHTHS_LOW + at));
}

/** arctan(x), in (-pi/2, pi/2). */
export function arctan(x: f64): f64 {
  const y = abs(x);
  const angle = y <= 1.0 ? arctanUnit(y) : HALF_PI - (arctanUnit(1.0 / y) - HALF_PI_LOW);
  return copysign<f64>(angle, x);
}

/** The angle of the point (x, y) with y >= 0, in [0, pi]. */
export function angleOf(x: f64, y: f64): f64 {
  if (x > 0.0) return arctan(y / x);
  return x < 0.0 ? 2.0 * HALF_PI - (arctan(y / -x) - 2.0 * HALF_PI_LOW) : HALF_PI;
}

/** The lanes (sin z / z, cos z) for |z| <= pi/2, by their series: at most 1 unit in the last place from the largest term, 1. */
export function sineRatioAndCosine(z: f64): v128 {
  const z2 = f64x2.splat(z * z);
  let p = f64x2(1.0 / 1307674368000.0, 1.0 / 87178291200.0); // 1/15!, 1/14!; the sign is added while going down
  if (abs(z) > 0.5) {
    p = f64x2(1.0 / 25852016738884976640000.0, 1.0 / 1124000727777607680000.0); // 1/23!, 1/22!
    p = v128.sub<f64>(f64x2(1.0 / 51090942171709440000.0, 1.0 / 2432902008176640000.0), v128.mul<f64>(z2, p)); // 21!, 20!
    p = v128.sub<f64>(f64x2(1.0 / 121645100408832000.0, 1.0 / 6402373705728000.0), v128.mul<f64>(z2, p)); // 19!, 18!
    p = v128.sub<f64>(f64x2(1.0 / 355687428096000.0, 1.0 / 20922789888000.0), v128.mul<f64>(z2, p)); // 17!, 16!
    p = v128.sub<f64>(f64x2(1.0 / 1307674368000.0, 1.0 / 87178291200.0), v128.mul<f64>(z2, p));
  }
  p = v128.sub<f64>(f64x2(1.0 / 6227020800.0, 1.0 / 479001600.0), v128.mul<f64>(z2, p)); // 13!, 12!
  p = v128.sub<f64>(f64x2(1.0 / 39916800.0, 1.0 / 3628800.0), v128.mul<f64>(z2, p)); // 11!, 10!
  p = v128.sub<f64>(f64x2(1.0 / 362880.0, 1.0 / 40320.0), v128.mul<f64>(z2, p)); // 9!, 8!
  p = v128.sub<f64>(f64x2(1.0 / 5040.0, 1.0 / 720.0), v128.mul<f64>(z2, p)); // 7!, 6!
  p = v128.sub<f64>(f64x2(1.0 / 120.0, 1.0 / 24.0), v128.mul<f64>(z2, p)); // 5!, 4!
  p = v128.sub<f64>(f64x2(1.0 / 6.0, 0.5), v128.mul<f64>(z2, p)); // 3!, 2!
  return v128.sub<f64>(f64x2.splat(1.0), v128.mul<f64>(z2, p));
}
