import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { checkDeviation, checkTime } from "./checks.js";

// Tracking of a covariance whose standard deviations grow as c(t) = c_0 e^{e t}; e < 0: they shrink. Time in units of 1/eta.

/**
 * Relative lag 1 - m/c of the direct circuit behind a mode that drifts at the rate e (`drift`, per 1/eta) when its standard deviation is
 * c, once the start is forgotten: e c/2 to first order. It is a function of k = e c alone: u = 1 - lag obeys k^2 du/dk = 1/u^2 - 1 - k u,
 * whose solution without transient has the (asymptotic) series 1 - k/2 + 7 k^2/8 - ... That is summed to its least term up to k = 0.02, and
 * the equation integrated from there on: relative error below 1e-8.
 * Errors: InputError for k > 10, and for k < -0.02, a fast shrinking input, where the series alone does not give 1e-8.
 */
export function directTrackingLag(drift: number, deviation: number): number {
  const k = checkNumber("drift", drift) * checkDeviation(deviation);
  if (!(k >= -SERIES_LIMIT && k <= 10)) throw new InputError("drift x deviation", k, `a number from -${SERIES_LIMIT} to 10`);
  return k <= SERIES_LIMIT ? seriesLag(k) : 1 - integrated(1 - seriesLag(SERIES_LIMIT), SERIES_LIMIT, k);
}

const SERIES_LIMIT = 0.02;
const ORDER = 40;

function seriesLag(k: number): number {
  let lag = 0;
  let before = Infinity;
  let power = 1;
  for (const a of lagSeries(ORDER)) {
    power *= k;
    const term = a * power;
    if (Math.abs(term) > before) break;
    lag += term;
    before = Math.abs(term);
  }
  return lag;
}

/** u at `to` from u at `from`, by the Runge-Kutta method of fourth order in x = -1/k, du/dx = 1/u^2 - 1 - k u, which is relaxed at a rate near 2. */
function integrated(u0: number, from: number, to: number): number {
  const steps = Math.ceil((1 / from - 1 / to) * 256);
  const h = (1 / from - 1 / to) / steps;
  const slope = (u: number, x: number) => 1 / (u * u) - 1 + u / x;
  let u = u0;
  for (let i = 0; i < steps; i++) {
    const x = -1 / from + i * h;
    const a = slope(u, x);
    const b = slope(u + (h / 2) * a, x + h / 2);
    const c = slope(u + (h / 2) * b, x + h / 2);
    const d = slope(u + h * c, x + h);
    u += (h / 6) * (a + 2 * b + 2 * c + d);
  }
  return u;
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
