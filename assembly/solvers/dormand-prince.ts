import { A2, A3, A4, A5, A6, A7, C2, C3, C4, C5, DENSE, ERROR, STAGES } from "./dormand-prince-tableau";
import { judge } from "./explicit-error";
import { hermite } from "./hermite";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { stageSum } from "./rows";
import { nextStep, shorterStep } from "./step-control";

/** The explicit Runge-Kutta pair 5(4) of Dormand and Prince, for `integrate`. */
@final
@unmanaged
export class DormandPrince {
  /** State-sized vectors of `run.work` beside the trial and sample states. */
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return STAGES;
  }

  /** Matrices of `run.matrices`. */
  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 0;
  }

  /** Order of the error estimate + 1; 0: no estimate, fixed steps only. */
  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 5.0;
  }

  /** Before the first step. Returns OK_STEP, or why not. */
  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    return OK_STEP;
  }

  /** Tries a step from `run.state` to the trial state; the first stage holds f there. Returns OK_STEP, or why not. */
  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const stride = <usize>run.stride;
    const time = run.time;
    const y = run.state;
    const trial = trialState(run);
    const beforeLast = sampleState(run);
    const k1 = stage(run, 0);
    const k2 = k1 + stride;
    const k3 = k2 + stride;
    const k4 = k3 + stride;
    const k5 = k4 + stride;
    const k6 = k5 + stride;
    const k7 = k6 + stride;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, A2, 1);
    if (!model.derivative(time + C2 * step, trial, k2)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, A3, 2);
    if (!model.derivative(time + C3 * step, trial, k3)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, A4, 3);
    if (!model.derivative(time + C4 * step, trial, k4)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, A5, 4);
    if (!model.derivative(time + C5 * step, trial, k5)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(beforeLast, y, k1, k2, stride, step, A6, 5);
    if (!model.derivative(time + step, beforeLast, k6)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k3, stride, step, A7, 5);
    if (!model.derivative(time + step, trial, k7)) return LEFT_DOMAIN;
    judge(run, step, k1, k3, ERROR, 6);
    return OK_STEP;
  }

  /** After an accepted step: the first stage of the next one is the last of this. False: left the model's domain. */
  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    copyVector(stage(run, 0), stage(run, 6), <usize>run.stride);
    return true;
  }

  /** Called once in a step before `interpolate`. */
  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  /** Continuous extension of order 4: with u = 1 - theta, the cubic Hermite polynomial and step theta^2 u^2 sum_i d_i k_i. */
  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const u = 1.0 - theta;
    hermite(run, step, theta, stage(run, 0), stage(run, 6), out);
    stageSum(out, out, stage(run, 0), stage(run, 2), <usize>run.stride, step * (theta * theta * (u * u)), DENSE, 6);
  }

  /** Size of the step after an accepted one. */
  // @ts-ignore: decorator
  @inline
  grow(run: Integration, step: f64): f64 {
    return nextStep(run, step, this.order());
  }

  /** Size of the step after a rejected one. */
  // @ts-ignore: decorator
  @inline
  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return shorterStep(run, step, this.order());
  }
}
