import type { Core } from "../../core/core.js";
import { identity } from "../../numeric/linear/index.js";
import { directConvergenceTime, interneuronConvergenceTime } from "../../theory/whitening/index.js";
import { flowDirect, flowInterneurons } from "../../whitening/flow.js";
import type { FlowMetric } from "../../whitening/flow-options.js";
import { scaled } from "./draws.js";

/** E3: convergence times from small isotropic starts M_0 = W_0 W_0^T = sigma I. */
export interface SmallStartsInput {
  readonly deviations: readonly number[];
  readonly scales: readonly number[];
  readonly leak: number;
  readonly tolerance: number;
}

export interface SmallStart {
  readonly scale: number;
  readonly logScale: number;
  readonly directFilter: number;
  readonly interneuronsFilter: number;
  readonly leakyWhite: number;
  /** Closed forms: operator norm, hence the slowest mode. */
  readonly directWhite: number;
  readonly directWhiteFlow: number;
  readonly interneuronsWhite: number;
  readonly interneuronsWhiteFlow: number;
  readonly leakyWhiteClosed: number;
}

export interface SmallStartsResult {
  readonly starts: readonly SmallStart[];
}

export function smallStarts(core: Core, { deviations, scales, leak, tolerance }: SmallStartsInput): SmallStartsResult {
  const n = deviations.length;
  const covariance = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? deviations[i / (n + 1)]! ** 2 : 0));
  const time = (circuit: "direct" | "interneurons", scale: number, alpha: number, metric: FlowMetric): number => {
    const options = { covariance, until: 1000, event: { metric, below: tolerance } };
    const flow =
      circuit === "direct"
        ? flowDirect(core, { ...options, initial: scaled(identity(n), scale) })
        : flowInterneurons(core, { ...options, leak: alpha, initial: scaled(identity(n), Math.sqrt(scale)) });
    return flow.eventTime ?? Number.NaN;
  };
  const white = { tolerance, metric: "whitening" } as const;
  return {
    starts: scales.map((scale) => ({
      scale,
      logScale: core.exports.log(scale),
      directFilter: time("direct", scale, 0, "filter"),
      interneuronsFilter: time("interneurons", scale, 0, "filter"),
      leakyWhite: time("interneurons", scale, leak, "operator"),
      directWhiteFlow: time("direct", scale, 0, "operator"),
      interneuronsWhiteFlow: time("interneurons", scale, 0, "operator"),
      directWhite: directConvergenceTime(core, deviations, scale, white),
      interneuronsWhite: interneuronConvergenceTime(core, deviations, scale, white),
      leakyWhiteClosed: interneuronConvergenceTime(core, deviations, scale, { ...white, leak }),
    })),
  };
}
