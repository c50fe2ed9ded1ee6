import { exp } from "../numeric/exp";
import { logGamma } from "../numeric/gamma";
import { logGammaP } from "../numeric/incomplete-gamma";
import { log } from "../numeric/log";
import { Diffusion, prepare } from "./diffusion";
import { PassageTime, writePassageTime } from "./passage-time";
import { GAUSS_10_NODES, GAUSS_10_WEIGHTS } from "./tables/gauss";

// One noisy synapse type (Delta = 0) with theta < E_S: with w = E_S - V, w0 = E_S - E0, a = 1/(tau s2) and P the regularised lower
// incomplete gamma function,
//
//   T = (2/s2) int_{E_S - theta}^{E_S - V_r} dw exp{ 2a ln w + 2a w0/w - (2a+1) ln(2a w0) + lnGamma(2a+1) + ln P(2a+1, 2a w0/w) }
//
// With r = w/w0, x = 2a/r, the first terms are -ln w0 - (2a+1) ln(2a) + 2a ln r + x. The density of w without threshold is an inverse gamma
// density. The special functions take the place of the angle form's inner quadrature.

/** The exponent without its constants, for n = 2a. */
// @ts-ignore: decorator
@inline
function exponentAt(n: f64, r: f64): f64 {
  return n * log(r) + n / r + logGammaP(n + 1.0, n / r);
}

/** Mean passage time from `reset` to `threshold` (mV); needs Delta = 0, threshold < E_S and E0 < E_S. */
export function inverseGammaPassageTime(diffusion: usize, reset: f64, threshold: f64, result: usize): void {
  const d = changetype<Diffusion>(diffusion);
  prepare(d);
  const n = 2.0 * d.exponent;
  const rest = -d.offset; // w0
  const low = (rest + d.equilibrium - threshold) / rest;
  const high = (rest + d.equilibrium - reset) / rest;
  const constant = logGamma(n + 1.0) - (n + 1.0) * log(n);
  // Panels of ten nodes: one standard deviation of the density, or a change of the exponent by 6 at the threshold.
  const slope = max(n * (1.0 / (low * low) - 1.0 / low), sqrt(n));
  const panels = <i32>min(4.0 + ceil(((high - low) * slope) / 6.0) + ceil((high - low) * sqrt(n)), 100000.0);
  const half = (0.5 * (high - low)) / <f64>panels;
  const peak = max(exponentAt(n, low), exponentAt(n, high));
  let sum: f64 = 0.0;
  for (let i: i32 = 0; i < panels; i++) {
    const middle = low + half * <f64>(2 * i + 1);
    for (let j: usize = 0; j < 80; j += 8) {
      const r = middle + half * load<f64>(GAUSS_10_NODES + j);
      sum += half * load<f64>(GAUSS_10_WEIGHTS + j) * exp(exponentAt(n, r) - peak);
    }
  }
  writePassageTime(changetype<PassageTime>(result), (2.0 / d.strength) * sum, peak + constant);
}
