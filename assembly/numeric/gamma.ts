import { chebyshevSum } from "./chebyshev";
import { log, log1p } from "./log";

// log Gamma(1 + a) = a (a - 1) R(a) on [0, 1]: R as a Chebyshev sum in 2 a - 1, so that both zeros keep full relative accuracy.
const QUOTIENT_TERMS: i32 = 23;
const quotientCoefficients: usize = memory.data<f64>([
  0.49141539302938714,
  -0.07611416167043585,
  0.008432324965932778,
  -0.001079493726328608,
  0.00014900748003692963,
  -2.1512399888556784e-05,
  3.1979329860862186e-06,
  -4.851693012139927e-07,
  7.47148782116316e-08,
  -1.1638296700170518e-08,
  1.829400437118668e-09,
  -2.8969180607129607e-10,
  4.61570140620909e-11,
  -7.392810230497983e-12,
  1.1894280008333085e-12,
  -1.9212068676522805e-13,
  3.113975526387164e-14,
  -5.0628432984486114e-15,
  8.254150281631144e-16,
  -1.3490578987574844e-16,
  2.209876116782623e-17,
  -3.6274129549239766e-18,
  5.965430068821522e-19,
]);

// B_(2 k) / (2 k (2 k - 1)), k = 1 ... 10 (Stirling's series)
const STIRLING_TERMS: i32 = 10;
const stirlingCoefficients: usize = memory.data<f64>([
  0.08333333333333333,
  -0.002777777777777778,
  0.0007936507936507937,
  -0.0005952380952380953,
  0.0008417508417508417,
  -0.0019175269175269176,
  0.00641025641025641,
  -0.029550653594771242,
  0.17964437236883057,
  -1.3924322169059011,
]);

const HALF_LOG_TWO_PI: f64 = 0.9189385332046728;

/** log Gamma(1 + a), 0 <= a <= 1. */
export function logGammaOnePlus(a: f64): f64 {
  return a * (a - 1.0) * chebyshevSum(quotientCoefficients, QUOTIENT_TERMS, 2.0 * a - 1.0);
}

/** log Gamma(x) - ((x - 1/2) log x - x + log(2 pi) / 2) for x >= 8: the neglected term is below 2e-17. */
export function stirlingCorrection(x: f64): f64 {
  const z = 1.0 / (x * x);
  let sum = 0.0;
  for (let k = STIRLING_TERMS - 1; k >= 0; k--) sum = load<f64>(stirlingCoefficients + (<usize>k << 3)) + z * sum;
  return sum / x;
}

/** log Gamma(x), x > 0: relative error below 1e-14, at the zeros x = 1 and x = 2 too. NaN for x < 0, infinite at 0. */
export function logGamma(x: f64): f64 {
  if (!(x > 0.0)) return x == 0.0 ? Infinity : NaN;
  if (x < 1.0) return logGammaOnePlus(x) - log(x);
  if (x <= 2.0) return logGammaOnePlus(x - 1.0) + 0.0; // 0, not -0, at x = 1
  if (x >= 8.0) return (x - 0.5) * (log(x) - 1.0) + (HALF_LOG_TWO_PI - 0.5 + stirlingCorrection(x));
  // Gamma(x) = (x - 1) Gamma(x - 1) down to [2, 3); every x - 1 is exact
  let product = 1.0;
  while (x >= 3.0) {
    x -= 1.0;
    product *= x;
  }
  return logGammaOnePlus(x - 2.0) + log1p(x - 2.0) + log(product);
}
