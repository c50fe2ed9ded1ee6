import { judgeFixed } from "./explicit-error";
import { hermite } from "./hermite";
import { Integration, LEFT_DOMAIN, OK_STEP, stage, trialState } from "./integration";
import { copyFresh, stageSum } from "./rows";

// The classical method of order 4 (W. Kutta, Z. Math. Phys. 46 (1901) 435):
//
//   k_2 = f(t + h / 2, y + h k_1 / 2),   k_3 = f(t + h / 2, y + h k_2 / 2),   k_4 = f(t + h, y + h k_3),
//   y_1 = y + h (k_1 + 2 k_2 + 2 k_3 + k_4) / 6

export const HALF: usize = memory.data<f64>([0.5]);
export const WHOLE: usize = memory.data<f64>([1.0]);
export const B: usize = memory.data<f64>([1.0 / 6.0, 1.0 / 3.0, 1.0 / 3.0, 1.0 / 6.0]);

/** The classical Runge-Kutta method of order 4, with fixed steps. */
@final
@unmanaged
export class RungeKutta4 {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 5;
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 0.0;
  }

  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    return OK_STEP;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const stride = <usize>run.stride;
    const time = run.time;
    const y = run.state;
    const trial = trialState(run);
    const k1 = stage(run, 0);
    const k2 = k1 + stride;
    const k3 = k2 + stride;
    const k4 = k3 + stride;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, HALF, 1);
    if (!model.derivative(time + 0.5 * step, trial, k2)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k2, k3, stride, step, HALF, 1);
    if (!model.derivative(time + 0.5 * step, trial, k3)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k3, k4, stride, step, WHOLE, 1);
    if (!model.derivative(time + step, trial, k4)) return LEFT_DOMAIN;
    stageSum(trial, y, k1, k2, stride, step, B, 4);
    // the first stage of the next step; the dense output needs it before
    run.evaluations++;
    if (!model.derivative(time + step, trial, stage(run, 4))) return LEFT_DOMAIN;
    judgeFixed(run, k1, k2, k3);
    return OK_STEP;
  }

  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    copyFresh(stage(run, 0), stage(run, 4), <usize>run.stride);
    return true;
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    hermite(run, step, theta, stage(run, 0), stage(run, 4), out);
  }

  // @ts-ignore: decorator
  @inline
  grow(run: Integration, step: f64): f64 {
    return step;
  }

  // @ts-ignore: decorator
  @inline
  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return step;
  }
}
