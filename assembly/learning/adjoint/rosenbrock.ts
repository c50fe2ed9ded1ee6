import { fail, OK, OUTSIDE_DOMAIN, SINGULAR_MATRIX, SOLVER_NOT_FINITE } from "../../core/status";
import { inverseTimes2, inverseTimes3, invert2, invert3 } from "../../numeric/linear/inverse-small";
import { luFactor, luSolveSum, luSolveTransposed } from "../../numeric/linear/lu";
import { argumentsOf, COMBINE, couplingsOf, gammaOf, REPEAT, solutionOf } from "../../solvers/rosenbrock/form";
import { Differentiable } from "../differentiable";
import { planOf, plannedArgument, plannedCloses, plannedStages, plannedTable } from "./rosenbrock-plan";

// One step of a Rosenbrock method for an autonomous model, and the derivative of that step as it is computed, h held. With W = I/(h gamma) - J(y) the step is
// (solvers/rosenbrock/form.ts)
//
//   W U_i = f(x_i) + sum_(j < i) C_ij U_j / h ,   x_i = y + sum_(j < i) A_ij U_j ,   y_new = y + sum_j m_j U_j .
//
// dU_i = W^-1 (d(right-hand side) + dJ U_i), so with the adjoint a of y_new, from the last stage to the first:
//
//   W^T g_i = m_i a + sum_(k > i) (A_ki b_k + C_ki g_k / h) ,   b_i = J(x_i)^T g_i
//   adjoint of y = a + sum_i b_i + sum_i d(g_i^T J(y) U_i)/dy ,   gradient = sum_i (df/dtheta (x_i))^T g_i + sum_i d(g_i^T J(y) U_i)/dtheta ,
//
// where the derivatives of g^T J(y) U are the slope of (df/dy, df/dtheta)^T g along U (Differentiable.vectorJacobianSlope). The operations of the step are in the order
// of the solver's, so that steps of the methods with a tableau have the bits of the solver's; those of Rosenbrock23 agree to rounding.

// Work: vectors of `stride` bytes (n f64, and a 0 where n is odd), then W, then its pivots.
const ADJOINT: usize = 0; // of y
const PRODUCT: usize = 1;
const DRIVE: usize = 2; // adjoint of f at an argument that several stages have
const SLOPE: usize = 3; // f
const FIRST: usize = 4; // U_i, then x_i, then the adjoints of U_i, which become g_i

// @ts-ignore: decorator
@inline
function strideOf(n: usize): usize {
  return ((n + 1) & ~1) << 3;
}

/** Bytes of `work` for a model of n numbers. */
export function rosenbrockWorkBytes(method: u32, n: u32): u32 {
  planOf(method);
  const stride = strideOf(n);
  return <u32>((FIRST + 3 * plannedStages() + <usize>n) * stride + ((<usize>n + 3) & ~3) * 4);
}

/** J(y) to `out`, rows of `stride` bytes: the model's own, or row by row as products. */
function jacobian(d: Differentiable, t: f64, y: usize, out: usize, n: usize, stride: usize, unit: usize): bool {
  const model = d.model();
  for (let at: usize = 0; at < n * stride; at += 16) v128.store(out + at, f64x2.splat(0.0));
  if (model.hasJacobian()) return model.jacobian(t, y, out, stride);
  for (let at: usize = 0; at < n << 3; at += 8) store<f64>(unit + at, 0.0);
  for (let i: usize = 0; i < n; i++) {
    store<f64>(unit + (i << 3), 1.0);
    if (!d.vectorJacobian(t, y, unit, out + i * stride, 0)) return false;
    store<f64>(unit + (i << 3), 0.0);
  }
  return true;
}

/** Factors W = shift I - J in place of J; inverts it, 2 x 2 or 3 x 3. False: it is singular. */
function factor(w: usize, shift: f64, n: usize, stride: usize, pivots: usize): bool {
  for (let at: usize = 0; at < n * stride; at += 16) v128.store(w + at, f64x2.neg(v128.load(w + at)));
  for (let i: usize = 0; i < n; i++) {
    const at = w + i * stride + (i << 3);
    store<f64>(at, load<f64>(at) + shift);
  }
  if (luFactor(w, n, stride, pivots) != 0) return false;
  if (n == 3) invert3(w, stride, pivots);
  else if (n == 2) invert2(w, stride, pivots);
  return true;
}

