import { Integration, trialState } from "./integration";

/**
 * Cubic Hermite interpolation between y at 0 with slope f and y_1, the trial state, with slope f_1; with u = 1 - theta
 *
 *     y(theta) = u^2 (1 + 2 theta) y + theta^2 (1 + 2 u) y_1 + step (theta u^2 f - theta^2 u f_1)
 *
 * of order 3 where f_1 is f(y_1) and the step's order is 3 or more; exactly y at 0 and y_1 at 1.
 */
export function hermite(run: Integration, step: f64, theta: f64, first: usize, last: usize, out: usize): void {
  const u = 1.0 - theta;
  const square = theta * theta;
  const before = f64x2.splat(u * u * (1.0 + 2.0 * theta));
  const after = f64x2.splat(square * (1.0 + 2.0 * u));
  const rise = f64x2.splat(step * theta * (u * u));
  const fall = f64x2.splat(step * (square * u));
  const trial = trialState(run);
  for (let at: usize = 0; at < <usize>run.stride; at += 16) {
    const states = f64x2.add(f64x2.mul(before, v128.load(run.state + at)), f64x2.mul(after, v128.load(trial + at)));
    const slopes = f64x2.sub(f64x2.mul(rise, v128.load(first + at)), f64x2.mul(fall, v128.load(last + at)));
    v128.store(out + at, f64x2.add(states, slopes));
  }
}
