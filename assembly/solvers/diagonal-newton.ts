import { luFactor, luSolve } from "../numeric/linear/lu";
import { copyVector, Integration, LEFT_DOMAIN, matrix, NO_CONVERGENCE, OK_STEP, SINGULAR, stage } from "./integration";
import { evaluateJacobian } from "./jacobian";
import { roughPower } from "./rough-power";
import { settle } from "./rows";

// Stages of diagonally implicit Runge-Kutta methods, one after the other, by a simplified Newton iteration with one matrix for all of them
// (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (1996), IV.8):
//
//   z = h f(t, base + d z),   (I - d h J) dz = h f(t, base + d z) - z
//
// Matrix 0 is J, matrix 1 the factored I - d h J. Where vectors lie in `run.work`, as stages:

// 0 is f(t, y), 1 to 6 are the method's own, and those from VECTORS on.
const RESIDUAL: usize = 7;
const SLOPE: usize = 8;
const INVERSE_SCALE: usize = 9;
const KEPT_SLOPE: usize = 10;
const MEMORY: usize = 11;
/** Vectors in all: the memory takes 48 bytes, and a vector has 16 or more. */
export const VECTORS: usize = 14;

/** What is carried from step to step. */
@unmanaged
export class NewtonMemory {
  factoredStep: f64; // d h of the factored matrix; 0: none
  theta: f64; // largest rate of convergence in this step
  convergence: f64; // theta / (1 - theta) of the last iteration
  iterations: f64; // most of a stage in this step
  jacobian: u32; // NONE, CURRENT or OLD
  keepJacobian: u32; // in the next step
  newton: f64; // fraction of the tolerance to which stages are solved
}

/** What `jacobian` says: none; of the present state; of an earlier one. */
export const NONE: u32 = 0;
export const CURRENT: u32 = 1;
export const OLD: u32 = 2;

const MAXIMUM_ITERATIONS: f64 = 8.0;
/** Growth of the step that is passed over, to keep the factored matrix. */
const LEAST_GROWTH: f64 = 1.2;

// @ts-ignore: decorator
@inline
export function newtonMemory(run: Integration): NewtonMemory {
  return changetype<NewtonMemory>(stage(run, MEMORY));
}

export function startNewton(run: Integration, newton: f64): void {
  const memory = newtonMemory(run);
  memory.factoredStep = 0.0;
  memory.theta = 0.0;
  memory.convergence = 1.0;
  memory.iterations = 0.0;
  memory.jacobian = NONE;
  memory.keepJacobian = 0;
  memory.newton = newton;
}

/** Readies the matrix I - d h J of a step; `part` is d h. */
export function prepareStep<M>(model: M, run: Integration, step: f64, part: f64): u32 {
  const memory = newtonMemory(run);
  if (memory.jacobian == NONE && !renewJacobian<M>(model, run, step)) return LEFT_DOMAIN;
  if (memory.factoredStep != part) {
    const outcome = factor(run, part);
    if (outcome != OK_STEP) return outcome;
  }
  memory.theta = 0.0;
  memory.iterations = 0.0;
  const stride = <usize>run.stride;
  const inverse = stage(run, INVERSE_SCALE);
  const relative = f64x2.splat(run.relativeTolerance);
  for (let at: usize = 0; at < stride; at += 16) {
    const size = f64x2.add(v128.load(run.absoluteTolerances + at), f64x2.mul(relative, f64x2.abs(v128.load(run.state + at))));
    v128.store(inverse + at, f64x2.div(f64x2.splat(1.0), size));
  }
  return OK_STEP;
}

/** A new Jacobian. Stage 0 may be a slope that solves the equations of the last step; differences need the one of f. */
export function renewJacobian<M>(model: M, run: Integration, step: f64): bool {
  const memory = newtonMemory(run);
  memory.factoredStep = 0.0;
  memory.jacobian = CURRENT;
  if (model.hasJacobian()) return evaluateJacobian<M>(model, run, step, matrix(run, 0));
  const stride = <usize>run.stride;
  const slope = stage(run, 0);
  const kept = stage(run, KEPT_SLOPE);
  copyVector(kept, slope, stride);
  run.evaluations++;
  const inside = model.derivative(run.time, run.state, slope) && evaluateJacobian<M>(model, run, step, matrix(run, 0));
  copyVector(slope, kept, stride);
  return inside;
}

