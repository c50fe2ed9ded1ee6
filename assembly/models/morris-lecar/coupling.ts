import { splat } from "../../numeric/lanes";

// out_i = sum_j W_ij x_j for vectors of trials, [cell][vector of trials] innermost lanes. Sums run over j in ascending order in every form, so that bits
// do not depend on how trials are grouped, nor (zeros apart) on whether the weights are dense or sparse.

/** Weights of one trial batch's network, of type T. */
@unmanaged
export class Weights {
  cells: u32;
  trialVectors: u32;
  values: usize; // dense: cells x cells by target; sparse: of the connections, by target
  rows: usize; // u32; 0: dense
  columns: usize; // u32
}

// @ts-ignore: decorator
@inline
function store2(to: usize, first: v128, second: v128): void {
  v128.store(to, first);
  v128.store(to, second, 16);
}

/** Four targets at a time share the loads of x, and two vectors of trials those of the weights. */
// @ts-ignore: decorator
@inline
function denseProduct<T>(weights: Weights, x: usize, out: usize): void {
  const n = <usize>weights.cells;
  const rowBytes = n * sizeof<T>();
  const stride = <usize>weights.trialVectors << 4;
  let i: usize = 0;
  for (; i + 4 <= n; i += 4) {
    const row = weights.values + i * rowBytes;
    const to = out + i * stride;
    let at: usize = 0;
    for (; at + 32 <= stride; at += 32) {
      let s0 = splat<T>(0.0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let t0 = s0;
      let t1 = s0;
      let t2 = s0;
      let t3 = s0;
      let from = x + at;
      for (let w = row; w < row + rowBytes; w += sizeof<T>(), from += stride) {
        const s = v128.load(from);
        const t = v128.load(from, 16);
        let weight = weightAt<T>(w);
        s0 = v128.add<T>(s0, v128.mul<T>(s, weight));
        t0 = v128.add<T>(t0, v128.mul<T>(t, weight));
        weight = weightAt<T>(w + rowBytes);
        s1 = v128.add<T>(s1, v128.mul<T>(s, weight));
        t1 = v128.add<T>(t1, v128.mul<T>(t, weight));
        weight = weightAt<T>(w + 2 * rowBytes);
        s2 = v128.add<T>(s2, v128.mul<T>(s, weight));
        t2 = v128.add<T>(t2, v128.mul<T>(t, weight));
        weight = weightAt<T>(w + 3 * rowBytes);
        s3 = v128.add<T>(s3, v128.mul<T>(s, weight));
        t3 = v128.add<T>(t3, v128.mul<T>(t, weight));
      }
      store2(to + at, s0, t0);
      store2(to + at + stride, s1, t1);
      store2(to + at + 2 * stride, s2, t2);
      store2(to + at + 3 * stride, s3, t3);
    }
    for (; at < stride; at += 16) {
      let s0 = splat<T>(0.0);
      let s1 = s0;
      let s2 = s0;
      let s3 = s0;
      let from = x + at;
      for (let w = row; w < row + rowBytes; w += sizeof<T>(), from += stride) {
        const value = v128.load(from);
        s0 = v128.add<T>(s0, v128.mul<T>(value, weightAt<T>(w)));
        s1 = v128.add<T>(s1, v128.mul<T>(value, weightAt<T>(w + rowBytes)));
        s2 = v128.add<T>(s2, v128.mul<T>(value, weightAt<T>(w + 2 * rowBytes)));
        s3 = v128.add<T>(s3, v128.mul<T>(value, weightAt<T>(w + 3 * rowBytes)));
      }
      v128.store(to + at, s0);
      v128.store(to + at + stride, s1);
      v128.store(to + at + 2 * stride, s2);
      v128.store(to + at + 3 * stride, s3);
    }
  }
  for (; i < n; i++) {
    const row = weights.values + i * rowBytes;
    for (let at: usize = 0; at < stride; at += 16) {
      let sum = splat<T>(0.0);
      let from = x + at;
      for (let w = row; w < row + rowBytes; w += sizeof<T>(), from += stride) {
        sum = v128.add<T>(sum, v128.mul<T>(v128.load(from), weightAt<T>(w)));
      }
      v128.store(out + i * stride + at, sum);
    }
  }
}

// @ts-ignore: decorator
@inline
function weightAt<T>(address: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(address) : v128.load32_splat(address);
}

// @ts-ignore: decorator
@inline
function sparseProduct<T>(weights: Weights, x: usize, out: usize): void {
  const stride = <usize>weights.trialVectors << 4;
  for (let i: usize = 0; i < <usize>weights.cells; i++) {
    const first = load<u32>(weights.rows + (i << 2));
    const end = load<u32>(weights.rows + (i << 2), 4);
    for (let at: usize = 0; at < stride; at += 16) {
      let sum = splat<T>(0.0);
      for (let c = <usize>first; c < <usize>end; c++) {
        const source = <usize>load<u32>(weights.columns + (c << 2));
        sum = v128.add<T>(sum, v128.mul<T>(v128.load(x + source * stride + at), weightAt<T>(weights.values + c * sizeof<T>())));
      }
      v128.store(out + i * stride + at, sum);
    }
  }
}

export function product<T>(weights: Weights, x: usize, out: usize): void {
  if (weights.rows) sparseProduct<T>(weights, x, out);
  else denseProduct<T>(weights, x, out);
}
