import { Integration, sampleState, trialState } from "./integration";
import { settle, sumVector } from "./rows";

// What an explicit step is judged by, in one pass over the state.

/** Sizes that errors are measured against: absolute + relative max(|before|, |after|). */
// @ts-ignore: decorator
@inline
export function scaleVector(run: Integration, at: usize, before: v128, after: v128): v128 {
  const size = f64x2.pmax(f64x2.abs(before), f64x2.abs(after));
  return f64x2.add(v128.load(run.absoluteTolerances + at), f64x2.mul(f64x2.splat(run.relativeTolerance), size));
}

// @ts-ignore: decorator
@inline
export function laneSum(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** sqrt(differences / distances), and 0 where there is no distance. */
// @ts-ignore: decorator
@inline
export function ratioOfNorms(differences: f64, distances: f64): f64 {
  return sqrt(differences / max(distances, f64.MIN_NORMAL_VALUE));
}

/**
 * Sets `run.error` to the norm of step (w_1 first + ... + w_count rest_(count - 1)), and `run.stiffness` to an estimate of |step lambda|,
 * lambda the largest eigenvalue of the Jacobian (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (1996), IV.2):
 *
 *     |step| ||k_s - k_(s - 1)|| / ||y_1 - g_(s - 1)||
 *
 * in the norm of the errors: else, at tight tolerances, the rounding errors of large numbers hide the small one that is stiff;
 * k_s = f(y_1) the last of the stages, k_(s - 1) = f(g_(s - 1)) the one before, g_(s - 1) in the sample state, where the errors take its place.
 */
// @ts-ignore: decorator
@inline
export function judge(run: Integration, step: f64, first: usize, rest: usize, w: usize, count: i32): void {
  const stride = <usize>run.stride;
  const h = f64x2.splat(step);
  const trial = trialState(run);
  const sample = sampleState(run);
  const last = rest + <usize>(count - 2) * stride;
  let errors = f64x2.splat(0.0);
  let differences = f64x2.splat(0.0);
  let distances = f64x2.splat(0.0);
  for (let at: usize = 0; at < stride; at += 16) {
    const after = v128.load(trial + at);
    const before = v128.load(run.state + at);
    const k = settle(last + at);
    const sum = sumVector(first + at, rest + at, k, stride, w, count);
    const error = f64x2.mul(h, sum);
    const scale = scaleVector(run, at, before, after);
    const weight = f64x2.div(f64x2.splat(1.0), scale);
    const e = f64x2.div(error, scale);
    // after - after is NaN for an infinite state, whose e may be 0
    errors = f64x2.add(errors, f64x2.add(f64x2.mul(e, e), f64x2.sub(after, after)));
    const difference = f64x2.mul(weight, f64x2.sub(k, v128.load(last - stride + at)));
    const distance = f64x2.mul(weight, f64x2.sub(after, v128.load(sample + at)));
    differences = f64x2.add(differences, f64x2.mul(difference, difference));
    distances = f64x2.add(distances, f64x2.mul(distance, distance));
    v128.store(sample + at, error);
  }
  run.errors = sample;
  run.error = sqrt(laneSum(errors) * (1.0 / <f64>run.length));
  run.stiffness = abs(step) * ratioOfNorms(laneSum(differences), laneSum(distances));
}

/**
 * For methods without an estimate of the error: the estimate of |step lambda| as in `judge` for k_3 = f(t, g_3) and k_2 = f(t, g_2) at the same time, where
 * g_3 - g_2 = step (k_2 - k_1) / 2.
 */
// @ts-ignore: decorator
@inline
export function judgeFixed(run: Integration, k1: usize, k2: usize, k3: usize): void {
  let differences = f64x2.splat(0.0);
  let distances = f64x2.splat(0.0);
  for (let at: usize = 0; at < <usize>run.stride; at += 16) {
    const k = v128.load(k2 + at);
    const difference = f64x2.sub(v128.load(k3 + at), k);
    const distance = f64x2.sub(k, v128.load(k1 + at));
    differences = f64x2.add(differences, f64x2.mul(difference, difference));
    distances = f64x2.add(distances, f64x2.mul(distance, distance));
  }
  run.stiffness = 2.0 * ratioOfNorms(laneSum(differences), laneSum(distances));
  run.error = 0.0;
}
