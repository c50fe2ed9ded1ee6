import { luSolveTo } from "../numeric/linear/lu";
import { copyVector, Integration, LEFT_DOMAIN, NO_CONVERGENCE, OK_STEP, sampleState, stage, trialState } from "./integration";
import { evaluateJacobian } from "./jacobian";
import {
  CURRENT, F0, header, jacobianOf, NONE, OLD, OLD_Z, POINTS, realMatrix, realPivots, REAL_SIDE, SLOPES, VECTORS, Z,
} from "./radau-memory";
import { factorStages, MAXIMUM_ITERATIONS, predict, solveStages } from "./radau-newton";
import { E1, E2, E3, lagrange1, lagrange2, lagrange3 } from "./radau-tableau";
import { roughPower } from "./rough-power";
import { errorNorm } from "./step-control";

/** Rate of convergence of the Newton iteration below which the Jacobian is kept for the next step. */
const FAST: f64 = 1e-3;
/** Growth of the step that is passed over, to keep the factored matrices. */
const LEAST_GROWTH: f64 = 1.2;

/**
 * Radau IIA of order 5, three stages (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (1996), IV.8): L-stable, for stiff
 * problems at high accuracy. The step grows less where the Newton iteration converges slowly, and by the prediction of K. Gustafsson, ACM
 * Trans. Math. Softw. 20 (1994) 496.
 */
@final
@unmanaged
export class Radau {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return VECTORS;
  }

  /** J, one real matrix and a complex one, which takes two. */
  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 4.0;
  }

  start<M>(model: M, run: Integration): u32 {
    const memory = header(run);
    memory.factoredStep = 0.0;
    memory.oldStep = 0.0;
    memory.controlStep = 0.0;
    memory.controlError = 0.0;
    memory.theta = 0.0;
    memory.convergence = 1.0;
    memory.iterations = 0.0;
    memory.jacobian = NONE;
    memory.keepJacobian = 0;
    return OK_STEP;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const memory = header(run);
    if (memory.jacobian == NONE && !renewJacobian<M>(model, run, step)) return LEFT_DOMAIN;
    for (;;) {
      if (memory.factoredStep != step) {
        const outcome = factorStages(run, step);
        if (outcome != OK_STEP) {
          memory.factoredStep = 0.0;
          return outcome;
        }
      }
      predict(run, step);
      const outcome = solveStages<M>(model, run, step);
      if (outcome == OK_STEP) break;
      if (memory.jacobian == CURRENT) return outcome;
      if (!renewJacobian<M>(model, run, step)) return LEFT_DOMAIN;
    }
    copyVector(trialState(run), stage(run, POINTS + 2), <usize>run.stride);
    return estimate<M>(model, run, step) ? OK_STEP : LEFT_DOMAIN;
  }

  advance<M>(model: M, run: Integration, step: f64): bool {
    const memory = header(run);
    memory.jacobian = memory.keepJacobian ? OLD : NONE;
    memory.oldStep = step;
    copyVector(stage(run, OLD_Z), stage(run, Z), 3 * <usize>run.stride);
    run.evaluations++;
    return model.derivative(run.time + step, trialState(run), stage(run, F0));
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  /** The collocation polynomial. */
  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const stride = <usize>run.stride;
    const l1 = f64x2.splat(lagrange1(theta));
    const l2 = f64x2.splat(lagrange2(theta));
    const l3 = f64x2.splat(lagrange3(theta));
    const z = stage(run, Z);
    for (let at: usize = 0; at < stride; at += 16) {
      const first = f64x2.add(f64x2.mul(l1, v128.load(z + at)), f64x2.mul(l2, v128.load(z + stride + at)));
      const sum = f64x2.add(first, f64x2.mul(l3, v128.load(z + 2 * stride + at)));
      v128.store(out + at, f64x2.add(v128.load(run.state + at), sum));
    }
  }

  grow(run: Integration, step: f64): f64 {
    const memory = header(run);
    memory.keepJacobian = memory.theta <= FAST ? 1 : 0;
    const error = max(run.error, 1e-10);
    let factor = safety(run, memory.iterations) * roughPower(error, -0.25);
    if (memory.controlStep > 0.0) {
      const trend = run.safety * (step / memory.controlStep) * roughPower(memory.controlError / (error * error), 0.25);
      factor = min(factor, trend);
    }
    factor = min(run.largestGrowth, max(run.largestCut, factor));
    if (run.retry) factor = min(factor, 1.0);
    memory.controlStep = step;
    memory.controlError = max(0.01, run.error);
    return memory.keepJacobian && factor >= 1.0 && factor <= LEAST_GROWTH ? step : step * factor;
  }

  shrink(run: Integration, step: f64, outcome: u32): f64 {
    if (outcome != OK_STEP || !(run.error < Infinity)) return 0.5 * step;
    return step * max(run.largestCut, min(0.9, safety(run, header(run).iterations) * roughPower(run.error, -0.25)));
  }
}

/** Smaller where the Newton iteration took long. */
// @ts-ignore: decorator
@inline
function safety(run: Integration, iterations: f64): f64 {
  return (run.safety * (1.0 + 2.0 * MAXIMUM_ITERATIONS)) / (iterations + 2.0 * MAXIMUM_ITERATIONS);
}

function renewJacobian<M>(model: M, run: Integration, step: f64): bool {
  const memory = header(run);
  if (!evaluateJacobian<M>(model, run, step, jacobianOf(run))) return false;
  memory.jacobian = CURRENT;
  memory.factoredStep = 0.0;
  return true;
}

/** Filtered error estimate; after a rejection or in the first step, where it would be too large, filtered once more. */
function estimate<M>(model: M, run: Integration, step: f64): bool {
  const stride = <usize>run.stride;
  const n = <usize>run.length;
  const z = stage(run, Z);
  const errors = sampleState(run);
  const fixed = stage(run, REAL_SIDE);
  const h = f64x2.splat(step);
  for (let at: usize = 0; at < stride; at += 16) {
    const first = f64x2.mul(f64x2.splat(E1), v128.load(z + at));
    const second = f64x2.mul(f64x2.splat(E2), v128.load(z + stride + at));
    const third = f64x2.mul(f64x2.splat(E3), v128.load(z + 2 * stride + at));
    const sum = f64x2.add(f64x2.add(first, second), third);
    v128.store(fixed + at, sum);
    v128.store(errors + at, f64x2.add(sum, f64x2.mul(h, v128.load(stage(run, F0) + at))));
  }
  run.solves++;
  luSolveTo(realMatrix(run), n, stride, realPivots(run), errors, errors);
  run.error = errorNorm(run, errors);
  if (run.error < 1.0 || !(run.retry || header(run).oldStep == 0.0)) return true;
  const point = stage(run, POINTS);
  const slope = stage(run, SLOPES);
  for (let at: usize = 0; at < stride; at += 16) {
    v128.store(point + at, f64x2.add(v128.load(run.state + at), v128.load(errors + at)));
  }
  run.evaluations++;
  run.solves++;
  if (!model.derivative(run.time, point, slope)) return false;
  for (let at: usize = 0; at < stride; at += 16) {
    v128.store(errors + at, f64x2.add(v128.load(fixed + at), f64x2.mul(h, v128.load(slope + at))));
  }
  luSolveTo(realMatrix(run), n, stride, realPivots(run), errors, errors);
  run.error = errorNorm(run, errors);
  return true;
}
