import { checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { checkDeviations, checkTime } from "./checks.js";
import { directWeight } from "./scalar-direct.js";

// Convergence from any symmetric positive definite start, commuting with the covariance or not (docs/theory-whitening.md). Only the
// extreme standard deviations c_min, c_max of the input and the extreme eigenvalues of the start enter.

/** Bounds of the extreme eigenvalues of M_t, or of P_t = W_t W_t^T. */
export interface SpectrumBounds {
  readonly greatest: { readonly lower: number; readonly upper: number };
  readonly least: { readonly lower: number };
}

/** Bounds of the time until the greatest eigenvalue is at most 2 c_max, in units of 1/eta. */
export interface PassageBounds {
  readonly lower: number;
  readonly upper: number;
}

/**
 * Direct circuit: lambda_max' lies in [c_min^2/lambda_max^2 - 1, c_max^2/lambda_max^2 - 1], so that lambda_max(M_t) lies between the scalar
 * solutions with c_min (which is above lambda_max(M_0) - t) and c_max, and lambda_min(M_t) >= min(lambda_min(M_0), c_min).
 * `initial`: eigenvalues of M_0, or its extreme ones.
 */
export function directSpectrumBounds(
  core: Core,
  deviations: ArrayLike<number>,
  initial: ArrayLike<number>,
  time: number,
): SpectrumBounds {
  const { cMin, cMax, least, greatest } = extremes(deviations, initial);
  const t = checkTime(time);
  return {
    greatest: { lower: directWeight(core, cMin, greatest, t), upper: directWeight(core, cMax, greatest, t) },
    least: { lower: Math.min(least, cMin) },
  };
}

/**
 * Interneuron circuit without leak, W_0 of full rank; `initial`: eigenvalues of P_0 = W_0 W_0^T, or its extreme ones.
 *
 *     lambda_max(P_0) e^{-2t} <= lambda_max(P_t) <= sqrt( c_max^2 + (lambda_max(P_0)^2 - c_max^2)_+ e^{-4t} )
 *     lambda_min(P_t) >= sqrt( c_min^2 - (c_min^2 - lambda_min(P_0)^2)_+ e^{-4t} )
 */
export function interneuronSpectrumBounds(
  core: Core,
  deviations: ArrayLike<number>,
  initial: ArrayLike<number>,
  time: number,
): SpectrumBounds {
  const { cMin, cMax, least, greatest } = extremes(deviations, initial);
  const t = checkTime(time);
  const decay = core.exports.exp(-4 * t);
  const upper = cMax * cMax + Math.max(0, greatest * greatest - cMax * cMax) * decay;
  // c^2 - (c^2 - l^2) e^{-4t} as a sum of positive terms
  const risen = least < cMin ? least * least * decay - cMin * cMin * core.exports.expm1(-4 * t) : cMin * cMin;
  return {
    greatest: { lower: greatest * core.exports.exp(-2 * t), upper: Math.sqrt(upper) },
    least: { lower: Math.sqrt(risen) },
  };
}

/** Direct circuit: lambda_max(M_0) - 2 c_max and (c_max/2) ln 3 more: LINEAR in the start. 0 for a start below 2 c_max. */
export function directPassageBounds(core: Core, deviations: ArrayLike<number>, initial: ArrayLike<number>): PassageBounds {
  const { cMax, greatest } = extremes(deviations, initial);
  if (greatest <= 2 * cMax) return { lower: 0, upper: 0 };
  const lower = greatest - 2 * cMax;
  return { lower, upper: lower + (cMax / 2) * core.exports.log(3) };
}

/** Interneuron circuit without leak: 1/2 ln(lambda_max(P_0)/(2 c_max)) and 1/4 ln(((lambda_max(P_0)/c_max)^2 - 1)/3): LOGARITHMIC. */
export function interneuronPassageBounds(core: Core, deviations: ArrayLike<number>, initial: ArrayLike<number>): PassageBounds {
  const { cMax, greatest } = extremes(deviations, initial);
  if (greatest <= 2 * cMax) return { lower: 0, upper: 0 };
  const ratio = greatest / cMax;
  const { log } = core.exports;
  return { lower: 0.5 * log(ratio / 2), upper: 0.25 * log(((ratio - 1) * (ratio + 1)) / 3) };
}

/**
 * Convexity of U(M) = Tr(M^{-1} C) + Tr M where M <= `greatest` I: Hess U >= 2 c_min^2/greatest^3. ||M_t - S||_F of the direct circuit
 * contracts at least at this rate there; `greatest` = 2 c_max is the tail of the convergence theorem.
 */
export function objectiveConvexity(deviations: ArrayLike<number>, greatest: number): number {
  const { cMin } = extremes(deviations, [1]);
  const g = checkNumber("greatest", greatest, { above: 0 });
  return (2 * cMin * cMin) / (g * g * g);
}

/**
 * Tail of the interneuron circuit without leak, once P <= 2 c_max I and from `from` on, when P >= (c_min/2) I whatever the start: U - U* decays
 * at least at `objectiveRate` = 2 mu c_min, and ||P - S||_F^2 <= `distanceFactor` (U - U*) = (2/mu)(U - U*).
 */
export function interneuronTail(core: Core, deviations: ArrayLike<number>) {
  const { cMin, cMax } = extremes(deviations, [1]);
  const mu = objectiveConvexity(deviations, 2 * cMax);
  return { from: 0.25 * core.exports.log(4 / 3), objectiveRate: 2 * mu * cMin, distanceFactor: 2 / mu };
}

/** Direct circuit, from convexity alone: U(M_t) - U* <= ||M_0 - S||_F^2/(2t); `distance` is ||M_0 - S||_F. */
export function directObjectiveBound(distance: number, time: number): number {
  const d = checkNumber("distance", distance, { min: 0 });
  return (d * d) / (2 * checkNumber("time", time, { above: 0 }));
}

function extremes(deviations: ArrayLike<number>, initial: ArrayLike<number>) {
  const c = checkDeviations(deviations);
  const start = Float64Array.from(checkNumbers("initial", initial, undefined, { above: 0 }));
  checkNumber("initial.length", start.length, { min: 1 });
  const least = (values: Float64Array) => values.reduce((a, b) => Math.min(a, b));
  const greatest = (values: Float64Array) => values.reduce((a, b) => Math.max(a, b));
  return { cMin: least(c), cMax: greatest(c), least: least(start), greatest: greatest(start) };
}
