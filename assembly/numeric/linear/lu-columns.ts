import { reciprocal } from "./pivot";

// P A = L D U of matrices of 4 to 8 rows, L and U with unit diagonals. A right-hand side of that size fits into vector registers, where a solution by columns has the
// shortest chain of dependent operations, so A is transposed first: row j of the storage holds column j of L, U and, on the diagonal, 1 / D_jj.
// `pivots` holds the permutation: 8 times the row of A that became row i.

/** Transposes the n x n matrix in place; an odd matrix's padding column is 0. */
function transpose(a: usize, n: usize, rowBytes: usize): void {
  const bytes = n << 3;
  for (let i: usize = 0; i < bytes; i += 16) {
    const row = a + (i >> 3) * rowBytes;
    const inside = i + 8 < bytes; // the last row of an odd matrix has none below it
    for (let j: usize = 0; j < i; j += 16) {
      const mirror = a + (j >> 3) * rowBytes;
      const upper0 = v128.load(mirror + i);
      const upper1 = v128.load(mirror + rowBytes + i);
      const lower0 = v128.load(row + j);
      const lower1 = inside ? v128.load(row + rowBytes + j) : f64x2.splat(0);
      v128.store(mirror + i, v128.shuffle<f64>(lower0, lower1, 0, 2));
      v128.store(mirror + rowBytes + i, v128.shuffle<f64>(lower0, lower1, 1, 3));
      v128.store(row + j, v128.shuffle<f64>(upper0, upper1, 0, 2));
      if (inside) v128.store(row + rowBytes + j, v128.shuffle<f64>(upper0, upper1, 1, 3));
    }
    if (!inside) return;
    const x = load<f64>(row + i, 8);
    store<f64>(row + i, load<f64>(row + rowBytes + i), 8);
    store<f64>(row + rowBytes + i, x);
  }
}

/** Swaps the rows of A at byte offsets i and j: the elements there in each row of the storage. */
function swap(a: usize, n: usize, rowBytes: usize, i: usize, j: usize): void {
  const end = a + n * rowBytes;
  for (let column = a; column < end; column += rowBytes) {
    const x = load<f64>(column + i);
    store<f64>(column + i, load<f64>(column + j));
    store<f64>(column + j, x);
  }
}

export function factorColumns(a: usize, n: usize, rowBytes: usize, pivots: usize): i32 {
  transpose(a, n, rowBytes);
  const bytes = n << 3;
  const end = a + n * rowBytes;
  for (let i: usize = 0; i < n; i++) store<u32>(pivots + (i << 2), <u32>(i << 3));
  let column = a;
  for (let at: usize = 0; at < bytes; at += 8, column += rowBytes) {
    let largest = abs(load<f64>(column + at));
    let best = at;
    for (let i = at + 8; i < bytes; i += 8) {
      const size = abs(load<f64>(column + i));
      if (size > largest) {
        largest = size;
        best = i;
      }
    }
    const d = reciprocal(load<f64>(column + best));
    if (d == 0.0) return <i32>(at >> 3) + 1;
    if (best != at) {
      swap(a, n, rowBytes, at, best);
      const p = load<u32>(pivots + (at >> 1));
      store<u32>(pivots + (at >> 1), load<u32>(pivots + (best >> 1)));
      store<u32>(pivots + (best >> 1), p);
    }
    const factor = f64x2.splat(d);
    const tail = (at & ~15) + 16;
    for (let i = tail; i < rowBytes; i += 16) v128.store(column + i, f64x2.mul(factor, v128.load(column + i)));
    if (at & 8) {
      store<f64>(column + at, d);
      for (let other = column + rowBytes; other < end; other += rowBytes) {
        const u = load<f64>(other + at);
        if (u == 0.0) continue;
        store<f64>(other + at, u * d);
        subtract(other, column, f64x2.splat(u), tail, rowBytes);
      }
    } else {
      const below = load<f64>(column + at, 8) * d;
      store<f64>(column + at, d);
      store<f64>(column + at, below, 8);
      for (let other = column + rowBytes; other < end; other += rowBytes) {
        const u = load<f64>(other + at);
        if (u == 0.0) continue;
        store<f64>(other + at, u * d);
        store<f64>(other + at, load<f64>(other + at, 8) - u * below, 8);
        subtract(other, column, f64x2.splat(u), tail, rowBytes);
      }
    }
  }
  return 0;
}

