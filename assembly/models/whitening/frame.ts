import { addScaled, dot, lanesSum } from "../../numeric/linear/dot";
import { clearNumbers } from "./gain-numbers";

// A frame: K vectors w_i in R^N, the columns of W (N x K). They are kept as rows, each vector contiguous. A frame that
// is mostly zeros (one- and two-pixel vectors of a convolutional frame) lists its non-zero entries as well, and every
// product here then costs what those entries cost.

@unmanaged
export class Frame {
  primary: u32; // N
  interneurons: u32; // K
  vectors: usize; // f64[K][N]
  starts: usize; // u32[K + 1]: entries of vector i are starts[i] ... starts[i + 1] - 1; or 0: all entries count
  indices: usize; // u32[]: primary neuron of an entry
  values: usize; // f64[]
}

/** z = W^T y */
export function project(frame: Frame, z: usize, y: usize): void {
  const n = <usize>frame.primary;
  const k = <usize>frame.interneurons;
  if (frame.starts == 0) {
    for (let i: usize = 0; i < k; i++) store<f64>(z + (i << 3), dot(frame.vectors + ((i * n) << 3), y, <i32>n));
    return;
  }
  for (let i: usize = 0; i < k; i++) {
    let sum: f64 = 0;
    for (let e = load<u32>(frame.starts + (i << 2)), end = load<u32>(frame.starts + (i << 2), 4); e < end; e++) {
      sum += load<f64>(frame.values + (<usize>e << 3)) * load<f64>(y + (<usize>load<u32>(frame.indices + (<usize>e << 2)) << 3));
    }
    store<f64>(z + (i << 3), sum);
  }
}

/** out += W (g o z) */
export function feedBack(frame: Frame, out: usize, gains: usize, z: usize): void {
  const n = <usize>frame.primary;
  const k = <usize>frame.interneurons;
  for (let i: usize = 0; i < k; i++) {
    const amount = load<f64>(gains + (i << 3)) * load<f64>(z + (i << 3));
    if (frame.starts == 0) {
      addScaled(out, amount, frame.vectors + ((i * n) << 3), <i32>n);
      continue;
    }
    for (let e = load<u32>(frame.starts + (i << 2)), end = load<u32>(frame.starts + (i << 2), 4); e < end; e++) {
      const at = out + (<usize>load<u32>(frame.indices + (<usize>e << 2)) << 3);
      store<f64>(at, load<f64>(at) + amount * load<f64>(frame.values + (<usize>e << 3)));
    }
  }
}

/** Lower triangle of A = leak I + W diag(g) W^T; what stands above the diagonal is left unspecified. */
export function recurrentMatrix(frame: Frame, a: usize, leak: f64, gains: usize): void {
  const n = <usize>frame.primary;
  clearNumbers(a, (n * n) << 3);
  for (let i: usize = 0; i < n; i++) store<f64>(a + ((i * n + i) << 3), leak);
  if (frame.starts == 0) addDense(frame, a, gains);
  else addSparse(frame, a, gains);
}

function addSparse(frame: Frame, a: usize, gains: usize): void {
  const n = <usize>frame.primary;
  for (let i: usize = 0; i < <usize>frame.interneurons; i++) {
    const gain = load<f64>(gains + (i << 3));
    const first = load<u32>(frame.starts + (i << 2));
    const end = load<u32>(frame.starts + (i << 2), 4);
    for (let e = first; e < end; e++) {
      const row = a + ((<usize>load<u32>(frame.indices + (<usize>e << 2)) * n) << 3);
      const amount = gain * load<f64>(frame.values + (<usize>e << 3));
      for (let f = first; f <= e; f++) {
        const at = row + (<usize>load<u32>(frame.indices + (<usize>f << 2)) << 3);
        store<f64>(at, load<f64>(at) + amount * load<f64>(frame.values + (<usize>f << 3)));
      }
    }
  }
}

/** Four vectors at a time, so that A is loaded and stored once for four rank-one terms. */
function addDense(frame: Frame, a: usize, gains: usize): void {
  const n = <usize>frame.primary;
  const k = <usize>frame.interneurons;
  const row = n << 3;
  let w = frame.vectors;
  let g = gains;
  for (const whole = gains + ((k & ~3) << 3); g < whole; g += 32, w += row << 2) {
    for (let i: usize = 0; i < n; i++) {
      const at = w + (i << 3);
      const s0 = load<f64>(g) * load<f64>(at);
      const s1 = load<f64>(g, 8) * load<f64>(at + row);
      const s2 = load<f64>(g, 16) * load<f64>(at + 2 * row);
      const s3 = load<f64>(g, 24) * load<f64>(at + 3 * row);
      const v0 = f64x2.splat(s0);
      const v1 = f64x2.splat(s1);
      const v2 = f64x2.splat(s2);
      const v3 = f64x2.splat(s3);
      let out = a + i * row;
      let b = w;
      for (const last = w + (((i + 1) & ~1) << 3); b < last; b += 16, out += 16) {
        const pair = f64x2.add(f64x2.mul(v0, v128.load(b)), f64x2.mul(v1, v128.load(b + row)));
        const other = f64x2.add(f64x2.mul(v2, v128.load(b + 2 * row)), f64x2.mul(v3, v128.load(b + 3 * row)));
        v128.store(out, f64x2.add(v128.load(out), f64x2.add(pair, other)));
      }
      if ((i & 1) == 0) {
        const sum = s0 * load<f64>(b) + s1 * load<f64>(b + row) + (s2 * load<f64>(b + 2 * row) + s3 * load<f64>(b + 3 * row));
        store<f64>(out, load<f64>(out) + sum);
      }
    }
  }
  for (const end = gains + (k << 3); g < end; g += 8, w += row) {
    const gain = load<f64>(g);
    for (let i: usize = 0; i < n; i++) addScaled(a + i * row, gain * load<f64>(w + (i << 3)), w, <i32>i + 1);
  }
}

