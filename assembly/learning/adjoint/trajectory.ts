import { Integration } from "../../solvers/integration";
import { interpolateStep } from "../../solvers/methods";
import { Problem } from "../../solvers/problem";
import { clear, fillProblem, GradientSystem, hasSlope, unitVector } from "./continuous";

// The interpolating adjoint: a' = -J(y(t))^T a with y(t) from the dense output of a run forward, and its integral for the gradient by theta,
//
//   g = int G(y(t))^T a(t) dt ,
//
// by Gauss' rule of 4 points between all the ends of steps of either run, where both are polynomials.

/** The kept steps of a run, in the layout of solvers/integration.ts: f64 time, f64 step, u32 mode, and from byte 32 the state and the method's vectors. */
@unmanaged
export class Trajectory {
  run: usize; // an Integration with `length` and `stride`, for interpolation alone
  method: u32;
  records: usize;
  recordBytes: u32;
  count: u32;
  cursor: u32; // the record looked at last
}

// @ts-ignore: decorator
@inline
function recordAt(trajectory: Trajectory, i: u32): usize {
  return trajectory.records + <usize>i * <usize>trajectory.recordBytes;
}

/** The end of a record's step. */
// @ts-ignore: decorator
@inline
function endOf(record: usize): f64 {
  return load<f64>(record) + load<f64>(record, 8);
}

/** The state of the run forward at `time` to `out`, room for n f64 rounded up to 16 bytes. */
export function interpolateTrajectory(trajectory: Trajectory, time: f64, out: usize): void {
  let i = trajectory.cursor;
  while (i > 0 && time < load<f64>(recordAt(trajectory, i))) i--;
  while (i + 1 < trajectory.count && time > endOf(recordAt(trajectory, i))) i++;
  trajectory.cursor = i;
  interpolateRecord(trajectory, i, time, out);
}

// @ts-ignore: decorator
@inline
function interpolateRecord(trajectory: Trajectory, i: u32, time: f64, out: usize): void {
  const record = recordAt(trajectory, i);
  interpolateAt(trajectory, i, min(1.0, max(0.0, (time - load<f64>(record)) / load<f64>(record, 8))), out);
}

/** The state of step i at theta. */
function interpolateAt(trajectory: Trajectory, i: u32, theta: f64, out: usize): void {
  const run = changetype<Integration>(trajectory.run);
  const record = recordAt(trajectory, i);
  run.time = load<f64>(record);
  run.mode = load<u32>(record, 16);
  run.prepared = 1;
  run.state = record + 32;
  run.work = record + 32 + <usize>run.stride;
  interpolateStep(trajectory.method, run, load<f64>(record, 8), theta, out);
}

// @ts-ignore: decorator
@inline
function stateAt(system: GradientSystem, time: f64): usize {
  interpolateTrajectory(changetype<Trajectory>(system.trajectory), time, system.state);
  return system.state;
}

// @ts-ignore: decorator
@inline
function negate(at: usize, n: usize): void {
  for (let end = at + (n << 3); at < end; at += 8) store<f64>(at, -load<f64>(at));
}

function derivative(context: usize, time: f64, a: usize, out: usize): bool {
  const system = changetype<GradientSystem>(context);
  if (!system.model().vectorJacobian(time, stateAt(system, time), a, out, 0)) return false;
  negate(out, <usize>system.length);
  return true;
}

function jacobian(context: usize, time: f64, a: usize, out: usize, rowBytes: usize): bool {
  const system = changetype<GradientSystem>(context);
  const n = <usize>system.length;
  const y = stateAt(system, time);
  const model = system.model().model();
  if (model.hasJacobian()) {
    const stride = ((n + 1) & ~1) << 3;
    clear(system.matrix, (n * stride) >> 3);
    if (!model.jacobian(time, y, system.matrix, stride)) return false;
    for (let i: usize = 0; i < n; i++) {
      for (let j: usize = 0; j < n; j++) store<f64>(out + i * rowBytes + (j << 3), -load<f64>(system.matrix + j * stride + (i << 3)));
    }
    return true;
  }
  for (let j: usize = 0; j < n; j++) {
    if (!system.model().vectorJacobian(time, y, unitVector(system, j), system.product, 0)) return false;
    for (let i: usize = 0; i < n; i++) store<f64>(out + i * rowBytes + (j << 3), -load<f64>(system.product + (i << 3)));
  }
  return true;
}

