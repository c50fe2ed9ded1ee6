import { DIVERGED, fail, NO_CONVERGENCE, NOT_POSITIVE_DEFINITE, OK, UNSTABLE } from "../../core/status";
import { choleskyFactorTo, choleskySolve } from "../../numeric/linear/cholesky";
import { addScaled, dot } from "../../numeric/linear/dot";
import { addOuter, multiplyVector } from "../../numeric/linear/products";
import { whiteningDeviation } from "./common-error";
import { beginExpected, countExpected, endsExpected, ExpectedRun } from "./common-expected";
import { DIVERGED_RATIO, SOLVE, WhiteningResponse } from "./common-response";
import { addDiagonal, largest, LARGEST_POWER, outerSum, weightedSum } from "./common-vector";

// Algorithm 1: whitening by direct recurrent connections (objective and derivation: docs/whitening.md).
//
//   y = M^{-1} x ,   M <- M + eta (y y^T - I)
//
// M minimises U(M) = Tr(M^{-1} C) + Tr M, and ends at C^{1/2}. Nothing in the rule keeps M positive definite: each update is
// factored before it is taken, and one that fails is refused, with the state as it was before that sample.

@unmanaged
export class DirectCircuit {
  size: u32; // n
  batchCount: u32; // samples in batchSum
  learningRate: f64; // eta
  samples: f64; // learnt since the circuit was made
  first: u32; // number of the first sample of a kernel call within the samples of its caller
  factored: u32; // 1: `factor` belongs to `weights`
  weights: usize; // f64[n][n], M, symmetric
  next: usize; // f64[n][n], the weights that an update would give; takes turns with `weights`
  factor: usize; // f64[n][n], lower triangle L, M = L L^T
  batchSum: usize; // f64[n][n], sum of y y^T over the batch so far
  response: usize; // WhiteningResponse
  primary: usize; // f64[n], y
  residual: usize; // f64[n]
  work: usize; // f64[2 n^2 + 4 n]
}

/** Makes the factor belong to the weights. */
function refactor(circuit: DirectCircuit): i32 {
  if (circuit.factored != 0) return 0;
  const n = circuit.size;
  const pivot = choleskyFactorTo(circuit.factor, circuit.weights, n);
  if (pivot == 0) circuit.factored = 1;
  return pivot;
}

/** y = M^{-1} x. */
function respond(circuit: DirectCircuit, x: usize, y: usize, index: u32): i32 {
  const n = circuit.size;
  const response = changetype<WhiteningResponse>(circuit.response);
  if (response.method == SOLVE) {
    memory.copy(y, x, <usize>n << 3);
    choleskySolve(circuit.factor, n, y);
    return OK;
  }
  memory.fill(y, 0, <usize>n << 3);
  const scale = largest(x, n);
  let step: u32 = 0;
  while (true) {
    multiplyVector(circuit.residual, circuit.weights, y, n, n);
    for (let at: usize = 0; at < <usize>n << 3; at += 8) store<f64>(circuit.residual + at, load<f64>(x + at) - load<f64>(circuit.residual + at));
    const error = largest(circuit.residual, n);
    response.steps = step;
    if (error <= response.tolerance * scale) return OK;
    if (error > DIVERGED_RATIO * scale) return fail(UNSTABLE, 0, index, step, error);
    if (step == response.maximumSteps) return fail(NO_CONVERGENCE, 0, index, step, error);
    addScaled(y, response.neuralStep, circuit.residual, n);
    step++;
  }
}

/**
 * Takes M + eta (S / count - I), or, where `sum` is 0, M + eta (y y^T - I), if that is positive definite. Returns 0, or 1 + the first pivot that is
 * not positive; then nothing has changed.
 */
