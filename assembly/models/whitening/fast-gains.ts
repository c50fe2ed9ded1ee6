import { DIVERGED, fail, OK } from "../../core/status";
import { addScaled, dot, scaleVector } from "../../numeric/linear/dot";
import { multiplyVector } from "../../numeric/linear/products";
import { ErrorRecord, Expected, judgeSamples, judgeStep, responseCovariance } from "./expected";
import { Frame } from "./frame";
import { allFinite, clearNumbers, copyNumbers } from "./gain-numbers";
import { checkGains, factorRecurrent, GainResponse, respondTo } from "./gain-response";

// Fast gains and slow synapses (arXiv:2308.13633). With r the primary response (y elsewhere), z = W^T r and n = g o z:
//
//     g_i <- g_i + eta_g (z_i^2 - ||w_i||^2)
//     w_i <- w_i + eta_w (r n_i - g_i w_i)              n with the old gains, the decay with the new ones
//     optionally w_i <- w_i / ||w_i||
//
// Averages over a mini-batch, or expectations given C (then z_i^2 is w_i^T C_rr w_i, and r n_i is g_i C_rr w_i), take the place of the products.

@unmanaged
export class FastGainCircuit {
  gainRate: f64; // eta_g
  weightRate: f64; // eta_w
  response: usize; // GainResponse; its frame is dense
  record: usize; // ErrorRecord
  previousGains: usize; // f64[K]
  previousWeights: usize; // f64[K][N]
  power: usize; // f64[K], mean of z^2
  hebbian: usize; // f64[K][N], mean of r n_i
  normalised: u32;
  steps: u32; // updates made by the last call
}

/**
 * Learns from `count` samples (f64[count][N]), one update for each `batch`; the last batch may be shorter. Errors name
 * sample `offset` + t. `responses`: r of each sample, or 0.
 */
export function fastGainLearn(address: usize, samples: usize, count: u32, batch: u32, offset: u32, responses: usize): i32 {
  const circuit = changetype<FastGainCircuit>(address);
  const r = changetype<GainResponse>(circuit.response);
  const frame = changetype<Frame>(r.frame);
  const n = <usize>frame.primary;
  const k = <usize>frame.interneurons;
  circuit.steps = 0;
  const status = factorRecurrent(r, 0);
  if (status != OK) return status;
  for (let first: u32 = 0; first < count; first += batch) {
    const end = min(count, first + batch);
    const share = 1.0 / <f64>(end - first);
    clearNumbers(circuit.power, k << 3);
    clearNumbers(circuit.hebbian, (k * n) << 3);
    for (let t = first; t < end; t++) {
      const failed = respondTo(r, samples + ((<usize>t * n) << 3), offset + t);
      if (failed != OK) return failed;
      if (responses != 0) copyNumbers(responses + ((<usize>t * n) << 3), r.primary, n << 3);
      for (let i: usize = 0; i < k; i++) {
        const at = i << 3;
        const z = load<f64>(r.interneurons + at);
        store<f64>(circuit.power + at, load<f64>(circuit.power + at) + share * z * z);
        addScaled(circuit.hebbian + at * n, share * load<f64>(r.gains + at) * z, r.primary, <i32>n);
      }
    }
    const failed = update(circuit, r, offset + end - 1);
    if (failed != OK) return failed;
    circuit.steps++;
    const judged = judgeSamples(r, changetype<ErrorRecord>(circuit.record), offset + end);
    if (judged != OK) return judged;
  }
  return OK;
}

/** Up to `steps` offline updates for the covariance whose root stands in the record's Expected. */
export function fastGainLearnExpected(address: usize, steps: u32, offset: u32): i32 {
  const circuit = changetype<FastGainCircuit>(address);
  const r = changetype<GainResponse>(circuit.response);
  const record = changetype<ErrorRecord>(circuit.record);
  const e = changetype<Expected>(record.expected);
  const frame = changetype<Frame>(r.frame);
  const n = <i32>frame.primary;
  circuit.steps = 0;
  const status = factorRecurrent(r, 0);
  if (status != OK) return status;
  for (let s: u32 = 0; s < steps; s++) {
    responseCovariance(r, e);
    if (judgeStep(record, <usize>n, offset + s)) return OK;
    for (let i: usize = 0; i < <usize>frame.interneurons; i++) {
      const row = (i * <usize>n) << 3;
      const w = frame.vectors + row;
      const product = circuit.hebbian + row;
      multiplyVector(product, e.covariance, w, n, n);
      store<f64>(circuit.power + (i << 3), dot(w, product, n));
      scaleVector(product, load<f64>(r.gains + (i << 3)), n);
    }
    const failed = update(circuit, r, offset + s);
    if (failed != OK) return failed;
    circuit.steps++;
  }
  return OK;
}

/** One update of gains and weights, and a new factor of A; on failure all is as before. */
function update(circuit: FastGainCircuit, r: GainResponse, index: u32): i32 {
  const frame = changetype<Frame>(r.frame);
  const n = <usize>frame.primary;
  const k = <usize>frame.interneurons;
  copyNumbers(circuit.previousGains, r.gains, k << 3);
  copyNumbers(circuit.previousWeights, frame.vectors, (k * n) << 3);
  for (let i: usize = 0; i < k; i++) {
    const at = i << 3;
    const w = frame.vectors + at * n;
    const change = load<f64>(circuit.power + at) - dot(w, w, <i32>n);
    const gain = load<f64>(r.gains + at) + circuit.gainRate * change;
    store<f64>(r.gains + at, gain);
    scaleVector(w, 1 - circuit.weightRate * gain, <i32>n);
    addScaled(w, circuit.weightRate, circuit.hebbian + at * n, <i32>n);
    if (circuit.normalised) scaleVector(w, 1 / sqrt(dot(w, w, <i32>n)), <i32>n);
  }
  r.factored = NaN;
  let status = checkGains(r, index);
  if (status == OK && !allFinite(frame.vectors, k * n)) status = fail(DIVERGED, 2, index, 0, NaN);
  if (status == OK) status = factorRecurrent(r, index);
  if (status != OK) {
    copyNumbers(r.gains, circuit.previousGains, k << 3);
    copyNumbers(frame.vectors, circuit.previousWeights, (k * n) << 3);
  }
  return status;
}
