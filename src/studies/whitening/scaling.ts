import type { Core } from "../../core/core.js";
import { directPassageBounds, interneuronPassageBounds } from "../../theory/whitening/index.js";
import { flowDirect, flowInterneurons } from "../../whitening/flow.js";
import type { FlowMetric } from "../../whitening/flow-options.js";
import { type Draw, drawOf, type Spread, scaled } from "./draws.js";

/** E2: convergence times of the flows from random starts of one scale. */
export interface ScalingInput {
  readonly scale: number;
  readonly draws: number;
  readonly neurons: number;
  readonly interneurons: number;
  readonly spread: Spread;
  readonly leakShare: number;
  readonly tolerance: number;
  readonly metric: FlowMetric;
}

export type CircuitName = "direct" | "interneurons" | "leaky";

/** Times in units of 1/eta. */
export interface ScalingDraw {
  /** lambda_max(M_0) = lambda_max(W_0 W_0^T) */
  readonly greatest: number;
  readonly logGreatest: number;
  /** ln of the direct circuit's times. */
  readonly logDirect: { readonly filter: number; readonly white: number };
  readonly filter: Readonly<Record<CircuitName, number>>;
  readonly white: Readonly<Record<CircuitName, number>>;
  /** Until the greatest eigenvalue of A is 2 c_max, with the bounds of the theorem; null where it is below from the start. */
  readonly passage: Readonly<Record<"direct" | "interneurons", { time: number; lower: number; upper: number }>> | null;
}

export interface ScalingResult {
  /** Logarithms are taken here, by the core, so that slopes have the same bits everywhere. */
  readonly logScale: number;
  readonly draws: readonly ScalingDraw[];
}

export function scaling(core: Core, input: ScalingInput, seedOf: (draw: number) => bigint): ScalingResult {
  const { neurons, interneurons, spread } = input;
  return {
    logScale: core.exports.log(input.scale),
    draws: Array.from({ length: input.draws }, (_, i) =>
      timesOf(core, input, drawOf(core, seedOf(i), neurons, interneurons, spread)),
    ),
  };
}

function timesOf(core: Core, input: ScalingInput, draw: Draw): ScalingDraw {
  const { scale, tolerance, metric } = input;
  const leak = input.leakShare * draw.deviations[0]!;
  const greatest = scale * draw.start.at(-1)!;
  const bound = 2 * draw.deviations.at(-1)!;
  const times = (event: FlowMetric, below: number) => ({
    direct: timeOf(core, "direct", draw, scale, 0, event, below),
    interneurons: timeOf(core, "interneurons", draw, scale, 0, event, below),
  });
  const both = (event: FlowMetric) => ({
    ...times(event, tolerance),
    leaky: timeOf(core, "leaky", draw, scale, leak, event, tolerance),
  });
  const start = draw.start.map((l) => scale * l);
  const passage = greatest > bound ? times("largest-eigenvalue", bound) : null;
  const [filter, white] = [both("filter"), both(metric)];
  const { log } = core.exports;
  return {
    greatest,
    logGreatest: log(greatest),
    logDirect: { filter: log(filter.direct), white: log(white.direct) },
    filter,
    white,
    passage: passage && {
      direct: { time: passage.direct, ...directPassageBounds(core, draw.deviations, start) },
      interneurons: { time: passage.interneurons, ...interneuronPassageBounds(core, draw.deviations, start) },
    },
  };
}

/** First time at which the metric is at most `below`. */
function timeOf(
  core: Core,
  circuit: CircuitName,
  draw: Draw,
  scale: number,
  leak: number,
  metric: FlowMetric,
  below: number,
): number {
  const options = {
    covariance: draw.covariance,
    event: { metric, below },
    // far beyond the linear law, and beyond the slow end of a leaky circuit
    until: 100 * (1 + scale),
    relativeTolerance: 1e-8,
    absoluteTolerance: 1e-10,
  };
  const flow =
    circuit === "direct"
      ? flowDirect(core, { ...options, initial: scaled(draw.direct, scale) })
      : flowInterneurons(core, { ...options, leak, initial: scaled(draw.interneurons, Math.sqrt(scale)) });
  return flow.eventTime ?? Number.NaN;
}
