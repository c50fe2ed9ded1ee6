import { fail, NEWTON_FAILED, OK, OUTSIDE_DOMAIN, SINGULAR_MATRIX } from "../../core/status";
import { luSolve, luSolveTransposed } from "../../numeric/linear/lu";
import { Differentiable } from "../differentiable";
import { AGAIN_RENEWED, DONE, factorShifted, jacobianAt, judgeCorrection, LARGEST_ITERATION, relativeCorrection } from "./newton";
import { addScaledVector, addVector, clearBytes, copyNumbers, scaledVector, vectorBytes } from "./vectors";

// Diagonally implicit Runge-Kutta steps
//
//   Y_i = B_i + h a_ii f(t + c_i h, Y_i) ,   B_i = y + h sum_(j < i) a_ij k_j ,   k_i = (Y_i - B_i) / (h a_ii)  or  f(Y_i) where a_ii = 0 ,
//   y_1 = Y_s ,   for the midpoint rule  y_1 = y + h k_1
//
// and their adjoints by the implicit function theorem: with M_i = I - h a_ii df/dy(Y_i), and lambda the loss's gradient by y_1,
//
//   mu_s = M_s^-T lambda  and  nu_s = h a_ss mu_s ,  before it  nu_i = M_i^-T h sum_(j > i) a_ji mu_j  and  mu_i = (df/dy)^T nu_i ,
//   lambda <- sum_i mu_i ,   gradient += sum_i (df/dtheta)^T nu_i
//
// (mu_i is the adjoint of B_i, nu_i that of k_i; the midpoint rule starts with nu_1 = M_1^-T h lambda and adds lambda to the sum.)
//
// Work: B, Y, k or nu of each stage, three vectors, the matrix, the pivots.

const TR_BDF2: u32 = 21;
const IMPLICIT_EULER: u32 = 23;
const IMPLICIT_MIDPOINT: u32 = 24;
const TRAPEZOID: u32 = 25;

const ROOT2: f64 = 1.4142135623730951;
// Rows of a, then c: backward Euler, midpoint and trapezoidal rule (assembly/solvers/one-stage.ts), TR-BDF2 (tr-bdf2.ts).
const EULER_TABLE: usize = memory.data<f64>([1.0, 1.0]);
const MIDPOINT_TABLE: usize = memory.data<f64>([0.5, 0.5]);
const TRAPEZOID_TABLE: usize = memory.data<f64>([0.0, 0.0, 0.5, 0.5, 0.0, 1.0]);
const TR_BDF2_TABLE: usize = memory.data<f64>([
  0.0, 0.0, 0.0,
  1.0 - ROOT2 / 2.0, 1.0 - ROOT2 / 2.0, 0.0,
  ROOT2 / 4.0, ROOT2 / 4.0, 1.0 - ROOT2 / 2.0,
  0.0, 2.0 - ROOT2, 1.0,
]);

function stagesOf(method: u32): usize {
  return method == TR_BDF2 ? 3 : method == TRAPEZOID ? 2 : 1;
}

function tableOf(method: u32): usize {
  if (method == TR_BDF2) return TR_BDF2_TABLE;
  if (method == TRAPEZOID) return TRAPEZOID_TABLE;
  return method == IMPLICIT_EULER ? EULER_TABLE : MIDPOINT_TABLE;
}

/** a_ij; row `stages` holds c. */
// @ts-ignore: decorator
@inline
function coefficient(table: usize, stages: usize, i: usize, j: usize): f64 {
  return load<f64>(table + ((i * stages + j) << 3));
}

export function diagonallyImplicitWorkBytes(method: u32, n: u32): u32 {
  const size = <usize>n;
  const total: usize = (3 * stagesOf(method) + 3 + size) * vectorBytes(size) + ((4 * size + 15) & ~15);
  return <u32>total;
}

/** Places in `work`. */
@unmanaged
class Places {
  bases: usize;
  points: usize;
  slopes: usize;
  correction: usize;
  unit: usize;
  sum: usize;
  matrix: usize;
  pivots: usize;
}

const placesBlock: usize = memory.data(32, 8);

function placesOf(work: usize, n: usize, bytes: usize, stages: usize): Places {
  const places = changetype<Places>(placesBlock);
  places.bases = work;
  places.points = work + stages * bytes;
  places.slopes = places.points + stages * bytes;
  places.correction = places.slopes + stages * bytes;
  places.unit = places.correction + bytes;
  places.sum = places.unit + bytes;
  places.matrix = places.sum + bytes;
  places.pivots = places.matrix + n * bytes;
  return places;
}

