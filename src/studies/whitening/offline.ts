import type { Core } from "../../core/core.js";
import { DirectCircuit } from "../../whitening/direct.js";
import { InterneuronCircuit } from "../../whitening/interneurons.js";
import type { WhiteningMetric } from "../../whitening/metrics.js";
import { drawOf, type Spread, scaled } from "./draws.js";

/** E4: iterations of both algorithms with expected updates, from random starts of one scale. */
export interface OfflineInput {
  readonly scale: number;
  readonly draws: number;
  readonly neurons: number;
  readonly interneurons: number;
  readonly spread: Spread;
  readonly learningRate: number;
  readonly tolerance: number;
  readonly metric: WhiteningMetric;
}

export interface OfflineResult {
  readonly logScale: number;
  readonly draws: readonly {
    readonly greatest: number;
    readonly logGreatest: number;
    /** ln of Algorithm 1's iterations. */
    readonly logDirect: number;
    /** Iterations of Algorithm 1 and 2. */
    readonly direct: number;
    readonly interneurons: number;
  }[];
}

export function offline(core: Core, input: OfflineInput, seedOf: (draw: number) => bigint): OfflineResult {
  const { scale, neurons, interneurons, spread, learningRate, tolerance, metric } = input;
  const options = { metric, stopAtError: tolerance };
  const { log } = core.exports;
  const most = Math.ceil((100 * (1 + scale)) / learningRate);
  const draws = Array.from({ length: input.draws }, (_, i) => {
    const draw = drawOf(core, seedOf(i), neurons, interneurons, spread);
    const direct = new DirectCircuit(core, { primary: neurons, learningRate, weights: scaled(draw.direct, scale) });
    const other = new InterneuronCircuit(core, {
      primary: neurons,
      interneurons,
      learningRate,
      weights: scaled(draw.interneurons, Math.sqrt(scale)),
    });
    try {
      const greatest = scale * draw.start.at(-1)!;
      const steps = direct.learnExpected(draw.covariance, most, options).steps;
      return {
        greatest,
        logGreatest: log(greatest),
        direct: steps,
        logDirect: log(steps),
        interneurons: other.learnExpected(draw.covariance, most, options).steps,
      };
    } finally {
      direct.dispose();
      other.dispose();
    }
  });
  return { logScale: log(scale), draws };
}
