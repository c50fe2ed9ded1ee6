import { checkKeys, checkNumber } from "../../core/check.js";
import type { Strategy } from "./contract.js";

/** When to stop; whichever comes first. */
export interface StopConditions {
  /** A value at least this good. */
  readonly target?: number;
  /** Evaluations, never exceeded: a generation that would is not begun. */
  readonly evaluations?: number;
  /** Wall-clock time. It decides when a run ends, never what it computes. */
  readonly seconds?: number;
  /** Evaluations without a better value. */
  readonly noImprovement?: number;
}

export type StopReason = "target" | "evaluations" | "seconds" | "no improvement" | "numerical";

export interface Stopped {
  readonly reason: StopReason;
  /** The same in words, with the figures. */
  readonly detail: string;
}

export function checkStop(stop: StopConditions, populationSize: number): StopConditions {
  checkKeys("stop", stop, ["target", "evaluations", "seconds", "noImprovement"]);
  if (stop.target !== undefined) checkNumber("stop.target", stop.target);
  if (stop.evaluations !== undefined) checkNumber("stop.evaluations", stop.evaluations, { min: populationSize, integer: true });
  if (stop.seconds !== undefined) checkNumber("stop.seconds", stop.seconds, { above: 0, unit: "s" });
  if (stop.noImprovement !== undefined) checkNumber("stop.noImprovement", stop.noImprovement, { min: 1, integer: true });
  return stop;
}

/** Whether `value` is as good as the target. */
export function reaches(value: number, target: number | undefined, goal: Strategy["goal"]): boolean {
  return target !== undefined && (goal === "minimize" ? value <= target : value >= target);
}

/** What is watched of a search. */
type Progress = Pick<Strategy, "bestValue" | "goal" | "exhausted" | "evaluations" | "populationSize">;

/** Judges a strategy between generations. */
export class StopWatch {
  readonly #stop: StopConditions;
  readonly #begun = performance.now();
  #best = Number.NaN;
  #bestAt: number;

  constructor(stop: StopConditions, strategy: Progress) {
    this.#stop = stop;
    this.#best = strategy.bestValue;
    this.#bestAt = strategy.evaluations;
  }

  /** Why to stop before the next generation; undefined: go on. */
  judge(strategy: Progress): Stopped | undefined {
    const { target, evaluations, seconds, noImprovement } = this.#stop;
    const { bestValue, goal } = strategy;
    if (bestValue !== this.#best && !Number.isNaN(bestValue)) {
      this.#best = bestValue;
      this.#bestAt = strategy.evaluations;
    }
    if (reaches(bestValue, target, goal))
      return { reason: "target", detail: `the value ${bestValue} reaches the target ${target}` };
    if (strategy.exhausted) return { reason: "numerical", detail: strategy.exhausted };
    if (evaluations !== undefined && strategy.evaluations + strategy.populationSize > evaluations)
      return { reason: "evaluations", detail: `another generation would pass ${evaluations} evaluations` };
    if (seconds !== undefined && performance.now() - this.#begun >= seconds * 1000)
      return { reason: "seconds", detail: `${seconds} s have passed` };
    const idle = strategy.evaluations - this.#bestAt;
    if (noImprovement !== undefined && idle >= noImprovement)
      return { reason: "no improvement", detail: `${idle} evaluations brought nothing better than ${bestValue}` };
    return undefined;
  }
}
