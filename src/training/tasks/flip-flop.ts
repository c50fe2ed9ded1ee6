import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import type { ReadoutWindow } from "../models/sequence-model.js";
import { type Task, type TaskTrials, type TrialRange, trialStream } from "./task.js";

export interface FlipFlopOptions {
  /** Bits to remember. Default 1, at most 6. */
  readonly bits?: number;
  /** How often the answer is read. Default 4. */
  readonly windows?: number;
  /** Rows of inputs from one read-out to the next, at least 2. Default 5. */
  readonly rowsPerWindow?: number;
  /** Steps that each row is held. Default 10. */
  readonly stepsPerRow?: number;
  /** Steps at the end of each window's last row whose mean output is read. Default: all of that row. */
  readonly readoutSteps?: number;
  /** Probability of a pulse for each bit in a row. Default 0.25. */
  readonly pulseProbability?: number;
}

const keys = ["bits", "windows", "rowsPerWindow", "stepsPerRow", "readoutSteps", "pulseProbability"];

/**
 * Flip-flop memory: each bit has an input that clears it and one that sets it (2 b and 2 b + 1; 1 while pulsed, else 0). In the first row every bit
 * is cleared or set, later rows pulse each with the given probability, but not the rows in which the answer is read: all bits as one number, bit 0
 * the lowest, so 2^bits classes.
 */
export class FlipFlop implements Task {
  readonly inputs: number;
  readonly classes: number;
  readonly steps: number;
  readonly windows: readonly ReadoutWindow[];
  readonly #core: Core;
  readonly #bits: number;
  readonly #rowsPerWindow: number;
  readonly #stepsPerRow: number;
  readonly #probability: number;

  /** Errors: InputError. */
  constructor(core: Core, options: FlipFlopOptions) {
    checkKeys("task", options, ["kind", ...keys]);
    const whole = (name: keyof FlipFlopOptions, value: number, min: number, max: number) =>
      checkNumber(`task.${name}`, value, { min, max, integer: true });
    const bits = whole("bits", options.bits ?? 1, 1, 6);
    const windows = whole("windows", options.windows ?? 4, 1, 1000);
    const rowsPerWindow = whole("rowsPerWindow", options.rowsPerWindow ?? 5, 2, 1000);
    const stepsPerRow = whole("stepsPerRow", options.stepsPerRow ?? 10, 1, 1e6);
    const readoutSteps = whole("readoutSteps", options.readoutSteps ?? stepsPerRow, 1, stepsPerRow);
    this.#probability = checkNumber("task.pulseProbability", options.pulseProbability ?? 0.25, { min: 0, max: 1 });
    this.#core = core;
    this.#bits = bits;
    this.#rowsPerWindow = rowsPerWindow;
    this.#stepsPerRow = stepsPerRow;
    this.inputs = 2 * bits;
    this.classes = 2 ** bits;
    this.steps = windows * rowsPerWindow * stepsPerRow;
    this.windows = Array.from({ length: windows }, (_, window) => {
      const to = (window + 1) * rowsPerWindow * stepsPerRow;
      return { from: to - readoutSteps, to };
    });
  }

  trials(range: TrialRange): TaskTrials {
    const { count } = range;
    const bits = this.#bits;
    const rows = this.windows.length * this.#rowsPerWindow;
    const values = new Float64Array(rows * this.inputs * count);
    const labels = new Uint8Array(this.windows.length * count);
    const perTrial = rows * bits;
    const pulses = trialStream(this.#core, range, "pulses", perTrial).uniforms(perTrial * count);
    const sides = trialStream(this.#core, range, "sides", perTrial).integers(perTrial * count, 2);
    for (let trial = 0; trial < count; trial++) {
      let state = 0;
      for (let row = 0; row < rows; row++) {
        const window = Math.floor(row / this.#rowsPerWindow);
        const read = row % this.#rowsPerWindow === this.#rowsPerWindow - 1;
        for (let bit = 0; bit < bits; bit++) {
          const at = trial * perTrial + row * bits + bit;
          if (read || (row > 0 && pulses[at]! >= this.#probability)) continue;
          const side = sides[at]!;
          state = side ? state | (1 << bit) : state & ~(1 << bit);
          values[(row * this.inputs + 2 * bit + side) * count + trial] = 1;
        }
        if (read) labels[window * count + trial] = state;
      }
    }
    return { input: { rows, stepsPerRow: this.#stepsPerRow, trials: count, inputs: this.inputs, values }, labels };
  }
}
