// sin and cos of an angle in radians, |x| <= 1.6e6.
// Reduction: q = round(2 x / pi), x - q pi/2 = high + low, |high| <= pi/4, with pi/2 = P1 + P2 + P3 + P4 in parts of 33 bits and a double:
// q has at most 20 bits, so q P1, q P2 and q P3 are exact, and so is x - q P1; the rest is added in double-double.
// sin(r) = r + r z S(z), cos(r) = 1 - z/2 + z^2 C(z), z = r^2, S and C minimax: errors 3.5e-18 and 5e-20.
// test/numeric/fixtures/coefficients.py computes the constants.

const LARGEST: f64 = 1.6e6;
const TWO_OVER_PI: f64 = 0.6366197723675814;
const P1: f64 = 1.5707963267341256;
const P2: f64 = 6.077100506303966e-11;
const P3: f64 = 2.0222662487111665e-21;
const P4: f64 = 8.4784276603689e-32;

/** What the last reduction left over beside its result: sin(x) = sin(high + low). */
let low: f64 = 0.0;

/** The rounding error of sum = a + b. */
// @ts-ignore: decorator
@inline
function sumError(a: f64, b: f64, sum: f64): f64 {
  const part = sum - a;
  return a - (sum - part) + (b - part);
}

/** x - q pi/2 rounded; the rest is left in `low`. */
// @ts-ignore: decorator
@inline
function reduce(x: f64, q: f64): f64 {
  const first = x - q * P1;
  const second = first - q * P2;
  const secondError = sumError(first, -(q * P2), second);
  const third = second - q * P3;
  const rest = secondError + sumError(second, -(q * P3), third) - q * P4;
  const high = third + rest;
  low = third - high + rest;
  return high;
}

/** sin(r + l), |r| <= pi/4, l the rounding error of r: sin(r) + l cos(r). */
// @ts-ignore: decorator
@inline
function sinReduced(r: f64, l: f64): f64 {
  const z = r * r;
  const z2 = z * z;
  const s25 =
    0.008333333333322413 + z * -0.00019841269829807802 + z2 * (2.755731369189132e-6 + z * -2.5050758108811976e-8) +
    z2 * z2 * 1.589679519072368e-10;
  return r + (l * (1.0 - 0.5 * z) + r * z * (-0.16666666666666632 + z * s25));
}

/** cos(r + l), |r| <= pi/4, l the rounding error of r: cos(r) - l sin(r). */
// @ts-ignore: decorator
@inline
function cosReduced(r: f64, l: f64): f64 {
  const z = r * r;
  const z2 = z * z;
  const c =
    0.0416666666666666 + z * -0.0013888888888874125 + z2 * (2.4801587289482272e-5 + z * -2.7557314352351035e-7) +
    z2 * z2 * (2.087572327467497e-9 + z * -1.1359647828714595e-11);
  const half = 0.5 * z;
  const main = 1.0 - half;
  return main + (1.0 - main - half + (z2 * c - r * l));
}

/** sin(x), or cos(x) with `ahead` 1: the sine a quarter of a turn ahead. */
// @ts-ignore: decorator
@inline
function sinAhead(x: f64, ahead: i32): f64 {
  if (!(abs(x) <= LARGEST)) return NaN;
  const q = nearest(x * TWO_OVER_PI);
  const high = reduce(x, q);
  const quadrant = <i32>q + ahead;
  const value = quadrant & 1 ? cosReduced(high, low) : sinReduced(high, low);
  return quadrant & 2 ? -value : value;
}

/** sin(x), x in radians, |x| <= 1.6e6: error below 0.8 ulp; NaN beyond. */
export function sin(x: f64): f64 {
  return x == 0.0 ? x : sinAhead(x, 0); // keeps -0
}

/** cos(x), x in radians, |x| <= 1.6e6: error below 0.8 ulp; NaN beyond. */
export function cos(x: f64): f64 {
  return sinAhead(x, 1);
}
