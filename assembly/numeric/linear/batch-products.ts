import { splat } from "../lanes";

// Products of weights that all trials of a batch share. Vectors of trials: x holds `vectors` v128 for each unit, [unit][vector]; weights are row-major
// scalars of type T, [row][column]. Sums run in ascending order in every lane, so that bits do not depend on how trials are grouped.
//
// Eight sums stay in registers: more are spilled, fewer wait for one another. Shapes that were tried, with their speeds: docs/batch-products.md.

// @ts-ignore: decorator
@inline
function weightAt<T>(address: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(address) : v128.load32_splat(address);
}

// @ts-ignore: decorator
@inline
function neighbour<T>(address: usize, r: i32): v128 {
  if (sizeof<T>() == 8) {
    if (r == 1) return v128.load64_splat(address, 8);
    if (r == 2) return v128.load64_splat(address, 16);
    return v128.load64_splat(address, 24);
  }
  if (r == 1) return v128.load32_splat(address, 4);
  if (r == 2) return v128.load32_splat(address, 8);
  return v128.load32_splat(address, 12);
}

/** Weight of output r of a tile: next to the first one's in memory (transposed), or a row of `rowBytes` further each. */
// @ts-ignore: decorator
@inline
function weightOf<T>(first: usize, r: i32, transposed: bool, rowBytes: usize): v128 {
  return transposed ? neighbour<T>(first, r) : weightAt<T>(first + <usize>r * rowBytes);
}

// @ts-ignore: decorator
@inline
function start<T>(base: usize, offset: usize): v128 {
  return base ? v128.load(base + offset) : splat<T>(0.0);
}

// @ts-ignore: decorator
@inline
function add<T>(sum: v128, a: v128, b: v128): v128 {
  return v128.add<T>(sum, v128.mul<T>(a, b));
}

/**
 * `outputs` x `width` vectors of the product, 2 x 4, 4 x 2, 4 x 1 or 1 x any: sum number r width + c is of output r, vector c. Constant arguments decide
 * which of the sums there are.
 */
