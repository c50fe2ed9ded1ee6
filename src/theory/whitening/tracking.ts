import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { checkDeviation, checkTime } from "./checks.js";

// Tracking of a covariance whose standard deviations grow as c(t) = c_0 e^{e t}; e < 0: they shrink. Time in units of 1/eta.

/**
 * Relative lag 1 - m/c of the direct circuit behind a mode that drifts at the rate e (`drift`, per 1/eta) when its standard deviation is
 * c: to first order e c/2. The lag is a function of k = e c alone, which grows with c; u = 1 - lag obeys k^2 du/dk = 1/u^2 - 1 - k u. This is
 * its (asymptotic) power series k/2 - 7 k^2/8 + ..., summed to its least term; `order` = 1 gives the first order alone.
 * Errors: InputError for |k| > 0.2, where the series no longer gives 3 digits.
 */
export function directTrackingLag(drift: number, deviation: number, order = 40): number {
  const k = checkNumber("drift", drift) * checkDeviation(deviation);
  checkNumber("order", order, { min: 1, max: 40, integer: true });
  if (!(Math.abs(k) <= 0.2))
    throw new InputError("drift x deviation", k, "a number from -0.2 to 0.2: the lag is not small otherwise");
  let lag = 0;
  let before = Infinity;
  let power = 1;
  for (const a of lagSeries(order)) {
    power *= k;
    const term = a * power;
    if (Math.abs(term) > before) break;
    lag += term;
    before = Math.abs(term);
  }
  return lag;
}

/**
 * Coefficients of u(k) = 1 - sum a_i k^i, i = 1..order, from u^2 (1 + k u + k^2 u') = 1 power by power: the coefficient of k^i holds
 * 2 u_i and lower orders.
 */
function lagSeries(order: number): Float64Array {
  const u = new Float64Array(order + 1);
  u[0] = 1;
  const square = new Float64Array(order + 1);
  square[0] = 1;
  const factor = new Float64Array(order + 1); // 1 + k u + k^2 u'
  factor[0] = 1;
  for (let i = 1; i <= order; i++) {
    factor[i] = u[i - 1]! * i; // (k u)_i + (k^2 u')_i = u_{i-1} + (i-1) u_{i-1}
    let known = 0; // of u^2, without 2 u_i
    for (let j = 1; j < i; j++) known += u[j]! * u[i - j]!;
    let rest = known + factor[i]!;
    for (let j = 1; j < i; j++) rest += square[j]! * factor[i - j]!;
    u[i] = -rest / 2;
    square[i] = known + 2 * u[i]!;
  }
  return u.subarray(1).map((x) => -x);
}

/**
 * Relative lag 1 - p/c of the interneuron circuit without leak behind any mode that drifts at the rate e > -2, exact once the start is
 * forgotten: 1 - (1 + e/2)^{-1/2}, e/4 to first order, whatever the standard deviation.
 */
export function interneuronTrackingLag(drift: number): number {
  const e = checkNumber("drift", drift, { above: -2 });
  const root = Math.sqrt(1 + e / 2);
  return e / 2 / (root * (1 + root));
}

/**
 * Mode p(t) of the interneuron circuit without leak behind c(t) = c_0 e^{e t}, exact: with g = c_0^2/(1 + e/2),
 * p^2 = g e^{2 e t} + (p_0^2 - g) e^{-4t}.
 */
export function interneuronTrackingWeight(core: Core, deviation: number, drift: number, initial: number, time: number): number {
  const c0 = checkDeviation(deviation);
  const e = checkNumber("drift", drift, { above: -2 });
  const p0 = checkNumber("initial", initial, { min: 0 });
  const t = checkTime(time);
  const { exp } = core.exports;
  const g = (c0 * c0) / (1 + e / 2);
  return Math.sqrt(g * exp(2 * e * t) + (p0 * p0 - g) * exp(-4 * t));
}
