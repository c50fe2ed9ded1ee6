import { DIVERGED, fail, NO_CONVERGENCE, NOT_POSITIVE_DEFINITE, OK, UNSTABLE } from "../../core/status";
import { addScaled, dot } from "../../numeric/linear/dot";
import { addOuter, multiply, multiplyTransposed, multiplyVector, transposedMultiplyVector } from "../../numeric/linear/products";
import { whiteningDeviation } from "./common-error";
import { beginExpected, countExpected, endsExpected, ExpectedRun } from "./common-expected";
import { DIVERGED_RATIO, DYNAMICS, SOLVE, WhiteningResponse } from "./common-response";
import { addDiagonal, largest, LARGEST_POWER } from "./common-vector";
import { RANK_ONE, reform, respondByCholesky, respondByInverse, updateInverse, updateProduct } from "./interneurons-solve";

// Algorithm 2: whitening through interneurons (objective and derivation: docs/whitening.md).
//
//   y = (alpha I + W W^T)^{-1} x ,   z = W^T y ,   W <- W + eta (y z^T - W)
//
// The update is W <- (I + eta (y y^T - I)) W, and that factor is positive definite for eta < 1: W keeps its rank whatever the samples.

@unmanaged
export class InterneuronCircuit {
  size: u32; // n
  interneurons: u32; // k
  solver: u32; // RANK_ONE or CHOLESKY
  ready: u32; // 1: `inverse`, or `product` and `factor`, belong to `weights`
  learningRate: f64; // eta
  leak: f64; // alpha
  samples: f64; // learnt since the circuit was made
  age: u32; // updates since `inverse` or `product` was formed from the weights
  refreshEvery: u32; // forms it anew after as many updates
  drift: f64; // largest relative residual that the monitor has seen
  driftLimit: f64; // forms it anew beyond this residual
  refreshes: f64; // times it was formed anew
  batchCount: u32; // samples in batchSum
  first: u32; // number of the first sample of a kernel call within the samples of its caller
  weights: usize; // f64[n][k], W
  inverse: usize; // f64[n][n], inverse of W W^T; RANK_ONE
  product: usize; // f64[n][n], A = alpha I + W W^T; CHOLESKY
  factor: usize; // f64[n][n], strict lower triangle of G, A = G D^-1 G^T
  inverses: usize; // f64[n], 1 / D
  pairs: usize; // f64[2 n], of factorUpdate
  zeros: usize; // f64[n]
  batchSum: usize; // f64[n][n], sum of y y^T over the batch so far
  response: usize; // WhiteningResponse
  primary: usize; // f64[n], y
  interneuron: usize; // f64[k], z
  residual: usize; // f64[n]
  direction: usize; // f64[max(n, k)]
  change: usize; // f64[n][k], of the weights in an expected step or a batch
  before: usize; // f64[n][k], weights before an expected step
  work: usize; // f64[2 n^2 + 4 n]
}

/** Makes inverse or factor belong to the weights. Returns 0, or 1 + the first pivot of alpha I + W W^T that is not positive. */
export function interneuronPrepare(circuit: InterneuronCircuit): i32 {
  return circuit.ready != 0 ? 0 : reform(circuit);
}

/** y = (alpha I + W W^T)^{-1} x. */
function respond(circuit: InterneuronCircuit, x: usize, y: usize, index: u32): i32 {
  const response = changetype<WhiteningResponse>(circuit.response);
  if (response.method == SOLVE) {
    if (circuit.solver == RANK_ONE) respondByInverse(circuit, x, y);
    else respondByCholesky(circuit, x, y);
    return OK;
  }
  return settle(circuit, response, x, y, index);
}

