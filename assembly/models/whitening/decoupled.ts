import { DIVERGED, fail, OK } from "../../core/status";
import { addScaled, dot, scaleVector } from "../../numeric/linear/dot";
import { addOuter, multiplyVector } from "../../numeric/linear/products";
import { factorise, solve } from "../../theory/linear-system";
import { ErrorRecord, Expected, judge, judgeStep } from "./expected";
import { allFinite, clearNumbers, copyNumbers } from "./gain-numbers";

// Fast gains and slow synapses with separate, non-negative weights in either direction (arXiv:2308.13633, appendix). W_nr (N x K) leads from the
// interneurons to the primary neurons, W_rn (K x N) back; w_i is column i of W_nr, v_i row i of W_rn.
//
//     r = (alpha I + W_nr diag(g) W_rn)^-1 s,   z = W_rn r,   n = g o z
//     g_i <- max(g_i + eta_g (z_i^2 - 1), 0)
//     m_i <- max(m_i + 5 eta_g (v_i . w_i - 1), 0)      multiplier of the constraint on the loop's length
//     d_i = r n_i - (g_i + m_i) w_i                     new g and m, old n
//     w_i <- max(w_i + eta_w d_i, 0) / || . ||,   v_i <- max(v_i + eta_w d_i, 0)
//
// Given the covariance C of s, its expectations take the place of the products: z_i^2 is v_i^T C_rr v_i and r n_i is g_i C_rr v_i, with
// C_rr = F C F^T, F = (alpha I + W_nr diag(g) W_rn)^-1.

@unmanaged
export class DecoupledCircuit {
  leak: f64; // alpha
  gainRate: f64; // eta_g
  weightRate: f64; // eta_w
  primary: u32; // N
  interneurons: u32; // K
  outward: usize; // f64[K][N], w_i
  inward: usize; // f64[K][N], v_i
  gains: usize; // f64[K], g
  multipliers: usize; // f64[K], m
  previous: usize; // f64[2 K N + 2 K]: the four arrays above, which follow each other in memory, before an update
  matrix: usize; // f64[N][N]
  pivots: usize; // usize[N]
  response: usize; // f64[N], r
  projections: usize; // f64[K], z
  hebbian: usize; // f64[K][N], mean of r n_i
  power: usize; // f64[K], mean of z^2
  steps: u32; // updates made by the last call
  record: usize; // ErrorRecord
  reserved: u32;
}

/** LU factors of alpha I + W_nr diag(g) W_rn. */
function factor(c: DecoupledCircuit): void {
  const n = <usize>c.primary;
  clearNumbers(c.matrix, (n * n) << 3);
  for (let a: usize = 0; a < n; a++) store<f64>(c.matrix + ((a * n + a) << 3), c.leak);
  for (let i: usize = 0; i < <usize>c.interneurons; i++) {
    const gain = load<f64>(c.gains + (i << 3));
    const w = c.outward + ((i * n) << 3);
    const v = c.inward + ((i * n) << 3);
    for (let a: usize = 0; a < n; a++) addScaled(c.matrix + ((a * n) << 3), gain * load<f64>(w + (a << 3)), v, <i32>n);
  }
  factorise(c.matrix, n, c.pivots);
}

function respondTo(c: DecoupledCircuit, sample: usize, index: u32): i32 {
  const n = <usize>c.primary;
  copyNumbers(c.response, sample, n << 3);
  solve(c.matrix, n, c.pivots, c.response);
  if (!allFinite(c.response, n)) return fail(DIVERGED, 4, index, 0, NaN);
  for (let i: usize = 0; i < <usize>c.interneurons; i++) {
    store<f64>(c.projections + (i << 3), dot(c.inward + ((i * n) << 3), c.response, <i32>n));
  }
  return OK;
}

/** Responses r (f64[count][N]) to samples, without learning. */
export function decoupledRespond(address: usize, samples: usize, count: u32, responses: usize): i32 {
  const c = changetype<DecoupledCircuit>(address);
  const bytes = <usize>c.primary << 3;
  factor(c);
  for (let t: u32 = 0; t < count; t++) {
    const failed = respondTo(c, samples + <usize>t * bytes, t);
    if (failed != OK) return failed;
    copyNumbers(responses + <usize>t * bytes, c.response, bytes);
  }
  return OK;
}

/**
 * Learns from `count` samples (f64[count][N]), one update for each `batch`; the last batch may be shorter. Errors name
 * sample `offset` + t. `responses`: r of each sample, or 0.
 */
