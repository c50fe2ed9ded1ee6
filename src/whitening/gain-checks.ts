import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError, NotPositiveDefiniteError } from "../core/errors.js";
import { checkMatrix, checkSymmetric } from "../numeric/linear/matrix.js";
import { withBlocks } from "../numeric/linear/workspace.js";

/** A frame: K interneurons, each with a vector of N weights. */
export interface Frame {
  /** N, primary neurons. */
  readonly primary: number;
  /** K, interneurons. */
  readonly interneurons: number;
  /** W, N x K, row by row: column i is the vector w_i of interneuron i. */
  readonly weights: Float64Array;
}

/** Most primary neurons and interneurons of a circuit. */
export const LARGEST = 4096;

/** Returns a frame with its sizes and weights checked, its weights copied. */
export function checkFrame(field: string, frame: unknown): Frame {
  checkKeys(field, frame, ["primary", "interneurons", "weights"]);
  const given = frame as Record<keyof Frame, unknown>;
  const primary = checkNumber(`${field}.primary`, given.primary, { min: 1, max: LARGEST, integer: true });
  const interneurons = checkNumber(`${field}.interneurons`, given.interneurons, { min: 1, max: 2 ** 20, integer: true });
  const weights = Float64Array.from(checkMatrix(`${field}.weights`, given.weights, primary, interneurons));
  return { primary, interneurons, weights };
}

/** Returns a copy of a covariance that is n x n, finite, symmetric and positive definite. */
export function checkCovariance(core: Core, field: string, covariance: unknown, n: number): Float64Array {
  const checked = Float64Array.from(checkSymmetric(field, covariance, n));
  withBlocks(core, [n * n], (block) => {
    block!.view.set(checked);
    const pivot = core.call((e) => e.choleskyFactor(block!.address, n));
    if (pivot !== 0) throw new InputError(field, covariance, POSITIVE_DEFINITE);
  });
  return checked;
}

const POSITIVE_DEFINITE = "a positive definite matrix";

/** Runs a kernel that factors a matrix made from what the caller gave; where it is not positive definite, that is refused. */
export function refuseIndefinite(field: string, value: unknown, factor: () => void, allowed: string = POSITIVE_DEFINITE): void {
  try {
    factor();
  } catch (error) {
    throw error instanceof NotPositiveDefiniteError ? new InputError(field, value, allowed) : error;
  }
}

/** K x N from N x K, and back. */
export function transposed(matrix: ArrayLike<number>, rows: number, columns: number): Float64Array {
  const result = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) result[j * rows + i] = matrix[i * columns + j]!;
  return result;
}

/** As {@link checkMatrix} for a matrix without negative numbers. */
export function checkNonNegative(field: string, value: unknown, rows: number, columns: number): ArrayLike<number> {
  const matrix = checkMatrix(field, value, rows, columns);
  for (let i = 0; i < matrix.length; i++) {
    if (matrix[i]! < 0)
      throw new InputError(`${field}[${Math.floor(i / columns)}][${i % columns}]`, matrix[i], "a finite number >= 0");
  }
  return matrix;
}

/** Brings the columns of a matrix to length 1 in place. Errors: InputError for one that has no direction. */
export function normaliseColumns(field: string, weights: Float64Array, rows: number, columns: number): void {
  for (let k = 0; k < columns; k++) {
    let square = 0;
    for (let i = 0; i < rows; i++) square += weights[i * columns + k]! * weights[i * columns + k]!;
    const length = Math.sqrt(square);
    if (!(length > 0 && length < Number.POSITIVE_INFINITY)) {
      throw new InputError(`column ${k} of ${field}`, length, "of a length above 0 that is finite");
    }
    for (let i = 0; i < rows; i++) weights[i * columns + k]! /= length;
  }
}
