import type { Seed } from "../../random/stream.js";
import type { GradientRequest, Tensor, TrialsState } from "../problem.js";

/** Inputs of a batch of trials. A row holds for `stepsPerRow` steps of the network. */
export interface InputSequence {
  readonly rows: number;
  readonly stepsPerRow: number;
  readonly trials: number;
  /** Components of an input vector. */
  readonly inputs: number;
  /**
   * Either one of a few patterns in each row and trial: `patterns`, patterns x inputs, and `choices`, rows x trials;
   * or `values`, rows x inputs x trials.
   */
  readonly patterns?: Float64Array;
  readonly choices?: Uint16Array;
  readonly values?: Float64Array;
}

/** Steps [from, to) whose mean outputs are read out. Windows are in ascending order and do not overlap. */
export interface ReadoutWindow {
  readonly from: number;
  readonly to: number;
}

/** Some of a run's steps. */
export interface Stretch {
  /** Where an earlier stretch of the same batch ended; left out: the beginning. */
  readonly state?: TrialsState;
  /** The step to end before: at most the end of the last window. */
  readonly to: number;
}

export interface SequenceRun {
  readonly input: InputSequence;
  readonly windows: readonly ReadoutWindow[];
  /** Random numbers of the starts: trial i of the run is trial `firstTrial` + i of the seed. */
  readonly seed: Seed;
  readonly firstTrial: number;
  /** Runs these steps alone; not for `backward`. Stretches in a row have the features of one run, bit for bit, each those of the windows that end in it. */
  readonly stretch?: Stretch;
}

export interface Features {
  /** Mean outputs, windows x cells x trials. */
  readonly values: Float64Array;
  /** Trials whose state ceased to be finite; their features are NaN. */
  readonly failed: number;
  /** Of a stretch: where it ended. */
  readonly state?: TrialsState;
}

/** A recurrent network that turns inputs into mean outputs; trials of a batch share its weights and are SIMD lanes. */
export interface SequenceModel {
  /** Cells whose outputs are read. */
  readonly cells: number;
  /** Its tensors, without the read-out; offsets from 0. */
  readonly tensors: readonly Tensor[];
  readonly length: number;
  /** "backpropagation" and "truncated-backpropagation", in whatever part. */
  readonly gradientMethods: readonly GradientRequest["method"][];
  initial(seed: Seed): Float64Array;
  /** Runs a batch of trials, or a stretch of them. */
  forward(parameters: Float64Array, run: SequenceRun): Features;
  /**
   * Runs a batch of trials forward, asks for the gradient of the loss by the features (windows x cells x trials), and goes back. Returns
   * the gradient by the model's parameters, 0 for tensors that were not asked for. NaN in the gradient is the caller's to handle.
   */
  backward(
    parameters: Float64Array,
    run: SequenceRun,
    lossGradient: (features: Features) => Float64Array,
    request: GradientRequest,
  ): Float64Array;
  dispose(): void;
}
