import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { Block } from "../../core/memory.js";
import { checkDimension, checkMatrix, checkSymmetric } from "./matrix.js";
import { withBlocks } from "./workspace.js";

// A symmetric matrix is refused when its two triangles differ by more than 1e-12 of its largest magnitude; then the lower one counts.

/**
 * The lower triangular L of A = L L^T (n by n, row by row, zeros above the diagonal) for a symmetric positive definite A.
 * |A - L L^T| <= n eps |A|. Errors: InputError for a matrix that is not symmetric, not finite or not positive definite (naming the pivot).
 */
export function cholesky(core: Core, a: ArrayLike<number>, n: number): Float64Array {
  checkSymmetric("a", a, checkDimension("n", n));
  return withBlocks(core, [n * n], (factor) => {
    factorise(core, factor!, a, n);
    const l = factor!.view.slice();
    for (let i = 0; i < n; i++) {
      l[i * n + i] = 1 / l[i * n + i]!;
      l.fill(0, i * n + i + 1, (i + 1) * n);
    }
    return l;
  });
}

/**
 * The solution X (n by m, row by row) of A X = B for a symmetric positive definite A; `m` right-hand sides in the columns of `b`, one by default.
 * Backward error below 4 n eps. Errors as {@link cholesky}.
 */
export function solvePositiveDefinite(core: Core, a: ArrayLike<number>, b: ArrayLike<number>, n: number, m = 1): Float64Array {
  checkSymmetric("a", a, checkDimension("n", n));
  checkMatrix("b", b, n, checkDimension("m", m));
  return withBlocks(core, [n * n, n * m], (factor, x) => {
    factorise(core, factor!, a, n);
    x!.view.set(b);
    core.call((e) =>
      m === 1 ? e.choleskySolve(factor!.address, n, x!.address) : e.choleskySolveMany(factor!.address, n, x!.address, m),
    );
    return x!.view.slice();
  });
}

/** The inverse of a symmetric positive definite matrix, exactly symmetric. Errors as {@link cholesky}. */
export function inverse(core: Core, a: ArrayLike<number>, n: number): Float64Array {
  checkSymmetric("a", a, checkDimension("n", n));
  return withBlocks(core, [n * n, n * n], (factor, out) => {
    factorise(core, factor!, a, n);
    core.call((e) => e.choleskyInverse(out!.address, factor!.address, n));
    return out!.view.slice();
  });
}

/** ln det A of a symmetric positive definite matrix. Errors as {@link cholesky}. */
export function logDeterminant(core: Core, a: ArrayLike<number>, n: number): number {
  checkSymmetric("a", a, checkDimension("n", n));
  return withBlocks(core, [n * n], (factor) => {
    factorise(core, factor!, a, n);
    return core.call((e) => e.choleskyLogDeterminant(factor!.address, n));
  });
}

function factorise(core: Core, block: Block<"f64">, a: ArrayLike<number>, n: number): void {
  block.view.set(a);
  const pivot = core.call((e) => e.choleskyFactor(block.address, n));
  if (pivot !== 0) {
    throw new InputError("a", a, `a positive definite matrix: its leading ${pivot} x ${pivot} block is not (pivot ${pivot - 1})`);
  }
}
