import { DENSE, ERROR, NODES, SOLUTION, STAGES, WEIGHTS } from "./dormand-prince-tableau";
import { integrate } from "./integrate";
import { combine, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { errorNorm, nextStep, shorterStep } from "./step-control";

/** Weights of the continuous extension at one point of a step. */
const weights: usize = memory.data(56, 16);

/** The explicit Runge-Kutta pair 5(4) of Dormand and Prince, for `integrate`. */
@final
@unmanaged
export class DormandPrince {
  /** Stages kept in `run.work`. */
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return STAGES;
  }

  /** Order of the error estimate + 1. */
  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 5.0;
  }

  /** Tries a step from `run.state`; the first stage holds f there. False: a stage lies outside the model's domain. */
  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const trial = trialState(run);
    for (let i: usize = 1; i < STAGES; i++) {
      combine(run, trial, run.state, step, WEIGHTS + ((i * STAGES) << 3), i);
      run.evaluations++;
      if (!model.derivative(run.time + load<f64>(NODES + (i << 3)) * step, trial, stage(run, i))) return LEFT_DOMAIN;
    }
    const errors = sampleState(run);
    memory.fill(errors, 0, <usize>run.stride);
    combine(run, errors, errors, step, ERROR, STAGES);
    run.error = errorNorm(run, errors);
    return OK_STEP;
  }

  /** After an accepted step: the last stage becomes the first of the next one. */
  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    memory.copy(stage(run, 0), stage(run, STAGES - 1), <usize>run.stride);
    return true;
  }

  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    return OK_STEP;
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

  /**
   * The state at run.time + theta step, 0 <= theta <= 1, in the step just tried (continuous extension of order 4). With u = 1 - theta:
   *
   *     y + step sum_i w_i k_i,   w_i = theta^2 (3 - 2 theta) b_i + theta u^2 [i = 1] - theta^2 u [i = 7] + theta^2 u^2 d_i
   */
  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    const u = 1.0 - theta;
    const square = theta * theta;
    for (let i: usize = 0; i < STAGES; i++) {
      const b = load<f64>(SOLUTION + (i << 3));
      const d = load<f64>(DENSE + (i << 3));
      store<f64>(weights + (i << 3), square * (3.0 - 2.0 * theta) * b + square * (u * u) * d);
    }
    store<f64>(weights, load<f64>(weights) + theta * (u * u));
    store<f64>(weights, load<f64>(weights, 48) - square * u, 48);
    combine(run, out, run.state, step, weights, STAGES);
  }
}

/** Integrates `model` on (assembly/solvers/integrate.ts). */
export function dormandPrince<M>(model: M, run: Integration): i32 {
  return integrate<DormandPrince, M>(model, run);
}