/** other -= u column, from byte offset `from` to `to`. */
// @ts-ignore: decorator
@inline
function subtract(other: usize, column: usize, u: v128, from: usize, to: usize): void {
  for (let i = from; i < to; i += 16) {
    v128.store(other + i, f64x2.sub(v128.load(other + i), f64x2.mul(u, v128.load(column + i))));
  }
}

/** Elements `at`, `at` + 1 of the permuted right-hand side; `single`: there is no second one. */
// @ts-ignore: decorator
@inline
function gather(pivots: usize, x: usize, b: usize, at: usize, sum: bool, single: bool): v128 {
  const p = <usize>load<u32>(pivots + (at << 2));
  let first = load<f64>(b + p);
  if (sum) first += load<f64>(x + p);
  if (single) return f64x2.replace_lane(f64x2.splat(0), 0, first);
  const q = <usize>load<u32>(pivots + (at << 2), 4);
  let second = load<f64>(b + q);
  if (sum) second += load<f64>(x + q);
  return f64x2.replace_lane(f64x2.splat(first), 1, second);
}

// @ts-ignore: decorator
@inline
function first(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 0, 0);
}

// @ts-ignore: decorator
@inline
function second(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 1);
}

/** y - x column */
// @ts-ignore: decorator
@inline
function less(y: v128, x: v128, column: usize): v128 {
  return f64x2.sub(y, f64x2.mul(x, v128.load(column)));
}

/** y - first(y) (0, l), l the element of L below the diagonal at `diagonal`. */
// @ts-ignore: decorator
@inline
function lowerPair(y: v128, diagonal: usize): v128 {
  return f64x2.sub(y, f64x2.mul(first(y), v128.shuffle<f64>(f64x2.splat(0), v128.load(diagonal), 0, 3)));
}

/** y - second(y) (u, 0), u the element of U above the diagonal, at `above`. */
// @ts-ignore: decorator
@inline
function upperPair(y: v128, above: usize): v128 {
  return f64x2.sub(y, f64x2.mul(second(y), v128.load64_zero(above)));
}

/** y times the two reciprocal pivots from `diagonal` on; `single`: one. */
// @ts-ignore: decorator
@inline
function scaled(y: v128, diagonal: usize, rowBytes: usize, single: bool): v128 {
  const d = v128.load64_splat(diagonal);
  return f64x2.mul(y, single ? d : f64x2.replace_lane(d, 1, load<f64>(diagonal + rowBytes, 8)));
}

