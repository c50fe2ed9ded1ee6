import { select } from "../../numeric/lanes";
import { ROW } from "./block";

// P A = L D U of 2 x 2 and 3 x 3 matrices in two lanes, each with its own row exchanges: the operations of ../../numeric/linear/lu-small.ts, in
// their order, with exchanges by masks.

// Factors: reciprocal pivots, elements of L and U, and the masks of the exchanges
const D0: usize = 0;
const D1: usize = 16;
const D2: usize = 32;
const L10: usize = 48;
const L20: usize = 64;
const L21: usize = 80;
const U01: usize = 96;
const U02: usize = 112;
const U12: usize = 128;
const SWAP01: usize = 144;
const SWAP02: usize = 160;
const SWAP12: usize = 176;

const factors: usize = memory.data(192, 16);

/** 1 / x; 0 where x cannot be a pivot. */
// @ts-ignore: decorator
@inline
function reciprocal(x: v128): v128 {
  const inverse = f64x2.div(f64x2.splat(1.0), x);
  return v128.and(inverse, f64x2.lt(f64x2.abs(inverse), f64x2.splat(Infinity)));
}

// @ts-ignore: decorator
@inline
function isZero(x: v128): v128 {
  return f64x2.eq(x, f64x2.splat(0.0));
}

// @ts-ignore: decorator
@inline
function factor2(a: usize): v128 {
  const b00 = v128.load(a);
  const b01 = v128.load(a + ROW);
  const b10 = v128.load(a + 2 * ROW);
  const b11 = v128.load(a + 3 * ROW);
  const swap = f64x2.gt(f64x2.abs(b10), f64x2.abs(b00));
  const a01 = select(swap, b11, b01);
  const d0 = reciprocal(select(swap, b10, b00));
  const l10 = f64x2.mul(select(swap, b00, b10), d0);
  const d1 = reciprocal(f64x2.sub(select(swap, b01, b11), f64x2.mul(l10, a01)));
  v128.store(factors, d0, D0);
  v128.store(factors, d1, D1);
  v128.store(factors, l10, L10);
  v128.store(factors, f64x2.mul(a01, d0), U01);
  v128.store(factors, swap, SWAP01);
  return v128.or(isZero(d0), isZero(d1));
}

// @ts-ignore: decorator
@inline
function solve2(x: usize): void {
  const b0 = v128.load(x);
  const b1 = v128.load(x + ROW);
  const swap = v128.load(factors, SWAP01);
  let x0 = select(swap, b1, b0);
  let x1 = select(swap, b0, b1);
  x1 = f64x2.mul(f64x2.sub(x1, f64x2.mul(v128.load(factors, L10), x0)), v128.load(factors, D1));
  x0 = f64x2.sub(f64x2.mul(x0, v128.load(factors, D0)), f64x2.mul(v128.load(factors, U01), x1));
  v128.store(x, x0);
  v128.store(x + ROW, x1);
}

// @ts-ignore: decorator
@inline
function factor3(a: usize): v128 {
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
  const c11 = f64x2.sub(select(swap01, b01, b11), f64x2.mul(l1, a01));
  const c12 = f64x2.sub(select(swap01, b02, b12), f64x2.mul(l1, a02));
  const c21 = f64x2.sub(select(swap02, b01, b21), f64x2.mul(l2, a01));
  const c22 = f64x2.sub(select(swap02, b02, b22), f64x2.mul(l2, a02));
  const swap12 = f64x2.gt(f64x2.abs(c21), f64x2.abs(c11));
  const a12 = select(swap12, c22, c12);
  const d1 = reciprocal(select(swap12, c21, c11));
  const l21 = f64x2.mul(select(swap12, c11, c21), d1);
  const d2 = reciprocal(f64x2.sub(select(swap12, c12, c22), f64x2.mul(l21, a12)));
  v128.store(factors, d0, D0);
  v128.store(factors, d1, D1);
  v128.store(factors, d2, D2);
  v128.store(factors, select(swap12, l2, l1), L10);
  v128.store(factors, select(swap12, l1, l2), L20);
  v128.store(factors, l21, L21);
  v128.store(factors, f64x2.mul(a01, d0), U01);
  v128.store(factors, f64x2.mul(a02, d0), U02);
  v128.store(factors, f64x2.mul(a12, d1), U12);
  v128.store(factors, swap01, SWAP01);
  v128.store(factors, swap02, SWAP02);
  v128.store(factors, swap12, SWAP12);
  return v128.or(isZero(d0), v128.or(isZero(d1), isZero(d2)));
}

// @ts-ignore: decorator
@inline
function solve3(x: usize): void {
  const b0 = v128.load(x);
  const b1 = v128.load(x + ROW);
  const b2 = v128.load(x + 2 * ROW);
  const swap01 = v128.load(factors, SWAP01);
  const swap02 = v128.load(factors, SWAP02);
  const swap12 = v128.load(factors, SWAP12);
  let x0 = select(swap01, b1, select(swap02, b2, b0));
  const c1 = select(swap01, b0, b1);
  const c2 = select(swap02, b0, b2);
  let x1 = select(swap12, c2, c1);
  let x2 = select(swap12, c1, c2);
  x1 = f64x2.sub(x1, f64x2.mul(v128.load(factors, L10), x0));
  x2 = f64x2.sub(x2, f64x2.mul(v128.load(factors, L20), x0));
  x2 = f64x2.mul(f64x2.sub(x2, f64x2.mul(v128.load(factors, L21), x1)), v128.load(factors, D2));
  x1 = f64x2.sub(f64x2.mul(x1, v128.load(factors, D1)), f64x2.mul(v128.load(factors, U12), x2));
  x0 = f64x2.sub(f64x2.mul(x0, v128.load(factors, D0)), f64x2.mul(v128.load(factors, U02), x2));
  x0 = f64x2.sub(x0, f64x2.mul(v128.load(factors, U01), x1));
  v128.store(x, x0);
  v128.store(x + ROW, x1);
  v128.store(x + 2 * ROW, x2);
}

/** Factors the n x n matrix in the rows from `a` on, n = 2 or 3. Lanes that cannot be are set in the mask returned. */
// @ts-ignore: decorator
@inline
export function factorLanes(a: usize, n: usize): v128 {
  return n == 2 ? factor2(a) : factor3(a);
}

/** x = A^-1 x with the factors of the matrix factored last. */
// @ts-ignore: decorator
@inline
export function solveLanes(x: usize, n: usize): void {
  if (n == 2) solve2(x);
  else solve3(x);
}
