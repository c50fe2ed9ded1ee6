import { log } from "../log";
import { dot, lanesSum, lanesSums } from "./dot";

// Cholesky factorisation A = L L^T of a symmetric positive definite n by n matrix. Only the lower triangle of A is read.
//
// A factor is kept as an n by n array whose strict lower triangle is that of L and whose diagonal holds 1 / L_ii, so that solving multiplies where it
// would divide. The strict upper triangle is neither read nor written.

/** Up to these sizes plain scalar loops are faster (docs/linear-algebra.md). */
const SMALL_FACTOR = 10;
const SMALL_SOLVE = 16;

/** Replaces the lower triangle of `a` by its factor. Returns 0, or 1 + the first pivot that is not positive (`a` is then partly overwritten). */
export function choleskyFactor(a: usize, n: i32): i32 {
  return choleskyFactorTo(a, a, n);
}

/** Writes the factor of `a` to `l`, which may be `a` itself. Returns as `choleskyFactor`. */
export function choleskyFactorTo(l: usize, a: usize, n: i32): i32 {
  if (n <= SMALL_FACTOR) return factorSmall(l, a, n);
  // Two columns at a time: A_ij - sum_k<j L_ik L_jk for the rows below, four of them at a time, then the two columns' own triangle.
  const size = <usize>n;
  const stride = size << 3;
  let j: usize = 0;
  for (; j + 1 < size; j += 2) {
    const at = j << 3;
    const l0 = l + j * stride;
    const l1 = l0 + stride;
    const a0 = a + j * stride + at;
    const a1 = a0 + stride;
    const d0 = load<f64>(a0) - dot(l0, l0, <i32>j);
    if (!(d0 > 0 && d0 < Infinity)) return <i32>j + 1;
    const r0 = 1 / sqrt(d0);
    const l10 = (load<f64>(a1) - dot(l0, l1, <i32>j)) * r0;
    const d1 = load<f64>(a1, 8) - dot(l1, l1, <i32>j) - l10 * l10;
    if (!(d1 > 0 && d1 < Infinity)) return <i32>j + 2;
    const r1 = 1 / sqrt(d1);
    store<f64>(l0 + at, r0);
    store<f64>(l1 + at, l10);
    store<f64>(l1 + at, r1, 8);
    let i = j + 2;
    for (; i + 3 < size; i += 4) fourRows(l + i * stride, a + i * stride, stride, l0, l1, at, r0, l10, r1);
    for (; i < size; i++) oneRow(l + i * stride, a + i * stride, l0, l1, at, r0, l10, r1);
  }
  if (j < size) {
    const row = l + j * stride;
    const d = load<f64>(a + j * stride + (j << 3)) - dot(row, row, <i32>j);
    if (!(d > 0 && d < Infinity)) return n;
    store<f64>(row + (j << 3), 1 / sqrt(d));
  }
  return 0;
}

/** Row by row: L_ij = (A_ij - sum_k<j L_ik L_jk) / L_jj. */
function factorSmall(l: usize, a: usize, n: i32): i32 {
  const stride = <usize>n << 3;
  let row = l;
  for (let i: usize = 0; i < stride; i += 8) {
    let other = l;
    let squares: f64 = 0;
    for (let j: usize = 0; j < i; j += 8) {
      let x = load<f64>(a + j);
      for (let k: usize = 0; k < j; k += 8) x -= load<f64>(row + k) * load<f64>(other + k);
      x *= load<f64>(other + j);
      store<f64>(row + j, x);
      squares += x * x;
      other += stride;
    }
    const d = load<f64>(a + i) - squares;
    if (!(d > 0 && d < Infinity)) return 1 + <i32>(i >> 3);
    store<f64>(row + i, 1 / sqrt(d));
    row += stride;
    a += stride;
  }
  return 0;
}

/** Two elements of one row of L from what is left of A: x0 = v0 r0, x1 = (v1 - x0 l10) r1. */
// @ts-ignore: decorator
@inline
function finish(row: usize, v: v128, r0: f64, l10: f64, r1: f64): void {
  const x0 = f64x2.extract_lane(v, 0) * r0;
  store<f64>(row, x0);
  store<f64>(row, (f64x2.extract_lane(v, 1) - x0 * l10) * r1, 8);
}

