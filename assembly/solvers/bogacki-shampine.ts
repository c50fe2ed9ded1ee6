import { laneSum, ratioOfNorms, scaleVector } from "./explicit-error";
import { hermite } from "./hermite";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { settle, stageSum, sumVector } from "./rows";
import { nextStep, shorterStep } from "./step-control";

// The 3(2) pair of P. Bogacki and L. F. Shampine, Appl. Math. Lett. 2 (1989) 321-325:
//
//   k_2 = f(t + h / 2, y + h k_1 / 2),   k_3 = f(t + 3 h / 4, y + 3 h k_2 / 4),
//   y_1 = y + h (2 k_1 + 3 k_2 + 4 k_3) / 9,   k_4 = f(t + h, y_1),   error = h (-5 k_1 / 72 + k_2 / 12 + k_3 / 9 - k_4 / 8)

export const A2: usize = memory.data<f64>([0.5]);
export const A3: usize = memory.data<f64>([0.75]);
export const A4: usize = memory.data<f64>([2.0 / 9.0, 1.0 / 3.0, 4.0 / 9.0]);
const ERROR: usize = memory.data<f64>([-5.0 / 72.0, 1.0 / 12.0, 1.0 / 9.0, -1.0 / 8.0]);
/** Of the distance between stages by which the error is divided (judge). */
const DISTANCE: usize = memory.data<f64>([1.0 / 72.0, 1.0 / 24.0, -1.0 / 18.0]);

/** The explicit Runge-Kutta pair 3(2) of Bogacki and Shampine, for low accuracy. */
@final
@unmanaged
export class BogackiShampine {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 4;
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 0;
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
    const y = run.state;
    const trial = trialState(run);
    const beforeLast = sampleState(run);
    const k1 = stage(run, 0);
    const k2 = k1 + stride;
    const k3 = k2 + stride;
    const k4 = k3 + stride;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, A2, 1);
    if (!model.derivative(run.time + 0.5 * step, trial, k2)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(beforeLast, y, k2, k3, stride, step, A3, 1);
    if (!model.derivative(run.time + 0.75 * step, beforeLast, k3)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k2, stride, step, A4, 3);
    if (!model.derivative(run.time + step, trial, k4)) return LEFT_DOMAIN;
    judge(run, step, k1, k2);
    return OK_STEP;
  }

  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    copyVector(stage(run, 0), stage(run, 3), <usize>run.stride);
    return true;
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    hermite(run, step, theta, stage(run, 0), stage(run, 3), out);
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

/**
 * Sets `run.error`, and `run.stiffness` to an estimate of |h lambda|. The last two stages lie at different times, so that their distance is mostly the solution's
 * own motion. But for y' = J y the error h sum_i w_i k_i is h J sum_i w_i g_i, with g_i the arguments of k_i, and from sum_i w_i = sum_i w_i c_i = 0 both sums are
 * free of y and y':
 *
 *     |h lambda| = ||error|| / ||h (k_1 + 3 k_2 - 4 k_3) / 72||
 */
// @ts-ignore: decorator
@inline
function judge(run: Integration, step: f64, k1: usize, k2: usize): void {
  const stride = <usize>run.stride;
  const h = f64x2.splat(step);
  const trial = trialState(run);
  const sample = sampleState(run);
  let errors = f64x2.splat(0.0);
  let distances = f64x2.splat(0.0);
  for (let at: usize = 0; at < stride; at += 16) {
    const after = v128.load(trial + at);
    const last = settle(k2 + 2 * stride + at);
    const error = f64x2.mul(h, sumVector(k1 + at, k2 + at, last, stride, ERROR, 4));
    const distance = f64x2.mul(h, sumVector(k1 + at, k2 + at, v128.load(k2 + stride + at), stride, DISTANCE, 3));
    const scale = scaleVector(run, at, v128.load(run.state + at), after);
    const e = f64x2.div(error, scale);
    const d = f64x2.div(distance, scale);
    // after - after is NaN for an infinite state, whose e may be 0
    errors = f64x2.add(errors, f64x2.add(f64x2.mul(e, e), f64x2.sub(after, after)));
    distances = f64x2.add(distances, f64x2.mul(d, d));
    v128.store(sample + at, error);
  }
  run.errors = sample;
  run.error = sqrt(laneSum(errors) * (1.0 / <f64>run.length));
  run.stiffness = ratioOfNorms(laneSum(errors), laneSum(distances));
}
