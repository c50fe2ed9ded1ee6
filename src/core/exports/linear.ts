/**
 * assembly/numeric/linear/exports.ts. Matrices are addresses of row-major f64 without padding; a factor holds the strict lower triangle of L
 * and 1 / L_ii on its diagonal.
 */
export interface LinearExports {
  /** 0, or 1 + the first pivot that is not positive. */
  choleskyFactor(a: number, n: number): number;
  choleskyFactorTo(l: number, a: number, n: number): number;
  /** A x = b in place. */
  choleskySolve(l: number, n: number, b: number): void;
  choleskySolveTo(x: number, l: number, n: number, b: number): void;
  choleskySolveLower(l: number, n: number, b: number): void;
  choleskySolveUpper(l: number, n: number, b: number): void;
  /** A X = B in place, B n by m. */
  choleskySolveMany(l: number, n: number, b: number, m: number): void;
  choleskyInverse(out: number, l: number, n: number): void;
  choleskyLogDeterminant(l: number, n: number): number;
  /** LU in place: 0, or 1 + the first pivot that is 0 or not finite. Rows take `rowBytes`, a multiple of 16; so do vectors. `pivots`: n u32. */
  luFactor(a: number, n: number, rowBytes: number, pivots: number): number;
  /** A x = b in place. */
  luSolve(a: number, n: number, rowBytes: number, pivots: number, b: number): void;
  luSolveTo(a: number, n: number, rowBytes: number, pivots: number, x: number, b: number): void;
  /** x = A^-1 (x + b) */
  luSolveSum(a: number, n: number, rowBytes: number, pivots: number, x: number, b: number): void;
  luSolveTransposed(a: number, n: number, rowBytes: number, pivots: number, b: number): void;
  luDeterminant(a: number, n: number, rowBytes: number, pivots: number): number;
  /** As luFactor, for elements that are pairs of f64 (re, im): `rowBytes` is 16 n. */
  complexLuFactor(a: number, n: number, rowBytes: number, pivots: number): number;
  complexLuSolve(a: number, n: number, rowBytes: number, pivots: number, b: number): void;
  /** k x k blocks on the diagonal: row i holds the k numbers of its block (k = 1: a vector). 0, or 1 + the first row without a pivot. */
  blocksFactor(a: number, n: number, k: number, rowBytes: number, pivots: number): number;
  blocksSolveTo(a: number, n: number, k: number, rowBytes: number, pivots: number, x: number, b: number): void;
  /** x = A^-1 (x + b) */
  blocksSolveSum(a: number, n: number, k: number, rowBytes: number, pivots: number, x: number, b: number): void;
  /** Iterations, or -1; `scratch`: 4 n. */
  choleskyRefine(
    y: number,
    a: number,
    l: number,
    n: number,
    x: number,
    tolerance: number,
    limit: number,
    scratch: number,
  ): number;
  /** A (n by m) B (m by k). */
  multiply(out: number, a: number, b: number, n: number, m: number, k: number): void;
  /** A (n by m) B^T (B k by m). */
  multiplyTransposed(out: number, a: number, b: number, n: number, m: number, k: number): void;
  /** A^T (A n by m) B (n by k). */
  transposedMultiply(out: number, a: number, b: number, n: number, m: number, k: number): void;
  /** A (n by m) x. */
  multiplyVector(out: number, a: number, x: number, n: number, m: number): void;
  /** A^T (A n by m) x. */
  transposedMultiplyVector(out: number, a: number, x: number, n: number, m: number): void;
  /** A (n by m) += scale x y^T. */
  addOuter(a: number, n: number, m: number, scale: number, x: number, y: number): void;
  /** 0, or 1 + the eigenvalue that did not converge; `vectors` may be 0; `scratch`: 2 n; overwrites `a`. */
  symmetricEigen(a: number, n: number, values: number, vectors: number, scratch: number): number;
  /** `scratch`: n (n + 3). */
  operatorNorm(a: number, n: number, scratch: number): number;
  /** 0, or 1 + the eigenvalue at fault; `scratch`: n (2 n + 3). */
  squareRoot(out: number, a: number, n: number, scratch: number): number;
  inverseSquareRoot(out: number, a: number, n: number, scratch: number): number;
  /** 0, or 1 + the first dependent row. */
  orthonormaliseRows(a: number, n: number, m: number): number;
}
