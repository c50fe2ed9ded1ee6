import { fail, OK, OUTSIDE_DOMAIN } from "../../core/status";
import { settle } from "../../solvers/rows";
import { Differentiable } from "../differentiable";
import { explicitStages, Row, rowOf } from "./explicit-rows";
import { addScaledVector, addVector, clearBytes, copyNumbers, vectorBytes } from "./vectors";

// Explicit Runge-Kutta steps
//
//   Y_i = y + h sum_j a_ij k_j ,   k_i = f(t + c_i h, Y_i) ,   y_1 = y + h sum_i b_i k_i
//
// and their adjoints: with lambda the loss's gradient by y_1, from the last stage to the first
//
//   kbar_i = h b_i lambda + h sum_(j > i) a_ji Ybar_j ,   Ybar_i = (df/dy)^T kbar_i ,   gradient += (df/dtheta)^T kbar_i ,
//   lambda <- lambda + sum_i Ybar_i
//
// Work: the points Y_i, the slopes k_i (of which the adjoint makes kbar_i), two vectors.

export function explicitWorkBytes(method: u32, n: u32): u32 {
  return (2 * explicitStages(method) + 2) * <u32>vectorBytes(<usize>n);
}

/** out = base + h (row's sum of slopes), in the order of additions of the solvers, so that steps have their bits. */
function sumRow(row: Row, out: usize, base: usize, slopes: usize, bytes: usize, h: f64): void {
  const w = row.weights;
  const count = <usize>row.count;
  const last = w + ((count - 1) << 3);
  const step = f64x2.splat(h);
  const stepLast = f64x2.mul(step, v128.load64_splat(last));
  const first = slopes + <usize>row.first * bytes;
  const rest = slopes + <usize>row.rest * bytes;
  if (count == 1) {
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(out + at, f64x2.add(v128.load(base + at), f64x2.mul(stepLast, settle(first + at))));
    }
    return;
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    let sum = f64x2.mul(v128.load64_splat(w), v128.load(first + at));
    let from = rest + at;
    for (let weight = w + 8; weight < last; weight += 8, from += bytes) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(weight), v128.load(from)));
    }
    const old = f64x2.add(v128.load(base + at), f64x2.mul(step, sum));
    v128.store(out + at, f64x2.add(old, f64x2.mul(stepLast, settle(from))));
  }
}

/** The points of all stages, point 0 being given, and the slopes of the first `slopes`. False: outside the model's domain. */
function evaluateStages(
  d: Differentiable, method: u32, stages: u32, evaluated: u32, t: f64, h: f64, points: usize, slopes: usize, bytes: usize,
): bool {
  const model = d.model();
  for (let i: u32 = 0; i < stages; i++) {
    const point = points + <usize>i * bytes;
    const row = rowOf(method, i);
    if (i) sumRow(row, point, points, slopes, bytes, h);
    if (i < evaluated && !model.derivative(i ? t + row.node * h : t, point, slopes + <usize>i * bytes)) return false;
  }
  return true;
}

export function explicitStep(d: Differentiable, method: u32, t: f64, h: f64, y: usize, out: usize, work: usize): i32 {
  const n = <usize>d.model().length;
  const bytes = vectorBytes(n);
  const stages = explicitStages(method);
  const slopes = work + <usize>stages * bytes;
  const end = slopes + <usize>stages * bytes;
  copyNumbers(work, y, n);
  if (!evaluateStages(d, method, stages, stages, t, h, work, slopes, bytes)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
  sumRow(rowOf(method, stages), end, work, slopes, bytes, h);
  copyNumbers(out, end, n);
  return OK;
}

/** sum_j of a row's weights, h and `adjoint` to the adjoints of the slopes. */
function spreadRow(row: Row, h: f64, adjoint: usize, slopes: usize, bytes: usize): void {
  const w = row.weights;
  addScaledVector(slopes + <usize>row.first * bytes, h * load<f64>(w), adjoint, bytes);
  let to = slopes + <usize>row.rest * bytes;
  for (let j: usize = 1; j < <usize>row.count; j++, to += bytes) addScaledVector(to, h * load<f64>(w + (j << 3)), adjoint, bytes);
}

export function explicitStepReverse(
  d: Differentiable, method: u32, t: f64, h: f64, y: usize, a: usize, gradient: usize, work: usize,
): i32 {
  const n = <usize>d.model().length;
  const bytes = vectorBytes(n);
  const stages = explicitStages(method);
  const slopes = work + <usize>stages * bytes;
  const lambda = slopes + <usize>stages * bytes;
  const adjoint = lambda + bytes;
  copyNumbers(work, y, n);
  // The last slope enters y_1 alone.
  if (!evaluateStages(d, method, stages, stages - 1, t, h, work, slopes, bytes)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
  copyNumbers(lambda, a, n);
  clearBytes(slopes, <usize>stages * bytes);
  spreadRow(rowOf(method, stages), h, lambda, slopes, bytes);
  for (let i = <i32>stages - 1; i >= 0; i--) {
    const row = rowOf(method, <u32>i);
    const slope = slopes + <usize>i * bytes;
    const time = i ? t + row.node * h : t;
    if (!d.vectorJacobian(time, work + <usize>i * bytes, slope, adjoint, gradient)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
    addVector(lambda, adjoint, bytes);
    if (i) spreadRow(row, h, adjoint, slopes, bytes);
  }
  copyNumbers(a, lambda, n);
  return OK;
}
