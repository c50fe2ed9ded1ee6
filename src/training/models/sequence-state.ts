import type { TrialsState } from "../problem.js";
import { checkLength } from "./sequence-run.js";

// A state of the trials of a batch outside of a model's memory: rows of numbers for each trial, without padding. Numbers of single precision are exact in it.

/** Rows of `padded` numbers each. */
export type Rows = Float64Array | Float32Array;

export interface TrialSizes {
  readonly trials: number;
  readonly padded: number;
}

export function readState(step: number, parts: readonly Rows[], { trials, padded }: TrialSizes): TrialsState {
  const rows = parts.reduce((sum, { length }) => sum + length / padded, 0);
  const values = new Float64Array(rows * trials);
  let at = 0;
  for (const part of parts) {
    for (let row = 0; row < part.length; row += padded, at += trials) values.set(part.subarray(row, row + trials), at);
  }
  return { step, values };
}

/** Padding repeats the last trial. Errors: InputError for a state of other sizes. */
export function writeState({ values }: TrialsState, parts: readonly Rows[], { trials, padded }: TrialSizes): void {
  const rows = parts.reduce((sum, { length }) => sum + length / padded, 0);
  checkLength("stretch.state.values", values, rows * trials);
  let at = 0;
  for (const part of parts) {
    for (let row = 0; row < part.length; row += padded, at += trials) {
      part.set(values.subarray(at, at + trials), row);
      part.fill(values[at + trials - 1]!, row + trials, row + padded);
    }
  }
}
