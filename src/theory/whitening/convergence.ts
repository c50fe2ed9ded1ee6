import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { checkDeviation, checkDeviations, checkLeak, checkTolerance } from "./checks.js";
import { directTime } from "./scalar-direct.js";
import { interneuronTime, type LeakOption } from "./scalar-interneurons.js";

/**
 * How far a mode a of the effective matrix A (M, or alpha I + W W^T) is from its target c: "filter" |a - c|/c, "whitening" |c^2/a^2 - 1|,
 * the error of the output variance, whose maximum over modes is the operator norm of C_yy - I.
 */
export type ConvergenceMetric = "filter" | "whitening";

export interface ConvergenceOptions {
  /** Error eps at which a mode has converged, 0 < eps < 1. Default 0.1. */
  readonly tolerance?: number;
  /** Default "filter". */
  readonly metric?: ConvergenceMetric;
}

const fields = ["tolerance", "metric"];

/**
 * Time until every mode of the direct circuit has converged, in units of 1/eta, for a start that commutes with the covariance. `deviations`
 * are the standard deviations c_i; `initial` the starting weights m_i >= 0 of the same modes, or one number for all. From above it is
 * about m_0 (linear), from 0 c (artanh(1-eps) - (1-eps)). Filter metric, from above:
 *
 *     tau = m_0 - c(1+eps) + (c/2) ln[ (2+eps)/eps (m_0-c)/(m_0+c) ]
 */
export function directConvergenceTime(
  core: Core,
  deviations: ArrayLike<number>,
  initial: number | ArrayLike<number>,
  options: ConvergenceOptions = {},
): number {
  checkKeys("options", options, fields);
  const band = bandOf(options);
  return latest(deviations, initial, (c, start) => {
    const goal = goalOf(c, start, band);
    return goal === undefined ? 0 : directTime(core, c, start, goal);
  });
}

/**
 * As {@link directConvergenceTime} for the interneuron circuit; `initial` are the eigenvalues p_i >= 0 of W_0 W_0^T. From above it is about
 * 1/2 ln(p_0/c) (logarithmic) for any leak. Without leak, filter metric:
 *
 *     tau = 1/4 ln[ ((p_0/c)^2 - 1)/((1+eps)^2 - 1) ] from above,     1/4 ln[ 1/(1 - (1-eps)^2) ] from 0
 *
 * Infinity where a mode never comes that close: the leak exceeds its standard deviation by too much, or it starts at 0 with a leak.
 */
export function interneuronConvergenceTime(
  core: Core,
  deviations: ArrayLike<number>,
  initial: number | ArrayLike<number>,
  options: ConvergenceOptions & LeakOption = {},
): number {
  checkKeys("options", options, [...fields, "leak"]);
  const leak = checkLeak(options.leak ?? 0);
  const band = bandOf(options);
  return latest(deviations, initial, (c, p0) => {
    const goal = goalOf(c, leak + p0, band);
    if (goal === undefined) return 0;
    if (goal - leak <= 0 || (leak > 0 && p0 === 0)) return Infinity;
    return interneuronTime(core, c, p0, goal - leak, { leak });
  });
}

/**
 * Growth of the interneuron circuit's convergence time with ln(1/p_0) for small starts p_0, one mode of standard deviation c > alpha:
 * alpha^2/(2(c^2 - alpha^2)). The slowest mode has the smallest c. 0 without leak: the time then does not depend on the start.
 */
export function smallStartSlope(deviation: number, leak: number): number {
  const c = checkDeviation(deviation);
  const alpha = checkNumber("leak", leak, { min: 0, below: c });
  return (alpha * alpha) / (2 * (c - alpha) * (c + alpha));
}

/** Factors of c between which a mode of A counts as converged. */
interface Band {
  readonly below: number;
  readonly above: number;
}

function bandOf({ tolerance = 0.1, metric = "filter" }: ConvergenceOptions): Band {
  const eps = checkTolerance(tolerance);
  return checkOneOf("metric", metric, ["filter", "whitening"]) === "filter"
    ? { below: 1 - eps, above: 1 + eps }
    : { below: 1 / Math.sqrt(1 + eps), above: 1 / Math.sqrt(1 - eps) };
}

/** The edge of the band that a mode starting at `start` has to reach; undefined inside the band. */
function goalOf(c: number, start: number, { below, above }: Band): number | undefined {
  if (start > c * above) return c * above;
  return start < c * below ? c * below : undefined;
}

function latest(
  deviations: ArrayLike<number>,
  initial: number | ArrayLike<number>,
  time: (deviation: number, start: number) => number,
): number {
  const c = checkDeviations(deviations);
  const starts = typeof initial === "number" ? undefined : checkNumbers("initial", initial, c.length, { min: 0 });
  const common = starts ? 0 : checkNumber("initial", initial, { min: 0 });
  let greatest = 0;
  for (let i = 0; i < c.length; i++) greatest = Math.max(greatest, time(c[i]!, starts ? starts[i]! : common));
  return greatest;
}
