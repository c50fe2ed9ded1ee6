import {
  type ClassificationProblem,
  type Core,
  type PerceptronOptions,
  perceptronModel,
  SolverError,
  solve,
  type Trainer,
} from "microcircuit";
import { spiralOptions } from "./setup.js";

/** One number: where a side is on the loss of the cell. */
export interface CellPicture {
  readonly kind: "cell";
  readonly at: number;
  /** Latest places, oldest first. */
  readonly trail: Float64Array;
  /** W and loss of each candidate of the last generation. */
  readonly candidates: Float64Array;
  /** Places and slopes that the side went by, latest last: gradients, or straight lines through a generation. */
  readonly slopes: Float64Array;
}

export interface PlanePicture {
  readonly kind: "function";
  readonly trail: Float64Array;
  /** x, y and loss of each candidate. */
  readonly candidates: Float64Array;
  /** Covariance of the candidates' distribution: xx, xy, yy; undefined for the gradient's side. */
  readonly covariance: readonly [number, number, number] | undefined;
}

export interface SpiralPicture {
  readonly kind: "spiral";
  /** The learnt equation from the target's start, samples x 2. */
  readonly states: Float64Array;
}

export interface NetworkPicture {
  readonly kind: "network";
  readonly words: number;
  readonly cells: number;
  /** Right answers of the trials shown. */
  readonly labels: Uint8Array;
  /** Words of the trials, words x trials: 0 to 2 evidence, 3 nothing, 4 the end. */
  readonly choices: Uint16Array;
  /** What softmax sees (logits less their mean) if the answer were read after each word: trials x classes x words. */
  readonly logits: Float64Array;
  /** Mean output of each cell during each word of the first trial, cells x words. */
  readonly rates: Float64Array;
}

export type Picture = CellPicture | PlanePicture | SpiralPicture | NetworkPicture;

/** Covariance of a strategy's candidates in two dimensions, from what a checkpoint of its trainer holds. */
export function covarianceOf(trainer: Trainer, sigma: number): readonly [number, number, number] {
  const { tensors, metadata } = trainer.save();
  const vector = (name: string) => tensors[`groups/0/${name}`]?.data as Float64Array | undefined;
  const { groups } = JSON.parse(metadata.state!) as { groups: readonly { numbers: { step?: number } }[] };
  const step = Number(groups[0]!.numbers.step ?? 1);
  const square = step * step;
  const covariance = vector("covariance"); // CMA-ES: N(m, sigma^2 C), of which the lower triangle is kept
  if (covariance) return [square * covariance[0]!, square * covariance[2]!, square * covariance[3]!];
  const variances = vector("variances"); // separable CMA-ES
  if (variances) return [square * variances[0]!, 0, square * variances[1]!];
  const deviations = vector("deviations"); // SNES, PGPE
  if (deviations) return [deviations[0]! ** 2, 0, deviations[1]! ** 2];
  return [sigma * sigma, 0, sigma * sigma];
}

/** Ratio of the half-axes of a covariance's ellipse: the root of the ratio of its eigenvalues, m +- r. */
export function elongationOf([xx, xy, yy]: readonly [number, number, number]): number {
  const mean = (xx + yy) / 2;
  const radius = Math.sqrt(((xx - yy) / 2) ** 2 + xy * xy);
  return Math.sqrt((mean + radius) / (mean - radius));
}

/** Slope of the straight line through a generation's losses by least squares: what it says of the smoothed loss. */
export function slopeThrough(candidates: Float64Array): { readonly at: number; readonly slope: number } | undefined {
  const count = candidates.length / 2;
  if (count < 2) return undefined;
  let [at, loss] = [0, 0];
  for (let i = 0; i < count; i++) {
    at += candidates[2 * i]! / count;
    loss += candidates[2 * i + 1]! / count;
  }
  let [products, squares] = [0, 0];
  for (let i = 0; i < count; i++) {
    const away = candidates[2 * i]! - at;
    products += away * (candidates[2 * i + 1]! - loss);
    squares += away * away;
  }
  const slope = products / squares;
  return Number.isFinite(slope) ? { at, slope } : undefined;
}

