import {
  A10, A11, A12, A14, A15, A16, A2, A3, A4, A5, A6, A7, A8, A9, B, C10, C11, C14, C15, C16, C2, C3, C4, C5, C6, C7, C8, C9, DENSE,
  ERROR_3, ERROR_5,
} from "./dop853-tableau";
import { laneSum, ratioOfNorms, scaleVector } from "./explicit-error";
import { hermite } from "./hermite";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, stage, trialState } from "./integration";
import { settle, stageSum, sumVector } from "./rows";
import { nextStep, shorterStep } from "./step-control";

// Where stages are kept: k_1, k_3, k_4, ... k_16 in this order, so that the rows of the tableau are without gaps. k_2 is used by k_3 alone
// and lies where k_13 comes.
const K2: usize = 11;
const K3: usize = 1;
const K4: usize = 2;
const K5: usize = 3;
const K6: usize = 4;
const K7: usize = 5;
const K8: usize = 6;
const K9: usize = 7;
const K10: usize = 8;
const K11: usize = 9;
const K12: usize = 10;
const K13: usize = 11;
const K14: usize = 12;
const K15: usize = 13;
const K16: usize = 14;
/** The argument of k_12, for the estimate of stiffness. */
const BEFORE_LAST: usize = 15;
/** One f64: which of k_13 .. k_16 belong to the step just tried. */
const KNOWN: usize = 16;
/** Arguments of k_14 .. k_16. */
const POINT: usize = 17;
const NONE: f64 = 0.0;
const LAST: f64 = 1.0; // k_13
const ALL: f64 = 2.0;

/** Weights of the continuous extension at one point of a step. */
const weights: usize = memory.data(96, 16);

