import { checkKeys, checkNumber } from "../../core/check.js";
import type { HistoryRow } from "./history.js";

/** When training ends; whichever comes first. Figures are of the whole training, that before a checkpoint included. */
export interface TrainingStopConditions {
  readonly iterations?: number;
  /** Forward runs, never exceeded: an iteration that would is not begun. */
  readonly evaluations?: number;
  /** Wall-clock time, s. It decides when training ends, never what it computes. */
  readonly seconds?: number;
  /** A loss at most this: of validation, or without, of an iteration. */
  readonly target?: number;
  /** Iterations without a lower loss (of validation, or without, of an iteration). */
  readonly noImprovement?: number;
}

export type TrainingStopReason = "iterations" | "evaluations" | "seconds" | "target" | "no improvement" | "numerical";

export interface TrainingStopped {
  readonly reason: TrainingStopReason;
  /** The same in words, with the figures. */
  readonly detail: string;
}

/** So many iterations in a row without a finite loss, or turns of a group without anything to learn from, and training ends. */
export const LOST = 20;

export function checkTrainingStop(stop: TrainingStopConditions): TrainingStopConditions {
  checkKeys("stop", stop, ["iterations", "evaluations", "seconds", "target", "noImprovement"]);
  if (stop.iterations !== undefined) checkNumber("stop.iterations", stop.iterations, { min: 0, integer: true });
  if (stop.evaluations !== undefined) checkNumber("stop.evaluations", stop.evaluations, { min: 0 });
  if (stop.seconds !== undefined) checkNumber("stop.seconds", stop.seconds, { above: 0, unit: "s" });
  if (stop.target !== undefined) checkNumber("stop.target", stop.target);
  if (stop.noImprovement !== undefined) checkNumber("stop.noImprovement", stop.noImprovement, { min: 1, integer: true });
  return stop;
}

/** Where training stands. */
export interface Standing {
  readonly iteration: number;
  readonly evaluations: number;
  readonly seconds: number;
  readonly history: readonly HistoryRow[];
  readonly validates: boolean;
  /** Lowest loss of those that decide, and the iteration that had it. */
  readonly lowest: number;
  readonly lowestAt: number;
  /** Forward runs of the next iteration. */
  readonly nextCost: number;
  /** Whether losses are still to come, as trials last longer than iterations. */
  readonly awaitsLoss: boolean;
  /** What is wrong with the parameters or strategies. */
  readonly numerical: string | undefined;
}

/** Sum of forward runs, of which some are shares of trials: rounding does not add up. */
export function addRuns(runs: number, more: number): number {
  const sum = runs + more;
  const whole = Math.round(sum);
  return Math.abs(sum - whole) < 1e-9 ? whole : sum;
}

/** Why to stop before the next iteration; undefined: go on. */
export function judge(stop: TrainingStopConditions, at: Standing): TrainingStopped | undefined {
  if (at.numerical) return { reason: "numerical", detail: at.numerical };
  if (!at.awaitsLoss && at.history.length >= LOST && at.history.slice(-LOST).every(({ loss }) => !Number.isFinite(loss)))
    return {
      reason: "numerical",
      detail: `no loss of the last ${LOST} iterations was a finite number: try smaller steps, or another start`,
    };
  if (stop.target !== undefined && at.lowest <= stop.target)
    return { reason: "target", detail: `the loss ${at.lowest} reaches the target ${stop.target}` };
  if (stop.iterations !== undefined && at.iteration >= stop.iterations)
    return { reason: "iterations", detail: `${at.iteration} iterations are done` };
  if (stop.evaluations !== undefined && addRuns(at.evaluations, at.nextCost) > stop.evaluations)
    return { reason: "evaluations", detail: `another iteration would pass ${stop.evaluations} evaluations` };
  if (stop.seconds !== undefined && at.seconds >= stop.seconds)
    return { reason: "seconds", detail: `${stop.seconds} s have passed` };
  const idle = at.iteration - at.lowestAt;
  if (stop.noImprovement !== undefined && idle >= stop.noImprovement)
    return { reason: "no improvement", detail: `${idle} iterations brought no loss below ${at.lowest}` };
  return undefined;
}

/** Seconds to the end by the conditions that tell, at the pace so far; undefined where there is no pace or no such condition. */
export function secondsLeft(stop: TrainingStopConditions, at: Standing): number | undefined {
  const left: number[] = [];
  if (stop.seconds !== undefined) left.push(stop.seconds - at.seconds);
  if (stop.iterations !== undefined && at.iteration > 0)
    left.push(((stop.iterations - at.iteration) * at.seconds) / at.iteration);
  if (stop.evaluations !== undefined && at.evaluations > 0)
    left.push(((stop.evaluations - at.evaluations) * at.seconds) / at.evaluations);
  return left.length > 0 ? Math.max(0, Math.min(...left)) : undefined;
}
