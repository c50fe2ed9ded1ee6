import { existsSync, writeFileSync } from "node:fs";
import { isMainThread } from "node:worker_threads";
import type { Core } from "../../src/core/core.js";
import { InputError } from "../../src/core/errors.js";
import { RandomStream } from "../../src/random/stream.js";
import {
  type Batch,
  type Evaluation,
  type GradientResult,
  layTensors,
  type TrainingProblem,
  type TrainingProblemDescription,
} from "../../src/training/problem.js";
import type { TrainingProblemMakers } from "../../src/training/problems/registry.js";

export interface ToyOptions {
  readonly inputs: number;
  readonly hidden: number;
  readonly trials: number;
  /** Losses are NaN where a number of Win is larger. */
  readonly limit?: number;
  /** All losses are this. */
  readonly flat?: number;
  /** Entry of the gradient that is NaN. */
  readonly broken?: number;
  /** A worker thread ends itself at its first evaluation, once for each of these files that is not there yet. */
  readonly deaths?: readonly string[];
  /** ms that an evaluation takes at least. */
  readonly work?: number;
  /** Without read-out and gradients. */
  readonly bare?: boolean;
}

export const toy = (options: Partial<ToyOptions> = {}): TrainingProblemDescription => ({
  kind: "toy",
  options: { inputs: 3, hidden: 4, trials: 12, ...options },
  module: import.meta.url,
});

/** y = Wro g(Win x) + b, g(a) = a / (1 + |a|), against a teacher's y = x_0 - x_1 x_2 / 2 + 0.3; squared error. */
export function toyProblem(core: Core, options: ToyOptions): TrainingProblem {
  const { inputs: d, hidden: h, trials } = options;
  const tensors = layTensors({ Win: [h, d], extra: [5], Wro: [1, h], b: [1] });
  const [win, , wro, bias] = tensors as [(typeof tensors)[0], unknown, (typeof tensors)[0], (typeof tensors)[0]];
  const length = bias.offset + 1;

  const draw = ({ set, seed, index }: Batch) =>
    new RandomStream(core, { seed, stream: 1000 })
      .substream(set)
      .substream(index)
      .normals(trials * d);

  function forward(w: Float64Array, batch: Batch) {
    const x = draw(batch);
    const features = new Float64Array(trials * h);
    const slopes = new Float64Array(trials * h);
    const errors = new Float64Array(trials);
    for (let t = 0; t < trials; t++) {
      let y = w[bias.offset]!;
      for (let i = 0; i < h; i++) {
        let a = 0;
        for (let j = 0; j < d; j++) a += w[win.offset + i * d + j]! * x[t * d + j]!;
        const scale = 1 / (1 + Math.abs(a));
        features[t * h + i] = a * scale;
        slopes[t * h + i] = scale * scale;
        y += w[wro.offset + i]! * a * scale;
      }
      const [x0 = 0, x1 = 0, x2 = 0] = x.subarray(t * d, t * d + 3);
      errors[t] = y - (x0 - 0.5 * x1 * x2 + 0.3);
    }
    return { x, features, slopes, errors };
  }

  function worth(w: Float64Array, errors: Float64Array): Evaluation {
    if (options.flat !== undefined) return { loss: options.flat };
    const { limit = Number.POSITIVE_INFINITY } = options;
    if (w.subarray(0, win.length).some((value) => Math.abs(value) > limit)) return { loss: Number.NaN, accuracy: Number.NaN };
    let [loss, right] = [0, 0];
    for (const error of errors) {
      loss += (error * error) / trials;
      right += Math.abs(error) < 0.5 ? 1 / trials : 0;
    }
    return { loss, accuracy: right };
  }

  function gradient(w: Float64Array, batch: Batch, names: readonly string[]): GradientResult {
    const { x, features, slopes, errors } = forward(w, batch);
    const result = new Float64Array(length);
    for (let t = 0; t < trials; t++) {
      const back = (2 * errors[t]!) / trials;
      if (names.includes("b")) result[bias.offset]! += back;
      for (let i = 0; i < h; i++) {
        if (names.includes("Wro")) result[wro.offset + i]! += back * features[t * h + i]!;
        if (!names.includes("Win")) continue;
        const inner = back * w[wro.offset + i]! * slopes[t * h + i]!;
        for (let j = 0; j < d; j++) result[win.offset + i * d + j]! += inner * x[t * d + j]!;
      }
    }
    if (options.broken !== undefined) result[options.broken] = Number.NaN;
    return { ...worth(w, errors), gradient: result };
  }

  return {
    description: toy(options),
    tensors,
    length,
    gradientMethods: options.bare ? [] : ["backpropagation", "truncated-backpropagation", "forward-sensitivity"],
    ...(options.bare
      ? {}
      : {
          readout: {
            tensors: ["Wro", "b"],
            gradient: (w, batch) => gradient(w, batch, ["Wro", "b"]),
            solve: (w, batch, { ridge }) => {
              const { features, errors } = forward(w, batch);
              const n = h + 1;
              const at = (t: number, i: number) => (i < h ? features[t * h + i]! : 1);
              // (F^T F + ridge I) correction = F^T errors, for the read-out minus the correction
              const rows = Array.from({ length: n }, (_, i) =>
                new Float64Array(n + 1).map((_, j) => {
                  let sum = i === j ? ridge + 1e-12 : 0;
                  for (let t = 0; t < trials; t++) sum += at(t, i) * (j < n ? at(t, j) : errors[t]!);
                  return sum;
                }),
              );
              for (let k = 0; k < n; k++)
                for (let i = 0; i < n; i++) {
                  if (i === k) continue;
                  const factor = rows[i]![k]! / rows[k]![k]!;
                  for (let j = k; j <= n; j++) rows[i]![j]! -= factor * rows[k]![j]!;
                }
              const solved = w.slice();
              for (let i = 0; i < n; i++) solved[wro.offset + i]! -= rows[i]![n]! / rows[i]![i]!;
              return solved;
            },
          },
        }),
    initial: (seed) => new RandomStream(core, { seed, stream: 2000 }).normals(length).map((z) => 0.3 * z),
    evaluate: (w, batch) => {
      const since = performance.now();
      while (options.work && performance.now() - since < options.work);
      for (const file of isMainThread ? [] : (options.deaths ?? [])) {
        if (existsSync(file)) continue;
        writeFileSync(file, "");
        process.exit(1); // of the thread
      }
      return worth(w, forward(w, batch).errors);
    },
    gradient: (w, batch, { method, tensors: names }) => {
      if (options.bare) throw new InputError("method", method, "none: this problem has no gradient");
      return gradient(w, batch, names);
    },
    dispose: () => {},
  };
}

export const trainingProblems: TrainingProblemMakers = { toy: toyProblem };
