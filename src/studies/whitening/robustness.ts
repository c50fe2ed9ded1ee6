import type { Core } from "../../core/core.js";
import { NotPositiveDefiniteError } from "../../core/errors.js";
import { symmetricEigen } from "../../numeric/linear/index.js";
import { directStepLimit, interneuronStepLimit } from "../../theory/whitening/index.js";
import { DirectCircuit } from "../../whitening/direct.js";
import { InterneuronCircuit } from "../../whitening/interneurons.js";
import type { WhiteningMetric } from "../../whitening/metrics.js";
import { type Draw, drawOf, type Spread, scaled } from "./draws.js";

/** E6: expected updates of one algorithm at one learning rate from starts of all scales. */
export interface RobustnessInput {
  readonly algorithm: "direct" | "interneurons";
  readonly learningRate: number;
  readonly scales: readonly number[];
  readonly neurons: number;
  readonly interneurons: number;
  readonly spread: Spread;
  readonly tolerance: number;
  readonly metric: WhiteningMetric;
  readonly iterations: number;
}

/**
 * "converged": the error came to the tolerance and was there after STAY more iterations. "unstable": it came there and left, or the weights
 * wander about S without coming there. "slow": the greatest weight is still above 2 c_max after all iterations, and falling. "positivity lost": Algorithm 1 refused an
 * update. "diverged": weights left the range of numbers.
 */
export type Outcome = "converged" | "unstable" | "positivity lost" | "diverged" | "slow";

export interface RobustnessResult {
  /** Learning rate above which S is not stable: c_min (direct), 2 kappa/(kappa+1)^2 (interneurons). */
  readonly limit: number;
  readonly cells: readonly { readonly scale: number; readonly outcome: Outcome; readonly iterations: number }[];
}

const STAY = 1000;

export function robustness(core: Core, input: RobustnessInput, seed: bigint): RobustnessResult {
  const { neurons, interneurons, spread } = input;
  const draw = drawOf(core, seed, neurons, interneurons, spread);
  return {
    limit: input.algorithm === "direct" ? directStepLimit(draw.deviations) : interneuronStepLimit(draw.deviations),
    cells: input.scales.map((scale) => {
      const { algorithm, learningRate } = input;
      const circuit =
        algorithm === "direct"
          ? new DirectCircuit(core, { primary: neurons, learningRate, weights: scaled(draw.direct, scale) })
          : new InterneuronCircuit(core, {
              primary: neurons,
              interneurons,
              learningRate,
              weights: scaled(draw.interneurons, Math.sqrt(scale)),
            });
      try {
        return { scale, ...outcomeOf(core, circuit, draw, input) };
      } finally {
        circuit.dispose();
      }
    }),
  };
}

function outcomeOf(
  core: Core,
  circuit: DirectCircuit | InterneuronCircuit,
  { covariance, deviations }: Draw,
  { metric, tolerance, iterations }: RobustnessInput,
): { outcome: Outcome; iterations: number } {
  const bound = 2 * deviations.at(-1)!;
  let steps = 0;
  try {
    const first = circuit.learnExpected(covariance, iterations, { metric, stopAtError: tolerance });
    steps = first.steps;
    if (!first.reached) {
      return { outcome: stillFalling(core, circuit, covariance, bound) ? "slow" : "unstable", iterations: steps };
    }
    const { error } = circuit.learnExpected(covariance, STAY, { metric });
    return { outcome: error <= tolerance ? "converged" : "unstable", iterations: steps };
  } catch (error) {
    if (error instanceof NotPositiveDefiniteError) return { outcome: "positivity lost", iterations: steps + error.index };
    const code = (error as { code?: string }).code;
    if (code === "diverged" || code === "not-finite") return { outcome: "diverged", iterations: steps };
    throw error;
  }
}

function stillFalling(core: Core, circuit: DirectCircuit | InterneuronCircuit, covariance: Float64Array, bound: number): boolean {
  const greatest = () => symmetricEigen(core, circuit.effectiveMatrix, circuit.primary).values.at(-1)!;
  let before = greatest();
  for (let look = 0; look < 10; look++) {
    circuit.learnExpected(covariance, 20);
    const after = greatest();
    if (!(after > bound && after < before)) return false;
    before = after;
  }
  return true;
}
