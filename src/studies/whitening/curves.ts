import type { Core } from "../../core/core.js";
import {
  directConvergenceTime,
  directWeight,
  interneuronConvergenceTime,
  interneuronWeight,
} from "../../theory/whitening/index.js";
import { flowDirect, flowInterneurons } from "../../whitening/flow.js";

/** E1: one mode of standard deviation 1, n = k = 1; and closed-form convergence times of a typical input. */
export interface CurvesInput {
  readonly starts: readonly number[];
  readonly until: number;
  /** A typical input of the random draws, and the leak, for the closed-form times. */
  readonly deviations: readonly number[];
  readonly leak: number;
  readonly tolerance: number;
  readonly metric: "filter" | "whitening";
}

export interface Curve {
  readonly circuit: "direct" | "interneurons";
  readonly start: number;
  /** Numerical solution of the flow at `times`. */
  readonly flow: readonly number[];
  /** Closed form at the same times. */
  readonly closed: readonly number[];
}

/** Closed-form convergence times from one isotropic start. */
export interface ModeTimes {
  readonly start: number;
  readonly direct: number;
  readonly interneurons: number;
  readonly leaky: number;
}

export interface CurvesResult {
  readonly modes: readonly ModeTimes[];
  readonly times: readonly number[];
  readonly curves: readonly Curve[];
}

const POINTS = 241;

export function curves(core: Core, input: CurvesInput): CurvesResult {
  const { starts, until } = input;
  // Closer together at the start, where small weights rise steeply.
  const times = Array.from({ length: POINTS }, (_, i) => (i * i * until) / ((POINTS - 1) * (POINTS - 1)));
  const options = { covariance: [1], times, relativeTolerance: 1e-12, absoluteTolerance: 1e-14 };
  const first = (states: readonly Float64Array[]) => states.map((state) => state[0]!);
  return {
    times,
    modes: Array.from({ length: MODES }, (_, i) =>
      modeTimes(core, input, core.exports.exp(LOW + (i * (HIGH - LOW)) / (MODES - 1))),
    ),
    curves: starts.flatMap((start): Curve[] => [
      {
        circuit: "direct",
        start,
        flow: first(flowDirect(core, { ...options, initial: [start] }).states),
        closed: times.map((t) => directWeight(core, 1, start, t)),
      },
      {
        circuit: "interneurons",
        start,
        flow: first(flowInterneurons(core, { ...options, initial: [Math.sqrt(start)] }).states).map((w) => w * w),
        closed: times.map((t) => interneuronWeight(core, 1, start, t)),
      },
    ]),
  };
}

// Starts from 5e-7 to 1.2e4.
const [LOW, HIGH, MODES] = [-14.5, 9.4, 240];

function modeTimes(core: Core, { deviations, leak, tolerance, metric }: CurvesInput, start: number): ModeTimes {
  const options = { tolerance, metric };
  return {
    start,
    direct: directConvergenceTime(core, deviations, start, options),
    interneurons: interneuronConvergenceTime(core, deviations, start, options),
    leaky: interneuronConvergenceTime(core, deviations, start, { ...options, leak }),
  };
}
