import { DENSE, ERROR, NODES, SOLUTION, STAGES, WEIGHTS } from "./dormand-prince-tableau";
import { clearVector, combine, copyVector, Integration, LEFT_DOMAIN, OK_STEP, sampleState, stage, trialState } from "./integration";
import { integrate } from "./integrate";
import { errorNorm, nextStep, shorterStep } from "./step-control";

/** Weights of the continuous extension at one point of a step. */
const weights: usize = memory.data(56, 16);

/** The explicit Runge-Kutta pair 5(4) of Dormand and Prince, for `integrate`. */
@final
@unmanaged
export class DormandPrince {
  /** State-sized vectors of `run.work` beside the trial and sample states. */
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return STAGES;
  }

  /** Matrices of `run.matrices`. */
  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return 0;
  }

  /** Order of the error estimate + 1; 0: no estimate, fixed steps only. */
  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return 5.0;
  }

  /** Before the first step. Returns OK_STEP, or why not. */
  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    return OK_STEP;
  }

  /** Tries a step from `run.state` to the trial state; the first stage holds f there. Returns OK_STEP, or why not. */
  attempt<M>(model: M, run: Integration, step: f64): u32 {
    const trial = trialState(run);
    for (let i: usize = 1; i < STAGES; i++) {
      combine(run, trial, run.state, step, WEIGHTS + ((i * STAGES) << 3), i);
      run.evaluations++;
      if (!model.derivative(run.time + load<f64>(NODES + (i << 3)) * step, trial, stage(run, i))) return LEFT_DOMAIN;
    }
    const errors = sampleState(run);
    clearVector(errors, <usize>run.stride);
    combine(run, errors, errors, step, ERROR, STAGES);
    run.error = errorNorm(run, errors);
    return OK_STEP;
  }

  /** Size of the step after an accepted one. */
  // @ts-ignore: decorator
  @inline
  grow(run: Integration, step: f64): f64 {
    return nextStep(run, step, 5.0);
  }

  /** Size of the step after a rejected one. */
  // @ts-ignore: decorator
  @inline
  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return shorterStep(run, step, 5.0);
  }

  /** After an accepted step: the first stage of the next one is the last of this. False: left the model's domain. */
  // @ts-ignore: decorator
  @inline
  advance<M>(model: M, run: Integration, step: f64): bool {
    copyVector(stage(run, 0), stage(run, STAGES - 1), <usize>run.stride);
    return true;
  }

  /** Called once in a step before `interpolate`. */
  // @ts-ignore: decorator
  @inline
  prepare<M>(model: M, run: Integration, step: f64): void {}

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

/** Integrates `model` on (integrate.ts). */
export function dormandPrince<M>(model: M, run: Integration): i32 {
  return integrate<DormandPrince, M>(model, run);
}
