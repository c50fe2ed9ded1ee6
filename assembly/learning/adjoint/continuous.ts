import { Problem } from "../../solvers/problem";
import { Differentiable } from "../differentiable";

// The differential equations of gradients, as right-hand sides for the solvers: with J = df/dy and G = df/dtheta,
//
//   backsolve       y' = f ,  a' = -J^T a ,  g' = -G^T a                       state (y, a, g), integrated backward in time
//   interpolating   a' = -J(y(t))^T a                                          state a; y(t) from a run forward (trajectory.ts)
//   sensitivities   y' = f ,  S_k' = J S_k + G_k                               state (y, S_1 ... S_m)
//
// a(t) is the gradient of the loss by y(t), g its gradient by theta; S_k is dy/dtheta_k, or for k > p dy/dy_(k - p)(start), without G.

/** Context of these problems. */
@unmanaged
export class GradientSystem {
  differentiable: usize;
  length: u32; // n
  parameters: u32; // p
  columns: u32; // m, p or p + n
  unit: usize; // scratch: n f64
  product: usize; // scratch: n f64
  gradients: usize; // scratch: p f64; of sensitivities n p
  matrix: usize; // scratch: n^2 f64, rows rounded up to 16 bytes
  trajectory: usize; // Trajectory
  state: usize; // scratch: n f64 rounded up to 16 bytes, the interpolated y

  // @ts-ignore: decorator
  @inline
  model(): Differentiable {
    return changetype<Differentiable>(this.differentiable);
  }
}

/** Zeroes n f64. */
// @ts-ignore: decorator
@inline
export function clear(at: usize, n: usize): void {
  for (let end = at + (n << 3); at < end; at += 8) store<f64>(at, 0.0);
}

/** The unit vector i, of n. */
// @ts-ignore: decorator
@inline
export function unitVector(system: GradientSystem, i: usize): usize {
  clear(system.unit, <usize>system.length);
  store<f64>(system.unit + (i << 3), 1.0);
  return system.unit;
}

/** Row i of J to `product`, row i of G to `gradients`. */
// @ts-ignore: decorator
@inline
function rows(system: GradientSystem, time: f64, state: usize, i: usize): bool {
  clear(system.gradients, <usize>system.parameters);
  return system.model().vectorJacobian(time, state, unitVector(system, i), system.product, system.gradients);
}

function backsolveDerivative(context: usize, time: f64, state: usize, out: usize): bool {
  const system = changetype<GradientSystem>(context);
  const n = <usize>system.length;
  const adjoint = out + (n << 3);
  const gradient = adjoint + (n << 3);
  const end = gradient + (<usize>system.parameters << 3);
  clear(gradient, <usize>system.parameters);
  if (!system.model().model().derivative(time, state, out)) return false;
  if (!system.model().vectorJacobian(time, state, state + (n << 3), adjoint, gradient)) return false;
  for (let at = adjoint; at < end; at += 8) store<f64>(at, -load<f64>(at));
  return true;
}

/** Minus the n and p numbers of `product` and `gradients` to column j of the rows from n on. */
// @ts-ignore: decorator
@inline
function putColumn(system: GradientSystem, out: usize, rowBytes: usize, j: usize): void {
  const n = <usize>system.length;
  let at = out + n * rowBytes + (j << 3);
  for (let i: usize = 0; i < n; i++, at += rowBytes) store<f64>(at, -load<f64>(system.product + (i << 3)));
  for (let i: usize = 0; i < <usize>system.parameters; i++, at += rowBytes) store<f64>(at, -load<f64>(system.gradients + (i << 3)));
}

function backsolveJacobian(context: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const system = changetype<GradientSystem>(context);
  const n = <usize>system.length;
  for (let j: usize = 0; j < n; j++) {
    if (!rows(system, time, state, j)) return false;
    for (let at: usize = 0; at < n << 3; at += 8) store<f64>(out + j * rowBytes + at, load<f64>(system.product + at));
    putColumn(system, out, rowBytes, n + j);
    clear(system.gradients, <usize>system.parameters);
    const unit = unitVector(system, j);
    if (!system.model().vectorJacobianSlope(time, state, unit, state + (n << 3), system.product, system.gradients)) return false;
    putColumn(system, out, rowBytes, j);
  }
  return true;
}

/** J to `matrix`, G to `gradients`, row by row. */
function matrices(system: GradientSystem, time: f64, state: usize): bool {
  const n = <usize>system.length;
  const p = <usize>system.parameters;
  clear(system.gradients, n * p);
  for (let i: usize = 0; i < n; i++) {
    const row = system.gradients + ((i * p) << 3);
    if (!system.model().vectorJacobian(time, state, unitVector(system, i), system.matrix + ((i * n) << 3), row)) return false;
  }
  return true;
}

