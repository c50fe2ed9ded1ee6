import { exp } from "./exp";

// Dawson's integral D(x) = exp(-x^2) int_0^x exp(t^2) dt.

const ONE_OVER_SQRT_PI: f64 = 0.5641895835477563;
const STEP: f64 = 0.25;
const SAMPLES: i32 = 13;
// exp(-((2 i + 1) STEP)^2)
const gaussianSamples: usize = memory.data<f64>([
  0.9394130628134758,
  0.569782824730923,
  0.2096113871510978,
  0.04677062238395898,
  0.006329715427485747,
  0.0005195746821548384,
  2.586810022265412e-05,
  7.811489408304491e-07,
  1.4307241918567688e-08,
  1.5893910094516368e-10,
  1.0709232382508077e-12,
  4.37661850287085e-15,
  1.0848552640429378e-17,
]);

/** exp(-x^2) sum_n x^(2 n + 1) / (n! (2 n + 1)), for |x| <= 1: all terms of one sign. */
function powerSeries(x: f64): f64 {
  const z = x * x;
  let power = x;
  let sum = x;
  for (let n = 1; n < 20; n++) {
    power *= z / <f64>n;
    sum += power / <f64>(2 * n + 1);
  }
  return exp(-z) * sum;
}

/**
 * G. B. Rybicki, Computers in Physics 3 (1989) 85: D(x) = lim_(h -> 0) pi^(-1/2) sum_(n odd) exp(-(x - n h)^2) / n, with error
 * exp(-(pi / 2 h)^2) = 7e-18 at h = 1/4. The sum runs outwards from the even n0 nearest to x / h; x >= 0.
 */
function rybickiSum(x: f64): f64 {
  const n0 = 2.0 * nearest(0.5 * x / STEP);
  const offset = x - n0 * STEP;
  let growth = exp(2.0 * offset * STEP);
  const ratio = growth * growth;
  let above = n0 + 1.0;
  let below = n0 - 1.0;
  let sum = 0.0;
  for (let i = 0; i < SAMPLES; i++) {
    sum += load<f64>(gaussianSamples + (<usize>i << 3)) * (growth / above + 1.0 / (below * growth));
    above += 2.0;
    below -= 2.0;
    growth *= ratio;
  }
  return ONE_OVER_SQRT_PI * exp(-offset * offset) * sum;
}

/** sum_k (2 k - 1)!! / (2^(k+1) x^(2 k + 1)), x >= 10: the neglected term is below 1e-17. */
function asymptoticSeries(x: f64): f64 {
  const z = 0.5 / (x * x);
  let sum = 1.0;
  for (let k = 25; k > 0; k -= 2) sum = 1.0 + <f64>k * z * sum;
  return 0.5 * sum / x;
}

/** Dawson's integral: relative error below 1e-14. */
export function dawson(x: f64): f64 {
  const a = abs(x);
  if (a <= 1.0) return powerSeries(x);
  if (a < 10.0) return copysign<f64>(rybickiSum(a), x);
  return copysign<f64>(asymptoticSeries(a), x); // NaN passes through
}