/** Factors I - part J. */
function factor(run: Integration, part: f64): u32 {
  const n = <usize>run.length;
  const stride = <usize>run.stride;
  const h = f64x2.splat(-part);
  const to = matrix(run, 1);
  const from = matrix(run, 0);
  const bytes = n * stride;
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, f64x2.mul(h, v128.load(from + at)));
  for (let i: usize = 0; i < n; i++) {
    const diagonal = to + i * stride + (i << 3);
    store<f64>(diagonal, load<f64>(diagonal) + 1.0);
  }
  run.factorizations++;
  newtonMemory(run).factoredStep = 0.0;
  if (luFactor(to, n, stride, run.pivots)) return SINGULAR;
  newtonMemory(run).factoredStep = part;
  return OK_STEP;
}

/** x = (I - d h J)^-1 x. */
// @ts-ignore: decorator
@inline
export function solveWith(run: Integration, x: usize): void {
  run.solves++;
  luSolve(matrix(run, 1), <usize>run.length, <usize>run.stride, run.pivots, x);
}

/** Solves z = step f(time, base + d z) from the z given; leaves base + d z in `point`, which may be base. */
export function solveStage<M>(model: M, run: Integration, time: f64, step: f64, d: f64, base: usize, z: usize, point: usize): u32 {
  const stride = <usize>run.stride;
  const memory = newtonMemory(run);
  const residual = stage(run, RESIDUAL);
  const slope = stage(run, SLOPE);
  const inverse = stage(run, INVERSE_SCALE);
  const h = f64x2.splat(step);
  const weight = f64x2.splat(d);
  const relative = run.relativeTolerance;
  const tolerance = relative > 0.0 ? max(10.0 * f64.EPSILON / relative, memory.newton) : memory.newton;
  let eta = roughPower(max(memory.convergence, f64.EPSILON), 0.8);
  memory.convergence = eta;
  let before = 0.0;
  for (let iteration = 1.0; iteration <= MAXIMUM_ITERATIONS; iteration++) {
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(point + at, f64x2.add(v128.load(base + at), f64x2.mul(weight, v128.load(z + at))));
    }
    run.evaluations++;
    run.iterations++;
    if (!model.derivative(time, point, slope)) return LEFT_DOMAIN;
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(residual + at, f64x2.sub(f64x2.mul(h, settle(slope + at)), v128.load(z + at)));
    }
    solveWith(run, residual);
    let sum = f64x2.splat(0.0);
    for (let at: usize = 0; at < stride; at += 16) {
      const change = v128.load(residual + at);
      const weighed = f64x2.mul(f64x2.mul(weight, change), v128.load(inverse + at));
      sum = f64x2.add(sum, f64x2.mul(weighed, weighed));
      v128.store(z + at, f64x2.add(v128.load(z + at), change));
    }
    const change = sqrt((f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1)) / <f64>run.length);
    if (!(change < Infinity)) return NO_CONVERGENCE;
    memory.iterations = max(memory.iterations, iteration);
    let solved = false;
    if (iteration > 1.0) {
      const theta = change / before;
      memory.theta = max(memory.theta, theta);
      if (!(theta < 0.99)) return NO_CONVERGENCE;
      eta = theta / (1.0 - theta);
      memory.convergence = eta;
      solved = eta * change <= tolerance;
      if (!solved) {
        // the distance that the remaining iterations would leave
        let left = eta * change;
        for (let i = iteration; i < MAXIMUM_ITERATIONS; i++) left *= theta;
        if (left > tolerance) return NO_CONVERGENCE;
      }
    } else {
      solved = eta * change <= tolerance;
    }
    if (solved) {
      for (let at: usize = 0; at < stride; at += 16) {
        v128.store(point + at, f64x2.add(v128.load(base + at), f64x2.mul(weight, v128.load(z + at))));
      }
      return OK_STEP;
    }
    before = max(change, f64.EPSILON);
  }
  return NO_CONVERGENCE;
}

/**
 * The step to take where the control suggests `next` after `step`: the same, if that keeps the factored matrix at little loss. The Jacobian
 * is kept for the next step where Newton's iteration converges at a rate up to `fast`.
 */
export function keepFactors(run: Integration, step: f64, next: f64, fast: f64): f64 {
  const memory = newtonMemory(run);
  memory.keepJacobian = memory.theta <= fast ? 1 : 0;
  return memory.keepJacobian && next >= step && next <= LEAST_GROWTH * step ? step : next;
}

/** After an accepted step. */
// @ts-ignore: decorator
@inline
export function ageJacobian(run: Integration): void {
  const memory = newtonMemory(run);
  memory.jacobian = memory.keepJacobian ? OLD : NONE;
}
