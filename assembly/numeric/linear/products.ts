import { addScaled, lanesSum, lanesSums } from "./dot";

// Products of dense row-major matrices. Each element is one sum in the order of its index, whatever the tile it is computed in.

/** out (n by k) = A B for A (n by m) and B (m by k). `out` is neither A nor B. */
export function multiply(out: usize, a: usize, b: usize, n: i32, m: i32, k: i32): void {
  product(out, a, <usize>m << 3, 8, b, n, m, k);
}

/** out (m by k) = A^T B for A (n by m) and B (n by k). `out` is neither A nor B. */
export function transposedMultiply(out: usize, a: usize, b: usize, n: i32, m: i32, k: i32): void {
  product(out, a, 8, <usize>m << 3, b, m, n, k);
}

/** out (rows by columns) = sum over `terms`: element (i, p) of the left factor is at a + i rowStep + p termStep. */
function product(out: usize, a: usize, rowStep: usize, termStep: usize, b: usize, rows: i32, terms: i32, columns: i32): void {
  const width = <usize>columns << 3;
  const end = width & ~31;
  for (let c: usize = 0; c < end; c += 32) {
    let i = 0;
    let left = a;
    let target = out + c;
    for (; i + 3 < rows; i += 4) {
      fourByFour(target, left, rowStep, termStep, b + c, width, terms);
      left += 4 * rowStep;
      target += 4 * width;
    }
    for (; i < rows; i++) {
      oneByFour(target, left, termStep, b + c, width, terms);
      left += rowStep;
      target += width;
    }
  }
  let c = end;
  if (c + 8 < width) {
    for (let i: usize = 0; i < <usize>rows; i++) oneByTwo(out + i * width + c, a + i * rowStep, termStep, b + c, width, terms);
    c += 16;
  }
  if (c < width) {
    for (let i: usize = 0; i < <usize>rows; i++) oneByOne(out + i * width + c, a + i * rowStep, termStep, b + c, width, terms);
  }
}

function fourByFour(out: usize, a0: usize, rowStep: usize, termStep: usize, b: usize, width: usize, terms: i32): void {
  let a1 = a0 + rowStep;
  let a2 = a1 + rowStep;
  let a3 = a2 + rowStep;
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0);
  let s21 = f64x2.splat(0);
  let s30 = f64x2.splat(0);
  let s31 = f64x2.splat(0);
  for (; terms > 0; terms--) {
    const y0 = v128.load(b);
    const y1 = v128.load(b, 16);
    const x0 = v128.load64_splat(a0);
    s00 = f64x2.add(s00, f64x2.mul(x0, y0));
    s01 = f64x2.add(s01, f64x2.mul(x0, y1));
    const x1 = v128.load64_splat(a1);
    s10 = f64x2.add(s10, f64x2.mul(x1, y0));
    s11 = f64x2.add(s11, f64x2.mul(x1, y1));
    const x2 = v128.load64_splat(a2);
    s20 = f64x2.add(s20, f64x2.mul(x2, y0));
    s21 = f64x2.add(s21, f64x2.mul(x2, y1));
    const x3 = v128.load64_splat(a3);
    s30 = f64x2.add(s30, f64x2.mul(x3, y0));
    s31 = f64x2.add(s31, f64x2.mul(x3, y1));
    b += width;
    a0 += termStep;
    a1 += termStep;
    a2 += termStep;
    a3 += termStep;
  }
  v128.store(out, s00);
  v128.store(out, s01, 16);
  out += width;
  v128.store(out, s10);
  v128.store(out, s11, 16);
  out += width;
  v128.store(out, s20);
  v128.store(out, s21, 16);
  out += width;
  v128.store(out, s30);
  v128.store(out, s31, 16);
}

function oneByFour(out: usize, a: usize, termStep: usize, b: usize, width: usize, terms: i32): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  for (; terms > 0; terms--) {
    const x = v128.load64_splat(a);
    s0 = f64x2.add(s0, f64x2.mul(x, v128.load(b)));
    s1 = f64x2.add(s1, f64x2.mul(x, v128.load(b, 16)));
    b += width;
    a += termStep;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
}

