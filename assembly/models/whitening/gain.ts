import { OK } from "../../core/status";
import { ErrorRecord, Expected, judgeSamples, judgeStep, responseCovariance } from "./expected";
import { Frame, projectedVariances } from "./frame";
import { clearNumbers, copyNumbers } from "./gain-numbers";
import { checkGains, factorRecurrent, GainResponse, respondTo } from "./gain-response";

// Whitening with a fixed frame and adaptive gains (arXiv:2301.11955):
//
//     g_i <- g_i + eta (mean z_i^2 - 1)                 non-negative gains: max(., 0)
//     offline:  mean z_i^2 = w_i^T C_yy w_i
//
// A circuit never stands at gains for which A is not positive definite: an update that led there is taken back and reported.

@unmanaged
export class GainCircuit {
  learningRate: f64; // eta
  absolute: f64; // settled when |change of g_i| <= absolute + relative |g_i| for all i
  relative: f64;
  response: usize; // GainResponse
  record: usize; // ErrorRecord
  previous: usize; // f64[K], gains before an update
  power: usize; // f64[K], sum or expectation of z^2
  clamped: u32;
  settled: u32; // set by gainLearnExpected
  steps: u32; // updates made by the last call
  reserved: u32;
}

/**
 * Learns from `count` samples (f64[count][N]), one update for each `batch`; the last batch may be shorter. Errors name
 * sample `offset` + t. `responses`: y of each sample, or 0.
 */
export function gainLearn(address: usize, samples: usize, count: u32, batch: u32, offset: u32, responses: usize): i32 {
  const circuit = changetype<GainCircuit>(address);
  const r = changetype<GainResponse>(circuit.response);
  const frame = changetype<Frame>(r.frame);
  const bytes = <usize>frame.primary << 3;
  const size = <usize>frame.interneurons << 3;
  circuit.steps = 0;
  const status = factorRecurrent(r, 0);
  if (status != OK) return status;
  for (let first: u32 = 0; first < count; first += batch) {
    const end = min(count, first + batch);
    clearNumbers(circuit.power, size);
    for (let t = first; t < end; t++) {
      const failed = respondTo(r, samples + <usize>t * bytes, offset + t);
      if (failed != OK) return failed;
      if (responses != 0) copyNumbers(responses + <usize>t * bytes, r.primary, bytes);
      for (let i: usize = 0; i < size; i += 8) {
        const z = load<f64>(r.interneurons + i);
        store<f64>(circuit.power + i, load<f64>(circuit.power + i) + z * z);
      }
    }
    const failed = update(circuit, r, 1.0 / <f64>(end - first), offset + end - 1);
    if (failed != OK) return failed;
    circuit.steps++;
    const judged = judgeSamples(r, changetype<ErrorRecord>(circuit.record), offset + end);
    if (judged != OK) return judged;
  }
  return OK;
}

/** Up to `steps` offline updates for the covariance whose root stands in the record's Expected. */
export function gainLearnExpected(address: usize, steps: u32, offset: u32): i32 {
  const circuit = changetype<GainCircuit>(address);
  const r = changetype<GainResponse>(circuit.response);
  const record = changetype<ErrorRecord>(circuit.record);
  const e = changetype<Expected>(record.expected);
  const frame = changetype<Frame>(r.frame);
  circuit.steps = 0;
  circuit.settled = 0;
  const status = factorRecurrent(r, 0);
  if (status != OK) return status;
  for (let n: u32 = 0; n < steps; n++) {
    responseCovariance(r, e);
    if (judgeStep(record, <usize>frame.primary, offset + n)) return OK;
    projectedVariances(frame, circuit.power, e.covariance);
    const failed = update(circuit, r, 1, offset + n);
    if (failed != OK) return failed;
    circuit.steps++;
    if (hasSettled(circuit, r)) {
      circuit.settled = 1;
      return OK;
    }
  }
  return OK;
}

/** g_i <- g_i + eta (factor power_i - 1), and a new factor of A; on failure all is as before. */
function update(circuit: GainCircuit, r: GainResponse, factor: f64, index: u32): i32 {
  const size = <usize>changetype<Frame>(r.frame).interneurons << 3;
  copyNumbers(circuit.previous, r.gains, size);
  for (let i: usize = 0; i < size; i += 8) {
    const gain = load<f64>(r.gains + i) + circuit.learningRate * (factor * load<f64>(circuit.power + i) - 1);
    store<f64>(r.gains + i, circuit.clamped ? max(gain, 0) : gain);
  }
  r.factored = NaN;
  let status = checkGains(r, index);
  if (status == OK) status = factorRecurrent(r, index);
  if (status != OK) copyNumbers(r.gains, circuit.previous, size);
  return status;
}

function hasSettled(circuit: GainCircuit, r: GainResponse): bool {
  if (circuit.absolute < 0) return false;
  const size = <usize>changetype<Frame>(r.frame).interneurons << 3;
  for (let i: usize = 0; i < size; i += 8) {
    const gain = load<f64>(r.gains + i);
    if (!(abs(gain - load<f64>(circuit.previous + i)) <= circuit.absolute + circuit.relative * abs(gain))) return false;
  }
  return true;
}
