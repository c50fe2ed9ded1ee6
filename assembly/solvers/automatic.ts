import { Integration, OK_STEP } from "./integration";

// Switches between an explicit method E and an implicit method I as the problem becomes stiff and ceases to be (L. Petzold, SIAM J. Sci.
// Stat. Comput. 4 (1983) 136, in the manner of): to I when the steps of E have been as long as its stability allows for a while
// (`stiffSteps`, integrate.ts), back when |h| times a bound of the eigenvalues of J has been small for a while. `run.mode` is 1 with I.

/** |h lambda| below which E would not have to shorten the step. */
const CALM: f64 = 1.5;
/** Steps in a row that make I, or E, the better method. */
const STIFF_STEPS: u32 = 15;
const CALM_STEPS: u32 = 10;

@final
@unmanaged
export class Automatic<E, I> {
  // @ts-ignore: decorator
  @inline
  stages(): usize {
    return max(changetype<E>(0).stages(), changetype<I>(0).stages());
  }

  // @ts-ignore: decorator
  @inline
  matrices(): usize {
    return changetype<I>(0).matrices();
  }

  // @ts-ignore: decorator
  @inline
  order(): f64 {
    return changetype<E>(0).order();
  }

  // @ts-ignore: decorator
  @inline
  start<M>(model: M, run: Integration): u32 {
    run.mode = 0;
    run.calmSteps = 0;
    const code = changetype<E>(0).start<M>(model, run);
    return code == OK_STEP ? changetype<I>(0).start<M>(model, run) : code;
  }

  attempt<M>(model: M, run: Integration, step: f64): u32 {
    return run.mode ? changetype<I>(0).attempt<M>(model, run, step) : changetype<E>(0).attempt<M>(model, run, step);
  }

  grow(run: Integration, step: f64): f64 {
    return run.mode ? changetype<I>(0).grow(run, step) : changetype<E>(0).grow(run, step);
  }

  shrink(run: Integration, step: f64, outcome: u32): f64 {
    return run.mode ? changetype<I>(0).shrink(run, step, outcome) : changetype<E>(0).shrink(run, step, outcome);
  }

  prepare<M>(model: M, run: Integration, step: f64): void {
    if (run.mode) changetype<I>(0).prepare<M>(model, run, step);
    else changetype<E>(0).prepare<M>(model, run, step);
  }

  interpolate(run: Integration, step: f64, theta: f64, out: usize): void {
    if (run.mode) changetype<I>(0).interpolate(run, step, theta, out);
    else changetype<E>(0).interpolate(run, step, theta, out);
  }

  /** Both methods leave f in the first stage, so the other may go on from there. */
  advance<M>(model: M, run: Integration, step: f64): bool {
    if (run.mode == 0) {
      if (run.stiffSteps >= STIFF_STEPS) switchTo(run, 1);
      return changetype<E>(0).advance<M>(model, run, step);
    }
    const inside = changetype<I>(0).advance<M>(model, run, step);
    run.calmSteps = run.stiffness < CALM ? run.calmSteps + 1 : 0;
    if (run.calmSteps >= CALM_STEPS) switchTo(run, 0);
    return inside;
  }
}

function switchTo(run: Integration, mode: u32): void {
  run.mode = mode;
  run.switches++;
  run.stiffSteps = 0;
  run.calmSteps = 0;
}
