import { fail, NEWTON_FAILED, OK, OUTSIDE_DOMAIN, SINGULAR_MATRIX } from "../../core/status";
import { luFactor, luSolve, luSolveTransposed } from "../../numeric/linear/lu";
import { C1, C2 } from "../../solvers/radau-tableau";
import { Differentiable } from "../differentiable";
import { AGAIN_RENEWED, DONE, jacobianAt, judgeCorrection, LARGEST_ITERATION, relativeCorrection } from "./newton";
import { clearBytes, copyNumbers, vectorBytes } from "./vectors";

// The step of Radau IIA of order 5 (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (1996), IV.5)
//
//   Y_i = y + h sum_j a_ij f(t + c_j h, Y_j) ,   y_1 = Y_3
//
// and its adjoint by the implicit function theorem, both through the whole system of three stages: with blocks
// M_ij = delta_ij I - h a_ij df/dy(Y_j), and lambda the loss's gradient by y_1,
//
//   M^T mu = (0, 0, lambda) ,   lambda <- mu_1 + mu_2 + mu_3 ,   gradient += sum_j (df/dtheta(Y_j))^T h sum_i a_ij mu_i
//
// Work: points, values and right-hand sides of three stages, y three times, the vector of a Jacobian, three Jacobians, the matrix, its pivots.

const ROOT6: f64 = 2.449489742783178;
const A: usize = memory.data<f64>([
  (88.0 - 7.0 * ROOT6) / 360.0, (296.0 - 169.0 * ROOT6) / 1800.0, (-2.0 + 3.0 * ROOT6) / 225.0,
  (296.0 + 169.0 * ROOT6) / 1800.0, (88.0 + 7.0 * ROOT6) / 360.0, (-2.0 - 3.0 * ROOT6) / 225.0,
  (16.0 - ROOT6) / 36.0, (16.0 + ROOT6) / 36.0, 1.0 / 9.0,
]);

// @ts-ignore: decorator
@inline
function weight(i: usize, j: usize): f64 {
  return load<f64>(A + ((3 * i + j) << 3));
}

// @ts-ignore: decorator
@inline
function nodeTime(t: f64, h: f64, j: usize): f64 {
  return t + (j == 0 ? C1 : j == 1 ? C2 : 1.0) * h;
}

export function radauWorkBytes(n: u32): u32 {
  const size = <usize>n;
  const bytes = vectorBytes(size);
  const whole = vectorBytes(3 * size);
  const total: usize = 7 * bytes + 2 * whole + 3 * size * bytes + 3 * size * whole + ((12 * size + 15) & ~15);
  return <u32>total;
}

@unmanaged
class Places {
  points: usize; // three vectors
  values: usize; // three vectors
  unit: usize;
  stacked: usize; // the right-hand side of the whole system, without gaps between its parts
  scratch: usize;
  jacobians: usize;
  matrix: usize;
  pivots: usize;
}

const placesBlock: usize = memory.data(32, 8);

function placesOf(work: usize, n: usize): Places {
  const places = changetype<Places>(placesBlock);
  const bytes = vectorBytes(n);
  const whole = vectorBytes(3 * n);
  places.points = work;
  places.values = work + 3 * bytes;
  places.unit = places.values + 3 * bytes;
  places.stacked = places.unit + bytes;
  places.scratch = places.stacked + whole;
  places.jacobians = places.scratch + whole;
  places.matrix = places.jacobians + 3 * n * bytes;
  places.pivots = places.matrix + 3 * n * whole;
  return places;
}

/** The factors of M at the points. */
function factorSystem(d: Differentiable, p: Places, t: f64, h: f64, n: usize): i32 {
  const bytes = vectorBytes(n);
  const whole = vectorBytes(3 * n);
  for (let j: usize = 0; j < 3; j++) {
    if (!jacobianAt(d, nodeTime(t, h, j), p.points + j * bytes, p.jacobians + j * n * bytes, bytes, p.unit)) return OUTSIDE_DOMAIN;
  }
  clearBytes(p.matrix, 3 * n * whole);
  for (let i: usize = 0; i < 3; i++) {
    for (let row: usize = 0; row < n; row++) {
      const to = p.matrix + (i * n + row) * whole;
      for (let j: usize = 0; j < 3; j++) {
        const from = p.jacobians + (j * n + row) * bytes;
        const s = -h * weight(i, j);
        for (let at: usize = 0; at < n << 3; at += 8) store<f64>(to + ((j * n) << 3) + at, s * load<f64>(from + at));
      }
      const diagonal = to + ((i * n + row) << 3);
      store<f64>(diagonal, 1.0 + load<f64>(diagonal));
    }
  }
  return luFactor(p.matrix, 3 * n, whole, p.pivots) == 0 ? OK : SINGULAR_MATRIX;
}

