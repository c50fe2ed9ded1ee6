import { fail, NOT_FINITE, NOT_POSITIVE_DEFINITE, OK } from "../../core/status";
import { choleskyFactor, choleskySolveMany } from "../../numeric/linear/cholesky";
import { dot } from "../../numeric/linear/dot";
import { symmetricEigen, transpose } from "../../numeric/linear/eigen";
import { addDiagonal, largest, symmetrise, trace } from "./common-vector";

// Whitening error of a circuit with effective matrix A (y = A^{-1} x) for inputs of covariance C, exact, from the matrices:
//
//   C_yy = A^{-1} C A^{-1} ,   D = C_yy - I

/** Largest |eigenvalue| of D. */
export const OPERATOR: u32 = 0;
/** Frobenius norm of D. */
export const FROBENIUS: u32 = 1;
/** Frobenius norm of D over n. */
export const SCALED_FROBENIUS: u32 = 2;
/** Frobenius norm of A - C^{1/2} over that of C^{1/2}. */
export const FILTER: u32 = 3;
/** Largest eigenvalue of D, which is blind to variances that are too small. */
export const SIGNED: u32 = 4;
/** Mean of the squared eigenvalues of D. This and the two below are measures of the public code of arXiv:2301.11955. */
export const SPECTRAL: u32 = 5;
/** The same of the positive eigenvalues alone. */
export const CLIPPED: u32 = 6;
/** Mean of the squared elements of D. */
export const MEAN_SQUARE: u32 = 7;

/** out = A^{-1} C A^{-1} - I, symmetric. Returns 0, or 1 + the first pivot of A that is not positive. */
export function whiteningDeviation(out: usize, a: usize, covariance: usize, n: u32, work: usize): i32 {
  const row = <usize>n << 3;
  memory.copy(work, a, <usize>n * row);
  const pivot = choleskyFactor(work, n);
  if (pivot != 0) return pivot;
  memory.copy(out, covariance, <usize>n * row);
  choleskySolveMany(work, n, out, n); // A^{-1} C
  transpose(out, n);
  choleskySolveMany(work, n, out, n);
  symmetrise(out, n);
  addDiagonal(out, n, -1);
  return 0;
}

/** The error of A by `metric`; `deviation` is D, `root` C^{1/2} (the filter error alone uses it); `work`: n^2 + 3 n numbers. */
export function errorOf(metric: u32, deviation: usize, a: usize, root: usize, n: u32, work: usize): f64 {
  const size = n * n;
  if (metric == FROBENIUS) return sqrt(dot(deviation, deviation, size));
  if (metric == SCALED_FROBENIUS) return sqrt(dot(deviation, deviation, size)) / <f64>n;
  if (metric == MEAN_SQUARE) return dot(deviation, deviation, size) / <f64>size;
  if (metric == FILTER) {
    let sum: f64 = 0;
    for (let at: usize = 0; at < <usize>size << 3; at += 8) {
      const difference = load<f64>(a + at) - load<f64>(root + at);
      sum += difference * difference;
    }
    return sqrt(sum / dot(root, root, size));
  }
  const values = work + (<usize>size << 3);
  memory.copy(work, deviation, <usize>size << 3);
  if (symmetricEigen(work, n, values, 0, values + (<usize>n << 3)) != 0) return NaN;
  const low = load<f64>(values);
  const high = load<f64>(values + (<usize>(n - 1) << 3));
  if (metric == SIGNED) return high;
  if (metric == OPERATOR) return max(high, -low);
  const least = metric == CLIPPED ? 0.0 : -Infinity;
  let sum: f64 = 0;
  for (let at = values; at < values + (<usize>n << 3); at += 8) {
    const value = max(load<f64>(at), least);
    sum += value * value;
  }
  return sum / <f64>n;
}

/** Writes the error of effective matrix A by `metric` to `result` (f64). `work`: 2 n^2 + 3 n numbers. */
export function whiteningError(metric: u32, a: usize, covariance: usize, root: usize, n: u32, work: usize, result: usize): i32 {
  const matrix = <usize>n * n << 3;
  if (largest(a, n * n) == Infinity) return fail(NOT_FINITE, 0, 0, 0, Infinity);
  const pivot = whiteningDeviation(work, a, covariance, n, work + matrix);
  if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, 0, <f64>(pivot - 1));
  store<f64>(result, errorOf(metric, work, a, root, n, work + matrix));
  return OK;
}

/** Writes C_yy = A^{-1} C A^{-1} to `out`. `work`: n^2 numbers. */
export function whitenedCovariance(out: usize, a: usize, covariance: usize, n: u32, work: usize): i32 {
  const pivot = whiteningDeviation(out, a, covariance, n, work);
  if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, 0, <f64>(pivot - 1));
  addDiagonal(out, n, 1);
  return OK;
}

/** Writes U(A) = Tr(A^{-1} C) + Tr A to `result`: what both circuits minimise. `work`: 2 n^2 numbers. */
export function whiteningObjective(a: usize, covariance: usize, n: u32, work: usize, result: usize): i32 {
  const row = <usize>n << 3;
  const solved = work + <usize>n * row;
  memory.copy(work, a, <usize>n * row);
  const pivot = choleskyFactor(work, n);
  if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, 0, <f64>(pivot - 1));
  memory.copy(solved, covariance, <usize>n * row);
  choleskySolveMany(work, n, solved, n);
  store<f64>(result, trace(solved, n) + trace(a, n));
  return OK;
}