// @ts-ignore: decorator
@inline
function tile<T>(
  outputs: i32, width: i32, transposed: bool, weights: usize, rowBytes: usize, terms: usize, x: usize, base: usize, out: usize, stride: usize,
): void {
  let s0 = start<T>(base, 0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  let s4 = s0;
  let s5 = s0;
  let s6 = s0;
  let s7 = s0;
  if (width == 4) {
    s1 = start<T>(base, 16);
    s2 = start<T>(base, 32);
    s3 = start<T>(base, 48);
    if (outputs == 2) {
      s4 = start<T>(base, stride);
      s5 = start<T>(base, stride + 16);
      s6 = start<T>(base, stride + 32);
      s7 = start<T>(base, stride + 48);
    }
  } else if (width == 2) {
    s1 = start<T>(base, 16);
    if (outputs == 4) {
      s2 = start<T>(base, stride);
      s3 = start<T>(base, stride + 16);
      s4 = start<T>(base, 2 * stride);
      s5 = start<T>(base, 2 * stride + 16);
      s6 = start<T>(base, 3 * stride);
      s7 = start<T>(base, 3 * stride + 16);
    }
  } else if (outputs == 4) {
    s1 = start<T>(base, stride);
    s2 = start<T>(base, 2 * stride);
    s3 = start<T>(base, 3 * stride);
  }
  const step = transposed ? rowBytes : sizeof<T>();
  for (const end = x + terms * stride; x < end; x += stride, weights += step) {
    const x0 = v128.load(x);
    let w = weightAt<T>(weights);
    s0 = add<T>(s0, x0, w);
    if (width == 4) {
      const x1 = v128.load(x, 16);
      const x2 = v128.load(x, 32);
      const x3 = v128.load(x, 48);
      s1 = add<T>(s1, x1, w);
      s2 = add<T>(s2, x2, w);
      s3 = add<T>(s3, x3, w);
      if (outputs == 2) {
        w = weightOf<T>(weights, 1, transposed, rowBytes);
        s4 = add<T>(s4, x0, w);
        s5 = add<T>(s5, x1, w);
        s6 = add<T>(s6, x2, w);
        s7 = add<T>(s7, x3, w);
      }
    } else if (width == 2) {
      const x1 = v128.load(x, 16);
      s1 = add<T>(s1, x1, w);
      if (outputs == 4) {
        w = weightOf<T>(weights, 1, transposed, rowBytes);
        s2 = add<T>(s2, x0, w);
        s3 = add<T>(s3, x1, w);
        w = weightOf<T>(weights, 2, transposed, rowBytes);
        s4 = add<T>(s4, x0, w);
        s5 = add<T>(s5, x1, w);
        w = weightOf<T>(weights, 3, transposed, rowBytes);
        s6 = add<T>(s6, x0, w);
        s7 = add<T>(s7, x1, w);
      }
    } else if (outputs == 4) {
      s1 = add<T>(s1, x0, weightOf<T>(weights, 1, transposed, rowBytes));
      s2 = add<T>(s2, x0, weightOf<T>(weights, 2, transposed, rowBytes));
      s3 = add<T>(s3, x0, weightOf<T>(weights, 3, transposed, rowBytes));
    }
  }
  v128.store(out, s0);
  if (width == 4) {
    v128.store(out, s1, 16);
    v128.store(out, s2, 32);
    v128.store(out, s3, 48);
    if (outputs == 2) {
      v128.store(out + stride, s4);
      v128.store(out + stride, s5, 16);
      v128.store(out + stride, s6, 32);
      v128.store(out + stride, s7, 48);
    }
  } else if (width == 2) {
    v128.store(out, s1, 16);
    if (outputs == 4) {
      v128.store(out + stride, s2);
      v128.store(out + stride, s3, 16);
      v128.store(out + 2 * stride, s4);
      v128.store(out + 2 * stride, s5, 16);
      v128.store(out + 3 * stride, s6);
      v128.store(out + 3 * stride, s7, 16);
    }
  } else if (outputs == 4) {
    v128.store(out + stride, s1);
    v128.store(out + 2 * stride, s2);
    v128.store(out + 3 * stride, s3);
  }
}

/** All outputs of `width` vectors: `tall` of them at a time, then one by one. */
// @ts-ignore: decorator
@inline
function panel<T>(
  width: i32, tall: i32, transposed: bool, weights: usize, rowBytes: usize, outputs: usize, terms: usize, x: usize, base: usize, out: usize, stride: usize,
): void {
  const next = transposed ? sizeof<T>() : rowBytes;
  let i: usize = 0;
  for (; i + <usize>tall <= outputs; i += <usize>tall) {
    tile<T>(tall, width, transposed, weights, rowBytes, terms, x, base, out, stride);
    weights += next * <usize>tall;
    out += stride * <usize>tall;
    if (base) base += stride * <usize>tall;
  }
  for (; i < outputs; i++) {
    tile<T>(1, width, transposed, weights, rowBytes, terms, x, base, out, stride);
    weights += next;
    out += stride;
    if (base) base += stride;
  }
}

// @ts-ignore: decorator
@inline
function product<T>(
  transposed: bool, weights: usize, rows: u32, columns: u32, x: usize, base: usize, out: usize, vectors: u32,
): void {
  const rowBytes = <usize>columns * sizeof<T>();
  const stride = <usize>vectors << 4;
  const outputs = <usize>(transposed ? columns : rows);
  const terms = <usize>(transposed ? rows : columns);
  const end = x + stride;
  while (x + 64 <= end) {
    panel<T>(4, 2, transposed, weights, rowBytes, outputs, terms, x, base, out, stride);
    x += 64;
    out += 64;
    if (base) base += 64;
  }
  if (x + 32 <= end) {
    panel<T>(2, 4, transposed, weights, rowBytes, outputs, terms, x, base, out, stride);
    x += 32;
    out += 32;
    if (base) base += 32;
  }
  if (x < end) panel<T>(1, 4, transposed, weights, rowBytes, outputs, terms, x, base, out, stride);
}

/** out_i = base_i + sum_j W_ij x_j, W of `rows` x `columns`. `base` 0: 0; it may be `out`, which must not overlap x. */
export function batchProduct<T>(weights: usize, rows: u32, columns: u32, x: usize, base: usize, out: usize, vectors: u32): void {
  product<T>(false, weights, rows, columns, x, base, out, vectors);
}

/** out_j = base_j + sum_i W_ij a_i, W of `rows` x `columns`. `base` 0: 0; it may be `out`, which must not overlap a. */
export function batchTransposed<T>(weights: usize, rows: u32, columns: u32, a: usize, base: usize, out: usize, vectors: u32): void {
  product<T>(true, weights, rows, columns, a, base, out, vectors);
}
