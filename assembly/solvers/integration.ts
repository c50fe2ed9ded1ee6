// One initial value problem y' = f(t, y) on its way from `time` to `end`.

/** What `phase` says. */
export const NEW: u32 = 0;
export const RUNNING: u32 = 1;
export const FINISHED: u32 = 2;

/** What `recording` says. */
export const RECORD_STEPS: u32 = 0; // every step
export const RECORD_TIMES: u32 = 1; // the times in `recordTimes`
export const RECORD_NOTHING: u32 = 2;

/** What an attempted step returns. */
export const OK_STEP: u32 = 0;
export const LEFT_DOMAIN: u32 = 1;
export const SINGULAR: u32 = 2;
export const NO_CONVERGENCE: u32 = 3;

/** Settings, state and statistics of one integration; src/solvers/engine.ts fills it in. */
@unmanaged
export class Integration {
  // Settings
  length: u32; // numbers in a state
  stride: u32; // bytes a state takes: a multiple of 16, with zeros after its numbers
  maximumSteps: u32; // tried, accepted or not
  stepsPerCall: u32; // after these `integrate` returns, to go on when called again
  recording: u32;
  capacity: u32; // records that fit
  requested: u32; // times to record at, in `recordTimes`, in the order of integration
  dense: u32; // keep what `interpolate` needs of every step
  watches: u32; // event functions looked at
  eventSamples: u32; // points of a step at which they are
  eventCapacity: u32; // events that fit
  jacobianBlock: u32; // methods that may: size of the diagonal blocks of J that are used; 0: all of J
  end: f64;
  direction: f64; // 1: forward in time; -1: backward
  relativeTolerance: f64;
  maximumStep: f64;
  fixedStep: f64; // 0: chosen by the error estimate
  firstStep: f64; // 0: chosen

  // Step control (step-control.ts)
  proportional: f64;
  integral: f64;
  derivative: f64;
  safety: f64;
  largestGrowth: f64;
  largestCut: f64;

  // Memory
  state: usize; // y(time)
  work: usize; // states between and after, and the solver's stages
  matrices: usize; // the solver's, rows of `stride` bytes
  pivots: usize; // `length` u32 for each of them, and as many again
  absoluteTolerances: usize; // one f64 for each number of the state; padding: 1
  recordTimes: usize; // capacity f64
  recordStates: usize; // capacity states of `length`
  recordSteps: usize; // `dense`: capacity times 32 bytes, the state and `work`
  watchList: usize; // `watches` Watch (event.ts)
  eventTimes: usize; // eventCapacity f64
  eventIndices: usize; // eventCapacity u32: which watch
  eventStates: usize; // eventCapacity states of `length`

  // Progress
  phase: u32;
  recorded: u32;
  events: u32; // in the lists
  outcome: u32; // of the attempt: OK_STEP or why it failed
  retry: u32; // the state is the one of the last attempt
  mode: u32; // of methods that switch
  prepared: u32; // `interpolate` has all it needs in this step
  stiffSteps: u32; // accepted steps at the limit of an explicit method's stability
  calmSteps: u32; // accepted steps far from it
  fullJacobian: u32; // with `jacobianBlock`: after its two matrices there is room for all of J
  time: f64;
  step: f64; // the next one to try, > 0
  error: f64; // of the step just tried, 1 at the tolerance
  previousLogError: f64; // log2 of that of the last accepted step
  logErrorBefore: f64; // and of the one before
  stiffness: f64; // |h lambda|, as the solver estimates it
  errors: usize; // error of the step just tried, one number for each of the state; 0: not known
  startTime: f64;
  startSize: f64; // largest magnitude in the state at the start

  // Statistics
  accepted: u32;
  rejected: u32;
  evaluations: u32;
  jacobians: u32;
  factorizations: u32;
  solves: u32;
  iterations: u32; // Newton's
  switches: u32; // between methods

  // The solver's, in the table of functions (solver-functions.ts)
  prepareFunction: u32;
  interpolateFunction: u32;
}

/** Where the solver keeps the state at the end of the step it tries. */
// @ts-ignore: decorator
@inline
export function trialState(run: Integration): usize {
  return run.work;
}

/** A state between two steps, the point of a test step, or errors. */
// @ts-ignore: decorator
@inline
export function sampleState(run: Integration): usize {
  return run.work + <usize>run.stride;
}

/** k_i, i from 0. */
// @ts-ignore: decorator
@inline
export function stage(run: Integration, i: usize): usize {
  return run.work + (2 + i) * <usize>run.stride;
}

/** The solver's matrix i, from 0. */
// @ts-ignore: decorator
@inline
export function matrix(run: Integration, i: usize): usize {
  return run.matrices + i * <usize>run.stride * <usize>run.length;
}

/** Copies `bytes`, a multiple of 16. For short vectors: V8 calls a function of the host for memory.copy. */
// @ts-ignore: decorator
@inline
export function copyVector(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Zeroes `bytes`, a multiple of 16. */
// @ts-ignore: decorator
@inline
export function clearVector(to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, i64x2.splat(0));
}

/** Whether all numbers of a vector of `bytes` bytes are finite. */
export function isFinite(vector: usize, bytes: usize): bool {
  let sum = 0.0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const x = load<f64>(vector + at);
    sum += x - x; // NaN for an infinite x
  }
  return sum == 0.0;
}
