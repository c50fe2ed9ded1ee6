import { checkNumber } from "../../core/check.js";
import { checkDeviations, checkLearningRate } from "./checks.js";
import { checkLeakBelow } from "./late-rates.js";

export interface NoiseOptions {
  /** Samples averaged in one learning step. Default 1. */
  readonly batch?: number;
}

/**
 * Stationary noise of the online direct circuit: E ||C_yy - I||_F^2 = eta (n+1) Tr(S^{-1}) / batch for Gaussian samples with
 * the standard deviations c_1..c_n, to first order in the learning rate.
 */
export function directNoiseFloor(deviations: ArrayLike<number>, learningRate: number, options: NoiseOptions = {}): number {
  const c = checkDeviations(deviations);
  return perSample(learningRate, options) * (c.length + 1) * sum(c, (x) => 1 / x);
}

/**
 * The same for the interneuron circuit: eta [n^2 + 2n + Tr(S) Tr(S^{-1})] / batch without leak; with leak alpha < c_min
 * (eta/2) sum_ij v_ij (1/c_i + 1/c_j)(c_i + c_j - 2 alpha) / batch, v_ij = 2 for i = j, else 1.
 */
export function interneuronNoiseFloor(
  deviations: ArrayLike<number>,
  learningRate: number,
  options: NoiseOptions & { readonly leak?: number } = {},
): number {
  const c = checkDeviations(deviations);
  const alpha = checkLeakBelow(c, options.leak ?? 0);
  let total = 0;
  for (let i = 0; i < c.length; i++) {
    for (let j = 0; j < c.length; j++) {
      const a = c[i]!;
      const b = c[j]!;
      total += (i === j ? 2 : 1) * (1 / a + 1 / b) * (a + b - 2 * alpha);
    }
  }
  return (perSample(learningRate, options) / 2) * total;
}

const perSample = (learningRate: number, { batch = 1 }: NoiseOptions): number =>
  checkLearningRate(learningRate) / checkNumber("batch", batch, { min: 1, integer: true });

function sum(values: Float64Array, f: (x: number) => number): number {
  let total = 0;
  for (const value of values) total += f(value);
  return total;
}