/** x = W^-1 (x + b) */
function solve(w: usize, n: usize, stride: usize, pivots: usize, x: usize, b: usize): void {
  if (n == 3) inverseTimes3(w, stride, x, b, true);
  else if (n == 2) inverseTimes2(w, stride, x, b, true);
  else luSolveSum(w, n, stride, pivots, x, b);
}

/** x = W^-T x. The inverses of small matrices are stored by columns. */
function solveTransposed(w: usize, n: usize, stride: usize, pivots: usize, x: usize): void {
  if (n != 2 && n != 3) return luSolveTransposed(w, n, stride, pivots, x);
  const x0 = load<f64>(x);
  const x1 = load<f64>(x, 8);
  const x2 = n == 3 ? load<f64>(x, 16) : 0.0;
  for (let i: usize = 0; i < n; i++) {
    const column = w + i * stride;
    const sum = load<f64>(column) * x0 + load<f64>(column, 8) * x1;
    store<f64>(x + (i << 3), n == 3 ? sum + load<f64>(column, 16) * x2 : sum);
  }
}

/** out = base + sum_(j < count) weights_j U_j, added one after the other. */
function sumOnto(out: usize, base: usize, weights: usize, count: usize, first: usize, stride: usize): void {
  for (let at: usize = 0; at < stride; at += 16) {
    let sum = v128.load(base + at);
    for (let j: usize = 0; j < count; j++) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(weights + (j << 3)), v128.load(first + j * stride + at)));
    }
    v128.store(out + at, sum);
  }
}

/** out = scale sum_(j < count) weights_j U_j; count > 0. */
function sumOf(out: usize, scale: f64, weights: usize, count: usize, first: usize, stride: usize): void {
  const factor = f64x2.splat(scale);
  for (let at: usize = 0; at < stride; at += 16) {
    let sum = f64x2.mul(v128.load64_splat(weights), v128.load(first + at));
    for (let j: usize = 1; j < count; j++) {
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(weights + (j << 3)), v128.load(first + j * stride + at)));
    }
    v128.store(out + at, f64x2.mul(factor, sum));
  }
}

/** x += scale y */
// @ts-ignore: decorator
@inline
function addScaled(x: usize, scale: f64, y: usize, stride: usize): void {
  const factor = f64x2.splat(scale);
  for (let at: usize = 0; at < stride; at += 16) v128.store(x + at, f64x2.add(v128.load(x + at), f64x2.mul(factor, v128.load(y + at))));
}

// @ts-ignore: decorator
@inline
function add(x: usize, y: usize, stride: usize): void {
  for (let at: usize = 0; at < stride; at += 16) v128.store(x + at, f64x2.add(v128.load(x + at), v128.load(y + at)));
}

