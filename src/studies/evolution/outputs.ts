import type { Batch } from "../../training/problem.js";
import type { ClassificationProblem } from "../../training/problems/classification.js";

/** Means over trials of what the read-out says, if it read at other times as well. */
export interface ClassMeans {
  /** Steps at which the windows end. */
  readonly steps: readonly number[];
  /** By class of the trial, then by logit, then in time. */
  readonly logits: readonly (readonly (readonly number[])[])[];
}

const WINDOWS = 40;
const TRIALS = 240;

export function classMeans(problem: ClassificationProblem, parameters: Float64Array, batch: Batch): ClassMeans {
  const { task, model } = problem;
  const { steps, classes } = task;
  const width = Math.max(1, Math.floor(steps / WINDOWS));
  const windows = Array.from({ length: Math.floor(steps / width) }, (_, i) => ({ from: i * width, to: (i + 1) * width }));
  const { input, labels } = task.trials({ set: batch.set, seed: batch.seed, first: 1e6, count: TRIALS });
  const { values } = model.forward(parameters.subarray(0, model.length), {
    input,
    windows,
    seed: batch.seed,
    firstTrial: 0,
  });
  const { cells } = model;
  const weights = parameters.subarray(model.length, model.length + classes * cells);
  const biases = parameters.subarray(model.length + classes * cells);
  const counts = new Array<number>(classes).fill(0);
  for (const label of labels) counts[label]!++;
  const logits = Array.from({ length: classes }, () =>
    Array.from({ length: classes }, () => new Array<number>(windows.length).fill(0)),
  );
  for (const w of windows.keys()) {
    for (let trial = 0; trial < TRIALS; trial++) {
      const all = Array.from({ length: classes }, (_, c) => {
        let sum = biases[c]!;
        for (let i = 0; i < cells; i++) sum += weights[c * cells + i]! * values[(w * cells + i) * TRIALS + trial]!;
        return sum;
      });
      // What softmax sees: logits less their mean.
      const mean = all.reduce((sum, x) => sum + x, 0) / classes;
      for (let c = 0; c < classes; c++) logits[labels[trial]!]![c]![w]! += (all[c]! - mean) / counts[labels[trial]!]!;
    }
  }
  return { steps: windows.map(({ to }) => to), logits };
}
