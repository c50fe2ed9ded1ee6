import { Integration, trialState } from "../integration";

/**
 * The cubic through both ends of the step just tried with their slopes (order 3), at run.time + theta step; with u = 1 - theta:
 *
 *     u y_0 + theta y_1 + theta u (u (h f_0 - d) - theta (h f_1 - d)),   d = y_1 - y_0
 */
export function hermite(run: Integration, step: f64, theta: f64, out: usize, slope0: usize, slope1: usize): void {
  const trial = trialState(run);
  const u = 1.0 - theta;
  const left = f64x2.splat(u);
  const right = f64x2.splat(theta);
  const leftSlope = f64x2.splat(theta * u * u);
  const rightSlope = f64x2.splat(theta * theta * u);
  const h = f64x2.splat(step);
  for (let at: usize = 0; at < <usize>run.stride; at += 16) {
    const y0 = v128.load(run.state + at);
    const y1 = v128.load(trial + at);
    const d = f64x2.sub(y1, y0);
    const start = f64x2.mul(leftSlope, f64x2.sub(f64x2.mul(h, v128.load(slope0 + at)), d));
    const end = f64x2.mul(rightSlope, f64x2.sub(f64x2.mul(h, v128.load(slope1 + at)), d));
    const line = f64x2.add(f64x2.mul(left, y0), f64x2.mul(right, y1));
    v128.store(out + at, f64x2.add(line, f64x2.sub(start, end)));
  }
}