/** Euler steps of the neurons from rest, until the currents into all of them are within the tolerance. */
function settle(circuit: InterneuronCircuit, response: WhiteningResponse, x: usize, y: usize, index: u32): i32 {
  const n = circuit.size;
  const k = circuit.interneurons;
  const z = circuit.interneuron;
  const following = response.method == DYNAMICS;
  const rate = following ? 1 : response.neuralStep / response.timeConstant;
  memory.fill(y, 0, <usize>n << 3);
  memory.fill(z, 0, <usize>k << 3);
  const scale = largest(x, n);
  let step: u32 = 0;
  while (true) {
    // currents: x - W z - alpha y into the primary neurons, W^T y - z into the interneurons
    transposedMultiplyVector(circuit.direction, circuit.weights, y, n, k);
    if (following) memory.copy(z, circuit.direction, <usize>k << 3);
    else addScaled(circuit.direction, -1, z, k);
    multiplyVector(circuit.residual, circuit.weights, z, n, k);
    for (let at: usize = 0; at < <usize>n << 3; at += 8) {
      store<f64>(circuit.residual + at, load<f64>(x + at) - load<f64>(circuit.residual + at) - circuit.leak * load<f64>(y + at));
    }
    const error = following ? largest(circuit.residual, n) : max(largest(circuit.residual, n), largest(circuit.direction, k));
    response.steps = step;
    if (error <= response.tolerance * scale) return OK;
    if (error > DIVERGED_RATIO * scale) return fail(UNSTABLE, 0, index, step, error);
    if (step == response.maximumSteps) return fail(NO_CONVERGENCE, 0, index, step, error);
    addScaled(y, response.neuralStep, circuit.residual, n);
    if (!following) addScaled(z, rate, circuit.direction, k);
    step++;
  }
}

/** Responses to `count` samples (f64[count][n]) without learning. */
export function interneuronRespond(circuit: InterneuronCircuit, samples: usize, count: u32, responses: usize): i32 {
  const row = <usize>circuit.size << 3;
  const pivot = interneuronPrepare(circuit);
  if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, 0, circuit.samples, <f64>(pivot - 1));
  for (let t: u32 = 0; t < count; t++) {
    const status = respond(circuit, samples + <usize>t * row, responses + <usize>t * row, circuit.first + t);
    if (status != OK) return status;
  }
  return OK;
}

/**
 * Learns from `count` samples, one update for each `batch` of them; a batch may go on in the next call. Responses (before the update)
 * go to `responses` unless it is 0. On failure the state is as before the failing sample.
 */
export function interneuronLearn(circuit: InterneuronCircuit, samples: usize, count: u32, batch: u32, responses: usize): i32 {
  const n = circuit.size;
  const k = circuit.interneurons;
  const row = <usize>n << 3;
  for (let t: u32 = 0; t < count; t++) {
    const pivot = interneuronPrepare(circuit);
    if (pivot != 0) return fail(NOT_POSITIVE_DEFINITE, 0, circuit.first + t, circuit.samples, <f64>(pivot - 1));
    const y = responses != 0 ? responses + <usize>t * row : circuit.primary;
    const status = respond(circuit, samples + <usize>t * row, y, circuit.first + t);
    if (status != OK) return status;
    const power = dot(y, y, n);
    if (!(power < LARGEST_POWER)) return fail(DIVERGED, 0, circuit.first + t, circuit.samples, power);
    if (batch == 1) {
      if (!learnOne(circuit, samples + <usize>t * row, y, power)) return fail(DIVERGED, 0, circuit.first + t, circuit.samples, Infinity);
    } else {
      addOuter(circuit.batchSum, n, n, 1, y, y);
      circuit.batchCount += 1;
      if (circuit.batchCount == batch) {
        const status = interneuronEndBatch(circuit, circuit.first + t);
        if (status != OK) return status;
      }
    }
    circuit.samples += 1;
  }
  return OK;
}

/** W <- W + eta (y z^T - W) with the inverse or the factor following; `power` is y . y. Refuses an update that would overflow. */
function learnOne(circuit: InterneuronCircuit, x: usize, y: usize, power: f64): bool {
  const n = circuit.size;
  const k = circuit.interneurons;
  const eta = circuit.learningRate;
  const z = circuit.interneuron;
  transposedMultiplyVector(z, circuit.weights, y, n, k);
  if (!(power * dot(z, z, k) < LARGEST_POWER * LARGEST_POWER)) return false;
  if (changetype<WhiteningResponse>(circuit.response).method != SOLVE) circuit.ready = 1;
  else if (circuit.solver == RANK_ONE) updateInverse(circuit, x, y, power);
  else updateProduct(circuit, y, power);
  decayAndAdd(circuit.weights, n, k, 1 - eta, eta, y, z);
  return true;
}

