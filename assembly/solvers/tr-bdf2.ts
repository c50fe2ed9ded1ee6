import {
  ageJacobian, CURRENT, keepFactors, newtonMemory, prepareStep, renewJacobian, solveStage, solveWith, startNewton, VECTORS,
} from "./diagonal-newton";
import { hermite } from "./hermite";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { errorNorm, nextStep, shorterStep } from "./step-control";

// The trapezoidal rule to t + gamma h and the second backward differentiation formula from there to t + h (R. E. Bank et al., IEEE Trans.
// Computer-Aided Design 4 (1985) 436), as the Runge-Kutta method of M. E. Hosea and L. F. Shampine, Appl. Numer. Math. 20 (1996) 21:
//
//   z_i = h f(Y_i),   Y_1 = y,   Y_2 = y + d z_1 + d z_2,   y_1 = Y_3 = y + w z_1 + w z_2 + d z_3,
//   error = sum_i (b_i - bhat_i) z_i,   b = (w, w, d),   bhat = ((1 - w) / 3, (3 w + 1) / 3, d / 3)
//
// with gamma = 2 - sqrt 2, d = gamma / 2, w = sqrt(2) / 4.

const ROOT2: f64 = 1.4142135623730951;
const NODE: f64 = 2.0 - ROOT2;
const D: f64 = 1.0 - ROOT2 / 2.0;
const W: f64 = ROOT2 / 4.0;
const ERROR1: f64 = W - (1.0 - W) / 3.0;
const ERROR2: f64 = W - (3.0 * W + 1.0) / 3.0;
const ERROR3: f64 = D - D / 3.0;
/** z_3 of the cubic through y and Y_2 with their slopes, extrapolated: 1.5 + sqrt 2, 2.5 + 2 sqrt 2, -6 - 4.5 sqrt 2. */
const PREDICT1: f64 = 1.5 + ROOT2;
const PREDICT2: f64 = 2.5 + 2.0 * ROOT2;
const PREDICT3: f64 = -6.0 - 4.5 * ROOT2;

/** Distance of a stage from the solution of its equation, as a fraction of the tolerance. */
const NEWTON: f64 = 0.01;
/** Rate of convergence of Newton's iteration up to which the Jacobian is kept. */
const FAST: f64 = 0.02;

// As stages; 0 is f(t, y)
const LAST_SLOPE: usize = 1;
const BASE: usize = 2;
const Z1: usize = 3;
const Z2: usize = 4;
const Z3: usize = 5;

/** TR-BDF2, of order 2: L-stable and cheap, for stiff problems at low accuracy. */
@final
@unmanaged
export class TrBdf2 {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return VECTORS;
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 2;
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 3.0;
  }

  start<M>(model: M, run: Integration): u32 {
    startNewton(run, NEWTON);
    return OK_STEP;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    for (;;) {
      let outcome = prepareStep<M>(model, run, step, D * step);
      if (outcome != OK_STEP) return outcome;
      outcome = this.solve<M>(model, run, step);
      if (outcome == OK_STEP) break;
      if (newtonMemory(run).jacobian == CURRENT) return outcome;
      if (!renewJacobian<M>(model, run, step)) return LEFT_DOMAIN;
    }
    const stride = <usize>run.stride;
    const errors = sampleState(run);
    const z1 = stage(run, Z1);
    const z2 = stage(run, Z2);
    const z3 = stage(run, Z3);
    const last = stage(run, LAST_SLOPE);
    const inverse = f64x2.splat(1.0 / step);
    for (let at: usize = 0; at < stride; at += 16) {
      const third = v128.load(z3 + at);
      const first = f64x2.mul(f64x2.splat(ERROR1), v128.load(z1 + at));
      const second = f64x2.mul(f64x2.splat(ERROR2), v128.load(z2 + at));
      v128.store(errors + at, f64x2.add(f64x2.add(first, second), f64x2.mul(f64x2.splat(ERROR3), third)));
      v128.store(last + at, f64x2.mul(inverse, third));
    }
    solveWith(run, errors); // what is left of a stiff component would stand out in the differences of slopes
    run.error = errorNorm(run, errors);
    return OK_STEP;
  }

  /** The stages; Y_3 to the trial state. */
  solve<M>(model: M, run: Integration, step: f64): u32 {
    const stride = <usize>run.stride;
    const y = run.state;
    const trial = trialState(run);
    const slope = stage(run, 0);
    const base = stage(run, BASE);
    const z1 = stage(run, Z1);
    const z2 = stage(run, Z2);
    const z3 = stage(run, Z3);
    const h = f64x2.splat(step);
    const d = f64x2.splat(D);
    const w = f64x2.splat(W);
    for (let at: usize = 0; at < stride; at += 16) {
      const z = f64x2.mul(h, v128.load(slope + at));
      v128.store(z1 + at, z);
      v128.store(z2 + at, z);
      v128.store(base + at, f64x2.add(v128.load(y + at), f64x2.mul(d, z)));
    }
    const outcome = solveStage<M>(model, run, run.time + NODE * step, step, D, base, z2, trial);
    if (outcome != OK_STEP) return outcome;
    for (let at: usize = 0; at < stride; at += 16) {
      const first = v128.load(z1 + at);
      const second = v128.load(z2 + at);
      const moved = f64x2.sub(v128.load(trial + at), v128.load(y + at));
      const slopes = f64x2.add(f64x2.mul(f64x2.splat(PREDICT1), first), f64x2.mul(f64x2.splat(PREDICT2), second));
      v128.store(z3 + at, f64x2.add(slopes, f64x2.mul(f64x2.splat(PREDICT3), moved)));
      v128.store(base + at, f64x2.add(v128.load(y + at), f64x2.mul(w, f64x2.add(first, second))));
    }
    return solveStage<M>(model, run, run.time + step, step, D, base, z3, trial);
  }

  /** The slope of the next step is z_3 / h: f(y_1) itself would magnify what Newton's iteration left. */
  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    ageJacobian(run);
    copyVector(stage(run, 0), stage(run, LAST_SLOPE), <usize>run.stride);
    return true;
  }

  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    hermite(run, step, theta, stage(run, 0), stage(run, LAST_SLOPE), out);
  }

  // @ts-ignore: decorator
  @inline
  grow(run: Integration, step: f64): f64 {
    return keepFactors(run, step, nextStep(run, step, this.order()), FAST);
  }

  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return outcome == OK_STEP ? shorterStep(run, step, this.order()) : 0.5 * step;
  }
}