export function decoupledLearn(address: usize, samples: usize, count: u32, batch: u32, offset: u32, responses: usize): i32 {
  const c = changetype<DecoupledCircuit>(address);
  const n = <usize>c.primary;
  const k = <usize>c.interneurons;
  c.steps = 0;
  for (let first: u32 = 0; first < count; first += batch) {
    const end = min(count, first + batch);
    const share = 1.0 / <f64>(end - first);
    factor(c);
    clearNumbers(c.power, k << 3);
    clearNumbers(c.hebbian, (k * n) << 3);
    for (let t = first; t < end; t++) {
      const failed = respondTo(c, samples + ((<usize>t * n) << 3), offset + t);
      if (failed != OK) return failed;
      if (responses != 0) copyNumbers(responses + ((<usize>t * n) << 3), c.response, n << 3);
      for (let i: usize = 0; i < k; i++) {
        const at = i << 3;
        const z = load<f64>(c.projections + at);
        store<f64>(c.power + at, load<f64>(c.power + at) + share * z * z);
        addScaled(c.hebbian + at * n, share * load<f64>(c.gains + at) * z, c.response, <i32>n);
      }
    }
    const failed = update(c, offset + end - 1);
    if (failed != OK) return failed;
    c.steps++;
  }
  return OK;
}

/** Up to `steps` offline updates for the covariance whose root stands in the record's Expected. */
export function decoupledLearnExpected(address: usize, steps: u32, offset: u32): i32 {
  const c = changetype<DecoupledCircuit>(address);
  const record = changetype<ErrorRecord>(c.record);
  const n = <usize>c.primary;
  c.steps = 0;
  for (let s: u32 = 0; s < steps; s++) {
    const status = responseCovariance(c, offset + s);
    if (status != OK) return status;
    if (judgeStep(record, n, offset + s)) return OK;
    const covariance = changetype<Expected>(record.expected).covariance;
    for (let i: usize = 0; i < <usize>c.interneurons; i++) {
      const at = i << 3;
      const v = c.inward + at * n;
      const product = c.hebbian + at * n;
      multiplyVector(product, covariance, v, <i32>n, <i32>n);
      store<f64>(c.power + at, dot(v, product, <i32>n));
      scaleVector(product, load<f64>(c.gains + at), <i32>n);
    }
    const failed = update(c, offset + s);
    if (failed != OK) return failed;
    c.steps++;
  }
  return OK;
}

/** C_rr for the covariance whose root R stands in the record's Expected, and its error. */
export function decoupledCovariance(address: usize): i32 {
  const c = changetype<DecoupledCircuit>(address);
  const status = responseCovariance(c, 0);
  if (status == OK) judge(changetype<ErrorRecord>(c.record), <usize>c.primary);
  return status;
}

/** C_rr = (F R)(F R)^T, column by column of F R; fails where A is singular. */
function responseCovariance(c: DecoupledCircuit, index: u32): i32 {
  const n = <usize>c.primary;
  const e = changetype<Expected>(changetype<ErrorRecord>(c.record).expected);
  const stride = ((n + 1) & ~1) << 3;
  factor(c);
  clearNumbers(e.covariance, (n * n) << 3);
  for (let j: usize = 0; j < n; j++) {
    const column = c.response;
    for (let i: usize = 0; i < n; i++) store<f64>(column + (i << 3), load<f64>(e.root + i * stride + (j << 3)));
    solve(c.matrix, n, c.pivots, column);
    if (!allFinite(column, n)) return fail(DIVERGED, 4, index, 0, NaN);
    addOuter(e.covariance, <i32>n, <i32>n, 1, column, column);
  }
  return OK;
}

function update(c: DecoupledCircuit, index: u32): i32 {
  const n = <usize>c.primary;
  const k = <usize>c.interneurons;
  const all: usize = 2 * k * n + 2 * k;
  copyNumbers(c.previous, c.outward, all << 3);
  for (let i: usize = 0; i < k; i++) {
    const at = i << 3;
    const w = c.outward + at * n;
    const v = c.inward + at * n;
    const gain = max(load<f64>(c.gains + at) + c.gainRate * (load<f64>(c.power + at) - 1), 0);
    const loop = dot(v, w, <i32>n) - 1;
    const multiplier = max(load<f64>(c.multipliers + at) + 5 * c.gainRate * loop, 0);
    store<f64>(c.gains + at, gain);
    store<f64>(c.multipliers + at, multiplier);
    const hebbian = c.hebbian + at * n;
    for (let a: usize = 0; a < n << 3; a += 8) {
      const change = c.weightRate * (load<f64>(hebbian + a) - (gain + multiplier) * load<f64>(w + a));
      store<f64>(w + a, max(load<f64>(w + a) + change, 0));
      store<f64>(v + a, max(load<f64>(v + a) + change, 0));
    }
    scaleVector(w, 1 / sqrt(dot(w, w, <i32>n)), <i32>n);
  }
  if (allFinite(c.outward, all)) return OK;
  copyNumbers(c.outward, c.previous, all << 3);
  return fail(DIVERGED, 2, index, 0, NaN);
}
