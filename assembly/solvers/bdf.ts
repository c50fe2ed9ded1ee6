import {
  ageJacobian, CURRENT, keepFactors, newtonMemory, prepareStep, renewJacobian, solveStage, startNewton, VECTORS,
} from "./diagonal-newton";
import { changeStep, ERROR_CONSTANTS, GAMMAS, HIGHEST, LEADING } from "./bdf-tableau";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { roughPower } from "./rough-power";
import { errorNorm } from "./step-control";

/** Distance of the solution from that of its equation, as a fraction of the tolerance. */
const NEWTON: f64 = 0.02;
/** Rate of convergence of Newton's iteration up to which the Jacobian is kept. */
const FAST: f64 = 0.2;

// As stages, beside those of diagonal-newton.ts; 0 is f(t, y)
const Z: usize = 1;
const PSI: usize = 2;
const BASE: usize = 3;
const CORRECTION: usize = 4; // d
const NEXT: usize = 5;
const DIFFERENCES: usize = VECTORS - 1; // D_j is at DIFFERENCES + j, j = 1 .. 7
const MEMORY: usize = VECTORS + 7;
/** The memory takes 40 bytes, and a vector has 16 or more. */
const ALL: usize = MEMORY + 3;

/** What is carried from step to step. */
@unmanaged
class BdfMemory {
  order: u32;
  nextOrder: u32;
  equalSteps: u32; // taken at this step size and order
  unused: u32;
  step: f64; // of the differences; 0: none yet
  lengthen: f64;
  iterations: f64;
}

// @ts-ignore: decorator
@inline
function memoryOf(run: Integration): BdfMemory {
  return changetype<BdfMemory>(stage(run, MEMORY));
}

// @ts-ignore: decorator
@inline
function difference(run: Integration, j: usize): usize {
  return stage(run, DIFFERENCES + j);
}

/**
 * Numerical differentiation formulas of order 1 to 5 with the order and the step chosen by their errors, in the quasi-constant form of L. F.
 * Shampine and M. W. Reichelt, SIAM J. Sci. Comput. 18 (1997) 1: the history is held as backward differences D_j at the present step size.
 *
 *     predicted = y + D_1 + ... + D_k,   y_1 = predicted + d,
 *     (1 - kappa_k) gamma_k d + sum_(j = 1 .. k) gamma_j D_j = h f(t + h, y_1),   gamma_j = 1 + 1/2 + ... + 1/j,
 *     error = (kappa_k gamma_k + 1 / (k + 1)) d
 *
 * With c = h / ((1 - kappa_k) gamma_k), psi = sum gamma_j D_j / ((1 - kappa_k) gamma_k) and z = psi + d this is z = c f(predicted - psi + z).
 */
