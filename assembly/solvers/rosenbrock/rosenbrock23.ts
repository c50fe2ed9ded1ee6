import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "../integration";
import { errorNorm, nextStep, shorterStep } from "../step-control";
import { addVector } from "./sums";
import { differentiate, factor, solveTo } from "./system";

// The modified Rosenbrock pair of L. F. Shampine, M. W. Reichelt, SIAM J. Sci. Comput. 18 (1997) 1 (ode23s), order 2 for any matrix in place of J, L-stable:
//
//   W = I - h d J,  d = 1/(2 + sqrt(2)),  e = 6 + sqrt(2),  F_0 = f(t, y)
//   W k_1 = F_0 + h d f_t
//   F_1 = f(t + h/2, y + h k_1/2),   W (k_2 - k_1) = F_1 - k_1
//   y_new = y + h k_2,               F_2 = f(t + h, y_new)
//   W k_3 = F_2 - e (k_2 - F_1) - 2 (k_1 - F_0) + h d f_t,   error = h/6 (k_1 - 2 k_2 + k_3)
//   y(t + theta h) = y + h (theta (1 - theta)/(1 - 2 d) k_1 + theta (theta - 2 d)/(1 - 2 d) k_2)
//
// Systems are solved with W/(h d) and right-hand sides over h d.

const D: f64 = 0.2928932188134525; // 1 - 1/sqrt(2)
const E: f64 = 7.414213562373095;

const SLOPE_HALF: usize = 1; // F_1
const SLOPE_END: usize = 2; // F_2
const K1: usize = 3;
const K2: usize = 4;
const K3: usize = 5;
const TIME_SLOPE: usize = 6; // f_t

@final
@unmanaged
export class Rosenbrock23 {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 7;
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 3.0;
  }

  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    return OK_STEP;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const stride = <usize>run.stride;
    const trial = trialState(run);
    const f0 = stage(run, 0);
    const f1 = stage(run, SLOPE_HALF);
    const f2 = stage(run, SLOPE_END);
    const k1 = stage(run, K1);
    const k2 = stage(run, K2);
    const k3 = stage(run, K3);
    const timeSlope = stage(run, TIME_SLOPE);
    if (!run.retry) {
      const status = differentiate<M>(model, run, step, timeSlope, true);
      if (status != OK_STEP) return status;
    }
    const shift = 1.0 / (step * D);
    const status = factor(run, step, shift, true);
    if (status != OK_STEP) return status;
    const autonomous = model.autonomous();
    const by = f64x2.splat(shift);

    for (let at: usize = 0; at < stride; at += 16) v128.store(k1 + at, f64x2.mul(by, v128.load(f0 + at)));
    if (!autonomous) addVector(k1, timeSlope, stride);
    solveTo(run, k1, k1, true);

    const half = f64x2.splat(0.5 * step);
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(trial + at, f64x2.add(v128.load(run.state + at), f64x2.mul(half, v128.load(k1 + at))));
    }
    run.evaluations++;
    if (!model.derivative(run.time + 0.5 * step, trial, f1)) return LEFT_DOMAIN;
    for (let at: usize = 0; at < stride; at += 16) {
      v128.store(k2 + at, f64x2.mul(by, f64x2.sub(v128.load(f1 + at), v128.load(k1 + at))));
    }
    solveTo(run, k2, k2, true);

    const h = f64x2.splat(step);
    for (let at: usize = 0; at < stride; at += 16) {
      const k = f64x2.add(v128.load(k2 + at), v128.load(k1 + at));
      v128.store(k2 + at, k);
      v128.store(trial + at, f64x2.add(v128.load(run.state + at), f64x2.mul(h, k)));
    }
    run.evaluations++;
    if (!model.derivative(run.time + step, trial, f2)) return LEFT_DOMAIN;
    const e = f64x2.splat(E);
    const two = f64x2.splat(2.0);
    for (let at: usize = 0; at < stride; at += 16) {
      const second = f64x2.mul(e, f64x2.sub(v128.load(k2 + at), v128.load(f1 + at)));
      const first = f64x2.mul(two, f64x2.sub(v128.load(k1 + at), v128.load(f0 + at)));
      v128.store(k3 + at, f64x2.mul(by, f64x2.sub(f64x2.sub(v128.load(f2 + at), second), first)));
    }
    if (!autonomous) addVector(k3, timeSlope, stride);
    solveTo(run, k3, k3, true);

    const sixth = f64x2.splat(step / 6.0);
    const errors = sampleState(run);
    for (let at: usize = 0; at < stride; at += 16) {
      const sum = f64x2.add(f64x2.sub(v128.load(k1 + at), f64x2.mul(two, v128.load(k2 + at))), v128.load(k3 + at));
      v128.store(errors + at, f64x2.mul(sixth, sum));
    }
    run.error = errorNorm(run, errors);
    return OK_STEP;
  }

  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    copyVector(stage(run, 0), stage(run, SLOPE_END), <usize>run.stride);
    return true;
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const scale = step / (1.0 - 2.0 * D);
    const first = f64x2.splat(scale * theta * (1.0 - theta));
    // theta (theta - 2 d) = theta (1 - 2 d) - theta (1 - theta): so that theta = 1 gives y_new exactly
    const second = f64x2.splat(step * theta);
    for (let at: usize = 0; at < <usize>run.stride; at += 16) {
      const k2 = v128.load(stage(run, K2) + at);
      const bend = f64x2.mul(first, f64x2.sub(v128.load(stage(run, K1) + at), k2));
      v128.store(out + at, f64x2.add(v128.load(run.state + at), f64x2.add(f64x2.mul(second, k2), bend)));
    }
  }

  // @ts-ignore: decorator
  @inline
  grow(run: Integration, step: f64): f64 {
    return nextStep(run, step, this.order());
  }

  // @ts-ignore: decorator
  @inline
  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return shorterStep(run, step, this.order());
  }
}
