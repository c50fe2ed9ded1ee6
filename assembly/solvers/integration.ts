// One initial value problem y' = f(t, y) on its way from `time` to `end`.

/** What `phase` says. */
export const NEW: u32 = 0;
export const RUNNING: u32 = 1;
export const FINISHED: u32 = 2;

/** What a solver's `attempt` says. */
export const OK_STEP: u32 = 0;
export const LEFT_DOMAIN: u32 = 1;
export const SINGULAR: u32 = 2;
export const NO_CONVERGENCE: u32 = 3;

/** Settings, state and statistics of one integration; src/solvers/integration.ts fills it in. */
@unmanaged
export class Integration {
  // Settings
  length: u32; // numbers in a state
  stride: u32; // bytes a state takes: a multiple of 16, with zeros after its numbers
  maximumSteps: u32; // tried, accepted or not
  capacity: u32; // records that fit
  requested: u32; // times to record at, in `recordTimes`, ascending; 0: record every step
  stopAtEvent: u32;
  end: f64;
  relativeTolerance: f64;
  absoluteTolerance: f64;
  absoluteTolerances: usize; // one for each number of a state
  jacobianBlock: u32; // size of the blocks of a block-diagonal Jacobian; 0: dense
  maximumStep: f64;
  fixedStep: f64; // 0: chosen by the error estimate

  // Memory
  state: usize; // y(time)
  work: usize; // states between and after, and the solver's stages
  matrices: usize; // the solver's, `length` rows of `stride` bytes each
  pivots: usize; // `length` u32 for each matrix
  recordTimes: usize; // capacity f64
  recordStates: usize; // capacity states of `length`
  eventState: usize; // y(eventTime)

  // Progress
  phase: u32;
  recorded: u32;
  time: f64;
  step: f64; // the next one to try
  error: f64; // of the step just tried, 1 at the tolerance
  previousError: f64; // of the last accepted step
  eventTime: f64; // NaN until the event
  eventValue: f64; // the event function at `time`
  accepted: u32;
  rejected: u32;
  evaluations: u32;
  jacobians: u32;
  factorizations: u32;
  solves: u32;
  retry: u32; // the last step was rejected: the state is still the same
  outcome: u32; // of the step just tried
  stiffness: f64; // estimate of the step times the largest eigenvalue
}

/** Where the solver keeps the state at the end of the step it tries. */
// @ts-ignore: decorator
@inline
export function trialState(run: Integration): usize {
  return run.work;
}

/** A state between two steps, or the point of a test step. */
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

/**
 * Bytes from row to row of the solver's matrices. A block-diagonal Jacobian keeps its blocks alone: row i holds the derivatives of f_i with respect to the numbers of its
 * own block; a diagonal one is a vector.
 */
// @ts-ignore: decorator
@inline
export function rowBytes(run: Integration): usize {
  const block = <usize>run.jacobianBlock;
  return block == 0 ? <usize>run.stride : block == 1 ? 8 : ((block + 1) & ~1) << 3;
}

/** Bytes of a matrix. */
// @ts-ignore: decorator
@inline
export function matrixBytes(run: Integration): usize {
  return (<usize>run.length * rowBytes(run) + 15) & ~15;
}

/** The solver's matrix i. */
// @ts-ignore: decorator
@inline
export function matrix(run: Integration, i: usize): usize {
  return run.matrices + i * matrixBytes(run);
}

/** Copies a vector of `bytes`, a multiple of 16. (memory.copy is a call into the host's code.) */
// @ts-ignore: decorator
@inline
export function copyVector(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, v128.load(from + at));
}

/** Sets a vector of `bytes`, a multiple of 16, to 0. */
// @ts-ignore: decorator
@inline
export function clearVector(to: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, f64x2.splat(0));
}

/** States that `work` holds for a solver of `stages` stages. */
// @ts-ignore: decorator
@inline
export function workStates(stages: usize): usize {
  return 2 + stages;
}

/** out = base + step (w_0 k_0 + ... + w_(count - 1) k_(count - 1)), k_i the stages; out may be base. */
export function combine(run: Integration, out: usize, base: usize, step: f64, weights: usize, count: usize): void {
  const stride = <usize>run.stride;
  const h = f64x2.splat(step);
  const last = weights + (count << 3);
  for (let at: usize = 0; at < stride; at += 16) {
    let k = stage(run, 0) + at;
    let sum = f64x2.mul(v128.load64_splat(weights), v128.load(k));
    for (let w = weights + 8; w < last; w += 8) {
      k += stride;
      sum = f64x2.add(sum, f64x2.mul(v128.load64_splat(w), v128.load(k)));
    }
    v128.store(out + at, f64x2.add(v128.load(base + at), f64x2.mul(h, sum)));
  }
}
