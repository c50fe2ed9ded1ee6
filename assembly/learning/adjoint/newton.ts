import { luFactor } from "../../numeric/linear/lu";
import { Differentiable } from "../differentiable";
import { clearBytes } from "./vectors";

// What the implicit steps share: the Jacobian, and when Newton's iteration is at rounding error. An adjoint by the implicit function theorem holds
// at the solution of a stage's equation, so that equation is solved as well as rounding allows.

/** Correction, relative to the terms of the equation, below which there is nothing left to correct. */
const ROUNDING: f64 = 8.8e-16;
/** Above it, the next iteration gets a new Jacobian. */
const FAR: f64 = 1e-4;
/** Corrections that shrink no more are rounding errors of the model's if they are below it. */
const SETTLED: f64 = 1e-9;
export const LARGEST_ITERATION: u32 = 60;

/** df/dy at (t, y) to `out`, rows of `rowBytes`; `unit` and the vectors have room for an even number of f64. False: outside the domain. */
export function jacobianAt(d: Differentiable, t: f64, y: usize, out: usize, rowBytes: usize, unit: usize): bool {
  const model = d.model();
  const n = <usize>model.length;
  clearBytes(out, n * rowBytes);
  if (model.hasJacobian()) return model.jacobian(t, y, out, rowBytes);
  clearBytes(unit, rowBytes);
  for (let i: usize = 0; i < n; i++) {
    // Row i of J is J^T e_i.
    const row = out + i * rowBytes;
    store<f64>(unit + (i << 3), 1.0);
    if (!d.vectorJacobian(t, y, unit, row, 0)) return false;
    store<f64>(unit + (i << 3), 0.0);
    if (n & 1) store<f64>(row + (n << 3), 0.0);
  }
  return true;
}

/** matrix <- I - s matrix, then its factors. False: singular. */
export function factorShifted(matrix: usize, n: usize, rowBytes: usize, s: f64, pivots: usize): bool {
  const factor = f64x2.splat(-s);
  for (let at = matrix; at < matrix + n * rowBytes; at += 16) v128.store(at, f64x2.mul(factor, v128.load(at)));
  for (let i: usize = 0; i < n; i++) {
    const at = matrix + i * rowBytes + (i << 3);
    store<f64>(at, 1.0 + load<f64>(at));
  }
  return luFactor(matrix, n, rowBytes, pivots) == 0;
}

/** The largest of `n` corrections, relative to the terms point, base and point - base of the equation; NaN if one is. */
export function relativeCorrection(correction: usize, point: usize, base: usize, n: usize): f64 {
  let largest = 0.0;
  for (let at: usize = 0; at < n << 3; at += 8) {
    const p = load<f64>(point + at);
    const b = load<f64>(base + at);
    const size = abs(load<f64>(correction + at));
    const ratio = size == 0.0 ? 0.0 : size / (abs(p) + abs(b));
    largest = ratio > largest || ratio != ratio ? ratio : largest;
    if (largest != largest) return largest;
  }
  return largest;
}

export const DONE: u32 = 0;
export const AGAIN: u32 = 1;
export const AGAIN_RENEWED: u32 = 2;

/** What follows a correction of relative size `size`, the one before having been `before`. */
export function judgeCorrection(size: f64, before: f64): u32 {
  if (size <= ROUNDING) return DONE;
  if (size >= 0.5 * before) return size < SETTLED ? DONE : AGAIN_RENEWED;
  return size > FAR ? AGAIN_RENEWED : AGAIN;
}
