import { factorColumns, solveColumns, solveTransposedColumns } from "./lu-columns";
import { factorRows, solveRows, solveTransposedRows } from "./lu-rows";
import { factor1, factor2, factor3, solve2, solve3, solveTransposed2, solveTransposed3 } from "./lu-small";

// Dense systems by Gaussian elimination with partial pivoting (G. H. Golub, C. F. Van Loan, Matrix Computations, 3.4).
//
// A is n x n, row i from a + i * rowBytes, rowBytes a multiple of 16, with zeros between its n numbers and the end of a row; so are vectors, which take an even number of
// f64. `pivots` has room for n u32. How the factors lie in A and what `pivots` means depends on n (lu-small.ts, lu-columns.ts, lu-rows.ts): only the functions here
// know. Diagonals hold reciprocals.

/** Factors A in place. 0, or 1 + the index of the first pivot that is 0, not finite, or so small that its reciprocal is not finite. */
export function luFactor(a: usize, n: usize, rowBytes: usize, pivots: usize): i32 {
  if (n == 2) return factor2(a, rowBytes, pivots);
  if (n == 3) return factor3(a, rowBytes, pivots);
  if (n == 1) return factor1(a);
  return n <= 8 ? factorColumns(a, n, rowBytes, pivots) : factorRows(a, n, rowBytes, pivots);
}

/** Solves A x = b in place of b. */
export function luSolve(a: usize, n: usize, rowBytes: usize, pivots: usize, b: usize): void {
  luSolveTo(a, n, rowBytes, pivots, b, b);
}

/** x = A^-1 b; x may be b. */
export function luSolveTo(a: usize, n: usize, rowBytes: usize, pivots: usize, x: usize, b: usize): void {
  if (n == 2) return solve2(a, rowBytes, pivots, x, b, false);
  if (n == 3) return solve3(a, rowBytes, pivots, x, b, false, true);
  if (n == 1) return store<f64>(x, load<f64>(b) * load<f64>(a));
  if (n > 8) {
    if (x != b) for (let at: usize = 0; at < rowBytes; at += 16) v128.store(x + at, v128.load(b + at));
    return solveRows(a, n, rowBytes, pivots, x);
  }
  if (n == 4) return solveColumns(a, n, rowBytes, pivots, x, b, false, 2);
  if (n <= 6) return solveColumns(a, n, rowBytes, pivots, x, b, false, 3);
  solveColumns(a, n, rowBytes, pivots, x, b, false, 4);
}

/** x = A^-1 (x + b). */
export function luSolveSum(a: usize, n: usize, rowBytes: usize, pivots: usize, x: usize, b: usize): void {
  if (n == 2) return solve2(a, rowBytes, pivots, x, b, true);
  if (n == 3) return solve3(a, rowBytes, pivots, x, b, true, true);
  if (n == 1) return store<f64>(x, (load<f64>(x) + load<f64>(b)) * load<f64>(a));
  if (n > 8) {
    for (let at: usize = 0; at < rowBytes; at += 16) v128.store(x + at, f64x2.add(v128.load(x + at), v128.load(b + at)));
    return solveRows(a, n, rowBytes, pivots, x);
  }
  if (n == 4) return solveColumns(a, n, rowBytes, pivots, x, b, true, 2);
  if (n <= 6) return solveColumns(a, n, rowBytes, pivots, x, b, true, 3);
  solveColumns(a, n, rowBytes, pivots, x, b, true, 4);
}

/** Solves A^T x = b in place of b. */
export function luSolveTransposed(a: usize, n: usize, rowBytes: usize, pivots: usize, b: usize): void {
  if (n == 1) return store<f64>(b, load<f64>(b) * load<f64>(a));
  if (n == 2) return solveTransposed2(a, rowBytes, pivots, b);
  if (n == 3) return solveTransposed3(a, rowBytes, pivots, b);
  if (n <= 8) return solveTransposedColumns(a, n, rowBytes, pivots, b);
  solveTransposedRows(a, n, rowBytes, pivots, b);
}

/** det A. */
export function luDeterminant(a: usize, n: usize, rowBytes: usize, pivots: usize): f64 {
  let determinant = n == 1 || permutationIsEven(n, pivots) ? 1.0 : -1.0;
  for (let i: usize = 0; i < n; i++) determinant /= load<f64>(a + i * rowBytes + (i << 3));
  return determinant;
}

function permutationIsEven(n: usize, pivots: usize): bool {
  let odd = 0;
  for (let i: usize = 0; i < n; i++) {
    const p = load<u32>(pivots + (i << 2));
    if (n > 8) odd ^= i32(p != <u32>(i << 3));
    else for (let j: usize = 0; j < i; j++) odd ^= i32(load<u32>(pivots + (j << 2)) > p);
  }
  return odd == 0;
}