function oneByTwo(out: usize, a: usize, termStep: usize, b: usize, width: usize, terms: i32): void {
  let sum = f64x2.splat(0);
  for (; terms > 0; terms--) {
    sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(a), v128.load(b)));
    b += width;
    a += termStep;
  }
  v128.store(out, sum);
}

function oneByOne(out: usize, a: usize, termStep: usize, b: usize, width: usize, terms: i32): void {
  let sum: f64 = 0;
  for (; terms > 0; terms--) {
    sum += load<f64>(a) * load<f64>(b);
    b += width;
    a += termStep;
  }
  store<f64>(out, sum);
}

/** out (n by k) = A B^T for A (n by m) and B (k by m); A A^T comes out exactly symmetric. `out` is neither A nor B. */
export function multiplyTransposed(out: usize, a: usize, b: usize, n: i32, m: i32, k: i32): void {
  const row = <usize>m << 3;
  const width = <usize>k << 3;
  let j = 0;
  for (; j + 1 < k; j += 2) {
    let left = a;
    let target = out;
    let i = 0;
    for (; i + 3 < n; i += 4) {
      fourDotTwo(target, width, left, b, row);
      left += 4 * row;
      target += 4 * width;
    }
    for (; i < n; i++) {
      store<f64>(target, dotInOrder(left, b, row));
      store<f64>(target, dotInOrder(left, b + row, row), 8);
      left += row;
      target += width;
    }
    out += 16;
    b += 2 * row;
  }
  if (j < k) for (let i: usize = 0; i < <usize>n; i++) store<f64>(out + i * width, dotInOrder(a + i * row, b, row));
}

/** Four rows at `a` against two rows at `b`, to four pairs `width` bytes apart; rows of `row` bytes. */
function fourDotTwo(out: usize, width: usize, a: usize, b: usize, row: usize): void {
  const a1 = a + row;
  const a2 = a1 + row;
  const a3 = a2 + row;
  const b1 = b + row;
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0);
  let s21 = f64x2.splat(0);
  let s30 = f64x2.splat(0);
  let s31 = f64x2.splat(0);
  const pairs = row & ~15;
  let p: usize = 0;
  for (; p < pairs; p += 16) {
    const y0 = v128.load(b + p);
    const y1 = v128.load(b1 + p);
    const x0 = v128.load(a + p);
    s00 = f64x2.add(s00, f64x2.mul(x0, y0));
    s01 = f64x2.add(s01, f64x2.mul(x0, y1));
    const x1 = v128.load(a1 + p);
    s10 = f64x2.add(s10, f64x2.mul(x1, y0));
    s11 = f64x2.add(s11, f64x2.mul(x1, y1));
    const x2 = v128.load(a2 + p);
    s20 = f64x2.add(s20, f64x2.mul(x2, y0));
    s21 = f64x2.add(s21, f64x2.mul(x2, y1));
    const x3 = v128.load(a3 + p);
    s30 = f64x2.add(s30, f64x2.mul(x3, y0));
    s31 = f64x2.add(s31, f64x2.mul(x3, y1));
  }
  if (p < row) {
    s00 = addLast(s00, a + p, b + p);
    s01 = addLast(s01, a + p, b1 + p);
    s10 = addLast(s10, a1 + p, b + p);
    s11 = addLast(s11, a1 + p, b1 + p);
    s20 = addLast(s20, a2 + p, b + p);
    s21 = addLast(s21, a2 + p, b1 + p);
    s30 = addLast(s30, a3 + p, b + p);
    s31 = addLast(s31, a3 + p, b1 + p);
  }
  v128.store(out, lanesSums(s00, s01));
  out += width;
  v128.store(out, lanesSums(s10, s11));
  out += width;
  v128.store(out, lanesSums(s20, s21));
  out += width;
  v128.store(out, lanesSums(s30, s31));
}

/** Adds the product of the last terms of rows of odd length to the first lane. */
// @ts-ignore: decorator
@inline
function addLast(sum: v128, x: usize, y: usize): v128 {
  return f64x2.add(sum, f64x2.mul(v128.load64_zero(x), v128.load64_zero(y)));
}

/** x . y for rows of `row` bytes, in the order of `fourDotTwo`. */
function dotInOrder(x: usize, y: usize, row: usize): f64 {
  const pairs = row & ~15;
  let sum = f64x2.splat(0);
  let p: usize = 0;
  for (; p < pairs; p += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(x + p), v128.load(y + p)));
  if (p < row) sum = addLast(sum, x + p, y + p);
  return lanesSum(sum);
}