function update(circuit: DirectCircuit, sum: usize, y: usize, count: u32): i32 {
  const n = circuit.size;
  const eta = circuit.learningRate;
  const next = circuit.next;
  const weights = circuit.weights;
  if (sum == 0) {
    // v v^T with v = sqrt(eta) y is symmetric to the bit, (eta y_i) y_j is not.
    const v = circuit.residual;
    const root = sqrt(eta);
    for (let at: usize = 0; at < <usize>n << 3; at += 8) store<f64>(v + at, root * load<f64>(y + at));
    outerSum(next, weights, v, n);
  } else weightedSum(next, weights, eta / <f64>count, sum, n * n);
  addDiagonal(next, n, -eta);
  const pivot = choleskyFactorTo(circuit.factor, next, n);
  if (pivot != 0) {
    circuit.factored = 0;
    return pivot;
  }
  circuit.factored = 1;
  circuit.weights = next;
  circuit.next = weights;
  return 0;
}

/** Responses to `count` samples (f64[count][n]) without learning. */
export function directRespond(circuit: DirectCircuit, samples: usize, count: u32, responses: usize): i32 {
  const row = <usize>circuit.size << 3;
  const pivot = refactor(circuit);
  if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, circuit.samples, <f64>(pivot - 1));
  for (let t: u32 = 0; t < count; t++) {
    const status = respond(circuit, samples + <usize>t * row, responses + <usize>t * row, circuit.first + t);
    if (status != OK) return status;
  }
  return OK;
}

/**
 * Learns from `count` samples, one update for each `batch` of them; a batch may go on in the next call. Responses (before the update)
 * go to `responses` unless it is 0. On failure the state is as before the failing sample (and before its batch).
 */
export function directLearn(circuit: DirectCircuit, samples: usize, count: u32, batch: u32, responses: usize): i32 {
  const n = circuit.size;
  const row = <usize>n << 3;
  const first = refactor(circuit);
  if (first != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, circuit.samples, <f64>(first - 1));
  for (let t: u32 = 0; t < count; t++) {
    const y = responses != 0 ? responses + <usize>t * row : circuit.primary;
    const status = respond(circuit, samples + <usize>t * row, y, circuit.first + t);
    if (status != OK) return status;
    const power = dot(y, y, n);
    if (!(power < LARGEST_POWER)) return fail(DIVERGED, 0, circuit.first + t, circuit.samples, power);
    if (batch == 1) {
      const pivot = update(circuit, 0, y, 1);
      if (pivot != 0) return refuse(circuit, circuit.first + t, pivot);
    } else {
      addOuter(circuit.batchSum, n, n, 1, y, y);
      circuit.batchCount += 1;
      if (circuit.batchCount == batch) {
        const status = directEndBatch(circuit, circuit.first + t);
        if (status != OK) return status;
      }
    }
    circuit.samples += 1;
  }
  return OK;
}

/** Learns from the samples of a batch that has not been filled. */
export function directEndBatch(circuit: DirectCircuit, index: u32): i32 {
  if (circuit.batchCount == 0) return OK;
  const pivot = update(circuit, circuit.batchSum, 0, circuit.batchCount);
  directDropBatch(circuit);
  return pivot == 0 ? OK : refuse(circuit, index, pivot);
}

/** Forgets the samples of a batch that has not been filled. */
export function directDropBatch(circuit: DirectCircuit): void {
  memory.fill(circuit.batchSum, 0, <usize>circuit.size * circuit.size << 3);
  circuit.batchCount = 0;
}

function refuse(circuit: DirectCircuit, index: u32, pivot: i32): i32 {
  refactor(circuit);
  return fail(NOT_POSITIVE_DEFINITE, 0, index, circuit.samples, <f64>(pivot - 1));
}

/** Expected steps M <- M + eta (M^{-1} C M^{-1} - I). On failure the state is as before the failing step. */
export function directLearnExpected(circuit: DirectCircuit, run: ExpectedRun): i32 {
  const n = circuit.size;
  const deviation = circuit.work;
  const work = deviation + (<usize>n * n << 3);
  beginExpected(run);
  while (true) {
    const pivot = whiteningDeviation(deviation, circuit.weights, run.covariance, n, work);
    if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, run.before + run.steps, circuit.samples, <f64>(pivot - 1));
    if (endsExpected(run, deviation, circuit.weights, n, work)) return OK;
    addDiagonal(deviation, n, 1);
    const failed = update(circuit, deviation, 0, 1);
    if (failed != 0) return refuse(circuit, run.before + run.steps, failed);
    countExpected(run);
  }
}
