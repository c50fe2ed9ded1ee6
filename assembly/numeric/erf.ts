import { chebyshevSum } from "./chebyshev";
import { exp } from "./exp";

// erfcx(x) = exp(x^2) erfc(x). For x >= 0, (1 + 2 x) erfcx(x) is a smooth function of t = (x - 3.75) / (x + 3.75) in [-1, 1):
// M. M. Shepherd, J. G. Laframboise, Mathematics of Computation 36 (1981) 249. The coefficients are computed here to full precision.

const ERFCX_TERMS: i32 = 27;
const erfcxCoefficients: usize = memory.data<f64>([
  1.1775789345674017,
  -0.004590054580646478,
  -0.08424913336651792,
  0.05920993999819189,
  -0.026658668435305753,
  0.009074997670705265,
  -0.002413163540417608,
  0.0004907758365258086,
  -6.916973302501207e-05,
  4.13902798607301e-06,
  7.74038306619849e-07,
  -2.1886401049234397e-07,
  1.076499946567091e-08,
  4.521959811218287e-09,
  -7.754400208831351e-10,
  -6.318088340886684e-11,
  2.86879501093067e-11,
  1.9455868545777347e-13,
  -9.65469674843344e-13,
  3.25254814814874e-14,
  3.3478119482868056e-14,
  -1.864562880419313e-15,
  -1.2507950530688648e-15,
  7.418235256624044e-17,
  5.068148904796111e-17,
  -2.2370566594359995e-18,
  -2.187342944303018e-18,
]);

const TWO_OVER_SQRT_PI: f64 = 1.1283791670955126;
const ONE_OVER_SQRT_PI: f64 = 0.5641895835477563;

function erfcxPositive(x: f64): f64 {
  if (x > 1e8) return ONE_OVER_SQRT_PI / x;
  return chebyshevSum(erfcxCoefficients, ERFCX_TERMS, (x - 3.75) / (x + 3.75)) / (1.0 + 2.0 * x);
}

/** exp(sign x^2), with the rounding error of x^2 taken into account; sign = 1 or -1. */
function expOfSquare(x: f64, sign: f64): f64 {
  const high = reinterpret<f64>(reinterpret<u64>(x) & 0xfffffffff8000000); // high^2 is exact
  return exp(sign * high * high) * exp(sign * (x - high) * (x + high));
}

/** Scaled complementary error function exp(x^2) erfc(x): relative error below 1e-14. Infinite below x = -26.63. */
export function erfcx(x: f64): f64 {
  if (x >= 0.0) return erfcxPositive(x);
  if (x < -27.0) return Infinity;
  return 2.0 * expOfSquare(x, 1.0) - erfcxPositive(-x); // NaN passes through
}

/** 2 / sqrt(pi) exp(-x^2) sum_n 2^n x^(2 n + 1) / (2 n + 1)!!, all terms of one sign (Abramowitz and Stegun 7.1.6). */
function erfSeries(x: f64): f64 {
  const z = 2.0 * x * x;
  let term = x;
  let sum = x;
  for (let n = 3.0; n < 41.0; n += 2.0) {
    term *= z / n;
    sum += term;
  }
  return TWO_OVER_SQRT_PI * exp(-x * x) * sum;
}

/** Error function: relative error below 1e-14. */
export function erf(x: f64): f64 {
  const a = abs(x);
  if (a < 0.5) return erfSeries(x);
  if (a > 6.0) return copysign<f64>(1.0, x);
  return copysign<f64>(1.0 - expOfSquare(a, -1.0) * erfcxPositive(a), x);
}

/** Complementary error function 1 - erf(x): relative error below 1e-14 while the result is a normal number. */
export function erfc(x: f64): f64 {
  if (x < 0.5) return 1.0 - erf(x);
  if (x > 27.3) return 0.0;
  return expOfSquare(x, -1.0) * erfcxPositive(x); // NaN passes through
}
