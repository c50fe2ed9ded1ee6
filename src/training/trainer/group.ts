import type { StoredNumber } from "../evolution/state.js";
import type { PopulationRequest, PopulationValues } from "../population/request.js";
import type { StretchRequest } from "../population/stretches.js";
import type { Batch, StretchEvaluation, Tensor } from "../problem.js";
import type { Gradients, Want } from "./gradients.js";
import type { Schedule } from "./schedule.js";

/** What groups of an iteration work with. */
export interface IterationContext {
  /** All parameters at the beginning of the iteration. */
  readonly parameters: Float64Array;
  readonly batch: Batch;
  readonly gradients: Gradients;
}

/** What a group needs to go on with the same bits. */
export interface GroupState {
  readonly numbers: Readonly<Record<string, StoredNumber>>;
  readonly vectors: Readonly<Record<string, Float64Array>>;
  /** Of a strategy inside a strategy. */
  readonly inner?: { readonly options: unknown; readonly numbers: Readonly<Record<string, StoredNumber>> };
}

/** What groups want evaluated, and what comes back: losses of a generation, or the next stretches of particles' trials in their order. */
export type GroupRequest = PopulationRequest | StretchRequest;
export type GroupAnswer = PopulationValues | readonly StretchEvaluation[];

/** Tensors that one method trains. Per iteration: estimate, then apply; undo instead of apply where the iteration is given up. */
export interface Group {
  readonly method: string;
  readonly tensors: readonly Tensor[];
  readonly schedule: Schedule | undefined;
  /** The gradient it wants. */
  readonly want: Want | undefined;
  /** Forward runs of its next turn beside its gradient. */
  readonly cost: number;
  /** Standard deviation of its candidates. */
  readonly sigma: number | undefined;
  /** Loss and accuracy of its last candidates, or of its last whole trials, on average; NaN without. */
  readonly measured: { readonly loss: number; readonly accuracy: number } | undefined;
  /** What it counted in the last iteration: candidates or entries of the gradient that were not finite. */
  readonly notFinite: number;
  /** Whether its last turn had anything to learn from: a finite loss or entry of a gradient. undefined: it tried nothing. */
  readonly usable: boolean | undefined;
  /** Whether no trial of its has ended, so that its loss is not known yet. */
  readonly awaitsLoss?: boolean;
  /** Norm of its last gradient. */
  readonly gradientNorm: number | undefined;
  /** Why going on is pointless. */
  readonly exhausted: string | undefined;
  /** Yields what is to be evaluated, and takes the values. */
  estimate(context: IterationContext): Generator<GroupRequest, void, GroupAnswer>;
  undo(): void;
  /** Writes the group's new parameters; `factor`: of its learning rate. */
  apply(parameters: Float64Array, factor: number): void;
  save(): GroupState;
  restore(state: GroupState): void;
  dispose(): void;
}
