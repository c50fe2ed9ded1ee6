import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { operatorNorm } from "../../numeric/linear/index.js";
import { checkSymmetric } from "../../numeric/linear/matrix.js";
import { squareSize } from "./covariance.js";

/**
 * Covariance (n x n) of samples (T x n) of mean zero: X^T X / T. With `subtractMean`, of the samples minus their mean, still divided
 * by T. Errors: InputError.
 */
export function sampleCovariance(
  samples: ArrayLike<number>,
  size: number,
  options: { readonly subtractMean?: boolean } = {},
): Float64Array {
  checkKeys("options", options, ["subtractMean"]);
  const n = checkNumber("size", size, { min: 1, max: 2000, integer: true });
  const list = checkNumbers("samples", samples, undefined);
  if (list.length === 0 || list.length % n !== 0) {
    throw new InputError("samples.length", list.length, `a multiple of ${n}, at least ${n}`);
  }
  const count = list.length / n;
  const mean = new Float64Array(n);
  if (options.subtractMean) {
    for (let at = 0; at < list.length; at++) mean[at % n] = (mean[at % n] as number) + (list[at] as number) / count;
  }
  const covariance = new Float64Array(n * n);
  const sample = new Float64Array(n);
  for (let t = 0; t < count; t++) {
    for (let i = 0; i < n; i++) sample[i] = (list[t * n + i] as number) - (mean[i] as number);
    for (let i = 0; i < n; i++) {
      const value = sample[i] as number;
      for (let j = 0; j <= i; j++) {
        covariance[i * n + j] = (covariance[i * n + j] as number) + value * (sample[j] as number);
      }
    }
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const value = (covariance[i * n + j] as number) / count;
      covariance[i * n + j] = value;
      covariance[j * n + i] = value;
    }
  }
  return covariance;
}

/** A symmetric matrix (n x n) multiplied so that its spectral norm is `norm`. Errors: InputError, also for a matrix of zeros. */
export function scaleToSpectralNorm(core: Core, matrix: ArrayLike<number>, norm: number): Float64Array {
  const target = checkNumber("norm", norm, { above: 0 });
  const n = squareSize("matrix", checkNumbers("matrix", matrix, undefined));
  checkSymmetric("matrix", matrix, n);
  const present = operatorNorm(core, matrix, n);
  if (present === 0) throw new InputError("the spectral norm of matrix", present, "> 0");
  return Float64Array.from(matrix, (element) => (element * target) / present);
}

/**
 * Mutual information, nats, of the two numbers of samples (T x 2) by the histogram of bins [i bin, (i + 1) bin): the sum of
 * p_ij ln(p_ij / (p_i p_j)). It is biased upwards by about (occupied cells)/(2T). Errors: InputError.
 */
export function mutualInformation(core: Core, pairs: ArrayLike<number>, options: { readonly bin: number }): number {
  checkKeys("options", options, ["bin"]);
  const bin = checkNumber("options.bin", options.bin, { above: 0 });
  const list = checkNumbers("pairs", pairs, undefined);
  if (list.length === 0 || list.length % 2 !== 0)
    throw new InputError("pairs.length", list.length, "a multiple of 2, at least 2");
  const total = list.length / 2;
  const [first, second, joint] = [new Map<number, number>(), new Map<number, number>(), new Map<number, Map<number, number>>()];
  const count = (cells: Map<number, number>, cell: number): void => void cells.set(cell, (cells.get(cell) ?? 0) + 1);
  for (let t = 0; t < total; t++) {
    const [x, y] = [Math.floor((list[2 * t] as number) / bin), Math.floor((list[2 * t + 1] as number) / bin)];
    count(first, x);
    count(second, y);
    let row = joint.get(x);
    if (!row) {
      row = new Map();
      joint.set(x, row);
    }
    count(row, y);
  }
  return core.call((e) => {
    let sum = 0;
    for (const [x, row] of joint) {
      for (const [y, n] of row) sum += n * e.log((n * total) / ((first.get(x) as number) * (second.get(y) as number)));
    }
    return sum / total;
  });
}