@final
@unmanaged
export class Bdf {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return ALL;
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 2;
  }

  /** At the start. */
  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 2.0;
  }

  start<M>(model: M, run: Integration): u32 {
    startNewton(run, NEWTON);
    const memory = memoryOf(run);
    memory.order = 1;
    memory.nextOrder = 1;
    memory.equalSteps = 0;
    memory.step = 0.0;
    return OK_STEP;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const memory = memoryOf(run);
    const order = <usize>memory.order;
    if (memory.step != step) rescale(run, step);
    const part = step / load<f64>(LEADING + (order << 3));
    predict(run, order);
    for (;;) {
      let outcome = prepareStep<M>(model, run, step, part);
      if (outcome != OK_STEP) return outcome;
      copyVector(stage(run, Z), stage(run, PSI), <usize>run.stride);
      outcome = solveStage<M>(model, run, run.time + step, part, 1.0, stage(run, BASE), stage(run, Z), trialState(run));
      if (outcome == OK_STEP) break;
      if (newtonMemory(run).jacobian == CURRENT) return outcome;
      if (!renewJacobian<M>(model, run, step)) return LEFT_DOMAIN;
    }
    const stride = <usize>run.stride;
    const correction = stage(run, CORRECTION);
    const errors = sampleState(run);
    const constant = f64x2.splat(load<f64>(ERROR_CONSTANTS + (order << 3)));
    const next = stage(run, NEXT);
    const inverse = f64x2.splat(1.0 / part);
    for (let at: usize = 0; at < stride; at += 16) {
      const z = v128.load(stage(run, Z) + at);
      const d = f64x2.sub(z, v128.load(stage(run, PSI) + at));
      v128.store(correction + at, d);
      v128.store(errors + at, f64x2.mul(constant, d));
      v128.store(next + at, f64x2.mul(inverse, z));
    }
    run.error = errorNorm(run, errors);
    return OK_STEP;
  }

  /** D_(k + 2) = d - D_(k + 1), D_(k + 1) = d, and every lower one becomes the sum of itself and the next. */
  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    ageJacobian(run);
    const memory = memoryOf(run);
    const order = <usize>memory.order;
    const stride = <usize>run.stride;
    const d = stage(run, CORRECTION);
    for (let at: usize = 0; at < stride; at += 16) {
      let sum = v128.load(d + at);
      v128.store(difference(run, order + 2) + at, f64x2.sub(sum, v128.load(difference(run, order + 1) + at)));
      v128.store(difference(run, order + 1) + at, sum);
      for (let j = order; j > 0; j--) {
        const address = difference(run, j) + at;
        sum = f64x2.add(sum, v128.load(address));
        v128.store(address, sum);
      }
    }
    if (memory.nextOrder != memory.order) {
      memory.order = memory.nextOrder;
      memory.equalSteps = 0;
    }
    copyVector(stage(run, 0), stage(run, NEXT), stride); // f(t, y) but for what Newton's iteration left
    return true;
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  /** The polynomial through y_1 and the k states before: y_1 + sum_i D_i prod_(m < i) (theta - 1 + m) / (1 + m), D_i those after the step. */
  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const stride = <usize>run.stride;
    if (theta == 0.0) return copyVector(out, run.state, stride);
    const order = <usize>memoryOf(run).order;
    copyVector(out, trialState(run), stride);
    let product = 1.0;
    let sum = 0.0; // D_i after the step is d and D_j, j >= i, before it
    for (let j: usize = 1; j <= order; j++) {
      product *= (theta - 2.0 + <f64>j) / <f64>j;
      sum += product;
      addTo(out, sum, difference(run, j), stride);
    }
    addTo(out, sum, stage(run, CORRECTION), stride);
  }

  grow(run: Integration, step: f64): f64 {
    const memory = memoryOf(run);
    const order = <usize>memory.order;
    memory.equalSteps++;
    memory.nextOrder = memory.order;
    if (memory.equalSteps < memory.order + 1) return keepFactors(run, step, step, FAST);
    const error = run.error;
    let factor = roughPower(max(error, 1e-10), -1.0 / <f64>(order + 1));
    let change: i32 = 0;
    const stride = <usize>run.stride;
    const errors = sampleState(run);
    const d = stage(run, CORRECTION);
    if (order > 1) {
      const constant = f64x2.splat(load<f64>(ERROR_CONSTANTS + ((order - 1) << 3)));
      for (let at: usize = 0; at < stride; at += 16) {
        v128.store(errors + at, f64x2.mul(constant, f64x2.add(v128.load(difference(run, order) + at), v128.load(d + at))));
      }
      const lower = roughPower(max(errorNorm(run, errors), 1e-10), -1.0 / <f64>order);
      if (lower > factor) {
        factor = lower;
        change = -1;
      }
    }
    if (order < HIGHEST) {
      const constant = f64x2.splat(load<f64>(ERROR_CONSTANTS + ((order + 1) << 3)));
      for (let at: usize = 0; at < stride; at += 16) {
        v128.store(errors + at, f64x2.mul(constant, f64x2.sub(v128.load(d + at), v128.load(difference(run, order + 1) + at))));
      }
      const higher = roughPower(max(errorNorm(run, errors), 1e-10), -1.0 / <f64>(order + 2));
      if (higher > factor) {
        factor = higher;
        change = 1;
      }
    }
    run.errors = 0;
    memory.nextOrder = <u32>(<i32>order + change);
    factor = min(run.largestGrowth, max(run.largestCut, run.safety * factor));
    if (run.retry) factor = min(factor, 1.0);
    const next = keepFactors(run, step, step * factor, FAST);
    if (next == step) memory.equalSteps = 0; // look again after as many steps
    return next;
  }

  shrink(run: Integration, step: f64, outcome: u32): f64 {
    if (outcome != OK_STEP || !(run.error < Infinity)) return 0.5 * step;
    const factor = run.safety * roughPower(run.error, -1.0 / <f64>(memoryOf(run).order + 1));
    return step * min(0.9, max(run.largestCut, factor));
  }
}

// @ts-ignore: decorator
@inline
function addTo(out: usize, weight: f64, x: usize, stride: usize): void {
  const w = f64x2.splat(weight);
  for (let at: usize = 0; at < stride; at += 16) v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(w, v128.load(x + at))));
}

/** The differences at the step size `step`; in the first step, from the slope. */
function rescale(run: Integration, step: f64): void {
  const memory = memoryOf(run);
  const stride = <usize>run.stride;
  if (memory.step == 0.0) {
    const h = f64x2.splat(step);
    const slope = stage(run, 0);
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(difference(run, 1) + at, f64x2.mul(h, v128.load(slope + at)));
      v128.store(difference(run, 2) + at, f64x2.splat(0.0));
      v128.store(difference(run, 3) + at, f64x2.splat(0.0));
    }
  } else {
    changeStep(difference(run, 1), stride, <usize>memory.order, step / memory.step);
  }
  memory.step = step;
  memory.equalSteps = 0;
}

/** psi, and predicted - psi to the base. */
function predict(run: Integration, order: usize): void {
  const stride = <usize>run.stride;
  const psi = stage(run, PSI);
  const base = stage(run, BASE);
  const inverse = f64x2.splat(1.0 / load<f64>(LEADING + (order << 3)));
  for (let at: usize = 0; at < stride; at += 16) {
    let sum = f64x2.splat(0.0);
    let weighed = f64x2.splat(0.0);
    for (let j: usize = 1; j <= order; j++) {
      const x = v128.load(difference(run, j) + at);
      sum = f64x2.add(sum, x);
      weighed = f64x2.add(weighed, f64x2.mul(v128.load64_splat(GAMMAS + (j << 3)), x));
    }
    weighed = f64x2.mul(weighed, inverse);
    v128.store(psi + at, weighed);
    v128.store(base + at, f64x2.add(v128.load(run.state + at), f64x2.sub(sum, weighed)));
  }
}
