import {
  ageJacobian, CURRENT, keepFactors, newtonMemory, prepareStep, renewJacobian, solveStage, startNewton, VECTORS,
} from "./diagonal-newton";
import { hermite } from "./hermite";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, stage, trialState } from "./integration";

// y_1 = y + h f(t + h, y_1), of order 1.

/** Distance of the stage from the solution of its equation, as a fraction of the tolerance. */
const NEWTON: f64 = 0.01;
/** Rate of convergence of Newton's iteration up to which the Jacobian is kept. */
const FAST: f64 = 0.1;

// As stages; 0 is f(t, y)
const Z: usize = 1;
const LAST_SLOPE: usize = 2;
const BASE: usize = 3;

/** The backward Euler method of order 1, L-stable, with fixed steps. */
@final
@unmanaged
export class ImplicitEuler {
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
    return 0.0;
  }

  start<M>(model: M, run: Integration): u32 {
    startNewton(run, NEWTON);
    return OK_STEP;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    for (;;) {
      let outcome = prepareStep<M>(model, run, step, 1.0 * step);
      if (outcome != OK_STEP) return outcome;
      outcome = this.solve<M>(model, run, step);
      if (outcome == OK_STEP) break;
      if (newtonMemory(run).jacobian == CURRENT) return outcome;
      if (!renewJacobian<M>(model, run, step)) return LEFT_DOMAIN;
    }
    run.error = 0.0;
    return this.finish<M>(model, run, step) ? OK_STEP : LEFT_DOMAIN;
  }

  solve<M>(model: M, run: Integration, step: f64): u32 {
    const h = f64x2.splat(step);
    const z = stage(run, Z);
    const base = stage(run, BASE);
    for (let at: usize = 0; at < <usize>run.stride; at += 16) {
      const slope = f64x2.mul(h, v128.load(stage(run, 0) + at));
      v128.store(z + at, slope);
      v128.store(base + at, v128.load(run.state + at));
    }
    return solveStage<M>(model, run, run.time + step, step, 1.0, base, z, trialState(run));
  }

  /** The slope at the end is the one of the equation that was solved. */
  // @ts-ignore: decorator
  @inline
  finish<M>(model: M, run: Integration, step: f64): bool {
    const inverse = f64x2.splat(1.0 / step);
    for (let at: usize = 0; at < <usize>run.stride; at += 16) {
      v128.store(stage(run, LAST_SLOPE) + at, f64x2.mul(inverse, v128.load(stage(run, Z) + at)));
    }
    return true;
  }

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
    return keepFactors(run, step, step, FAST);
  }

  // @ts-ignore: decorator
  @inline
  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return step;
  }
}