/** Times at which a spiral is drawn: denser at first, where it is fast. */
export const spiralTimes: Float64Array = Float64Array.from({ length: 701 }, (_, i) => 25 * (i / 700) ** 2);

/** States of a solution, one after another: samples x 2. */
export function flat(states: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(2 * states.length);
  states.forEach((state, i) => {
    all.set(state, 2 * i);
  });
  return all;
}

/** Follows the learnt equation from the target's start, alone. */
export class SpiralPainter {
  readonly #core: Core;
  readonly #perceptron: PerceptronOptions;

  constructor(core: Core) {
    this.#core = core;
    const { hidden, inputScale, outputScale } = spiralOptions;
    const scales = { inputScale: [inputScale, inputScale], outputScale: [outputScale, outputScale] };
    this.#perceptron = { layers: [2, hidden, 2], biases: false, inputPower: 3, ...scales };
  }

  /** No states where the equation leaves all bounds or takes too many steps. */
  picture(parameters: Float64Array): SpiralPicture {
    const tolerances = { relativeTolerance: 1e-4, absoluteTolerance: 1e-4, maximumSteps: 20_000 };
    try {
      const model = perceptronModel(this.#perceptron, parameters);
      const solution = solve(this.#core, model, { method: "tsit5", initial: [2, 0], times: spiralTimes, ...tolerances });
      return { kind: "spiral", states: flat(solution.states) };
    } catch (error) {
      if (!(error instanceof SolverError)) throw error;
      return { kind: "spiral", states: new Float64Array(0) };
    }
  }
}

/** Runs one trial of each answer and reads it after each word. */
export class NetworkPainter {
  readonly #problem: ClassificationProblem;
  readonly #seed: number;
  readonly #labels: Uint8Array;
  readonly #choices: Uint16Array;
  readonly #run: Parameters<ClassificationProblem["model"]["forward"]>[1];
  readonly #words: number;

  constructor(problem: ClassificationProblem, seed: number) {
    this.#problem = problem;
    this.#seed = seed;
    const { task } = problem;
    // Enough test trials for each answer to be among them: 64 without one of three has a chance of 1e-11.
    const { input, labels } = task.trials({ set: "test", seed, first: 0, count: 64 });
    const shown = Array.from({ length: task.classes }, (_, label) => Math.max(0, labels.indexOf(label)));
    this.#words = input.rows;
    this.#labels = Uint8Array.from(shown, (trial) => labels[trial]!);
    this.#choices = Uint16Array.from(
      { length: input.rows * shown.length },
      (_, i) => input.choices![Math.floor(i / shown.length) * input.trials + shown[i % shown.length]!]!,
    );
    const windows = Array.from({ length: input.rows }, (_, w) => ({
      from: w * input.stepsPerRow,
      to: (w + 1) * input.stepsPerRow,
    }));
    this.#run = { input: { ...input, trials: shown.length, choices: this.#choices }, windows, seed: this.#seed, firstTrial: 0 };
  }

  picture(parameters: Float64Array): NetworkPicture {
    const { model, task } = this.#problem;
    const { cells, length } = model;
    const { classes } = task;
    const words = this.#words;
    const trials = this.#labels.length;
    const { values } = model.forward(parameters.subarray(0, length), this.#run);
    const weights = parameters.subarray(length);
    const logits = new Float64Array(trials * classes * words);
    // logit_k = sum_i Wro[k, i] output_i + b_k
    for (let trial = 0; trial < trials; trial++) {
      for (let w = 0; w < words; w++) {
        let mean = 0;
        for (let k = 0; k < classes; k++) {
          let logit = weights[classes * cells + k]!;
          for (let i = 0; i < cells; i++) logit += weights[k * cells + i]! * values[(w * cells + i) * trials + trial]!;
          logits[(trial * classes + k) * words + w] = logit;
          mean += logit / classes;
        }
        for (let k = 0; k < classes; k++) logits[(trial * classes + k) * words + w]! -= mean;
      }
    }
    const rates = Float64Array.from(
      { length: cells * words },
      (_, i) => values[((i % words) * cells + Math.floor(i / words)) * trials]!,
    );
    return { kind: "network", words, cells, labels: this.#labels.slice(), choices: this.#choices.slice(), logits, rates };
  }
}
