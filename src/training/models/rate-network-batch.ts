import type { RateMemory } from "./rate-network-memory.js";
import type { Features, SequenceRun } from "./sequence-model.js";
import { checkLength, endedWindows } from "./sequence-run.js";

// What goes in and out of a rate network's memory with each batch.

/** Padding repeats the last trial. */
export function setInputs({ numbers, choices, padded }: RateMemory, { input }: SequenceRun): void {
  const { rows, inputs, trials } = input;
  const [to, from, lines] = input.values
    ? [numbers.values.view, input.values, rows * inputs]
    : [choices.view, input.choices!, rows];
  if (padded === trials) {
    to.set(from);
    return;
  }
  for (let line = 0; line < lines; line++) {
    to.set(from.subarray(line * trials, (line + 1) * trials), line * padded);
    to.fill(from[(line + 1) * trials - 1]!, line * padded + trials, (line + 1) * padded);
  }
}

/** Features of the windows that end in the steps [start, end), NaN in trials whose state is not finite. */
export function readFeatures(
  { numbers, padded }: RateMemory,
  cells: number,
  { input, windows }: SequenceRun,
  start: number,
  end: number,
): Features {
  const { trials } = input;
  const sums = numbers.features.view;
  const state = numbers.state.view;
  const { first, count } = endedWindows(windows, start, end);
  const values = new Float64Array(count * cells * trials);
  for (let window = 0; window < count; window++) {
    const { from, to } = windows[first + window]!;
    for (let row = window * cells; row < (window + 1) * cells; row++) {
      const at = (first * cells + row) * padded;
      for (let trial = 0; trial < trials; trial++) values[row * trials + trial] = sums[at + trial]! / (to - from);
    }
  }
  let failed = 0;
  for (let trial = 0; trial < trials; trial++) {
    let ended = true; // with finite numbers
    for (let i = 0; i < cells; i++) ended &&= Number.isFinite(state[i * padded + trial]);
    if (ended) continue;
    failed++;
    for (let at = trial; at < values.length; at += trials) values[at] = Number.NaN;
  }
  return { values, failed };
}

/** The gradient by each output is its share of the gradient by the mean. */
export function setCotangents(
  { numbers, padded }: RateMemory,
  cells: number,
  { input, windows }: SequenceRun,
  gradient: Float64Array,
): void {
  const { trials } = input;
  checkLength("lossGradient(features)", gradient, windows.length * cells * trials);
  const cotangents = numbers.cotangents.view;
  windows.forEach(({ from, to }, window) => {
    for (let row = window * cells; row < (window + 1) * cells; row++) {
      for (let trial = 0; trial < trials; trial++)
        cotangents[row * padded + trial] = gradient[row * trials + trial]! / (to - from);
    }
  });
}

/** Win^T u + b of pattern p has the gradient u_k by Win_ki and 1 by b_i. */
export function addPatterns(
  gradient: Float64Array,
  byDrive: ArrayLike<number>,
  patterns: Float64Array,
  cells: number,
  inputs: number,
  asked: ReadonlySet<string>,
): void {
  const bias = gradient.length - cells;
  for (let p = 0; p * cells < byDrive.length; p++) {
    for (let i = 0; i < cells; i++) {
      const slope = byDrive[p * cells + i]!;
      if (asked.has("Win")) for (let k = 0; k < inputs; k++) gradient[k * cells + i]! += slope * patterns[p * inputs + k]!;
      if (asked.has("b")) gradient[bias + i]! += slope;
    }
  }
}

/** A gradient longer than `longest` is scaled down to it. */
export function clipped(gradient: Float64Array, longest: number): Float64Array {
  if (longest === Number.POSITIVE_INFINITY) return gradient;
  const norm = Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0));
  return norm > longest ? gradient.map((value) => (value / norm) * longest) : gradient;
}
