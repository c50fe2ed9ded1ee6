import type { Core } from "../../core/core.js";
import { InputError, KernelError } from "../../core/errors.js";
import { checkDimension, checkSymmetric } from "./matrix.js";
import { withBlocks } from "./workspace.js";

// A symmetric matrix is refused when its two triangles differ by more than 1e-12 of its largest magnitude; then the lower one counts.

/** A = V diag(values) V^T */
export interface SymmetricEigen {
  /** n eigenvalues in ascending order. */
  readonly values: Float64Array;
  /** n by n, row by row; column j is the eigenvector of values[j], of length 1, its component of largest magnitude positive. */
  readonly vectors: Float64Array;
}

/**
 * Eigenvalues and eigenvectors of a symmetric n by n matrix: Householder's tridiagonal form and implicit QL. |A - V L V^T| and |V^T V - I| |A| are
 * below 1e-14 n |A|. Errors: InputError for a matrix that is not symmetric or not finite.
 */
export function symmetricEigen(core: Core, a: ArrayLike<number>, n: number): SymmetricEigen {
  checkSymmetric("a", a, checkDimension("n", n));
  return withBlocks(core, [n * n, n, n * n, 2 * n], (work, values, vectors, scratch) => {
    work!.view.set(a);
    const status = core.call((e) => e.symmetricEigen(work!.address, n, values!.address, vectors!.address, scratch!.address));
    if (status !== 0) throw noConvergence(status - 1);
    return { values: values!.view.slice(), vectors: vectors!.view.slice() };
  });
}

/**
 * The principal square root A^{1/2} of a symmetric positive semidefinite matrix, exactly symmetric. Negative eigenvalues within n rounding errors of the
 * largest count as 0. Errors: InputError for a matrix that is not symmetric, not finite or not positive semidefinite.
 */
export function squareRootMatrix(core: Core, a: ArrayLike<number>, n: number): Float64Array {
  return root(core, a, n, "squareRoot", "a positive semidefinite matrix");
}

/** A^{-1/2} of a symmetric positive definite matrix, exactly symmetric. Errors as {@link squareRootMatrix}; singular matrices are refused. */
export function inverseSquareRootMatrix(core: Core, a: ArrayLike<number>, n: number): Float64Array {
  return root(core, a, n, "inverseSquareRoot", "a positive definite matrix");
}

function root(
  core: Core,
  a: ArrayLike<number>,
  n: number,
  kernel: "squareRoot" | "inverseSquareRoot",
  allowed: string,
): Float64Array {
  checkSymmetric("a", a, checkDimension("n", n));
  return withBlocks(core, [n * n, n * (2 * n + 3)], (out, scratch) => {
    out!.view.set(a);
    const status = core.call((e) => e[kernel](out!.address, out!.address, n, scratch!.address));
    if (status !== 0) throw new InputError("a", a, `${allowed}; its eigenvalue ${status - 1} (in ascending order) is not`);
    return out!.view.slice();
  });
}

/** The operator norm max |A x| / |x| of a symmetric n by n matrix: its largest eigenvalue by magnitude. Errors as {@link symmetricEigen}. */
export function operatorNorm(core: Core, a: ArrayLike<number>, n: number): number {
  checkSymmetric("a", a, checkDimension("n", n));
  return withBlocks(core, [n * n, n * (n + 3)], (work, scratch) => {
    work!.view.set(a);
    const norm = core.call((e) => e.operatorNorm(work!.address, n, scratch!.address));
    if (Number.isNaN(norm)) throw noConvergence(0);
    return norm;
  });
}

function noConvergence(index: number): KernelError {
  return new KernelError("no-convergence", `Eigenvalue ${index} did not converge.`, {
    index,
    time: 0,
    value: Number.NaN,
    remedy: "Please report this with the matrix.",
  });
}
