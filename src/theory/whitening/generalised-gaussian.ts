import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";

/**
 * Scale of the generalised Gaussian density exponent / (2 scale Gamma(1/exponent)) exp(-(|s|/scale)^exponent) that has unit variance:
 * sqrt(Gamma(1/exponent) / Gamma(3/exponent)). 0.1 <= exponent <= 100.
 */
export function unitVarianceScale(core: Core, exponent: number): number {
  const beta = checkNumber("exponent", exponent, { min: 0.1, max: 100 });
  return core.call((e) => e.exp(0.5 * (e.logGamma(1 / beta) - e.logGamma(3 / beta))));
}

/** Kurtosis of the generalised Gaussian density: Gamma(5/exponent) Gamma(1/exponent) / Gamma(3/exponent)^2. 0.1 <= exponent <= 100. */
export function generalisedGaussianKurtosis(core: Core, exponent: number): number {
  const beta = checkNumber("exponent", exponent, { min: 0.1, max: 100 });
  return core.call((e) => e.exp(e.logGamma(5 / beta) + e.logGamma(1 / beta) - 2 * e.logGamma(3 / beta)));
}

/**
 * The increasing map that makes s of this density standard normal, at s >= 0: T with Q_normal(T) = Q(s), where
 * 2 Q(s) = Q(1/exponent, (s/scale)^exponent).
 */
export function gaussianisingMap(core: Core, exponent: number, scale: number, s: number): number {
  return core.call((e) => {
    if (s === 0) return 0;
    const logTail = e.logGammaQ(1 / exponent, e.exp(exponent * e.log(s / scale))); // log erfc(x), T = sqrt(2) x
    let x = Math.sqrt(Math.max(-logTail, 0));
    for (let i = 0; i < 60; i++) {
      // log erfc(x) = -x^2 + log erfcx(x) is concave and falls with slope -2/(sqrt(pi) erfcx(x)).
      const erfcx = e.erfcx(x);
      const step = ((e.log(erfcx) - x * x - logTail) * Math.sqrt(Math.PI) * erfcx) / 2;
      x += step;
      if (Math.abs(step) <= 1e-15 * x) break;
    }
    return Math.SQRT2 * x;
  });
}
