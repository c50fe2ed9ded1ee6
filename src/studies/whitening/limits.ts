import type { Core } from "../../core/core.js";
import { identity } from "../../numeric/linear/index.js";
import { directStepLimit, interneuronStepLimit } from "../../theory/whitening/index.js";
import { DirectCircuit } from "../../whitening/direct.js";
import { InterneuronCircuit } from "../../whitening/interneurons.js";

/** Stability of S under expected updates, just below and just above the step limits. */
export interface LimitsInput {
  readonly share: number;
}

export interface Limit {
  readonly circuit: "direct" | "interneurons";
  readonly deviations: readonly number[];
  readonly leak: number;
  readonly limit: number;
  /** Filter error after STEPS iterations over that at the start, at (1 - share) and (1 + share) of the limit. */
  readonly below: number;
  readonly above: number;
}

export interface LimitsResult {
  readonly limits: readonly Limit[];
}

const STEPS = 200;
const AWAY = 1e-7;

export function limits(core: Core, { share }: LimitsInput): LimitsResult {
  const cases = [
    { circuit: "direct", deviations: [0.3, 0.7, 1.2, 2.5], leak: 0 },
    { circuit: "interneurons", deviations: [0.3, 0.7, 1.2, 2.5], leak: 0 },
    { circuit: "direct", deviations: [0.5, 1, 3], leak: 0 },
    { circuit: "interneurons", deviations: [0.5, 1, 3], leak: 0.4 },
  ] as const;
  return {
    limits: cases.map(({ circuit, deviations, leak }): Limit => {
      const n = deviations.length;
      const limit = circuit === "direct" ? directStepLimit(deviations) : interneuronStepLimit(deviations, leak);
      const covariance = identity(n).map((x, e) => x * (deviations[e % n] ?? 0) ** 2);
      const growth = (learningRate: number) => {
        // Away from S in every element of the matrix.
        const start = (value: (c: number) => number) =>
          identity(n).map((x, e) => (x === 1 ? value(deviations[e % n]!) : 0) + AWAY * (1 + (e % n) + Math.floor(e / n)));
        const made =
          circuit === "direct"
            ? new DirectCircuit(core, { primary: n, learningRate, weights: start((c) => c) })
            : new InterneuronCircuit(core, { primary: n, learningRate, leak, weights: start((c) => Math.sqrt(c - leak)) });
        const before = made.error(covariance, "filter");
        const { error } = made.learnExpected(covariance, STEPS, { metric: "filter" });
        made.dispose();
        return error / before;
      };
      return { circuit, deviations, leak, limit, below: growth((1 - share) * limit), above: growth((1 + share) * limit) };
    }),
  };
}
