import { checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { symmetricEigen } from "../../numeric/linear/index.js";
import { checkSymmetric } from "../../numeric/linear/matrix.js";

/** Largest dimension of an input. */
const LARGEST_SIZE = 2000;

/** A symmetric positive semi-definite matrix with its principal square root, row by row. */
export interface CovarianceRoot {
  readonly size: number;
  readonly covariance: Float64Array;
  /** S = C^{1/2}. */
  readonly root: Float64Array;
}

/** n of an n x n matrix given row by row. */
export function squareSize(field: string, matrix: ArrayLike<number>): number {
  const size = Math.round(Math.sqrt(matrix.length));
  if (size < 1 || size > LARGEST_SIZE || size * size !== matrix.length) {
    throw new InputError(field, matrix, `an n x n matrix row by row, n from 1 to ${LARGEST_SIZE}`);
  }
  return size;
}

/**
 * Checks a covariance and takes its root. `size` is the number of rows it must have, if that is known. Rounding is allowed for:
 * asymmetry up to 1e-12 of the largest element, eigenvalues down to -1e-12 of the largest (taken as 0).
 */
export function covarianceRoot(core: Core, field: string, value: unknown, size?: number): CovarianceRoot {
  const given = checkNumbers(field, value, size === undefined ? undefined : size * size);
  const n = squareSize(field, given);
  const covariance = Float64Array.from(checkSymmetric(field, given, n));
  const { values, vectors } = symmetricEigen(core, covariance, n);
  const largest = Math.max(Math.abs(values[0] as number), values[n - 1] as number);
  if ((values[0] as number) < -1e-12 * largest) {
    const allowed = ">= 0, for a positive semi-definite matrix";
    throw new InputError(`the smallest eigenvalue of ${field}`, values[0], allowed);
  }
  const deviations = values.map((variance) => Math.sqrt(Math.max(variance, 0)));
  return { size: n, covariance, root: fromEigen(deviations, vectors) };
}

/** V diag(values) V^T; `vectors` holds V row by row. */
export function fromEigen(values: ArrayLike<number>, vectors: Float64Array): Float64Array {
  const n = values.length;
  const matrix = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) {
        sum += (values[k] as number) * (vectors[i * n + k] as number) * (vectors[j * n + k] as number);
      }
      matrix[i * n + j] = sum;
      matrix[j * n + i] = sum;
    }
  }
  return matrix;
}

/** Inner product of row i of `a` and row j of `b`, rows of n numbers. */
export function rowProduct(a: Float64Array, i: number, b: Float64Array, j: number, n: number): number {
  let sum = 0;
  for (let k = 0; k < n; k++) sum += (a[i * n + k] as number) * (b[j * n + k] as number);
  return sum;
}
