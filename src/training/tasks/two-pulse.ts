import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { ReadoutWindow } from "../models/sequence-model.js";
import { type Task, type TaskTrials, type TrialRange, trialStream } from "./task.js";

export interface TwoPulseOptions {
  /** ms of a step: the model's. Default 1. */
  readonly stepDuration?: number;
  /** Steps that each row of inputs is held. Default 10. All durations are whole numbers of rows. */
  readonly stepsPerRow?: number;
  /** ms of each pulse. Default 50. */
  readonly pulse?: number;
  /** ms from the end of the first pulse to the start of the second, drawn uniformly for each trial. Default 100 to 1000. */
  readonly delay?: { readonly min: number; readonly max: number };
  /** ms from the end of the second pulse to the end of the trial. Default 50. */
  readonly response?: number;
  /** Steps at the end whose mean output is read. Default 10. */
  readonly readoutSteps?: number;
  /** Smallest difference of the amplitudes, which lie in [0, 1]. Default 0.2. */
  readonly separation?: number;
}

const keys = ["stepDuration", "stepsPerRow", "pulse", "delay", "response", "readoutSteps", "separation"];

/**
 * Delayed comparison: a pulse, a delay, another pulse. Which one was larger (0: the first, 1: the second)? All trials are as long as those of the
 * longest delay, and the second pulse is at the same time in all. Two inputs: the amplitude during pulses, and 1 during pulses; 0 otherwise. The
 * difference of the amplitudes is uniform in [separation, 1], the smaller one uniform in what is left, and the order is a fair coin.
 */
export class TwoPulse implements Task {
  readonly inputs = 2;
  readonly classes = 2;
  readonly steps: number;
  readonly windows: readonly ReadoutWindow[];
  readonly #core: Core;
  readonly #stepsPerRow: number;
  readonly #rows: { pulse: number; shortest: number; longest: number; response: number; all: number };
  readonly #separation: number;

  /** Errors: InputError. */
  constructor(core: Core, options: TwoPulseOptions) {
    checkKeys("task", options, ["kind", ...keys]);
    const stepDuration = checkNumber("task.stepDuration", options.stepDuration ?? 1, { above: 0, unit: "ms" });
    const stepsPerRow = checkNumber("task.stepsPerRow", options.stepsPerRow ?? 10, { min: 1, max: 1e6, integer: true });
    const row = stepDuration * stepsPerRow;
    const rows = (name: string, duration: number): number => {
      const number = Math.round(checkNumber(name, duration, { min: row, max: 1e6, unit: "ms" }) / row);
      // A whole number of rows up to the rounding of products of decimal fractions.
      if (Math.abs(number * row - duration) > 1e-9 * duration) {
        throw new InputError(name, duration, `a whole number of rows of ${row} ms`);
      }
      return number;
    };
    const { min, max } = options.delay ?? { min: 100, max: 1000 };
    const pulse = rows("task.pulse", options.pulse ?? 50);
    const shortest = rows("task.delay.min", min);
    const longest = rows("task.delay.max", max);
    if (longest < shortest) throw new InputError("task.delay.max", max, `a number >= task.delay.min = ${min}`);
    const response = rows("task.response", options.response ?? 50);
    const all = 2 * pulse + longest + response;
    this.#rows = { pulse, shortest, longest, response, all };
    this.#separation = checkNumber("task.separation", options.separation ?? 0.2, { above: 0, max: 1 });
    this.#core = core;
    this.#stepsPerRow = stepsPerRow;
    this.steps = all * stepsPerRow;
    const readoutSteps = checkNumber("task.readoutSteps", options.readoutSteps ?? 10, {
      min: 1,
      max: response * stepsPerRow,
      integer: true,
    });
    this.windows = [{ from: this.steps - readoutSteps, to: this.steps }];
  }

  trials(range: TrialRange): TaskTrials {
    const { count } = range;
    const { pulse, shortest, longest, response, all } = this.#rows;
    const values = new Float64Array(all * 2 * count);
    const labels = new Uint8Array(count);
    const uniforms = trialStream(this.#core, range, "pulses", 2).uniforms(2 * count);
    const orders = trialStream(this.#core, range, "order", 1).integers(count, 2);
    const delays = trialStream(this.#core, range, "delay", 1).integers(count, longest - shortest + 1);
    for (let trial = 0; trial < count; trial++) {
      const difference = this.#separation + (1 - this.#separation) * uniforms[2 * trial]!;
      const smaller = (1 - difference) * uniforms[2 * trial + 1]!;
      const second = orders[trial]!;
      labels[trial] = second;
      const present = (start: number, amplitude: number): void => {
        for (let row = start; row < start + pulse; row++) {
          values[(row * 2 + 0) * count + trial] = amplitude;
          values[(row * 2 + 1) * count + trial] = 1;
        }
      };
      const secondStart = all - response - pulse;
      present(secondStart - (shortest + delays[trial]!) - pulse, smaller + (second === 0 ? difference : 0));
      present(secondStart, smaller + (second === 1 ? difference : 0));
    }
    return { input: { rows: all, stepsPerRow: this.#stepsPerRow, trials: count, inputs: 2, values }, labels };
  }
}