function fourRows(l: usize, a: usize, stride: usize, l0: usize, l1: usize, at: usize, r0: f64, l10: f64, r1: f64): void {
  const row1 = l + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  let s00 = f64x2.splat(0);
  let s01 = f64x2.splat(0);
  let s10 = f64x2.splat(0);
  let s11 = f64x2.splat(0);
  let s20 = f64x2.splat(0);
  let s21 = f64x2.splat(0);
  let s30 = f64x2.splat(0);
  let s31 = f64x2.splat(0);
  for (let k: usize = 0; k < at; k += 16) {
    const y0 = v128.load(l0 + k);
    const y1 = v128.load(l1 + k);
    const x0 = v128.load(l + k);
    s00 = f64x2.add(s00, f64x2.mul(x0, y0));
    s01 = f64x2.add(s01, f64x2.mul(x0, y1));
    const x1 = v128.load(row1 + k);
    s10 = f64x2.add(s10, f64x2.mul(x1, y0));
    s11 = f64x2.add(s11, f64x2.mul(x1, y1));
    const x2 = v128.load(row2 + k);
    s20 = f64x2.add(s20, f64x2.mul(x2, y0));
    s21 = f64x2.add(s21, f64x2.mul(x2, y1));
    const x3 = v128.load(row3 + k);
    s30 = f64x2.add(s30, f64x2.mul(x3, y0));
    s31 = f64x2.add(s31, f64x2.mul(x3, y1));
  }
  a += at;
  finish(l + at, f64x2.sub(v128.load(a), lanesSums(s00, s01)), r0, l10, r1);
  a += stride;
  finish(row1 + at, f64x2.sub(v128.load(a), lanesSums(s10, s11)), r0, l10, r1);
  a += stride;
  finish(row2 + at, f64x2.sub(v128.load(a), lanesSums(s20, s21)), r0, l10, r1);
  a += stride;
  finish(row3 + at, f64x2.sub(v128.load(a), lanesSums(s30, s31)), r0, l10, r1);
}

function oneRow(l: usize, a: usize, l0: usize, l1: usize, at: usize, r0: f64, l10: f64, r1: f64): void {
  let s0 = f64x2.splat(0);
  let s1 = f64x2.splat(0);
  for (let k: usize = 0; k < at; k += 16) {
    const x = v128.load(l + k);
    s0 = f64x2.add(s0, f64x2.mul(x, v128.load(l0 + k)));
    s1 = f64x2.add(s1, f64x2.mul(x, v128.load(l1 + k)));
  }
  finish(l + at, f64x2.sub(v128.load(a + at), lanesSums(s0, s1)), r0, l10, r1);
}

/** Solves A x = b in place, with the factor of A. */
export function choleskySolve(l: usize, n: i32, b: usize): void {
  if (n <= SMALL_SOLVE) return solveSmall(l, n, b);
  choleskySolveLower(l, n, b);
  choleskySolveUpper(l, n, b);
}

/** Writes the solution of A x = b to `x`, with the factor of A. */
export function choleskySolveTo(x: usize, l: usize, n: i32, b: usize): void {
  for (let at: usize = 0; at < <usize>n << 3; at += 8) store<f64>(x + at, load<f64>(b + at));
  choleskySolve(l, n, x);
}

function solveSmall(l: usize, n: i32, b: usize): void {
  const stride = <usize>n << 3;
  let row = l;
  for (let i: usize = 0; i < stride; i += 8) {
    let x = load<f64>(b + i);
    for (let k: usize = 0; k < i; k += 8) x -= load<f64>(row + k) * load<f64>(b + k);
    store<f64>(b + i, x * load<f64>(row + i));
    row += stride;
  }
  for (let i = stride; i > 0; ) {
    i -= 8;
    row -= stride;
    const x = load<f64>(b + i) * load<f64>(row + i);
    store<f64>(b + i, x);
    for (let k: usize = 0; k < i; k += 8) store<f64>(b + k, load<f64>(b + k) - x * load<f64>(row + k));
  }
}

/** Solves L x = b in place. */
export function choleskySolveLower(l: usize, n: i32, b: usize): void {
  const size = <usize>n;
  const stride = size << 3;
  let i: usize = 0;
  for (; i + 1 < size; i += 2) {
    const at = i << 3;
    const row = l + i * stride;
    const next = row + stride;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    for (let k: usize = 0; k < at; k += 16) {
      const x = v128.load(b + k);
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(row + k)));
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(next + k)));
    }
    finish(
      b + at,
      f64x2.sub(v128.load(b + at), lanesSums(s0, s1)),
      load<f64>(row + at),
      load<f64>(next + at),
      load<f64>(next + at, 8),
    );
  }
  if (i < size) {
    const row = l + i * stride;
    const at = i << 3;
    store<f64>(b + at, (load<f64>(b + at) - dot(row, b, <i32>i)) * load<f64>(row + at));
  }
}