/** variances[i] = w_i^T C w_i for a symmetric matrix C (both triangles given). */
export function projectedVariances(frame: Frame, variances: usize, c: usize): void {
  if (frame.starts == 0) denseVariances(frame, variances, c);
  else sparseVariances(frame, variances, c);
}

function sparseVariances(frame: Frame, variances: usize, c: usize): void {
  const n = <usize>frame.primary;
  for (let i: usize = 0; i < <usize>frame.interneurons; i++) {
    const first = load<u32>(frame.starts + (i << 2));
    const end = load<u32>(frame.starts + (i << 2), 4);
    let sum: f64 = 0;
    for (let e = first; e < end; e++) {
      const row = c + ((<usize>load<u32>(frame.indices + (<usize>e << 2)) * n) << 3);
      const value = load<f64>(frame.values + (<usize>e << 3));
      let across: f64 = 0;
      for (let f = first; f < e; f++) {
        const entry = load<f64>(row + (<usize>load<u32>(frame.indices + (<usize>f << 2)) << 3));
        across += entry * load<f64>(frame.values + (<usize>f << 3));
      }
      const diagonal = load<f64>(row + (<usize>load<u32>(frame.indices + (<usize>e << 2)) << 3));
      sum += value * (value * diagonal + 2 * across);
    }
    store<f64>(variances + (i << 3), sum);
  }
}

/** w^T C w = sum_a w_a (C_aa w_a + 2 sum_{b<a} C_ab w_b), four vectors to each pass over C. */
function denseVariances(frame: Frame, variances: usize, c: usize): void {
  const n = <usize>frame.primary;
  const k = <usize>frame.interneurons;
  const row = n << 3;
  let i: usize = 0;
  for (; i + 4 <= k; i += 4) {
    const w0 = frame.vectors + i * row;
    const w1 = w0 + row;
    const w2 = w1 + row;
    const w3 = w2 + row;
    let sum0: f64 = 0;
    let sum1: f64 = 0;
    let sum2: f64 = 0;
    let sum3: f64 = 0;
    for (let a: usize = 0; a < n; a++) {
      const from = c + a * row;
      let d0 = f64x2.splat(0);
      let d1 = f64x2.splat(0);
      let d2 = f64x2.splat(0);
      let d3 = f64x2.splat(0);
      const whole = (a & ~1) << 3;
      for (let b: usize = 0; b < whole; b += 16) {
        const entries = v128.load(from + b);
        d0 = f64x2.add(d0, f64x2.mul(entries, v128.load(w0 + b)));
        d1 = f64x2.add(d1, f64x2.mul(entries, v128.load(w1 + b)));
        d2 = f64x2.add(d2, f64x2.mul(entries, v128.load(w2 + b)));
        d3 = f64x2.add(d3, f64x2.mul(entries, v128.load(w3 + b)));
      }
      const at = a << 3;
      const left = a & 1 ? load<f64>(from + whole) : 0;
      const half = 0.5 * load<f64>(from + at);
      const e0 = load<f64>(w0 + at);
      const e1 = load<f64>(w1 + at);
      const e2 = load<f64>(w2 + at);
      const e3 = load<f64>(w3 + at);
      sum0 += e0 * (half * e0 + (left * load<f64>(w0 + whole) + lanesSum(d0)));
      sum1 += e1 * (half * e1 + (left * load<f64>(w1 + whole) + lanesSum(d1)));
      sum2 += e2 * (half * e2 + (left * load<f64>(w2 + whole) + lanesSum(d2)));
      sum3 += e3 * (half * e3 + (left * load<f64>(w3 + whole) + lanesSum(d3)));
    }
    const out = variances + (i << 3);
    store<f64>(out, 2 * sum0);
    store<f64>(out, 2 * sum1, 8);
    store<f64>(out, 2 * sum2, 16);
    store<f64>(out, 2 * sum3, 24);
  }
  for (; i < k; i++) {
    const w = frame.vectors + i * row;
    let sum: f64 = 0;
    for (let a: usize = 0; a < n; a++) {
      const entry = load<f64>(w + (a << 3));
      sum += entry * (0.5 * load<f64>(c + a * row + (a << 3)) * entry + dot(c + a * row, w, <i32>a));
    }
    store<f64>(variances + (i << 3), 2 * sum);
  }
}
