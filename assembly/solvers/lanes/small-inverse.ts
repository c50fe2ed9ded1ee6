import { select } from "../../numeric/lanes";
import { ROW } from "./block";

// Inverses of 2 x 2 and 3 x 3 matrices in two lanes, each with its own row exchanges, by P A = L D U: the operations of
// ../../numeric/linear/lu-small.ts and inverse-small.ts, in their order, with exchanges by masks.

/** Columns of the inverse, one after the other: element (i, j) at 16 (n j + i). */
const inverse: usize = memory.data(144, 16);

/** 1 / x; 0 where x cannot be a pivot. */
// @ts-ignore: decorator
@inline
function reciprocal(x: v128): v128 {
  const result = f64x2.div(f64x2.splat(1.0), x);
  return v128.and(result, f64x2.lt(f64x2.abs(result), f64x2.splat(Infinity)));
}

// @ts-ignore: decorator
@inline
function isZero(x: v128): v128 {
  return f64x2.eq(x, f64x2.splat(0.0));
}

/** a - x y */
// @ts-ignore: decorator
@inline
function minus(a: v128, x: v128, y: v128): v128 {
  return f64x2.sub(a, f64x2.mul(x, y));
}

/** Element i of columns j and k, which `swap` exchanges. */
// @ts-ignore: decorator
@inline
function keep2(i: usize, swap: v128, x: v128, y: v128): void {
  v128.store(inverse + (i << 4), select(swap, y, x));
  v128.store(inverse + ((2 + i) << 4), select(swap, x, y));
}

// @ts-ignore: decorator
@inline
function invert2(a: usize): v128 {
  const b00 = v128.load(a);
  const b01 = v128.load(a + ROW);
  const b10 = v128.load(a + 2 * ROW);
  const b11 = v128.load(a + 3 * ROW);
  const swap = f64x2.gt(f64x2.abs(b10), f64x2.abs(b00));
  const a01 = select(swap, b11, b01);
  const d0 = reciprocal(select(swap, b10, b00));
  const l10 = f64x2.mul(select(swap, b00, b10), d0);
  const d1 = reciprocal(minus(select(swap, b01, b11), l10, a01));
  const u01 = f64x2.mul(a01, d0);
  const r10 = f64x2.mul(f64x2.neg(d1), l10);
  keep2(0, swap, minus(d0, u01, r10), f64x2.mul(f64x2.neg(u01), d1));
  keep2(1, swap, r10, d1);
  return v128.or(isZero(d0), isZero(d1));
}

/** Element i of the three columns, with the exchanges of the factorization in reverse. */
// @ts-ignore: decorator
@inline
function keep3(i: usize, swap01: v128, swap02: v128, swap12: v128, c0: v128, c1: v128, c2: v128): void {
  const middle = select(swap12, c2, c1);
  const last = select(swap12, c1, c2);
  v128.store(inverse + (i << 4), select(swap01, middle, select(swap02, last, c0)));
  v128.store(inverse + ((3 + i) << 4), select(swap01, c0, middle));
  v128.store(inverse + ((6 + i) << 4), select(swap02, c0, last));
}

// @ts-ignore: decorator
@inline
function invert3(a: usize): v128 {
  const b00 = v128.load(a);
  const b01 = v128.load(a + ROW);
  const b02 = v128.load(a + 2 * ROW);
  const b10 = v128.load(a + 3 * ROW);
  const b11 = v128.load(a + 4 * ROW);
  const b12 = v128.load(a + 5 * ROW);
  const b20 = v128.load(a + 6 * ROW);
  const b21 = v128.load(a + 7 * ROW);
  const b22 = v128.load(a + 8 * ROW);
  const size0 = f64x2.abs(b00);
  const size1 = f64x2.abs(b10);
  const size2 = f64x2.abs(b20);
  const swap01 = v128.and(f64x2.gt(size1, size0), f64x2.ge(size1, size2));
  const swap02 = v128.andnot(f64x2.gt(size2, size0), swap01);
  const d0 = reciprocal(select(swap01, b10, select(swap02, b20, b00)));
  const a01 = select(swap01, b11, select(swap02, b21, b01));
  const a02 = select(swap01, b12, select(swap02, b22, b02));
  const l1 = f64x2.mul(select(swap01, b00, b10), d0);
  const l2 = f64x2.mul(select(swap02, b00, b20), d0);
  const c11 = minus(select(swap01, b01, b11), l1, a01);
  const c12 = minus(select(swap01, b02, b12), l1, a02);
  const c21 = minus(select(swap02, b01, b21), l2, a01);
  const c22 = minus(select(swap02, b02, b22), l2, a02);
  const swap12 = f64x2.gt(f64x2.abs(c21), f64x2.abs(c11));
  const a12 = select(swap12, c22, c12);
  const d1 = reciprocal(select(swap12, c21, c11));
  const l21 = f64x2.mul(select(swap12, c11, c21), d1);
  const d2 = reciprocal(minus(select(swap12, c12, c22), l21, a12));
  const l10 = select(swap12, l2, l1);
  const l20 = select(swap12, l1, l2);
  const u01 = f64x2.mul(a01, d0);
  const u02 = f64x2.mul(a02, d0);
  const u12 = f64x2.mul(a12, d1);
  // D^-1 L^-1
  const r10 = f64x2.mul(f64x2.neg(d1), l10);
  const r20 = f64x2.mul(d2, f64x2.sub(f64x2.mul(l21, l10), l20));
  const r21 = f64x2.mul(f64x2.neg(d2), l21);
  const v02 = f64x2.sub(f64x2.mul(u01, u12), u02);
  const first = f64x2.add(minus(d0, u01, r10), f64x2.mul(v02, r20));
  keep3(0, swap01, swap02, swap12, first, f64x2.sub(f64x2.mul(v02, r21), f64x2.mul(u01, d1)), f64x2.mul(v02, d2));
  keep3(1, swap01, swap02, swap12, minus(r10, u12, r20), minus(d1, u12, r21), f64x2.mul(f64x2.neg(u12), d2));
  keep3(2, swap01, swap02, swap12, r20, r21, d2);
  return v128.or(isZero(d0), v128.or(isZero(d1), isZero(d2)));
}

/** Inverts the n x n matrix in the rows from `a` on, n = 2 or 3. Lanes that cannot be are set in the mask returned. */
// @ts-ignore: decorator
@inline
export function invertLanes(a: usize, n: usize): v128 {
  return n == 2 ? invert2(a) : invert3(a);
}

/** x = A^-1 x with the inverse computed last. */
// @ts-ignore: decorator
@inline
export function inverseTimes(x: usize, n: usize): void {
  const x0 = v128.load(x);
  const x1 = v128.load(x + ROW);
  const x2 = n == 3 ? v128.load(x + 2 * ROW) : x0;
  for (let i: usize = 0; i < n; i++) {
    const at = inverse + (i << 4);
    let sum = f64x2.add(f64x2.mul(x0, v128.load(at)), f64x2.mul(x1, v128.load(at + (n << 4))));
    if (n == 3) sum = f64x2.add(sum, f64x2.mul(x2, v128.load(at, 96)));
    v128.store(x + i * ROW, sum);
  }
}
