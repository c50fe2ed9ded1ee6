import { exp } from "./exp";
import { logGammaOnePlus, stirlingCorrection } from "./gamma";
import { expm1 } from "./expm1";
import { log, log1p } from "./log";

// Regularised incomplete gamma functions P(a, x) = gamma(a, x) / Gamma(a) and Q = 1 - P, all through logarithms:
// D(a, x) = x^a exp(-x) / Gamma(a + 1) is common to the series for P and the continued fraction for Q, and its logarithm is written so that
// nothing cancels when a is large and x is near a (N. M. Temme, SIAM J. Math. Anal. 10 (1979) 757).

const HALF_LOG_TWO_PI: f64 = 0.9189385332046728;
const EPSILON: f64 = 1.1102230246251565e-16; // 2^-53
const LARGE_A: f64 = 10.0;
const MAXIMUM_TERMS: i32 = 1000000;

/**
 * log(1 + m) - m, m > -1. With s = m / (2 + m): log(1 + m) = 2 atanh(s) and m - 2 s = s m, so that it is
 * -s (m - 2 s^2 (1/3 + s^2/5 + ...)).
 */
export function log1pMinus(m: f64): f64 {
  if (abs(m) > 0.5) return log1p(m) - m;
  const s = m / (2.0 + m);
  const z = s * s;
  let sum = 0.0;
  for (let k = 37; k >= 3; k -= 2) sum = 1.0 / <f64>k + z * sum; // z <= 1/9: the next term is below 1e-18
  return -s * (m - 2.0 * z * sum);
}

/** log D(a, x), a > 0, x > 0. */
function logPrefactor(a: f64, x: f64): f64 {
  if (a >= LARGE_A) {
    // D = exp(a (log(x/a) + 1 - x/a)) / sqrt(2 pi a) / exp(stirlingCorrection(a))
    const exponent = x < 0.5 * a ? log(x / a) + (a - x) / a : log1pMinus((x - a) / a);
    return a * exponent - (HALF_LOG_TWO_PI + 0.5 * log(a)) - stirlingCorrection(a);
  }
  return a * log(x) - x - logGammaUpToEleven(a);
}

/** log Gamma(a + 1), 0 < a < 10, without forming a + 1 where a is small. */
function logGammaUpToEleven(a: f64): f64 {
  let product = 1.0;
  while (a > 1.0) {
    product *= a;
    a -= 1.0;
  }
  return logGammaOnePlus(a) + log(product);
}

/** log P by its series: P = D (1 + x/(a+1) + x^2/((a+1)(a+2)) + ...), for x < a + 1. */
function logLowerSeries(a: f64, x: f64): f64 {
  let term = 1.0;
  let sum = 1.0;
  for (let n = 1; n < MAXIMUM_TERMS && term > EPSILON * sum; n++) {
    term *= x / (a + <f64>n);
    sum += term;
  }
  return logPrefactor(a, x) + log(sum);
}

/** log P = log(x^a / Gamma(a + 1)) + log(1 + a sum_(n > 0) (-x)^n / (n! (a + n))), for a < 1 and x <= 1.1: exact as a -> 0. */
function logLowerSmall(a: f64, x: f64): f64 {
  let power = 1.0;
  let sum = 0.0;
  for (let n = 1; n < 24; n++) {
    power *= -x / <f64>n;
    sum += power / (a + <f64>n);
  }
  return a * log(x) - logGammaOnePlus(a) + log1p(a * sum);
}

/** log Q by Legendre's continued fraction (W. J. Lentz's evaluation, as modified by Thompson and Barnett): for x >= a + 1. */
function logUpperFraction(a: f64, x: f64): f64 {
  const tiny = 1e-300;
  let b = x + 1.0 - a;
  let c = 1.0 / tiny;
  let d = 1.0 / b;
  let h = d;
  for (let n = 1; n < MAXIMUM_TERMS; n++) {
    const numerator = <f64>n * (a - <f64>n);
    b += 2.0;
    d = numerator * d + b;
    if (abs(d) < tiny) d = tiny;
    c = b + numerator / c;
    if (abs(c) < tiny) c = tiny;
    d = 1.0 / d;
    const factor = d * c;
    h *= factor;
    if (abs(factor - 1.0) <= EPSILON) break;
  }
  return logPrefactor(a, x) + log(a * h);
}

/** log(1 - exp(y)), y <= 0, without cancellation at either end. */
function log1mExp(y: f64): f64 {
  return y > -0.6931471805599453 ? log(-expm1(y)) : log1p(-exp(y));
}

// @ts-ignore: decorator
@inline
function isOutside(a: f64, x: f64): bool {
  return !(a > 0.0 && a < Infinity && x >= 0.0);
}

// @ts-ignore: decorator
@inline
function usesUpperFraction(a: f64, x: f64): bool {
  return a < 1.0 ? x > 1.1 : x >= a + 1.0;
}

/** log P(a, x), where the series for P applies. */
function logLowerDirect(a: f64, x: f64): f64 {
  return a < 1.0 ? logLowerSmall(a, x) : logLowerSeries(a, x);
}

/**
 * log P(a, x), a > 0, x >= 0: finite where P underflows. Error: see docs/numeric.md. NaN outside the domain.
 * Time grows as sqrt(a) where x is near a (20 microseconds at a = 1e6).
 */
export function logGammaP(a: f64, x: f64): f64 {
  if (isOutside(a, x)) return NaN;
  if (x == 0.0) return -Infinity;
  if (x == Infinity) return 0.0;
  return usesUpperFraction(a, x) ? log1mExp(logUpperFraction(a, x)) : logLowerDirect(a, x);
}

/** log Q(a, x) = log(1 - P(a, x)): finite where Q underflows. NaN outside the domain. */
export function logGammaQ(a: f64, x: f64): f64 {
  if (isOutside(a, x)) return NaN;
  if (x == 0.0) return 0.0;
  if (x == Infinity) return -Infinity;
  return usesUpperFraction(a, x) ? logUpperFraction(a, x) : log1mExp(logLowerDirect(a, x));
}

/** Regularised lower incomplete gamma function P(a, x), a > 0, x >= 0. NaN outside the domain. */
export function gammaP(a: f64, x: f64): f64 {
  return exp(logGammaP(a, x));
}

/** Regularised upper incomplete gamma function Q(a, x) = 1 - P(a, x), a > 0, x >= 0. NaN outside the domain. */
export function gammaQ(a: f64, x: f64): f64 {
  return exp(logGammaQ(a, x));
}
