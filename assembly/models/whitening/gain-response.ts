import { DIVERGED, fail, NO_CONVERGENCE, NOT_POSITIVE_DEFINITE, OK, UNSTABLE } from "../../core/status";
import { choleskyFactor, choleskySolve } from "../../numeric/linear/cholesky";
import { feedBack, Frame, project, recurrentMatrix } from "./frame";
import { allFinite, clearNumbers, copyNumbers } from "./gain-numbers";

// Response of a circuit of primary neurons y and interneurons z with gains g (arXiv:2301.11955, 2308.13633):
//
//     z = W^T y        dy/dt = x - W (g o z) - alpha y        fixed point y = A^-1 x,  A = alpha I + W diag(g) W^T

@unmanaged
export class GainResponse {
  leak: f64; // alpha
  factored: f64; // the leak for which `factor` holds the Cholesky factor of A at these gains and weights; NaN: for none
  neuralStep: f64; // gamma
  tolerance: f64; // of the iterated dynamics: largest |x - A y| over the largest |x|
  maximumIterations: u32; // of the iterated dynamics; 0: a linear solve
  frame: usize; // Frame
  gains: usize; // f64[K]
  factor: usize; // f64[N][N]
  primary: usize; // f64[N], y
  interneurons: usize; // f64[K], z
  drive: usize; // f64[N], scratch
  reserved: u32;
}

/** Factors A where it changed. Returns a status; `index` is the sample or step to name in it. */
export function factorRecurrent(r: GainResponse, index: u32): i32 {
  if (r.factored == r.leak) return OK;
  const frame = changetype<Frame>(r.frame);
  recurrentMatrix(frame, r.factor, r.leak, r.gains);
  const pivot = choleskyFactor(r.factor, <i32>frame.primary);
  if (pivot != 0) {
    r.factored = NaN;
    return fail(NOT_POSITIVE_DEFINITE, 0, index, 0, <f64>(pivot - 1));
  }
  r.factored = r.leak;
  return OK;
}

/** y and z for the sample at `x`. The factor must be current. */
export function respondTo(r: GainResponse, x: usize, index: u32): i32 {
  const frame = changetype<Frame>(r.frame);
  if (r.maximumIterations != 0) return iterate(r, x, index);
  copyNumbers(r.primary, x, <usize>frame.primary << 3);
  choleskySolve(r.factor, <i32>frame.primary, r.primary);
  project(frame, r.interneurons, r.primary);
  return OK;
}

/** y <- y + gamma (x - W (g o z) - alpha y) from y = 0 until the bracket is small. */
function iterate(r: GainResponse, x: usize, index: u32): i32 {
  const frame = changetype<Frame>(r.frame);
  const bytes = <usize>frame.primary << 3;
  const y = r.primary;
  const drive = r.drive;
  let largest: f64 = 0;
  for (let i: usize = 0; i < bytes; i += 8) largest = max(largest, abs(load<f64>(x + i)));
  const limit = r.tolerance * largest;
  clearNumbers(y, bytes);
  let residual = largest;
  for (let n: u32 = 0; n < r.maximumIterations; n++) {
    project(frame, r.interneurons, y);
    clearNumbers(drive, bytes);
    feedBack(frame, drive, r.gains, r.interneurons);
    residual = 0;
    for (let i: usize = 0; i < bytes; i += 8) {
      const change = load<f64>(x + i) - load<f64>(drive + i) - r.leak * load<f64>(y + i);
      residual = max(residual, abs(change)); // NaN stays
      store<f64>(y + i, load<f64>(y + i) + r.neuralStep * change);
    }
    if (residual <= limit) {
      project(frame, r.interneurons, y);
      return OK;
    }
    if (residual - residual != 0) return fail(UNSTABLE, 3, index, <f64>n, residual);
  }
  return fail(NO_CONVERGENCE, 3, index, 0, residual);
}

/** Fails unless the gains after sample or step `index` are finite. */
export function checkGains(r: GainResponse, index: u32): i32 {
  const k = <usize>changetype<Frame>(r.frame).interneurons;
  return allFinite(r.gains, k) ? OK : fail(DIVERGED, 1, index, 0, NaN);
}

/** Responses y (f64[count][N]) to samples, without learning. */
export function gainRespond(address: usize, samples: usize, count: u32, responses: usize): i32 {
  const r = changetype<GainResponse>(address);
  const bytes = <usize>changetype<Frame>(r.frame).primary << 3;
  const status = factorRecurrent(r, 0);
  if (status != OK) return status;
  for (let t: u32 = 0; t < count; t++) {
    const failed = respondTo(r, samples + <usize>t * bytes, t);
    if (failed != OK) return failed;
    if (responses != 0) copyNumbers(responses + <usize>t * bytes, r.primary, bytes);
  }
  return OK;
}
