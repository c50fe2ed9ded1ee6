import { reciprocal } from "./pivot";

// P A = L D U of 1 x 1, 2 x 2 and 3 x 3 matrices in straight-line code, U and L with unit diagonals. In place of A: the elements of L and U, and 1 / D_ii.
// `pivots` holds the permutation: 8 times the row of A that became row i.


// @ts-ignore: decorator
@inline
export function factor1(a: usize): i32 {
  const d = reciprocal(load<f64>(a));
  if (d == 0.0) return 1;
  store<f64>(a, d);
  return 0;
}

export function factor2(a: usize, rowBytes: usize, pivots: usize): i32 {
  const next = a + rowBytes;
  let a00 = load<f64>(a);
  let a01 = load<f64>(a, 8);
  let a10 = load<f64>(next);
  let a11 = load<f64>(next, 8);
  const swap = abs(a10) > abs(a00);
  store<u64>(pivots, swap ? 8 : (<u64>8) << 32);
  if (swap) {
    const x = a00;
    const y = a01;
    a00 = a10;
    a01 = a11;
    a10 = x;
    a11 = y;
  }
  const d0 = reciprocal(a00);
  if (d0 == 0.0) return 1;
  const l10 = a10 * d0;
  const d1 = reciprocal(a11 - l10 * a01);
  if (d1 == 0.0) return 2;
  store<f64>(a, d0);
  store<f64>(a, a01 * d0, 8);
  store<f64>(next, l10);
  store<f64>(next, d1, 8);
  return 0;
}

export function factor3(a: usize, rowBytes: usize, pivots: usize): i32 {
  const row1 = a + rowBytes;
  const row2 = row1 + rowBytes;
  let p0 = 0;
  let p1 = 8;
  let p2 = 16;
  let a00 = load<f64>(a);
  let a01 = load<f64>(a, 8);
  let a02 = load<f64>(a, 16);
  let a10 = load<f64>(row1);
  let a11 = load<f64>(row1, 8);
  let a12 = load<f64>(row1, 16);
  let a20 = load<f64>(row2);
  let a21 = load<f64>(row2, 8);
  let a22 = load<f64>(row2, 16);
  let t = 0.0;
  if (abs(a10) > abs(a00) && abs(a10) >= abs(a20)) {
    t = a00; a00 = a10; a10 = t;
    t = a01; a01 = a11; a11 = t;
    t = a02; a02 = a12; a12 = t;
    p0 = 8;
    p1 = 0;
  } else if (abs(a20) > abs(a00)) {
    t = a00; a00 = a20; a20 = t;
    t = a01; a01 = a21; a21 = t;
    t = a02; a02 = a22; a22 = t;
    p0 = 16;
    p2 = 0;
  }
  const d0 = reciprocal(a00);
  if (d0 == 0.0) return 1;
  let l10 = a10 * d0;
  let l20 = a20 * d0;
  a11 -= l10 * a01;
  a12 -= l10 * a02;
  a21 -= l20 * a01;
  a22 -= l20 * a02;
  if (abs(a21) > abs(a11)) {
    t = a11; a11 = a21; a21 = t;
    t = a12; a12 = a22; a22 = t;
    t = l10; l10 = l20; l20 = t;
    const p = p1;
    p1 = p2;
    p2 = p;
  }
  const d1 = reciprocal(a11);
  if (d1 == 0.0) return 2;
  const l21 = a21 * d1;
  const d2 = reciprocal(a22 - l21 * a12);
  if (d2 == 0.0) return 3;
  store<f64>(a, d0);
  store<f64>(a, a01 * d0, 8);
  store<f64>(a, a02 * d0, 16);
  store<f64>(row1, l10);
  store<f64>(row1, d1, 8);
  store<f64>(row1, a12 * d1, 16);
  store<f64>(row2, l20);
  store<f64>(row2, l21, 8);
  store<f64>(row2, d2, 16);
  store<i32>(pivots, p0);
  store<i32>(pivots, p1, 4);
  store<i32>(pivots, p2, 8);
  return 0;
}

