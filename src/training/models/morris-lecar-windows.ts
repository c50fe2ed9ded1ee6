import type { SequenceContext } from "./morris-lecar-context.js";
import type { Features, ReadoutWindow } from "./sequence-model.js";
import { endedWindows } from "./sequence-run.js";

/** Gradients by the state at the start, cells x trials each. */
export interface StateGradients {
  readonly voltage: Float64Array;
  readonly recovery: Float64Array;
  /** By s; 0 in networks of type "current", where T is 0 at the start. */
  readonly output: Float64Array;
}

/** Mean outputs of each window that ends in the steps [start, end); NaN for trials that failed. */
export function readFeatures(
  { description, shape, forward }: SequenceContext,
  windows: readonly ReadoutWindow[],
  start: number,
  end: number,
): Features {
  const { cells } = description;
  const { trials, padded } = shape;
  const sums = forward.blocks.features.view;
  const hasFailed = Array.from(forward.blocks.failedAt.view.subarray(0, trials), (step) => step >= 0);
  const { first, count } = endedWindows(windows, start, end);
  const values = new Float64Array(count * cells * trials);
  for (let window = 0; window < count; window++) {
    const { from, to } = windows[first + window]!;
    for (let row = window * cells; row < (window + 1) * cells; row++) {
      const at = (first * cells + row) * padded;
      for (let trial = 0; trial < trials; trial++) {
        values[row * trials + trial] = hasFailed[trial] ? Number.NaN : sums[at + trial]! / (to - from);
      }
    }
  }
  return { values, failed: hasFailed.filter(Boolean).length };
}

/** The loss by the output after each step of a window: a share of that by the window's mean. */
export function fillLoss(context: SequenceContext, gradient: Float64Array, windows: readonly ReadoutWindow[]): void {
  const { cells } = context.description;
  const { trials, padded } = context.shape;
  const view = context.backward.blocks.loss.view;
  for (const [window, { from, to }] of windows.entries()) {
    for (let row = window * cells; row < (window + 1) * cells; row++) {
      for (let trial = 0; trial < padded; trial++) {
        view[row * padded + trial] = trial < trials ? gradient[row * trials + trial]! / (to - from) : 0;
      }
    }
  }
}

export function readStateGradients({ description, shape, backward }: SequenceContext): StateGradients {
  const { view } = backward.blocks.adjoint;
  const { trials, padded } = shape;
  const size = description.cells * padded;
  const read = (first: number) =>
    Float64Array.from(
      { length: description.cells * trials },
      (_, at) => view[first + Math.floor(at / trials) * padded + (at % trials)]!,
    );
  const voltage = read(0);
  const output = description.isCurrent ? new Float64Array(voltage.length) : read(2 * size);
  return { voltage, recovery: read(size), output };
}
