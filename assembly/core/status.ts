// Status of the last kernel call. A kernel that cannot go on writes what happened, where and when, and returns the
// code; src/core/errors.ts turns it into a typed error. One block per instance: kernels do not run concurrently.

export const OK: i32 = 0;
/** A state variable became infinite or NaN. */
export const NOT_FINITE: i32 = 1;
/** A buffer of fixed size is full. */
export const BUFFER_FULL: i32 = 2;
/** A quadrature, series or iteration did not reach its tolerance. */
export const NO_CONVERGENCE: i32 = 3;
/** An argument is outside the function's domain. */
export const DOMAIN: i32 = 4;
/** A matrix that has to be positive definite is not. */
export const NOT_POSITIVE_DEFINITE: i32 = 5;
/** Learning drove a weight or gain to infinity. */
export const DIVERGED: i32 = 6;
/** Neural dynamics move away from their fixed point. */
export const UNSTABLE: i32 = 7;
/** A solver's state or derivative became infinite or NaN. `value` of this and the next three: the step. */
export const SOLVER_NOT_FINITE: i32 = 10;
/** A solver needs a step below the rounding error of time. */
export const STEP_TOO_SMALL: i32 = 11;
/** A solver used up its steps. */
export const TOO_MANY_STEPS: i32 = 12;
/** A solver cannot keep to the states for which its model is defined. */
export const OUTSIDE_DOMAIN: i32 = 13;
/** The derivative at the start, number `index` of it, is infinite or NaN. */
export const NOT_FINITE_AT_START: i32 = 14;
/** The tolerances of number `index` of the state are below its rounding error. */
export const TOLERANCE_BELOW_ROUNDING: i32 = 15;
/** An explicit solver used up its steps, all as long as its stability allows. */
export const STIFF: i32 = 16;
/** The matrix of an implicit solver is singular, however short the step. */
export const SINGULAR_MATRIX: i32 = 17;
/** Newton's iteration does not converge, however short the step. */
export const NEWTON_FAILED: i32 = 18;
/** The solution grows without bound within a finite time. */
export const BLOW_UP: i32 = 19;

// Layout (src/core/status.ts reads it): i32 code, u32 index, f64 time, f64 value, u32 owner
const block: usize = memory.data(32, 8);

/** Address of the status block. */
export function statusAddress(): usize {
  return block;
}

/** Records a failure and returns `code`: `owner` is the id of the population, projection or solver, `index` the element. */
export function fail(code: i32, owner: u32, index: u32, time: f64, value: f64): i32 {
  store<i32>(block, code);
  store<u32>(block, index, 4);
  store<f64>(block, time, 8);
  store<f64>(block, value, 16);
  store<u32>(block, owner, 24);
  return code;
}

/** What the last failure said, for kernels that go on after it. */
export function failureIndex(): u32 {
  return load<u32>(block, 4);
}

export function failureTime(): f64 {
  return load<f64>(block, 8);
}

export function failureValue(): f64 {
  return load<f64>(block, 16);
}
