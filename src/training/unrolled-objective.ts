import { checkKeys, checkNumber } from "../core/check.js";
import { InputError } from "../core/errors.js";
import type { Seed } from "../random/stream.js";
import { checkSeed } from "../random/stream.js";
import type { UnrolledObjective } from "./evolution/unrolled/minimize-unrolled.js";
import type { UnrolledTrial } from "./evolution/unrolled/options.js";
import type { Batch, DivisibleTrials, TrainingProblem, TrialsState } from "./problem.js";

/** Batches that trials are of, where nothing else is said. */
const BATCHES = 2 ** 14;

export interface UnrolledObjectiveOptions {
  /** Of the trials' batches. */
  readonly seed: Seed;
  /** Steps of a truncation. */
  readonly truncation: number;
  /** Batches in the training set; default 16,384. */
  readonly batches?: number;
}

/** The trials of a problem for strategies that move parameters within them. */
export interface ProblemObjective extends UnrolledObjective<TrialsState> {
  /** For the option of that name. */
  readonly trialTruncations: number;
}

/**
 * A training problem for `minimizeUnrolled`, all its parameters in one. A trial of a particle is a batch of trials of the problem, which one is drawn from the
 * trial's `startRandom`, so that particles of a pair have the same. Errors: InputError for a problem whose trials cannot be divided.
 */
export function unrolledObjective(problem: TrainingProblem, options: UnrolledObjectiveOptions): ProblemObjective {
  checkKeys("options", options, ["seed", "truncation", "batches"]);
  const { truncation, batches } = options;
  const seed = checkSeed("seed", options.seed);
  const unrolled = unrolledOf(problem, "problem");
  const trialTruncations = truncationsOf(unrolled, truncation);
  if (batches !== undefined) checkNumber("batches", batches, { min: 1, integer: true });
  return {
    trialTruncations,
    start: () => ({ step: 0, values: new Float64Array(0) }),
    advance(parameters, before, trial) {
      const batch = trialBatch(trial, seed, batches);
      const { loss, state } = unrolled.advance(parameters, batch, before.step > 0 ? before : undefined, truncation);
      return { loss, state, finished: state.step >= unrolled.lossSteps.at(-1)! };
    },
  };
}

/** Errors: InputError that names `field`. */
export function unrolledOf(problem: TrainingProblem, field: string): DivisibleTrials {
  const { unrolled, description } = problem;
  if (unrolled) return unrolled;
  throw new InputError(field, description.kind, "a problem whose trials can be run some steps at a time, as those of networks");
}

/** Truncations of a trial. Errors: InputError. */
export function truncationsOf({ lossSteps }: DivisibleTrials, truncation: number): number {
  const end = lossSteps.at(-1)!;
  return Math.ceil(end / checkNumber("truncation", truncation, { min: 1, max: end, integer: true }));
}

/** The batch that a pair's trial is. */
export function trialBatch({ startRandom }: UnrolledTrial, seed: Seed, batches: number | undefined): Batch {
  return { set: "training", seed, index: startRandom.integers(1, Math.min(batches ?? BATCHES, 2 ** 32 - 1))[0]! };
}
