import { checkNumber, checkOneOf } from "../../../core/check.js";
import type { RandomStream } from "../../../random/stream.js";
import { commonKeys, type StrategyOptions } from "../contract.js";
import type { OptimiserOptions } from "../optimiser.js";

/** Options of the strategies for trials that are evaluated piece by piece. */
export interface UnrolledOptions extends Omit<StrategyOptions, "commonRandomNumbers"> {
  /** Standard deviation sigma of the particles around the parameters. */
  readonly stepSize: number;
  /** lambda particles, in mirrored pairs; 32 when left out. */
  readonly populationSize?: number;
  /** Adam with rate 0.01 when left out. */
  readonly optimiser?: OptimiserOptions;
  /** Truncations after which a trial ends at the latest; without it, trials end where they are told to be finished. */
  readonly trialTruncations?: number;
  /**
   * "lock-step" (when left out): all pairs begin their first trials together. "staggered": the first trial of pair p of P is cut after
   * 1 + floor(p T / P) truncations, T `trialTruncations`, so that each update sees all parts of a trial.
   */
  readonly starts?: "lock-step" | "staggered";
}

export const unrolledKeys = [
  ...commonKeys.filter((key) => key !== "commonRandomNumbers"),
  "stepSize",
  "populationSize",
  "optimiser",
  "trialTruncations",
  "starts",
] as const;

/** Where a particle is in its trial. Both particles of a pair have the same trials and the same random numbers. */
export interface UnrolledTrial {
  readonly member: number;
  /** Number of the trial among those of the pair: 0, 1, ... */
  readonly number: number;
  /** Number of the truncation that comes next: 0 at the beginning, where the particle needs a fresh state. */
  readonly truncation: number;
  /** The particle has finished and its partner has not: nothing is to be evaluated, its loss counts as 0. */
  readonly waiting: boolean;
  /** Random numbers for the beginning of the trial. A fresh stream at each reading. */
  readonly startRandom: RandomStream;
  /** Random numbers for the next truncation. A fresh stream at each reading. */
  readonly random: RandomStream;
}

/** Refuses options on trials that are out of range. */
export function checkTrials(options: UnrolledOptions): void {
  const { trialTruncations, starts } = options;
  if (trialTruncations !== undefined) checkNumber("trialTruncations", trialTruncations, { min: 1, integer: true });
  if (checkOneOf("starts", starts ?? "lock-step", ["lock-step", "staggered"] as const) === "staggered")
    checkNumber("trialTruncations", trialTruncations, { min: 1, integer: true });
}
