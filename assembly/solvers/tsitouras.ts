import { judge } from "./explicit-error";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { stageSum } from "./rows";
import { nextStep, shorterStep } from "./step-control";
import { A2, A3, A4, A5, A6, A7, C2, C3, C4, C5, DENSE, ERROR } from "./tsitouras-tableau";

/** Weights of the continuous extension at one point of a step. */
const weights: usize = memory.data(56, 16);

/** The explicit Runge-Kutta pair 5(4) of Tsitouras: the first choice where nothing is stiff. */
@final
@unmanaged
export class Tsitouras {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 7;
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 5.0;
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
    stageSum(trial, y, k1, k2, stride, step, A7, 6);
    if (!model.derivative(time + step, trial, k7)) return LEFT_DOMAIN;
    judge(run, step, k1, k2, ERROR, 7);
    return OK_STEP;
  }

  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    copyVector(stage(run, 0), stage(run, 6), <usize>run.stride);
    return true;
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    if (theta == 1.0) {
      copyVector(out, trialState(run), <usize>run.stride); // the sums of the rows of r are b only to rounding
      return;
    }
    for (let i: usize = 0; i < 7; i++) {
      const r = DENSE + (i << 5);
      const b = load<f64>(r) + theta * (load<f64>(r, 8) + theta * (load<f64>(r, 16) + theta * load<f64>(r, 24)));
      store<f64>(weights + (i << 3), theta * b);
    }
    stageSum(out, run.state, stage(run, 0), stage(run, 1), <usize>run.stride, step, weights, 7);
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
