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
