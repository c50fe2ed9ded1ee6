import type { Seed } from "../../random/stream.js";
import type { OptimiserOptions } from "../evolution/optimiser.js";
import type { StrategyName, StrategyOptionsByName } from "../evolution/registry.js";
import { type UnrolledOptions, unrolledKeys } from "../evolution/unrolled/options.js";
import type { UnrolledStrategyName } from "../evolution/unrolled/registry.js";
import type { CheckpointScheme, GradientMethod } from "../problem.js";
import type { Schedule } from "./schedule.js";
import type { TrainingStopConditions } from "./stop.js";

/** How a gradient is taken. */
export interface BackwardOptions {
  /** Steps that truncated backpropagation goes back. */
  readonly window?: number;
  /** States kept for the way back; default "all". */
  readonly checkpoints?: CheckpointScheme;
}

interface GroupOptions {
  /** Names of the tensors that this group trains. */
  readonly tensors: readonly string[];
  /** Of the learning rate; that of the trainer when left out. */
  readonly schedule?: Schedule;
}

type Common = "goal" | "start" | "seed" | "stream" | "commonRandomNumbers";

/** Tensors trained by an evolution strategy: its options, without start and seed, which are the trainer's. */
export type PopulationGroupOptions = {
  [N in StrategyName]: Omit<StrategyOptionsByName[N], Common> &
    GroupOptions & {
      readonly method: N;
      /** L2 penalty: this times the mean square of a candidate's parameters is added to its loss before it is ranked; >= 0. */
      readonly penalty?: number;
      /** For "guided-es": the gradient whose directions are searched more. Default: truncated backpropagation. */
      readonly guide?: BackwardOptions & { readonly method?: GradientMethod; readonly cost?: number };
    };
}[StrategyName];

type UnrolledCommon = Exclude<Common, "commonRandomNumbers"> | "trialTruncations";

/**
 * Tensors trained by a strategy for long trials: each iteration takes every particle `truncation` steps further in a trial of its own, and moves the tensors.
 * A trial is a batch of the problem's trials, drawn anew for each trial of a pair of particles. Options are those of the strategy.
 */
export interface UnrolledGroupOptions extends Omit<UnrolledOptions, UnrolledCommon>, GroupOptions {
  readonly method: UnrolledStrategyName;
  /** Steps of the problem's trials in each iteration. */
  readonly truncation: number;
}

const trainers: readonly string[] = ["goal", "start", "seed", "stream", "trialTruncations"] satisfies UnrolledCommon[];
export const unrolledGroupKeys = [
  "method",
  "tensors",
  "schedule",
  "truncation",
  ...unrolledKeys.filter((key) => !trainers.includes(key)),
];

/** Tensors trained by a gradient of the loss. */
export interface GradientGroupOptions extends GroupOptions, BackwardOptions {
  readonly method: GradientMethod | "readout-gradient";
  readonly optimiser: OptimiserOptions;
  /** Longest gradient (Euclidean norm over the group); longer ones are shortened to it. */
  readonly clip?: number;
  /** In place of `clip`: every gradient is scaled to this length, as the released code of arXiv:2103.15341 does for POLLU (100). */
  readonly rescaleTo?: number;
  /** Forward runs that one gradient counts as; default: see {@link gradientCosts}. */
  readonly cost?: number;
}

/** A read-out solved exactly. */
export interface ReadoutSolveGroupOptions {
  readonly method: "readout-solve";
  /** Those of the read-out; may be left out. */
  readonly tensors?: readonly string[];
  /** L2 penalty; default 0. */
  readonly ridge?: number;
  /** Iterations from one solution to the next; default 1. */
  readonly every?: number;
}

export type TrainerGroupOptions = PopulationGroupOptions | UnrolledGroupOptions | GradientGroupOptions | ReadoutSolveGroupOptions;

export interface ValidationOptions {
  /** Iterations from one validation to the next. */
  readonly every: number;
  /** Batches of the validation set, numbers 0, 1, ... of the seed; default 1. */
  readonly batches?: number;
}

export interface TrainerOptions {
  /** Who trains what. No tensor twice; tensors of no group are frozen: not a bit of them changes. */
  readonly groups: readonly TrainerGroupOptions[];
  readonly seed: Seed;
  /** All parameters at the start; drawn by the problem from `seed` when left out. */
  readonly start?: ArrayLike<number>;
  /** Batches in the training set: iteration i sees batch i modulo this. Each iteration sees a new one when left out. */
  readonly batches?: number;
  /** One group per iteration, in turn, as the code of arXiv:2311.10869's authors; all of them in each when left out. */
  readonly alternate?: boolean;
  /** Of all learning rates; constant when left out. Strategies that have no rate ignore it. */
  readonly schedule?: Schedule;
  /** When `run` ends; it may be given there. */
  readonly stop?: TrainingStopConditions;
  readonly validation?: ValidationOptions;
  /** Which parameters are the result: "best" at validation (when left out, with validation) or "last". */
  readonly keep?: "best" | "last";
}

/**
 * Forward runs that a gradient counts as in `evaluations`: fixed, so that budgets are the same on every machine; measureGradientCost finds what
 * it is for a problem. "forward-sensitivity": 1 + the number of parameters trained.
 */
export const gradientCosts: Readonly<Record<Exclude<GradientMethod, "forward-sensitivity"> | "readout-gradient", number>> = {
  "readout-gradient": 1,
  backpropagation: 3,
  "truncated-backpropagation": 3,
  "backsolve-adjoint": 3,
  "interpolating-adjoint": 3,
};