/** Solves L^T x = b in place. */
export function choleskySolveUpper(l: usize, n: i32, b: usize): void {
  const stride = <usize>n << 3;
  let at = stride;
  let row = l + <usize>n * stride;
  if (n & 1) {
    at -= 8;
    row -= stride;
    const x = load<f64>(b + at) * load<f64>(row + at);
    store<f64>(b + at, x);
    const factor = f64x2.splat(x);
    for (let k: usize = 0; k < at; k += 16) {
      v128.store(b + k, f64x2.sub(v128.load(b + k), f64x2.mul(factor, v128.load(row + k))));
    }
  }
  while (at > 0) {
    at -= 16;
    const next = row - stride;
    row = next - stride;
    const x1 = load<f64>(b + at, 8) * load<f64>(next + at, 8);
    const x0 = (load<f64>(b + at) - x1 * load<f64>(next + at)) * load<f64>(row + at);
    store<f64>(b + at, x0);
    store<f64>(b + at, x1, 8);
    const f0 = f64x2.splat(x0);
    const f1 = f64x2.splat(x1);
    for (let k: usize = 0; k < at; k += 16) {
      const sum = f64x2.add(f64x2.mul(f0, v128.load(row + k)), f64x2.mul(f1, v128.load(next + k)));
      v128.store(b + k, f64x2.sub(v128.load(b + k), sum));
    }
  }
}

/** Solves A X = B in place for the n by m matrix `b`, with the factor of A. */
export function choleskySolveMany(l: usize, n: i32, b: usize, m: i32): void {
  const size = <usize>n;
  const stride = size << 3;
  const width = <usize>m << 3;
  for (let i: usize = 0; i < size; i++) {
    const row = l + i * stride;
    const target = b + i * width;
    let k: usize = 0;
    for (; k + 3 < i; k += 4) subtractFour(target, b + k * width, row + (k << 3), 8, width);
    for (; k < i; k++) subtractOne(target, b + k * width, load<f64>(row + (k << 3)), width);
    scale(target, load<f64>(row + (i << 3)), width);
  }
  for (let i = size; i-- > 0; ) {
    const column = l + (i << 3);
    const target = b + i * width;
    let k = i + 1;
    for (; k + 3 < size; k += 4) subtractFour(target, b + k * width, column + k * stride, stride, width);
    for (; k < size; k++) subtractOne(target, b + k * width, load<f64>(column + k * stride), width);
    scale(target, load<f64>(column + i * stride), width);
  }
}

/** target -= sum of four rows of `b`, weighted by the numbers at `weights`, `step` bytes apart. */
function subtractFour(target: usize, b: usize, weights: usize, step: usize, width: usize): void {
  const b1 = b + width;
  const b2 = b1 + width;
  const b3 = b2 + width;
  const w0 = load<f64>(weights);
  const w1 = load<f64>(weights + step);
  const w2 = load<f64>(weights + 2 * step);
  const w3 = load<f64>(weights + 3 * step);
  const f0 = f64x2.splat(w0);
  const f1 = f64x2.splat(w1);
  const f2 = f64x2.splat(w2);
  const f3 = f64x2.splat(w3);
  let c: usize = 0;
  for (; c + 8 < width; c += 16) {
    const first = f64x2.add(f64x2.mul(f0, v128.load(b + c)), f64x2.mul(f1, v128.load(b1 + c)));
    const second = f64x2.add(f64x2.mul(f2, v128.load(b2 + c)), f64x2.mul(f3, v128.load(b3 + c)));
    v128.store(target + c, f64x2.sub(v128.load(target + c), f64x2.add(first, second)));
  }
  if (c < width) {
    const sum = w0 * load<f64>(b + c) + w1 * load<f64>(b1 + c) + (w2 * load<f64>(b2 + c) + w3 * load<f64>(b3 + c));
    store<f64>(target + c, load<f64>(target + c) - sum);
  }
}

function subtractOne(target: usize, b: usize, weight: f64, width: usize): void {
  const factor = f64x2.splat(weight);
  let c: usize = 0;
  for (; c + 8 < width; c += 16) {
    v128.store(target + c, f64x2.sub(v128.load(target + c), f64x2.mul(factor, v128.load(b + c))));
  }
  if (c < width) store<f64>(target + c, load<f64>(target + c) - weight * load<f64>(b + c));
}

function scale(target: usize, by: f64, width: usize): void {
  const factor = f64x2.splat(by);
  let c: usize = 0;
  for (; c + 8 < width; c += 16) v128.store(target + c, f64x2.mul(factor, v128.load(target + c)));
  if (c < width) store<f64>(target + c, load<f64>(target + c) * by);
}

/** Writes the inverse of A to `out` (n by n, exactly symmetric), with the factor of A. `out` is not `l`. */
export function choleskyInverse(out: usize, l: usize, n: i32): void {
  const size = <usize>n;
  memory.fill(out, 0, (size * size) << 3);
  for (let i: usize = 0; i < size; i++) store<f64>(out + ((i * size + i) << 3), 1);
  choleskySolveMany(l, n, out, n);
  for (let i: usize = 1; i < size; i++) {
    for (let j: usize = 0; j < i; j++) store<f64>(out + ((j * size + i) << 3), load<f64>(out + ((i * size + j) << 3)));
  }
}

/** ln det A = -2 sum ln (1 / L_ii), from the factor of A. */
export function choleskyLogDeterminant(l: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let i: usize = 0; i < <usize>n; i++) sum += log(load<f64>(l + ((i * <usize>n + i) << 3)));
  return -2 * sum;
}