/** Y_1, Y_2 and Y_3 by Newton's iteration from y. */
function solveStages(d: Differentiable, p: Places, t: f64, h: f64, y: usize, n: usize): i32 {
  const bytes = vectorBytes(n);
  const whole = vectorBytes(3 * n);
  for (let j: usize = 0; j < 3; j++) copyNumbers(p.points + j * bytes, y, n);
  let renew = true;
  let before = Infinity;
  for (let iteration: u32 = 0; iteration < LARGEST_ITERATION; iteration++) {
    for (let j: usize = 0; j < 3; j++) {
      if (!d.model().derivative(nodeTime(t, h, j), p.points + j * bytes, p.values + j * bytes)) return OUTSIDE_DOMAIN;
    }
    if (renew) {
      const code = factorSystem(d, p, t, h, n);
      if (code != OK) return code;
    }
    clearBytes(p.stacked, whole);
    for (let i: usize = 0; i < 3; i++) {
      for (let at: usize = 0; at < n << 3; at += 8) {
        let sum = weight(i, 0) * load<f64>(p.values + at) + weight(i, 1) * load<f64>(p.values + bytes + at);
        sum += weight(i, 2) * load<f64>(p.values + 2 * bytes + at);
        store<f64>(p.stacked + ((i * n) << 3) + at, load<f64>(y + at) - load<f64>(p.points + i * bytes + at) + h * sum);
      }
    }
    luSolve(p.matrix, 3 * n, whole, p.pivots, p.stacked);
    let size = 0.0;
    for (let i: usize = 0; i < 3; i++) {
      const correction = p.stacked + ((i * n) << 3);
      const point = p.points + i * bytes;
      for (let at: usize = 0; at < n << 3; at += 8) store<f64>(point + at, load<f64>(point + at) + load<f64>(correction + at));
      const here = relativeCorrection(correction, point, y, n);
      size = here > size || here != here ? here : size;
      if (size != size) return NEWTON_FAILED;
    }
    const verdict = judgeCorrection(size, before);
    if (verdict == DONE) return OK;
    if (!(size < Infinity)) return NEWTON_FAILED;
    renew = verdict == AGAIN_RENEWED;
    before = size;
  }
  return NEWTON_FAILED;
}

export function radauStep(d: Differentiable, method: u32, t: f64, h: f64, y: usize, out: usize, work: usize): i32 {
  const n = <usize>d.model().length;
  const p = placesOf(work, n);
  const code = solveStages(d, p, t, h, y, n);
  if (code != OK) return fail(code, 0, 0, t, h);
  copyNumbers(out, p.points + 2 * vectorBytes(n), n);
  return OK;
}

export function radauStepReverse(
  d: Differentiable, method: u32, t: f64, h: f64, y: usize, a: usize, gradient: usize, work: usize,
): i32 {
  const n = <usize>d.model().length;
  const bytes = vectorBytes(n);
  const whole = vectorBytes(3 * n);
  const p = placesOf(work, n);
  let code = solveStages(d, p, t, h, y, n);
  if (code == OK) code = factorSystem(d, p, t, h, n);
  if (code != OK) return fail(code, 0, 0, t, h);
  clearBytes(p.stacked, whole);
  copyNumbers(p.stacked + ((2 * n) << 3), a, n);
  luSolveTransposed(p.matrix, 3 * n, whole, p.pivots, p.stacked);
  for (let at: usize = 0; at < n << 3; at += 8) {
    const first = load<f64>(p.stacked + at);
    const second = load<f64>(p.stacked + (n << 3) + at);
    const third = load<f64>(p.stacked + ((2 * n) << 3) + at);
    for (let j: usize = 0; j < 3; j++) {
      store<f64>(p.values + j * bytes + at, h * (weight(0, j) * first + weight(1, j) * second + weight(2, j) * third));
    }
    store<f64>(a + at, first + second + third);
  }
  if (gradient == 0) return OK;
  for (let j: usize = 0; j < 3; j++) {
    const point = p.points + j * bytes;
    if (!d.vectorJacobian(nodeTime(t, h, j), point, p.values + j * bytes, p.unit, gradient)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
  }
  return OK;
}
