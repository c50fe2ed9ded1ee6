import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import type { ReadoutWindow } from "../models/sequence-model.js";
import { type Task, type TaskTrials, type TrialRange, trialStream } from "./task.js";

export interface NoisyEvidenceOptions {
  /** Rows of evidence. Default 40. */
  readonly rows?: number;
  /** Rows without input after the evidence. Default 10. */
  readonly delayRows?: number;
  /** Steps that each row is held. Default 10. */
  readonly stepsPerRow?: number;
  /** How often the answer is read, at equal distances to the end. Default 1: at the end alone. */
  readonly windows?: number;
  /** Steps before each reading whose mean output is read. Default 20. */
  readonly readoutSteps?: number;
  /** Coherences, in [0, 1], one of which is drawn for each trial. Default 0.1, 0.2, 0.4. */
  readonly coherences?: readonly number[];
  /** Standard deviation of each row's evidence, >= 0. Default 0.5. */
  readonly noise?: number;
}

const keys = ["rows", "delayRows", "stepsPerRow", "windows", "readoutSteps", "coherences", "noise"];

/**
 * Two noisy streams of evidence: input k of a row is (1 + c) / 2 + noise z for the favoured k and (1 - c) / 2 + noise z for the other, z normal, c
 * the trial's coherence, the favoured stream a fair coin. The answer is the stream whose evidence is larger in sum so far, so that perfect answers exist.
 * Readings before the end make a loss that runs along with the trial: window w of W ends with row floor((w + 1) rows / W) of all rows.
 */
export class NoisyEvidence implements Task {
  readonly inputs = 2;
  readonly classes = 2;
  readonly steps: number;
  readonly windows: readonly ReadoutWindow[];
  readonly #core: Core;
  readonly #rows: number;
  readonly #allRows: number;
  readonly #stepsPerRow: number;
  /** Rows after which the answer is read. */
  readonly #ends: readonly number[];
  readonly #coherences: ArrayLike<number>;
  readonly #noise: number;

  /** Errors: InputError. */
  constructor(core: Core, options: NoisyEvidenceOptions) {
    checkKeys("task", options, ["kind", ...keys]);
    const whole = (name: keyof NoisyEvidenceOptions, value: number, min: number, max: number) =>
      checkNumber(`task.${name}`, value, { min, max, integer: true });
    this.#rows = whole("rows", options.rows ?? 40, 1, 1e5);
    this.#allRows = this.#rows + whole("delayRows", options.delayRows ?? 10, 0, 1e5);
    this.#stepsPerRow = whole("stepsPerRow", options.stepsPerRow ?? 10, 1, 1e6);
    this.steps = this.#allRows * this.#stepsPerRow;
    const windows = whole("windows", options.windows ?? 1, 1, this.#allRows);
    this.#ends = Array.from({ length: windows }, (_, w) => Math.floor(((w + 1) * this.#allRows) / windows));
    const longest = Math.floor(this.#allRows / windows) * this.#stepsPerRow;
    const readoutSteps = whole("readoutSteps", options.readoutSteps ?? 20, 1, longest);
    this.windows = this.#ends.map((row) => ({ from: row * this.#stepsPerRow - readoutSteps, to: row * this.#stepsPerRow }));
    this.#coherences = checkNumbers("task.coherences", options.coherences ?? [0.1, 0.2, 0.4], undefined, { min: 0, max: 1 });
    checkNumber("task.coherences.length", this.#coherences.length, { min: 1, integer: true });
    this.#noise = checkNumber("task.noise", options.noise ?? 0.5, { min: 0, max: 1e6 });
    this.#core = core;
  }

  trials(range: TrialRange): TaskTrials {
    const { count } = range;
    const rows = this.#rows;
    const values = new Float64Array(this.#allRows * 2 * count);
    const labels = new Uint8Array(this.#ends.length * count);
    const favoured = trialStream(this.#core, range, "favoured", 1).integers(count, 2);
    const levels = trialStream(this.#core, range, "coherence", 1).integers(count, this.#coherences.length);
    const normals = trialStream(this.#core, range, "noise", 2 * rows).normals(2 * rows * count);
    for (let trial = 0; trial < count; trial++) {
      const half = this.#coherences[levels[trial]!]! / 2;
      let lead = 0; // of stream 1
      let window = 0;
      for (let row = 0; row < this.#allRows; row++) {
        for (let k = 0; k < 2 && row < rows; k++) {
          const mean = 0.5 + (k === favoured[trial] ? half : -half);
          const value = mean + this.#noise * normals[(trial * rows + row) * 2 + k]!;
          values[(row * 2 + k) * count + trial] = value;
          lead += k === 1 ? value : -value;
        }
        if (row + 1 < this.#ends[window]!) continue;
        // Sums tie only where there is neither noise nor coherence; the coin decides then.
        labels[window * count + trial] = lead > 0 ? 1 : lead < 0 ? 0 : favoured[trial]!;
        window++;
      }
    }
    const input = { rows: this.#allRows, stepsPerRow: this.#stepsPerRow, trials: count, inputs: 2, values };
    return { input, labels };
  }
}
