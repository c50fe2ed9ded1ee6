import { judgeFixed } from "./explicit-error";
import { hermite } from "./hermite";
import { Integration, LEFT_DOMAIN, OK_STEP, stage, trialState } from "./integration";
import { copyFresh, stageSum } from "./rows";

// The trapezoidal rule with a predictor (K. Heun, Z. Math. Phys. 45 (1900) 23), of order 2:
//
//   k_2 = f(t + h, y + h k_1),   y_1 = y + h (k_1 + k_2) / 2

const WHOLE: usize = memory.data<f64>([1.0]);
export const B: usize = memory.data<f64>([0.5, 0.5]);

/** The method of Heun of order 2, with fixed steps. */
@final
@unmanaged
export class Heun {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 3;
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
    const y = run.state;
    const trial = trialState(run);
    const k1 = stage(run, 0);
    const k2 = k1 + stride;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, WHOLE, 1);
    if (!model.derivative(run.time + step, trial, k2)) return LEFT_DOMAIN;
    stageSum(trial, y, k1, k2, stride, step, B, 2);
    // the first stage of the next step; the dense output needs it before
    const last = stage(run, 2);
    run.evaluations++;
    if (!model.derivative(run.time + step, trial, last)) return LEFT_DOMAIN;
    judgeFixed(run, k1, k2, last);
    return OK_STEP;
  }

  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    copyFresh(stage(run, 0), stage(run, 2), <usize>run.stride);
    return true;
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    hermite(run, step, theta, stage(run, 0), stage(run, 2), out);
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
