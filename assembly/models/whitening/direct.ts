import { DIVERGED, fail, NO_CONVERGENCE, NOT_POSITIVE_DEFINITE, OK, UNSTABLE } from "../../core/status";
import { addScaled, dot } from "../../numeric/linear/dot";
import { addOuter, multiplyVector } from "../../numeric/linear/products";
import { whiteningDeviation } from "./common-error";
import { beginExpected, countExpected, endsExpected, ExpectedRun } from "./common-expected";
import { DIVERGED_RATIO, SOLVE, WhiteningResponse } from "./common-response";
import { addDiagonal, largest, LARGEST_POWER, mirror, weightedSum } from "./common-vector";
import { factorUpdate, solveBackward, solveForward } from "./common-factor";

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
  changed: usize; // f64[n][n], the sum that a batch or an expected step gives
  factor: usize; // f64[n][n], strict lower triangle of G, M = G D^-1 G^T
  inverses: usize; // f64[n], 1 / D
  pairs: usize; // f64[2 n], of factorUpdate
  forward: usize; // f64[n], D G^-1 x for the next sample
  batchSum: usize; // f64[n][n], sum of y y^T over the batch so far
  response: usize; // WhiteningResponse
  primary: usize; // f64[n], y
  residual: usize; // f64[n]
  work: usize; // f64[2 n^2 + 4 n]
}

/** Makes the factor belong to the weights. Returns 0, or 1 + the first pivot that is not positive. */
function refactor(circuit: DirectCircuit): i32 {
  return circuit.factored != 0 ? 0 : factorNext(circuit, circuit.weights, 0, 0);
}

/**
 * The factor of M + v v^T - shift I, v in `residual` (0 where `shift` is), with that matrix in the lower triangle of `next`, and the forward
 * solution for `x` unless it is 0.
 */
function factorNext(circuit: DirectCircuit, weights: usize, shift: f64, x: usize): i32 {
  const n = circuit.size;
  if (shift == 0) memory.fill(circuit.residual, 0, <usize>n << 3);
  const pivot = factorUpdate(weights, circuit.residual, shift, circuit.next, circuit.factor, circuit.inverses, n, circuit.pairs, x, circuit.forward);
  circuit.factored = pivot == 0 ? 1 : 0;
  return pivot;
}

/** y = M^{-1} x. */
function respond(circuit: DirectCircuit, x: usize, y: usize, index: u32): i32 {
  const n = circuit.size;
  const response = changetype<WhiteningResponse>(circuit.response);
  if (response.method == SOLVE) {
    solveForward(circuit.factor, circuit.inverses, n, x, circuit.forward);
    solveBackward(circuit.factor, circuit.inverses, n, circuit.forward, y);
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
 * Takes M + eta (y y^T - I) if that is positive definite, and prepares the response to `x` unless it is 0. Returns 0, or 1 + the first pivot
 * that is not positive; then M has not changed. Leaves the upper triangle of M behind: see `mirror`.
 */
function update(circuit: DirectCircuit, y: usize, x: usize): i32 {
  const n = circuit.size;
  const eta = circuit.learningRate;
  // v v^T with v = sqrt(eta) y
  const v = circuit.residual;
  const root = sqrt(eta);
  for (let at: usize = 0; at < <usize>n << 3; at += 8) store<f64>(v + at, root * load<f64>(y + at));
  const pivot = factorNext(circuit, circuit.weights, eta, x);
  if (pivot == 0) exchange(circuit);
  return pivot;
}

/** As `update` for M + scale S - eta I, S symmetric. */
function updateBy(circuit: DirectCircuit, sum: usize, scale: f64): i32 {
  const n = circuit.size;
  const changed = circuit.changed;
  weightedSum(changed, circuit.weights, scale, sum, n * n);
  addDiagonal(changed, n, -circuit.learningRate);
  const pivot = factorNext(circuit, changed, 0, 0);
  if (pivot == 0) {
    exchange(circuit);
    mirror(circuit.weights, n);
  }
  return pivot;
}

function exchange(circuit: DirectCircuit): void {
  const next = circuit.next;
  circuit.next = circuit.weights;
  circuit.weights = next;
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
  const first = refactor(circuit);
  if (first != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, circuit.samples, <f64>(first - 1));
  const status = learn(circuit, samples, count, batch, responses);
  mirror(circuit.weights, circuit.size);
  return status;
}

function learn(circuit: DirectCircuit, samples: usize, count: u32, batch: u32, responses: usize): i32 {
  const n = circuit.size;
  const row = <usize>n << 3;
  const method = changetype<WhiteningResponse>(circuit.response).method;
  let prepared = false; // whether `forward` belongs to the sample
  for (let t: u32 = 0; t < count; t++) {
    const x = samples + <usize>t * row;
    const y = responses != 0 ? responses + <usize>t * row : circuit.primary;
    if (prepared) solveBackward(circuit.factor, circuit.inverses, n, circuit.forward, y);
    else {
      const status = respond(circuit, x, y, circuit.first + t);
      if (status != OK) return status;
    }
    const power = dot(y, y, n);
    if (!(power < LARGEST_POWER)) return fail(DIVERGED, 0, circuit.first + t, circuit.samples, power);
    if (batch == 1) {
      prepared = method == SOLVE && t + 1 < count;
      const pivot = update(circuit, y, prepared ? x + row : 0);
      if (pivot != 0) return refuse(circuit, circuit.first + t, pivot);
      if (method != SOLVE) mirror(circuit.weights, n);
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
  const pivot = updateBy(circuit, circuit.batchSum, circuit.learningRate / <f64>circuit.batchCount);
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
    const failed = updateBy(circuit, deviation, circuit.learningRate);
    if (failed != 0) return refuse(circuit, run.before + run.steps, failed);
    countExpected(run);
  }
}
