import {
  ageJacobian, CURRENT, keepFactors, newtonMemory, prepareStep, renewJacobian, solveStage, startNewton, VECTORS,
} from "./diagonal-newton";
import { hermite } from "./hermite";
import { copyVector, Integration, LEFT_DOMAIN, OK_STEP, stage, trialState } from "./integration";

// Methods with one implicit stage g and fixed steps:
//
//   g = y + h (explicitWeight f(t, y) + weight f(t + node h, g)),   y_1 = g, or twice as far from y where the stage is at the midpoint
//
//                     node   weight   explicitWeight   order
//   backward Euler    1      1        0                1       L-stable
//   midpoint rule     1/2    1/2      0                2       A-stable, symplectic
//   trapezoidal rule  1      1/2      1/2              2       A-stable

/** Distance of the stage from the solution of its equation, as a fraction of the tolerance. */
const NEWTON: f64 = 0.01;
/** Rate of convergence of Newton's iteration up to which the Jacobian is kept. */
const FAST: f64 = 0.1;

// As stages; 0 is f(t, y)
const Z: usize = 1;
const LAST_SLOPE: usize = 2;
const BASE: usize = 3;

/** Backward Euler. */
@final
@unmanaged
class BackwardEuler {
  // @ts-ignore: decorator
  @inline
  node(): f64 {
    return 1.0;
  }

  // @ts-ignore: decorator
  @inline
  weight(): f64 {
    return 1.0;
  }

  // @ts-ignore: decorator
  @inline
  explicitWeight(): f64 {
    return 0.0;
  }
}

/** The midpoint rule. */
@final
@unmanaged
class Midpoint {
  // @ts-ignore: decorator
  @inline
  node(): f64 {
    return 0.5;
  }

  // @ts-ignore: decorator
  @inline
  weight(): f64 {
    return 0.5;
  }

  // @ts-ignore: decorator
  @inline
  explicitWeight(): f64 {
    return 0.0;
  }
}

/** The trapezoidal rule. */
@final
@unmanaged
class TrapezoidalRule {
  // @ts-ignore: decorator
  @inline
  node(): f64 {
    return 1.0;
  }

  // @ts-ignore: decorator
  @inline
  weight(): f64 {
    return 0.5;
  }

  // @ts-ignore: decorator
  @inline
  explicitWeight(): f64 {
    return 0.5;
  }
}

/** The solver of one of these methods, T, for `integrate`. */
@final
@unmanaged
export class OneStage<T> {
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
      let outcome = prepareStep<M>(model, run, step, changetype<T>(0).weight() * step);
      if (outcome != OK_STEP) return outcome;
      outcome = this.solve<M>(model, run, step);
      if (outcome == OK_STEP) break;
      if (newtonMemory(run).jacobian == CURRENT) return outcome;
      if (!renewJacobian<M>(model, run, step)) return LEFT_DOMAIN;
    }
    run.error = 0.0;
    return this.finish<M>(model, run, step) ? OK_STEP : LEFT_DOMAIN;
  }

  /** The stage, from the slope at the start. */
  solve<M>(model: M, run: Integration, step: f64): u32 {
    const method = changetype<T>(0);
    const h = f64x2.splat(step);
    const z = stage(run, Z);
    const base = stage(run, BASE);
    for (let at: usize = 0; at < <usize>run.stride; at += 16) {
      const slope = f64x2.mul(h, v128.load(stage(run, 0) + at));
      v128.store(z + at, slope);
      const y = v128.load(run.state + at);
      const share = f64x2.mul(f64x2.splat(method.explicitWeight()), slope);
      v128.store(base + at, method.explicitWeight() == 0.0 ? y : f64x2.add(y, share));
    }
    return solveStage<M>(model, run, run.time + method.node() * step, step, method.weight(), base, z, trialState(run));
  }

  /** The end of the step and the slope there: the one of the equation that was solved, unless the stage is at the midpoint. */
  finish<M>(model: M, run: Integration, step: f64): bool {
    if (changetype<T>(0).node() == 1.0) {
      const inverse = f64x2.splat(1.0 / step);
      for (let at: usize = 0; at < <usize>run.stride; at += 16) {
        v128.store(stage(run, LAST_SLOPE) + at, f64x2.mul(inverse, v128.load(stage(run, Z) + at)));
      }
      return true;
    }
    const trial = trialState(run);
    for (let at: usize = 0; at < <usize>run.stride; at += 16) {
      v128.store(trial + at, f64x2.add(v128.load(run.state + at), v128.load(stage(run, Z) + at)));
    }
    run.evaluations++;
    return model.derivative(run.time + step, trial, stage(run, LAST_SLOPE));
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

export type ImplicitEuler = OneStage<BackwardEuler>;
export type ImplicitMidpoint = OneStage<Midpoint>;
export type Trapezoid = OneStage<TrapezoidalRule>;