/** The explicit Runge-Kutta method 8(5, 3) of Dormand and Prince, for high accuracy. */
@final
@unmanaged
export class Dop853 {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 18;
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 0;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 8.0;
  }

  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    return OK_STEP;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const s = <usize>run.stride;
    const time = run.time;
    const y = run.state;
    const trial = trialState(run);
    const beforeLast = stage(run, BEFORE_LAST);
    const k1 = stage(run, 0);
    const k4 = k1 + K4 * s;
    store<f64>(k1 + KNOWN * s, NONE);
    run.evaluations++;
    stageSum(trial, y, k1, k1, s, step, A2, 1);
    if (!model.derivative(time + C2 * step, trial, k1 + K2 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k1 + K2 * s, s, step, A3, 2);
    if (!model.derivative(time + C3 * step, trial, k1 + K3 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k1 + K3 * s, s, step, A4, 2);
    if (!model.derivative(time + C4 * step, trial, k4)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k1 + K3 * s, s, step, A5, 3);
    if (!model.derivative(time + C5 * step, trial, k1 + K5 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k4, s, step, A6, 3);
    if (!model.derivative(time + C6 * step, trial, k1 + K6 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k4, s, step, A7, 4);
    if (!model.derivative(time + C7 * step, trial, k1 + K7 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k4, s, step, A8, 5);
    if (!model.derivative(time + C8 * step, trial, k1 + K8 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k4, s, step, A9, 6);
    if (!model.derivative(time + C9 * step, trial, k1 + K9 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k4, s, step, A10, 7);
    if (!model.derivative(time + C10 * step, trial, k1 + K10 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(trial, y, k1, k4, s, step, A11, 8);
    if (!model.derivative(time + C11 * step, trial, k1 + K11 * s)) return LEFT_DOMAIN;
    run.evaluations++;
    stageSum(beforeLast, y, k1, k4, s, step, A12, 9);
    if (!model.derivative(time + step, beforeLast, k1 + K12 * s)) return LEFT_DOMAIN;
    stageSum(trial, y, k1, k1 + K6 * s, s, step, B, 8);
    run.error = errorOf(run, step);
    return OK_STEP;
  }

  advance<M>(model: M, run: Integration, step: f64): bool {
    if (!evaluateLast<M>(model, run, step)) return false;
    const stride = <usize>run.stride;
    const k1 = stage(run, 0);
    const k12 = k1 + K12 * stride;
    const k13 = k1 + K13 * stride;
    const trial = trialState(run);
    const beforeLast = stage(run, BEFORE_LAST);
    let differences = f64x2.splat(0.0);
    let distances = f64x2.splat(0.0);
    for (let at: usize = 0; at < stride; at += 16) {
      const k = settle(k13 + at);
      const after = v128.load(trial + at);
      const weight = f64x2.div(f64x2.splat(1.0), scaleVector(run, at, v128.load(run.state + at), after));
      const difference = f64x2.mul(weight, f64x2.sub(k, v128.load(k12 + at)));
      const distance = f64x2.mul(weight, f64x2.sub(after, v128.load(beforeLast + at)));
      differences = f64x2.add(differences, f64x2.mul(difference, difference));
      distances = f64x2.add(distances, f64x2.mul(distance, distance));
      v128.store(k1 + at, k);
    }
    run.stiffness = abs(step) * ratioOfNorms(laneSum(differences), laneSum(distances));
    return true;
  }

  /** Evaluates the stages of the continuous extension. Where one lies outside the domain, `interpolate` does without. */
  prepare<M>(model: M, run: Integration, step: f64): void {
    const s = <usize>run.stride;
    const k1 = stage(run, 0);
    if (!evaluateLast<M>(model, run, step)) return;
    const y = run.state;
    const point = stage(run, POINT);
    run.evaluations++;
    stageSum(point, y, k1, k1 + K7 * s, s, step, A14, 8);
    if (!model.derivative(run.time + C14 * step, point, k1 + K14 * s)) return;
    run.evaluations++;
    stageSum(point, y, k1, k1 + K6 * s, s, step, A15, 10);
    if (!model.derivative(run.time + C15 * step, point, k1 + K15 * s)) return;
    run.evaluations++;
    stageSum(point, y, k1, k1 + K6 * s, s, step, A16, 11);
    if (!model.derivative(run.time + C16 * step, point, k1 + K16 * s)) return;
    store<f64>(k1 + KNOWN * s, ALL);
  }

  /**
   * Continuous extension of order 7, after `prepare`: with u = 1 - theta, the cubic Hermite polynomial and
   *
   *     step theta^2 u^2 sum_i (d_1i + theta (d_2i + u (d_3i + theta d_4i))) k_i
   */
  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const u = 1.0 - theta;
    const bump = theta * theta * (u * u);
    for (let d = DENSE; d < DENSE + 96; d += 8) {
      const inner = load<f64>(d, 96) + u * (load<f64>(d, 192) + theta * load<f64>(d, 288));
      store<f64>(weights + (d - DENSE), bump * (load<f64>(d) + theta * inner));
    }
    hermite(run, step, theta, stage(run, 0), stage(run, K13), out);
    if (load<f64>(stage(run, KNOWN)) != ALL) return;
    stageSum(out, out, stage(run, 0), stage(run, K6), <usize>run.stride, step, weights, 12);
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

/** k_13 = f(t + step, y_1), once. */
// @ts-ignore: decorator
@inline
function evaluateLast<M>(model: M, run: Integration, step: f64): bool {
  const known = stage(run, KNOWN);
  if (load<f64>(known) != NONE) return true;
  run.evaluations++;
  if (!model.derivative(run.time + step, trialState(run), stage(run, K13))) return false;
  store<f64>(known, LAST);
  return true;
}

/** |step| e_5^2 / sqrt(e_5^2 + e_3^2 / 100), e_5 and e_3 the norms of the two estimates: of the size of step^8 (Hairer et al., II.10). */
function errorOf(run: Integration, step: f64): f64 {
  const stride = <usize>run.stride;
  const trial = trialState(run);
  const k1 = stage(run, 0);
  const k6 = k1 + K6 * stride;
  const k12 = k1 + K12 * stride;
  let fifth = f64x2.splat(0.0);
  let third = f64x2.splat(0.0);
  for (let at: usize = 0; at < stride; at += 16) {
    const after = v128.load(trial + at);
    const inverse = f64x2.div(f64x2.splat(1.0), scaleVector(run, at, v128.load(run.state + at), after));
    const k = v128.load(k12 + at);
    const e5 = f64x2.mul(sumVector(k1 + at, k6 + at, k, stride, ERROR_5, 8), inverse);
    const e3 = f64x2.mul(sumVector(k1 + at, k6 + at, k, stride, ERROR_3, 8), inverse);
    // after - after is NaN for an infinite state, whose errors may be 0
    fifth = f64x2.add(fifth, f64x2.add(f64x2.mul(e5, e5), f64x2.sub(after, after)));
    third = f64x2.add(third, f64x2.mul(e3, e3));
  }
  const square = laneSum(fifth);
  const both = max((square + 0.01 * laneSum(third)) * <f64>run.length, f64.MIN_NORMAL_VALUE);
  return abs(step) * square / sqrt(both);
}