/** out (n) = A x for A (n by m) and x (m). `out` is not x. */
export function multiplyVector(out: usize, a: usize, x: usize, n: i32, m: i32): void {
  rowsTimesVector(out, a, <usize>m << 3, x, n, m);
}

/** `multiplyVector` for rows `stride` bytes apart. */
// @ts-ignore: decorator
@inline
export function rowsTimesVector(out: usize, a: usize, stride: usize, x: usize, n: i32, m: i32): void {
  const row = <usize>m << 3;
  const pairs = row & ~15;
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const a1 = a + stride;
    const a2 = a1 + stride;
    const a3 = a2 + stride;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    let s2 = f64x2.splat(0);
    let s3 = f64x2.splat(0);
    for (let p: usize = 0; p < pairs; p += 16) {
      const y = v128.load(x + p);
      s0 = f64x2.add(s0, f64x2.mul(y, v128.load(a + p)));
      s1 = f64x2.add(s1, f64x2.mul(y, v128.load(a1 + p)));
      s2 = f64x2.add(s2, f64x2.mul(y, v128.load(a2 + p)));
      s3 = f64x2.add(s3, f64x2.mul(y, v128.load(a3 + p)));
    }
    storeRow(out, s0, a, x, pairs, row);
    storeRow(out + 8, s1, a1, x, pairs, row);
    storeRow(out + 16, s2, a2, x, pairs, row);
    storeRow(out + 24, s3, a3, x, pairs, row);
    out += 32;
    a = a3 + stride;
  }
  for (; i < n; i++) {
    let sum = f64x2.splat(0);
    for (let p: usize = 0; p < pairs; p += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(x + p), v128.load(a + p)));
    storeRow(out, sum, a, x, pairs, row);
    out += 8;
    a += stride;
  }
}

/** Adds the lanes of `sum` and, where the row has an odd length, its last term. */
// @ts-ignore: decorator
@inline
function storeRow(out: usize, sum: v128, a: usize, x: usize, pairs: usize, row: usize): void {
  let total = lanesSum(sum);
  if (pairs < row) total += load<f64>(a + pairs) * load<f64>(x + pairs);
  store<f64>(out, total);
}

/** out (m) = A^T x for A (n by m) and x (n). `out` is not x. */
export function transposedMultiplyVector(out: usize, a: usize, x: usize, n: i32, m: i32): void {
  const row = <usize>m << 3;
  memory.fill(out, 0, row);
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const a1 = a + row;
    const a2 = a1 + row;
    const a3 = a2 + row;
    const x0 = v128.load64_splat(x);
    const x1 = v128.load64_splat(x, 8);
    const x2 = v128.load64_splat(x, 16);
    const x3 = v128.load64_splat(x, 24);
    let p: usize = 0;
    for (; p + 8 < row; p += 16) {
      let sum = f64x2.add(v128.load(out + p), f64x2.mul(x0, v128.load(a + p)));
      sum = f64x2.add(sum, f64x2.mul(x1, v128.load(a1 + p)));
      sum = f64x2.add(sum, f64x2.mul(x2, v128.load(a2 + p)));
      v128.store(out + p, f64x2.add(sum, f64x2.mul(x3, v128.load(a3 + p))));
    }
    if (p < row) {
      let sum = load<f64>(out + p) + load<f64>(x) * load<f64>(a + p);
      sum += load<f64>(x, 8) * load<f64>(a1 + p);
      sum += load<f64>(x, 16) * load<f64>(a2 + p);
      store<f64>(out + p, sum + load<f64>(x, 24) * load<f64>(a3 + p));
    }
    a = a3 + row;
    x += 32;
  }
  for (; i < n; i++) {
    addScaled(out, load<f64>(x), a, m);
    a += row;
    x += 8;
  }
}

/** A += scale x y^T for A (n by m), x (n) and y (m). */
export function addOuter(a: usize, n: i32, m: i32, scale: f64, x: usize, y: usize): void {
  const row = <usize>m << 3;
  for (let i = 0; i < n; i++) {
    addScaled(a, scale * load<f64>(x), y, m);
    a += row;
    x += 8;
  }
}
