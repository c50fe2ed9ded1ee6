// A leaky rate network in plain complex arithmetic: the derivative of a real function f by p is Im f(p + i h) / h without cancellation.
import type { SequenceRun } from "../../../src/training/models/sequence-model.js";

export interface OracleOptions {
  readonly cells: number;
  readonly inputs: number;
  readonly rate: number;
  readonly unit: "tanh" | "relu" | "threshold";
  readonly threshold: number;
  readonly surrogateSlope: number;
  readonly signs?: readonly number[];
  /** Truncated: steps between cuts, from the end. */
  readonly window?: number;
}

type Complex = readonly [re: number, im: number];
const STEP = 1e-30;

function unitOf(options: OracleOptions): (x: Complex) => Complex {
  const { unit, threshold, surrogateSlope } = options;
  if (unit === "relu") return ([re, im]) => (re > 0 ? [re, im] : [0, 0]);
  if (unit === "threshold") {
    return ([re, im]) => [re >= threshold ? 1 : 0, im / (1 + surrogateSlope * Math.abs(re - threshold)) ** 2];
  }
  // tanh(a + i b) = (sinh 2a + i sin 2b) / (cosh 2a + cos 2b)
  return ([a, b]) => {
    const denominator = Math.cosh(2 * a) + Math.cos(2 * b);
    return [Math.sinh(2 * a) / denominator, Math.sin(2 * b) / denominator];
  };
}

/** Features, windows x cells x trials, with their derivatives by parameter `by` (-1: none). */
function features(options: OracleOptions, parameters: Float64Array, by: number, run: SequenceRun): Complex[] {
  const { cells, inputs, rate, signs, window } = options;
  const { input, windows } = run;
  const steps = input.rows * input.stepsPerRow;
  const phi = unitOf(options);
  const parameter = (at: number): Complex => [parameters[at]!, at === by ? STEP : 0];
  const weight = (j: number, i: number): Complex => {
    const [re, im] = parameter(inputs * cells + j * cells + i);
    if (!signs) return [re, im];
    return [signs[j]! * Math.abs(re), signs[j]! * Math.sign(re) * im];
  };
  const inputAt = (row: number, k: number, trial: number) =>
    input.values
      ? input.values[(row * inputs + k) * input.trials + trial]!
      : input.patterns![input.choices![row * input.trials + trial]! * inputs + k]!;
  const out: Complex[] = Array.from({ length: windows.length * cells * input.trials }, () => [0, 0]);
  for (let trial = 0; trial < input.trials; trial++) {
    let x: Complex[] = Array.from({ length: cells }, () => [0, 0]);
    for (let t = 0; t < steps; t++) {
      const r = x.map(phi);
      const row = Math.floor(t / input.stepsPerRow);
      const next = x.map((old, i): Complex => {
        let [re, im] = parameter(inputs * cells + cells * cells + i);
        for (let k = 0; k < inputs; k++) {
          const [wr, wi] = parameter(k * cells + i);
          re += wr * inputAt(row, k, trial);
          im += wi * inputAt(row, k, trial);
        }
        for (let j = 0; j < cells; j++) {
          const [wr, wi] = weight(j, i);
          const [a, b] = r[j]!;
          re += wr * a - wi * b;
          im += wr * b + wi * a;
        }
        return [(1 - rate) * old[0] + rate * re, (1 - rate) * old[1] + rate * im];
      });
      const at = windows.findIndex(({ from, to }) => t >= from && t < to);
      if (at >= 0) {
        const length = windows[at]!.to - windows[at]!.from;
        next.map(phi).forEach(([re, im], i) => {
          const place = (at * cells + i) * input.trials + trial;
          out[place] = [out[place]![0] + re / length, out[place]![1] + im / length];
        });
      }
      const isCut = window !== undefined && (steps - t - 1) % window === 0;
      x = isCut ? next.map(([re]): Complex => [re, 0]) : next;
    }
  }
  return out;
}

export function oracleFeatures(options: OracleOptions, parameters: Float64Array, run: SequenceRun): Float64Array {
  return Float64Array.from(features(options, parameters, -1, run), ([re]) => re);
}

/** Gradient of sum_k weights_k features_k. */
export function oracleGradient(
  options: OracleOptions,
  parameters: Float64Array,
  run: SequenceRun,
  weights: Float64Array,
): Float64Array {
  return parameters.map((_, by) => {
    const derivative = features(options, parameters, by, run).reduce((sum, [, im], k) => sum + weights[k]! * im, 0);
    return derivative / STEP;
  });
}