function sensitivityDerivative(context: usize, time: f64, state: usize, out: usize): bool {
  const system = changetype<GradientSystem>(context);
  const n = <usize>system.length;
  const p = <usize>system.parameters;
  if (!system.model().model().derivative(time, state, out) || !matrices(system, time, state)) return false;
  for (let k: usize = 0; k < <usize>system.columns; k++) {
    const s = state + (((k + 1) * n) << 3);
    const to = out + (((k + 1) * n) << 3);
    for (let i: usize = 0; i < n; i++) {
      const row = system.matrix + ((i * n) << 3);
      let sum = k < p ? load<f64>(system.gradients + ((i * p + k) << 3)) : 0.0;
      for (let at: usize = 0; at < n << 3; at += 8) sum += load<f64>(row + at) * load<f64>(s + at);
      store<f64>(to + (i << 3), sum);
    }
  }
  return true;
}

/** J on the diagonal, for methods that keep their order with it alone; `size` is n. */
function sensitivityBlocks(context: usize, time: f64, state: usize, out: usize, rowBytes: usize, size: usize): bool {
  const system = changetype<GradientSystem>(context);
  const n = <usize>system.length;
  if (!matrices(system, time, state)) return false;
  for (let k: usize = 0; k <= <usize>system.columns; k++) {
    for (let i: usize = 0; i < n; i++, out += rowBytes) {
      for (let at: usize = 0; at < n << 3; at += 8) store<f64>(out + at, load<f64>(system.matrix + ((i * n) << 3) + at));
    }
  }
  return true;
}

/** All of it: beside the diagonal, d(J S_k + G_k)/dy in the first n columns. */
function sensitivityJacobian(context: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const system = changetype<GradientSystem>(context);
  const n = <usize>system.length;
  const p = <usize>system.parameters;
  if (!matrices(system, time, state)) return false;
  for (let k: usize = 0; k <= <usize>system.columns; k++) {
    const block = out + k * n * rowBytes;
    for (let i: usize = 0; i < n; i++) {
      const row = block + i * rowBytes;
      for (let at: usize = 0; at < n << 3; at += 8) store<f64>(row + ((k * n) << 3) + at, load<f64>(system.matrix + ((i * n) << 3) + at));
      if (k == 0) continue;
      const s = state + ((k * n) << 3);
      if (!system.model().vectorJacobianSlope(time, state, s, unitVector(system, i), row, 0)) return false; // d(e_i^T J S_k)/dy
    }
  }
  for (let i: usize = 0; i < n; i++) {
    for (let j: usize = 0; j < n; j++) {
      // dG_i/dy_j: the slope of e_i^T G along unit vector j
      const e = unitVector(system, i);
      clear(system.matrix, n);
      store<f64>(system.matrix + (j << 3), 1.0);
      clear(system.gradients, p);
      if (!system.model().vectorJacobianSlope(time, state, system.matrix, e, system.product, system.gradients)) return false;
      for (let k: usize = 0; k < p; k++) {
        const at = out + ((k + 1) * n + i) * rowBytes + (j << 3);
        store<f64>(at, load<f64>(at) + load<f64>(system.gradients + (k << 3)));
      }
    }
  }
  return true;
}

/** `problem` with these functions; without second derivatives of the model Jacobians come from differences. */
// @ts-ignore: decorator
@inline
export function fillProblem(problem: Problem, system: GradientSystem, length: u32, derivative: u32, jacobian: u32): void {
  problem.context = changetype<usize>(system);
  problem.length = length;
  problem.derivativeFunction = derivative;
  problem.jacobianFunction = jacobian;
  problem.jacobianBlocksFunction = 0;
  problem.timeDerivativeFunction = 0;
  problem.eventFunction = 0;
  problem.timeDependent = system.model().model().timeDependent;
}

// @ts-ignore: decorator
@inline
export function hasSlope(system: GradientSystem): bool {
  return system.model().vectorJacobianSlopeFunction != 0;
}

/** Makes `problem` the backsolve adjoint of the system's model: 2 n + p numbers. */
export function backsolveProblem(problem: Problem, system: GradientSystem): void {
  const length = 2 * system.length + system.parameters;
  fillProblem(problem, system, length, backsolveDerivative.index, hasSlope(system) ? backsolveJacobian.index : 0);
}

/** Makes `problem` the model with its sensitivities: n (1 + m) numbers. */
export function sensitivityProblem(problem: Problem, system: GradientSystem): void {
  const length = system.length * (1 + system.columns);
  fillProblem(problem, system, length, sensitivityDerivative.index, hasSlope(system) ? sensitivityJacobian.index : 0);
  problem.jacobianBlocksFunction = sensitivityBlocks.index;
}
