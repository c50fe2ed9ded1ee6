import type { Seed } from "../random/stream.js";

/** A tensor of parameters. Its numbers (row-major) are `length` ones from `offset` on in the vector of all parameters. */
export interface Tensor {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
  readonly length: number;
}

/** A training problem as plain data, from which any worker makes it again. */
export interface TrainingProblemDescription {
  readonly kind: string;
  readonly options: unknown;
  /** For problems of your own: `import.meta.url` of a module that exports `trainingProblems`, makers by kind. */
  readonly module?: string;
}

export type TrialSet = "training" | "validation" | "test";

/** Address of a batch of trials: what is in it is a function of this and of the problem's description alone. */
export interface Batch {
  readonly set: TrialSet;
  readonly seed: Seed;
  /** Number of the batch: with training, of the iteration. */
  readonly index: number;
}

/** What parameters are worth on a batch. */
export interface Evaluation {
  /** Mean over the trials; NaN where it cannot be computed. */
  readonly loss: number;
  /** Share of the trials answered rightly, where trials have answers. */
  readonly accuracy?: number;
  /** Trials whose state ceased to be finite. */
  readonly failed?: number;
}

export const gradientMethods = [
  "backpropagation",
  "truncated-backpropagation",
  "backsolve-adjoint",
  "interpolating-adjoint",
  "forward-sensitivity",
] as const;
export type GradientMethod = (typeof gradientMethods)[number];

/** Which states of a run are kept for the way back: all; every about sqrt(steps)-th; or at most so many at a time, placed binomially. */
export type CheckpointScheme = "all" | "uniform" | { readonly snapshots: number };

export interface GradientRequest {
  readonly method: GradientMethod;
  /** Names of the tensors whose gradient is wanted. */
  readonly tensors: readonly string[];
  /** Steps that truncated backpropagation goes back. */
  readonly window?: number;
  /** Default "all". Does not change a bit of the gradient. */
  readonly checkpoints?: CheckpointScheme;
}

export interface GradientResult extends Evaluation {
  /** As long as the vector of all parameters; 0 for tensors that were not asked for. */
  readonly gradient: Float64Array;
}

/** Where the trials of a batch are after some of their steps; a run that goes on from there has the bits of one that was never divided. */
export interface TrialsState {
  /** Steps taken. */
  readonly step: number;
  /** The problem's own numbers; finite, or NaN in trials that failed. */
  readonly values: Float64Array;
}

/** What some steps of a batch's trials gave. */
export interface StretchEvaluation extends Evaluation {
  /** Share of the loss that is known after these steps and was not before: shares of a whole trial sum to the loss of `evaluate`, up to rounding. */
  readonly loss: number;
  /** Share of the accuracy, likewise. */
  readonly accuracy?: number;
  readonly state: TrialsState;
}

/** Trials that can be run some steps at a time. */
export interface DivisibleTrials {
  /** Steps after which another share of the loss is known, increasing; the last one is the end of a trial. One alone: the loss only comes there. */
  readonly lossSteps: readonly number[];
  /** Takes the next `steps` steps of a batch's trials, fewer at their end. `state`: where they are; undefined at the beginning. */
  advance(parameters: Float64Array, batch: Batch, state: TrialsState | undefined, steps: number): StretchEvaluation;
}

/** A linear read-out in front of the loss: its gradient takes no way back through time, and its optimum can be found exactly. */
export interface Readout {
  /** Names of its tensors. */
  readonly tensors: readonly string[];
  gradient(parameters: Float64Array, batch: Batch): GradientResult;
  /** The read-out that is best on the batch: all parameters, with its tensors replaced. `ridge`: L2 penalty, >= 0. */
  solve(parameters: Float64Array, batch: Batch, options: { readonly ridge: number }): Float64Array;
}

/** Parameters with a loss: what trainers work on. Made by `createTrainingProblem` from a description; `dispose` gives its memory back. */
export interface TrainingProblem {
  readonly description: TrainingProblemDescription;
  readonly tensors: readonly Tensor[];
  /** Numbers in the vector of all parameters. */
  readonly length: number;
  /** Ways to its gradient, none for a loss without. */
  readonly gradientMethods: readonly GradientMethod[];
  readonly readout?: Readout;
  /** For strategies that move parameters within trials; left out where trials cannot be divided. */
  readonly unrolled?: DivisibleTrials;
  /** Parameters to start from, drawn from `seed`. */
  initial(seed: Seed): Float64Array;
  evaluate(parameters: Float64Array, batch: Batch): Evaluation;
  /** Errors: InputError for a method or tensor it does not have. */
  gradient(parameters: Float64Array, batch: Batch, request: GradientRequest): GradientResult;
  dispose(): void;
}

/** Tensors in a row, from names and shapes. */
export function layTensors(shapes: Readonly<Record<string, readonly number[]>>): Tensor[] {
  let offset = 0;
  return Object.entries(shapes).map(([name, shape]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const tensor = { name, shape, offset, length };
    offset += length;
    return tensor;
  });
}
