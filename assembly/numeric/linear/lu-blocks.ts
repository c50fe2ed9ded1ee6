import { luFactor, luSolveSum, luSolveTo } from "./lu";
import { solve2, solve3 } from "./lu-small";
import { reciprocal } from "./pivot";

// Systems with k x k blocks on the diagonal and nothing else. Row i of the storage is row i of the matrix without the zeros outside its block, `rowBytes` apart
// (a multiple of 16); for k = 1 the storage is a vector. n is a multiple of k; vectors have n numbers.

/** Bytes from row to row of blocks of `k` rows. */
// @ts-ignore: decorator
@inline
export function blockRowBytes(k: usize): usize {
  return k == 1 ? 8 : ((k + 1) & ~1) << 3;
}

/** Factors each block in place (lu.ts). 0, or 1 + the index of the first row without a pivot. */
export function blocksFactor(a: usize, n: usize, k: usize, rowBytes: usize, pivots: usize): i32 {
  if (k == 1) return diagonalFactor(a, n);
  for (let i: usize = 0; i < n; i += k) {
    const pivot = luFactor(a + i * rowBytes, k, rowBytes, pivots + (i << 2));
    if (pivot != 0) return <i32>i + pivot;
  }
  return 0;
}

function diagonalFactor(a: usize, n: usize): i32 {
  for (let i: usize = 0; i < n; i++) {
    const d = reciprocal(load<f64>(a + (i << 3)));
    if (d == 0.0) return <i32>i + 1;
    store<f64>(a + (i << 3), d);
  }
  return 0;
}

/** x = A^-1 b for the factors of all blocks; x may be b. */
export function blocksSolveTo(a: usize, n: usize, k: usize, rowBytes: usize, pivots: usize, x: usize, b: usize): void {
  solveBlocks(a, n, k, rowBytes, pivots, x, b, false);
}

/** x = A^-1 (x + b) */
export function blocksSolveSum(a: usize, n: usize, k: usize, rowBytes: usize, pivots: usize, x: usize, b: usize): void {
  solveBlocks(a, n, k, rowBytes, pivots, x, b, true);
}

// @ts-ignore: decorator
@inline
function solveBlocks(a: usize, n: usize, k: usize, rowBytes: usize, pivots: usize, x: usize, b: usize, sum: bool): void {
  if (k == 1) return solveDiagonal(a, n, x, b, sum);
  const bytes = k << 3;
  const blockBytes = k * rowBytes;
  const end = x + (n << 3);
  for (; x < end; x += bytes, b += bytes, a += blockBytes, pivots += k << 2) {
    if (k == 2) solve2(a, rowBytes, pivots, x, b, sum);
    else if (k == 3) solve3(a, rowBytes, pivots, x, b, sum, false);
    else solveBlock(a, k, rowBytes, pivots, x, b, sum);
  }
}

// @ts-ignore: decorator
@inline
function solveDiagonal(a: usize, n: usize, x: usize, b: usize, sum: bool): void {
  const bytes = n << 3;
  let at: usize = 0;
  for (; at + 8 < bytes; at += 16) {
    const right = sum ? f64x2.add(v128.load(x + at), v128.load(b + at)) : v128.load(b + at);
    v128.store(x + at, f64x2.mul(right, v128.load(a + at)));
  }
  if (at < bytes) store<f64>(x + at, (load<f64>(b + at) + (sum ? load<f64>(x + at) : 0.0)) * load<f64>(a + at));
}

/** One block; the solvers of odd systems use the number after them, which here is the next block's, as padding. */
function solveBlock(a: usize, k: usize, rowBytes: usize, pivots: usize, x: usize, b: usize, sum: bool): void {
  const odd = <bool>(k & 1);
  const bytes = k << 3;
  let nextX = 0.0;
  let nextB = 0.0;
  if (odd) {
    nextX = load<f64>(x + bytes);
    nextB = load<f64>(b + bytes);
    store<f64>(x + bytes, 0.0);
    store<f64>(b + bytes, 0.0);
  }
  if (sum) luSolveSum(a, k, rowBytes, pivots, x, b);
  else luSolveTo(a, k, rowBytes, pivots, x, b);
  if (odd) {
    store<f64>(b + bytes, nextB);
    store<f64>(x + bytes, nextX);
  }
}
