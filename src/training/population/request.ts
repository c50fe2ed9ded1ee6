import type { SamplerState } from "../evolution/sampler.js";
import type { Batch, Tensor, TrainingProblemDescription } from "../problem.js";

/** Candidates of one generation to evaluate: everything that a worker needs, and no draws. */
export interface PopulationRequest {
  readonly problem: TrainingProblemDescription;
  /** All parameters; those of `tensors` are replaced by each candidate's. */
  readonly parameters: Float64Array;
  /** Where the numbers of a candidate belong, in their order. */
  readonly tensors: readonly Pick<Tensor, "offset" | "length">[];
  readonly sampler: SamplerState;
  /** The trials, the same for all candidates. */
  readonly batch: Batch;
  /** Candidates. */
  readonly size: number;
}

/** By member, in order. */
export interface PopulationValues {
  /** NaN where there is none. */
  readonly losses: Float64Array;
  /** NaN where trials have no answers. */
  readonly accuracies: Float64Array;
}