/** U_i and x_i of all stages, with the factors of W, in `work`; a plan has been made. */
function stages(d: Differentiable, t: f64, h: f64, y: usize, work: usize): i32 {
  const model = d.model();
  const n = <usize>model.length;
  const stride = strideOf(n);
  const s = plannedStages();
  const table = plannedTable();
  const first = work + FIRST * stride;
  const arguments_ = first + s * stride;
  const w = work + (FIRST + 3 * s) * stride;
  const pivots = w + n * stride;
  const slope = work + SLOPE * stride;
  if (n & 1) for (let vector = work; vector < w; vector += stride) store<f64>(vector + (n << 3), 0.0);
  for (let at: usize = 0; at < n << 3; at += 8) store<f64>(arguments_ + at, load<f64>(y + at));
  if (!model.autonomous() || !jacobian(d, t, y, w, n, stride, slope)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
  if (!factor(w, 1.0 / (h * gammaOf(table)), n, stride, pivots)) return fail(SINGULAR_MATRIX, 0, 0, t, h);
  let argument = arguments_;
  for (let i: usize = 0; i < s; i++) {
    const u = first + i * stride;
    const code = plannedArgument(i);
    if (i == 0) for (let at: usize = 0; at < stride; at += 16) v128.store(u + at, f64x2.splat(0.0));
    else {
      const own = arguments_ + i * stride;
      if (code == COMBINE) sumOnto(own, arguments_, argumentsOf(table, s, i), i, first, stride);
      else if (code != REPEAT) for (let at: usize = 0; at < stride; at += 16) v128.store(own + at, f64x2.add(v128.load(argument + at), v128.load(u - stride + at)));
      if (code != REPEAT) argument = own;
      sumOf(u, 1.0 / h, couplingsOf(table, s, i), i, first, stride);
    }
    if ((i == 0 || code != REPEAT) && !model.derivative(t, argument, slope)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
    solve(w, n, stride, pivots, u, slope);
  }
  return OK;
}

/** Copies n numbers. Refuses a number that is not finite. */
function leave(from: usize, out: usize, n: usize, t: f64, h: f64): i32 {
  for (let i: usize = 0; i < n; i++) {
    const x = load<f64>(from + (i << 3));
    if (!(abs(x) < Infinity)) return fail(SOLVER_NOT_FINITE, 0, <u32>i, t, h);
    store<f64>(out + (i << 3), x);
  }
  return OK;
}

/**
 * One step of length h from y to `out`, n numbers each, which may be the same. `method`: 10 to 17 of solvers/methods.ts. The model is autonomous. Fails outside the
 * model's domain, with a singular W, and where `out` would not be finite.
 */
export function rosenbrockStep(d: Differentiable, method: u32, t: f64, h: f64, y: usize, out: usize, work: usize): i32 {
  planOf(method);
  const status = stages(d, t, h, y, work);
  if (status != OK) return status;
  const n = <usize>d.model().length;
  const stride = strideOf(n);
  const s = plannedStages();
  const first = work + FIRST * stride;
  const arguments_ = first + s * stride;
  const end = work + PRODUCT * stride;
  if (plannedCloses()) {
    const last = s - 1;
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(end + at, f64x2.add(v128.load(arguments_ + last * stride + at), v128.load(first + last * stride + at)));
    }
  } else {
    sumOf(end, 1.0, solutionOf(plannedTable(), s), s, first, stride);
    for (let at: usize = 0; at < stride; at += 16) v128.store(end + at, f64x2.add(v128.load(arguments_ + at), v128.load(end + at)));
  }
  return leave(end, out, n, t, h);
}

/**
 * The way back over {@link rosenbrockStep} from y: `a`, n numbers, is the adjoint of the step's end and becomes that of y; what the step contributes to the gradient
 * by theta is added to `gradient`, unless that is 0. Fails as the step does; then a is as it was, `gradient` is not.
 */
export function rosenbrockStepReverse(d: Differentiable, method: u32, t: f64, h: f64, y: usize, a: usize, gradient: usize, work: usize): i32 {
  planOf(method);
  const status = stages(d, t, h, y, work);
  if (status != OK) return status;
  const n = <usize>d.model().length;
  const stride = strideOf(n);
  const s = plannedStages();
  const table = plannedTable();
  const adjoint = work + ADJOINT * stride;
  const product = work + PRODUCT * stride;
  const drive = work + DRIVE * stride;
  const first = work + FIRST * stride;
  const arguments_ = first + s * stride;
  const adjoints = arguments_ + s * stride;
  const w = adjoints + s * stride;
  const pivots = w + n * stride;
  for (let at: usize = 0; at < n << 3; at += 8) store<f64>(adjoint + at, load<f64>(a + at));
  for (let i: usize = 0; i < s; i++) {
    const m = f64x2.splat(load<f64>(solutionOf(table, s) + (i << 3)));
    for (let at: usize = 0; at < stride; at += 16) v128.store(adjoints + i * stride + at, f64x2.mul(m, v128.load(adjoint + at)));
  }
  let shared = false; // `drive` has adjoints of later stages with this argument
  for (let i = s; i-- > 0; ) {
    const g = adjoints + i * stride;
    solveTransposed(w, n, stride, pivots, g);
    if (!d.vectorJacobianSlope(t, y, first + i * stride, g, product, gradient)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
    add(adjoint, product, stride);
    const repeats = i > 0 && plannedArgument(i) == REPEAT;
    if (repeats || shared) {
      if (shared) add(drive, g, stride);
      else for (let at: usize = 0; at < stride; at += 16) v128.store(drive + at, v128.load(g + at));
    }
    if (!repeats) {
      if (!d.vectorJacobian(t, arguments_ + i * stride, shared ? drive : g, product, gradient)) return fail(OUTSIDE_DOMAIN, 0, 0, t, h);
      add(adjoint, product, stride);
      for (let j: usize = 0; j < i; j++) addScaled(adjoints + j * stride, load<f64>(argumentsOf(table, s, i) + (j << 3)), product, stride);
    }
    shared = repeats;
    for (let j: usize = 0; j < i; j++) addScaled(adjoints + j * stride, load<f64>(couplingsOf(table, s, i) + (j << 3)) / h, g, stride);
  }
  return leave(adjoint, a, n, t, h);
}
