import { Integration, OK_STEP, stage, trialState } from "./integration";
import { stageSum } from "./rows";

// y_1 = y + h f(t, y), of order 1 (L. Euler, Institutionum calculi integralis I (1768), 650).

const WHOLE: usize = memory.data<f64>([1.0]);

/** The method of Euler of order 1, with fixed steps. */
@final
@unmanaged
export class Euler {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return 1;
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
    const k1 = stage(run, 0);
    stageSum(trialState(run), run.state, k1, k1, <usize>run.stride, step, WHOLE, 1);
    run.error = 0.0;
    return OK_STEP;
  }

  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    run.evaluations++;
    return model.derivative(run.time + step, trialState(run), stage(run, 0));
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  /** On the straight line. */
  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const before = f64x2.splat(1.0 - theta);
    const after = f64x2.splat(theta);
    const trial = trialState(run);
    for (let at: usize = 0; at < <usize>run.stride; at += 16) {
      v128.store(out + at, f64x2.add(f64x2.mul(before, v128.load(run.state + at)), f64x2.mul(after, v128.load(trial + at))));
    }
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