/** x = A^-1 b (`sum`: A^-1 (x + b)) for 2, 3 or 4 `vectors` of elements. */
// @ts-ignore: decorator
@inline
export function solveColumns(
  a: usize,
  n: usize,
  rowBytes: usize,
  pivots: usize,
  x: usize,
  b: usize,
  sum: bool,
  vectors: i32,
): void {
  const odd = <bool>(n & 1);
  const c1 = a + rowBytes;
  const c2 = c1 + rowBytes;
  const c3 = c2 + rowBytes;
  const c4 = c3 + rowBytes;
  const c5 = c4 + rowBytes;
  const c6 = c5 + rowBytes;
  const c7 = c6 + rowBytes;
  let y0 = gather(pivots, x, b, 0, sum, false);
  let y1 = gather(pivots, x, b, 2, sum, vectors == 2 && odd);
  let y2 = f64x2.splat(0);
  let y3 = f64x2.splat(0);
  if (vectors > 2) y2 = gather(pivots, x, b, 4, sum, vectors == 3 && odd);
  if (vectors > 3) y3 = gather(pivots, x, b, 6, sum, odd);

  // L y = P b
  y0 = lowerPair(y0, a);
  let f = first(y0);
  let g = second(y0);
  y1 = less(less(y1, f, a + 16), g, c1 + 16);
  if (vectors > 2) y2 = less(less(y2, f, a + 32), g, c1 + 32);
  if (vectors > 3) y3 = less(less(y3, f, a + 48), g, c1 + 48);
  y1 = lowerPair(y1, c2 + 16);
  if (vectors > 2) {
    f = first(y1);
    g = second(y1);
    y2 = less(less(y2, f, c2 + 32), g, c3 + 32);
    if (vectors > 3) y3 = less(less(y3, f, c2 + 48), g, c3 + 48);
    y2 = lowerPair(y2, c4 + 32);
  }
  if (vectors > 3) {
    y3 = less(less(y3, first(y2), c4 + 48), second(y2), c5 + 48);
    y3 = lowerPair(y3, c6 + 48);
  }

  // D z = y
  y0 = scaled(y0, a, rowBytes, false);
  y1 = scaled(y1, c2 + 16, rowBytes, vectors == 2 && odd);
  if (vectors > 2) y2 = scaled(y2, c4 + 32, rowBytes, vectors == 3 && odd);
  if (vectors > 3) y3 = scaled(y3, c6 + 48, rowBytes, odd);

  // U x = z; an odd matrix has no last column
  if (vectors > 3) {
    if (!odd) {
      y3 = upperPair(y3, c7 + 48);
      g = second(y3);
      y0 = less(y0, g, c7);
      y1 = less(y1, g, c7 + 16);
      y2 = less(y2, g, c7 + 32);
    }
    f = first(y3);
    y0 = less(y0, f, c6);
    y1 = less(y1, f, c6 + 16);
    y2 = less(y2, f, c6 + 32);
  }
  if (vectors > 2) {
    if (vectors > 3 || !odd) {
      y2 = upperPair(y2, c5 + 32);
      g = second(y2);
      y0 = less(y0, g, c5);
      y1 = less(y1, g, c5 + 16);
    }
    f = first(y2);
    y0 = less(y0, f, c4);
    y1 = less(y1, f, c4 + 16);
  }
  if (vectors > 2 || !odd) {
    y1 = upperPair(y1, c3 + 16);
    y0 = less(y0, second(y1), c3);
  }
  y0 = less(y0, first(y1), c2);
  y0 = upperPair(y0, c1);
  v128.store(x, y0);
  v128.store(x, y1, 16);
  if (vectors > 2) v128.store(x, y2, 32);
  if (vectors > 3) v128.store(x, y3, 48);
}

/** Room for a solution in its own order. */
const permuted: usize = memory.data(64, 16);

/** x = A^-T b in place: A^T = U^T D L^T P. */
export function solveTransposedColumns(a: usize, n: usize, rowBytes: usize, pivots: usize, b: usize): void {
  for (let j: usize = 0; j < n; j++) {
    const column = a + j * rowBytes;
    let sum = load<f64>(b + (j << 3));
    for (let i: usize = 0; i < j; i++) sum -= load<f64>(column + (i << 3)) * load<f64>(permuted + (i << 3));
    store<f64>(permuted + (j << 3), sum);
  }
  for (let j = n; j-- > 0; ) {
    const column = a + j * rowBytes;
    let sum = load<f64>(permuted + (j << 3)) * load<f64>(column + (j << 3));
    for (let i = j + 1; i < n; i++) sum -= load<f64>(column + (i << 3)) * load<f64>(permuted + (i << 3));
    store<f64>(permuted + (j << 3), sum);
  }
  for (let j: usize = 0; j < n; j++) {
    store<f64>(b + <usize>load<u32>(pivots + (j << 2)), load<f64>(permuted + (j << 3)));
  }
}
