import type { Core } from "../../core/core.js";
import { directWeight, interneuronWeight } from "../../theory/whitening/index.js";
import { flowDirect, flowInterneurons } from "../../whitening/flow.js";

/** E1: one mode of standard deviation 1, n = k = 1. */
export interface CurvesInput {
  readonly starts: readonly number[];
  readonly until: number;
}

export interface Curve {
  readonly circuit: "direct" | "interneurons";
  readonly start: number;
  /** Numerical solution of the flow at `times`. */
  readonly flow: readonly number[];
  /** Closed form at the same times. */
  readonly closed: readonly number[];
}

export interface CurvesResult {
  readonly times: readonly number[];
  readonly curves: readonly Curve[];
}

const POINTS = 241;

export function curves(core: Core, { starts, until }: CurvesInput): CurvesResult {
  const times = Array.from({ length: POINTS }, (_, i) => (i * until) / (POINTS - 1));
  const options = { covariance: [1], times };
  const first = (states: readonly Float64Array[]) => states.map((state) => state[0]!);
  return {
    times,
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