/** Solves Y = base + s f(time, Y) by Newton's iteration from Y = base. */
function solveStage(d: Differentiable, p: Places, time: f64, s: f64, base: usize, point: usize, n: usize, bytes: usize): i32 {
  copyNumbers(point, base, n);
  let renew = true;
  let before = Infinity;
  for (let iteration: u32 = 0; iteration < LARGEST_ITERATION; iteration++) {
    if (!d.model().derivative(time, point, p.correction)) return OUTSIDE_DOMAIN;
    if (renew) {
      if (!jacobianAt(d, time, point, p.matrix, bytes, p.unit)) return OUTSIDE_DOMAIN;
      if (!factorShifted(p.matrix, n, bytes, s, p.pivots)) return SINGULAR_MATRIX;
    }
    for (let at: usize = 0; at < n << 3; at += 8) {
      const residual = load<f64>(base + at) - load<f64>(point + at) + s * load<f64>(p.correction + at);
      store<f64>(p.correction + at, residual);
    }
    if (n & 1) store<f64>(p.correction + (n << 3), 0.0);
    luSolve(p.matrix, n, bytes, p.pivots, p.correction);
    addVector(point, p.correction, bytes);
    const size = relativeCorrection(p.correction, point, base, n);
    const verdict = judgeCorrection(size, before);
    if (verdict == DONE) return OK;
    if (!(size < Infinity)) return NEWTON_FAILED;
    renew = verdict == AGAIN_RENEWED;
    before = size;
  }
  return NEWTON_FAILED;
}

/** B_i, Y_i and k_i of all stages from y. */
function solveStages(d: Differentiable, p: Places, table: usize, stages: usize, t: f64, h: f64, y: usize, n: usize, bytes: usize): i32 {
  for (let i: usize = 0; i < stages; i++) {
    const base = p.bases + i * bytes;
    const point = p.points + i * bytes;
    const slope = p.slopes + i * bytes;
    const time = t + coefficient(table, stages, stages, i) * h;
    const s = h * coefficient(table, stages, i, i);
    clearBytes(base, bytes);
    copyNumbers(base, y, n);
    for (let j: usize = 0; j < i; j++) addScaledVector(base, h * coefficient(table, stages, i, j), p.slopes + j * bytes, bytes);
    if (s == 0.0) {
      copyNumbers(point, base, n);
      if (!d.model().derivative(time, point, slope)) return OUTSIDE_DOMAIN;
      if (n & 1) store<f64>(slope + (n << 3), 0.0);
      continue;
    }
    clearBytes(point, bytes);
    const code = solveStage(d, p, time, s, base, point, n, bytes);
    if (code != OK) return code;
    for (let at: usize = 0; at < bytes; at += 8) store<f64>(slope + at, (load<f64>(point + at) - load<f64>(base + at)) / s);
  }
  return OK;
}

export function diagonallyImplicitStep(
  d: Differentiable, method: u32, t: f64, h: f64, y: usize, out: usize, work: usize,
): i32 {
  const n = <usize>d.model().length;
  const bytes = vectorBytes(n);
  const stages = stagesOf(method);
  const p = placesOf(work, n, bytes, stages);
  const code = solveStages(d, p, tableOf(method), stages, t, h, y, n, bytes);
  if (code != OK) return fail(code, 0, 0, t, h);
  const end = p.points + (stages - 1) * bytes;
  if (method == IMPLICIT_MIDPOINT) {
    for (let at: usize = 0; at < bytes; at += 8) store<f64>(end + at, 2.0 * load<f64>(end + at) - load<f64>(p.bases + at));
  }
  copyNumbers(out, end, n);
  return OK;
}

export function diagonallyImplicitStepReverse(
  d: Differentiable, method: u32, t: f64, h: f64, y: usize, a: usize, gradient: usize, work: usize,
): i32 {
  const n = <usize>d.model().length;
  const bytes = vectorBytes(n);
  const stages = stagesOf(method);
  const table = tableOf(method);
  const p = placesOf(work, n, bytes, stages);
  const code = solveStages(d, p, table, stages, t, h, y, n, bytes);
  if (code != OK) return fail(code, 0, 0, t, h);
  const midpoint = method == IMPLICIT_MIDPOINT;
  clearBytes(p.sum, bytes);
  if (midpoint) copyNumbers(p.sum, a, n);
  // From here on the bases hold mu, the slopes nu.
  clearBytes(p.slopes, stages * bytes);
  for (let i = stages; i-- > 0; ) {
    const nu = p.slopes + i * bytes;
    const mu = p.bases + i * bytes;
    const time = t + coefficient(table, stages, stages, i) * h;
    const s = h * coefficient(table, stages, i, i);
    const last = i == stages - 1 && !midpoint;
    if (i == stages - 1) {
      copyNumbers(nu, a, n);
      if (midpoint) scaledVector(nu, h, nu, bytes);
    }
    if (s != 0.0) {
      if (!jacobianAt(d, time, p.points + i * bytes, p.matrix, bytes, p.unit)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
      if (!factorShifted(p.matrix, n, bytes, s, p.pivots)) return fail(SINGULAR_MATRIX, 0, 0, t, h);
      luSolveTransposed(p.matrix, n, bytes, p.pivots, nu);
    }
    if (last) {
      copyNumbers(mu, nu, n);
      scaledVector(nu, s, nu, bytes);
    }
    if (!last || gradient) {
      if (!d.vectorJacobian(time, p.points + i * bytes, nu, last ? p.unit : mu, gradient)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
    }
    addVector(p.sum, mu, bytes);
    for (let j: usize = 0; j < i; j++) addScaledVector(p.slopes + j * bytes, h * coefficient(table, stages, i, j), mu, bytes);
  }
  copyNumbers(a, p.sum, n);
  return OK;
}