/** Half of the distance, in steps, over which the dense output, a polynomial, is differenced: leaves a millionth of y'. */
const APART: f64 = 1e-3;

/**
 * d(-J(y(t))^T a)/dt of an autonomous model: minus the slope of J^T a along y'. y' is the dense output's own; f(y(t)) would be far off where the model is stiff, and a
 * Rosenbrock method would take it for a fast change.
 */
function timeDerivative(context: usize, time: f64, a: usize, out: usize): bool {
  const system = changetype<GradientSystem>(context);
  const trajectory = changetype<Trajectory>(system.trajectory);
  const y = stateAt(system, time);
  const record = recordAt(trajectory, trajectory.cursor);
  const step = load<f64>(record, 8);
  const theta = (time - load<f64>(record)) / step;
  const slope = system.unit;
  const n = <usize>system.length;
  interpolateAt(trajectory, trajectory.cursor, theta + APART, y);
  for (let at: usize = 0; at < n << 3; at += 8) store<f64>(slope + at, load<f64>(y + at));
  interpolateAt(trajectory, trajectory.cursor, theta - APART, y);
  for (let at: usize = 0; at < n << 3; at += 8) store<f64>(slope + at, (load<f64>(slope + at) - load<f64>(y + at)) / (2.0 * APART * step));
  if (!system.model().vectorJacobianSlope(time, stateAt(system, time), slope, a, out, 0)) return false;
  negate(out, <usize>system.length);
  return true;
}

/** Makes `problem` the linear adjoint along the system's trajectory: n numbers. */
export function interpolatingProblem(problem: Problem, system: GradientSystem): void {
  const autonomous = system.model().model().autonomous();
  fillProblem(problem, system, system.length, derivative.index, jacobian.index);
  problem.timeDerivativeFunction = hasSlope(system) && autonomous ? timeDerivative.index : 0;
  problem.timeDependent = 1;
}

/** Nodes of Gauss' rule on [0, 1], then its weights. */
const RULE: usize = memory.data<f64>([
  0.06943184420297371, 0.33000947820757187, 0.6699905217924281, 0.9305681557970263,
  0.17392742256872692, 0.32607257743127307, 0.32607257743127307, 0.17392742256872692,
]);

/**
 * Adds int G^T a dt over the steps of `adjoint`, a run backward in time along the system's trajectory, to `gradient`. `room`: n f64 rounded up to 16 bytes. False:
 * outside the model's domain.
 */
export function adjointQuadrature(system: GradientSystem, adjoint: Trajectory, gradient: usize, room: usize): bool {
  const forward = changetype<Trajectory>(system.trajectory);
  const n = <usize>system.length;
  for (let i: u32 = 0; i < adjoint.count; i++) {
    const record = recordAt(adjoint, i);
    let right = load<f64>(record);
    const last = endOf(record);
    while (right > last) {
      // The next end of a step to the left.
      let k = forward.cursor;
      while (k > 0 && load<f64>(recordAt(forward, k)) >= right) k--;
      while (k + 1 < forward.count && endOf(recordAt(forward, k)) < right) k++;
      forward.cursor = k;
      const start = load<f64>(recordAt(forward, k));
      const left = start > last && start < right ? start : last;
      const width = right - left;
      for (let node: usize = 0; node < 32; node += 8) {
        const time = left + load<f64>(RULE + node) * width;
        const weight = load<f64>(RULE + node, 32) * width;
        interpolateRecord(adjoint, i, time, room);
        for (let at: usize = 0; at < n << 3; at += 8) store<f64>(room + at, weight * load<f64>(room + at));
        if (!system.model().vectorJacobian(time, stateAt(system, time), room, system.product, gradient)) return false;
      }
      right = left;
    }
  }
  return true;
}