/** Two numbers as one vector: a scalar store that a vector load follows would have to reach the cache first. */
// @ts-ignore: decorator
@inline
function pair(x: f64, y: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(x), 1, y);
}

/** x = A^-1 b (`sum`: A^-1 (x + b)) for the factors of a 2 x 2 matrix. */
// @ts-ignore: decorator
@inline
export function solve2(a: usize, rowBytes: usize, pivots: usize, x: usize, b: usize, sum: bool): void {
  const next = a + rowBytes;
  const p0 = <usize>load<u32>(pivots);
  const p1 = <usize>load<u32>(pivots, 4);
  let x0 = load<f64>(b + p0);
  let x1 = load<f64>(b + p1);
  if (sum) {
    x0 += load<f64>(x + p0);
    x1 += load<f64>(x + p1);
  }
  x1 = (x1 - load<f64>(next) * x0) * load<f64>(next, 8);
  x0 = x0 * load<f64>(a) - load<f64>(a, 8) * x1;
  v128.store(x, pair(x0, x1));
}

/** As {@link solve2}, 3 x 3. `padded`: a fourth number, 0, is written too. */
// @ts-ignore: decorator
@inline
export function solve3(a: usize, rowBytes: usize, pivots: usize, x: usize, b: usize, sum: bool, padded: bool): void {
  const row1 = a + rowBytes;
  const row2 = row1 + rowBytes;
  const p0 = <usize>load<u32>(pivots);
  const p1 = <usize>load<u32>(pivots, 4);
  const p2 = <usize>load<u32>(pivots, 8);
  let x0 = load<f64>(b + p0);
  let x1 = load<f64>(b + p1);
  let x2 = load<f64>(b + p2);
  if (sum) {
    x0 += load<f64>(x + p0);
    x1 += load<f64>(x + p1);
    x2 += load<f64>(x + p2);
  }
  x1 -= load<f64>(row1) * x0;
  x2 = (x2 - load<f64>(row2) * x0 - load<f64>(row2, 8) * x1) * load<f64>(row2, 16);
  x1 = x1 * load<f64>(row1, 8) - load<f64>(row1, 16) * x2;
  x0 = x0 * load<f64>(a) - load<f64>(a, 16) * x2 - load<f64>(a, 8) * x1;
  v128.store(x, pair(x0, x1));
  if (padded) v128.store(x, pair(x2, 0.0), 16);
  else store<f64>(x, x2, 16);
}

/** x = A^-T b in place, 2 x 2: A^T = U^T D L^T P. */
export function solveTransposed2(a: usize, rowBytes: usize, pivots: usize, b: usize): void {
  const next = a + rowBytes;
  let x0 = load<f64>(b);
  const x1 = (load<f64>(b, 8) - load<f64>(a, 8) * x0) * load<f64>(next, 8);
  x0 = x0 * load<f64>(a) - load<f64>(next) * x1;
  store<f64>(b + <usize>load<u32>(pivots), x0);
  store<f64>(b + <usize>load<u32>(pivots, 4), x1);
}

/** As {@link solveTransposed2}, 3 x 3. */
export function solveTransposed3(a: usize, rowBytes: usize, pivots: usize, b: usize): void {
  const row1 = a + rowBytes;
  const row2 = row1 + rowBytes;
  let x0 = load<f64>(b);
  let x1 = load<f64>(b, 8) - load<f64>(a, 8) * x0;
  let x2 = load<f64>(b, 16) - load<f64>(a, 16) * x0 - load<f64>(row1, 16) * x1;
  x2 *= load<f64>(row2, 16);
  x1 = x1 * load<f64>(row1, 8) - load<f64>(row2, 8) * x2;
  x0 = x0 * load<f64>(a) - load<f64>(row1) * x1 - load<f64>(row2) * x2;
  store<f64>(b + <usize>load<u32>(pivots), x0);
  store<f64>(b + <usize>load<u32>(pivots, 4), x1);
  store<f64>(b + <usize>load<u32>(pivots, 8), x2);
}