/** a <- keep a + scale x y^T, n by m. */
function decayAndAdd(a: usize, n: u32, m: u32, keep: f64, scale: f64, x: usize, y: usize): void {
  const pairs = <usize>(m & ~1) << 3;
  const kept = f64x2.splat(keep);
  for (let i: usize = 0; i < n; i++) {
    const factor = scale * load<f64>(x + (i << 3));
    const factors = f64x2.splat(factor);
    for (let j: usize = 0; j < pairs; j += 16) {
      v128.store(a + j, f64x2.add(f64x2.mul(kept, v128.load(a + j)), f64x2.mul(factors, v128.load(y + j))));
    }
    if ((m & 1) != 0) store<f64>(a + pairs, keep * load<f64>(a + pairs) + factor * load<f64>(y + pairs));
    a += <usize>m << 3;
  }
}

/** Learns from the samples of a batch that has not been filled: W <- W + eta (mean(y y^T) - I) W. */
export function interneuronEndBatch(circuit: InterneuronCircuit, index: u32): i32 {
  const n = circuit.size;
  if (circuit.batchCount == 0) return OK;
  scale(circuit.batchSum, n * n, 1 / <f64>circuit.batchCount);
  addDiagonal(circuit.batchSum, n, -1);
  const applied = applyDeviation(circuit, circuit.batchSum);
  interneuronDropBatch(circuit);
  return applied ? OK : fail(DIVERGED, 0, index, circuit.samples, Infinity);
}

/** Forgets the samples of a batch that has not been filled. */
export function interneuronDropBatch(circuit: InterneuronCircuit): void {
  memory.fill(circuit.batchSum, 0, <usize>circuit.size * circuit.size << 3);
  circuit.batchCount = 0;
}

function scale(x: usize, n: u32, factor: f64): void {
  for (let at = x, end = x + (<usize>n << 3); at < end; at += 8) store<f64>(at, factor * load<f64>(at));
}

/** W <- W + eta D W, unless that would overflow. */
function applyDeviation(circuit: InterneuronCircuit, deviation: usize): bool {
  const n = circuit.size;
  const k = circuit.interneurons;
  multiply(circuit.change, deviation, circuit.weights, n, n, k);
  if (!(largest(circuit.change, n * k) < LARGEST_POWER)) return false;
  addScaled(circuit.weights, circuit.learningRate, circuit.change, n * k);
  circuit.ready = 0;
  return true;
}

/** Writes alpha I + W W^T. */
export function interneuronEffective(circuit: InterneuronCircuit, out: usize): void {
  const n = circuit.size;
  multiplyTransposed(out, circuit.weights, circuit.weights, n, circuit.interneurons, n);
  addDiagonal(out, n, circuit.leak);
}

/** Expected steps W <- W + eta (F C F - I) W, F = (alpha I + W W^T)^{-1}. On failure the state is as before the failing step. */
export function interneuronLearnExpected(circuit: InterneuronCircuit, run: ExpectedRun): i32 {
  const n = circuit.size;
  const effective = circuit.product;
  const deviation = circuit.work;
  const work = deviation + (<usize>n * n << 3);
  const before = circuit.before;
  circuit.ready = 0; // `product` is used as room for the effective matrix
  beginExpected(run);
  while (true) {
    interneuronEffective(circuit, effective);
    const pivot = whiteningDeviation(deviation, effective, run.covariance, n, work);
    const valid = pivot == 0 && largest(deviation, n * n) < Infinity;
    if (!valid) {
      const index = run.steps > 0 ? run.steps - 1 : 0;
      if (run.steps > 0) memory.copy(circuit.weights, before, <usize>n * circuit.interneurons << 3);
      return fail(pivot != 0 ? NOT_POSITIVE_DEFINITE : DIVERGED, 0, run.before + index, circuit.samples, <f64>(pivot - 1));
    }
    if (endsExpected(run, deviation, effective, n, work)) return OK;
    memory.copy(before, circuit.weights, <usize>n * circuit.interneurons << 3);
    if (!applyDeviation(circuit, deviation)) return fail(DIVERGED, 0, run.before + run.steps, circuit.samples, Infinity);
    countExpected(run);
  }
}
