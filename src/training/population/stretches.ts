import type { Batch, StretchEvaluation, Tensor, TrainingProblem, TrainingProblemDescription, TrialsState } from "../problem.js";
import { unrolledOf } from "../unrolled-objective.js";
import { scatter } from "./evaluate.js";

/** A candidate within a trial of its own. */
export interface StretchParticle {
  /** Its numbers, one tensor after another. */
  readonly candidate: Float64Array;
  readonly batch: Batch;
  /** Where its trials are; undefined at their beginning. */
  readonly state: TrialsState | undefined;
}

/** Particles to take some steps further: everything that a worker needs. */
export interface StretchRequest {
  readonly problem: TrainingProblemDescription;
  /** All parameters; those of `tensors` are replaced by each particle's. */
  readonly parameters: Float64Array;
  /** Where the numbers of a particle belong, in their order. */
  readonly tensors: readonly Pick<Tensor, "offset" | "length">[];
  /** Fewer at the end of a trial. */
  readonly steps: number;
  readonly particles: readonly StretchParticle[];
}

/** Takes the particles of a request further, yielding after each. Errors: InputError for a problem whose trials cannot be divided. */
export function* advanceParticles(
  problem: TrainingProblem,
  request: Omit<StretchRequest, "problem">,
): Generator<undefined, StretchEvaluation[]> {
  const { tensors, steps, particles } = request;
  const unrolled = unrolledOf(problem, "problem");
  const parameters = request.parameters.slice();
  const results: StretchEvaluation[] = [];
  for (const { candidate, batch, state } of particles) {
    scatter(candidate, tensors, parameters);
    results.push(unrolled.advance(parameters, batch, state, steps));
    yield;
  }
  return results;
}
