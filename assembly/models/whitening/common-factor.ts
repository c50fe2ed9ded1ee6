// M + v v^T - shift I and its factor G D^-1 G^T in one pass, for an update that comes with every sample: no square roots, the sum is formed
// where the factorisation reads it, and the forward half of the next sample's solution comes along as one more row. G is a unit lower
// triangle times D.
//
// Two columns at a time: with l_jk = G_jk / D_k of the two pivot rows side by side, each row below takes
//
//   (G_ij, G_i,j+1) = (A_ij, A_i,j+1) - sum_k<j G_ik (l_jk, l_j+1,k)     and then     G_i,j+1 -= G_ij l_j+1,j

/**
 * Writes the lower triangle of A = M + v v^T - shift I to `next`, which may be `m`, its G to `factor` (strict lower triangle) and 1 / D to
 * `inverses`. Where `x` is not 0, writes the solution of G D^-1 b = x to `b`. `pairs`: 2 n numbers. Returns 0, or 1 + the first pivot that
 * is not positive.
 */
export function factorUpdate(
  m: usize,
  v: usize,
  shift: f64,
  next: usize,
  factor: usize,
  inverses: usize,
  n: usize,
  pairs: usize,
  x: usize,
  b: usize,
): i32 {
  const stride = n << 3;
  let j: usize = 0;
  for (; j + 1 < n; j += 2) {
    const at = j << 3;
    const corner = j * stride + at;
    const v0 = load<f64>(v + at);
    const v1 = load<f64>(v + at, 8);
    let a00 = load<f64>(m + corner) + v0 * v0 - shift;
    let a10 = load<f64>(m + corner + stride) + v1 * v0;
    let a11 = load<f64>(m + corner + stride, 8) + v1 * v1 - shift;
    store<f64>(next + corner, a00);
    store<f64>(next + corner + stride, a10);
    store<f64>(next + corner + stride, a11, 8);
    const row0 = factor + j * stride;
    const row1 = row0 + stride;
    for (let k: usize = 0; k < at; k += 8) {
      const inverse = load<f64>(inverses + k);
      const g0 = load<f64>(row0 + k);
      const g1 = load<f64>(row1 + k);
      const l0 = g0 * inverse;
      const l1 = g1 * inverse;
      a00 -= g0 * l0;
      a10 -= g1 * l0;
      a11 -= g1 * l1;
      store<f64>(pairs + (k << 1), l0);
      store<f64>(pairs + (k << 1), l1, 8);
    }
    if (!(a00 > 0 && a00 < Infinity)) return <i32>j + 1;
    const i0 = 1 / a00;
    const l10 = a10 * i0;
    a11 -= a10 * l10;
    if (!(a11 > 0 && a11 < Infinity)) return <i32>j + 2;
    store<f64>(row1 + at, a10);
    store<f64>(inverses + at, i0);
    store<f64>(inverses + at, 1 / a11, 8);
    const last = f64x2.replace_lane(f64x2.splat(0), 1, l10);
    const vs = v128.load(v + at);
    let i = j + 2;
    let offset = i * stride + at;
    for (; i + 3 < n; i += 4) {
      fourRows(m + offset, v + (i << 3), vs, next + offset, factor + offset, stride, pairs, at, last);
      offset += 4 * stride;
    }
    for (; i < n; i++) {
      const start = f64x2.add(v128.load(m + offset), f64x2.mul(v128.load64_splat(v + (i << 3)), vs));
      v128.store(next + offset, start);
      v128.store(factor + offset, oneRow(start, factor + offset - at, pairs, at, last));
      offset += stride;
    }
    if (x != 0) v128.store(b + at, oneRow(v128.load(x + at), b, pairs, at, last));
  }
  if (j < n) {
    const at = j << 3;
    const corner = j * stride + at;
    const row = factor + j * stride;
    const v0 = load<f64>(v + at);
    let a00 = load<f64>(m + corner) + v0 * v0 - shift;
    store<f64>(next + corner, a00);
    let rest = x != 0 ? load<f64>(x + at) : 0;
    for (let k: usize = 0; k < at; k += 8) {
      const g = load<f64>(row + k);
      const l = g * load<f64>(inverses + k);
      a00 -= g * l;
      if (x != 0) rest -= load<f64>(b + k) * l;
    }
    if (!(a00 > 0 && a00 < Infinity)) return <i32>n;
    store<f64>(inverses + at, 1 / a00);
    if (x != 0) store<f64>(b + at, rest);
  }
  return 0;
}

/** Two elements of a row that starts with `sum`, from its elements to the left. */
// @ts-ignore: decorator
@inline
function oneRow(sum: v128, row: usize, pairs: usize, at: usize, last: v128): v128 {
  for (let k: usize = 0; k < at; k += 8) sum = f64x2.sub(sum, f64x2.mul(v128.load64_splat(row + k), v128.load(pairs + (k << 1))));
  return finish(sum, last);
}

/** Takes the first element, times l_j+1,j, from the second. */
// @ts-ignore: decorator
@inline
function finish(sum: v128, last: v128): v128 {
  return f64x2.sub(sum, f64x2.mul(v128.shuffle<f64>(sum, sum, 0, 0), last));
}

// @ts-ignore: decorator
@inline
function fourRows(m: usize, v: usize, vs: v128, next: usize, factor: usize, stride: usize, pairs: usize, at: usize, last: v128): void {
  let s0 = f64x2.add(v128.load(m), f64x2.mul(v128.load64_splat(v), vs));
  let s1 = f64x2.add(v128.load(m + stride), f64x2.mul(v128.load64_splat(v, 8), vs));
  let s2 = f64x2.add(v128.load(m + 2 * stride), f64x2.mul(v128.load64_splat(v, 16), vs));
  let s3 = f64x2.add(v128.load(m + 3 * stride), f64x2.mul(v128.load64_splat(v, 24), vs));
  v128.store(next, s0);
  v128.store(next + stride, s1);
  v128.store(next + 2 * stride, s2);
  v128.store(next + 3 * stride, s3);
  const row0 = factor - at;
  const row1 = row0 + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  for (let k: usize = 0; k < at; k += 8) {
    const l = v128.load(pairs + (k << 1));
    s0 = f64x2.sub(s0, f64x2.mul(v128.load64_splat(row0 + k), l));
    s1 = f64x2.sub(s1, f64x2.mul(v128.load64_splat(row1 + k), l));
    s2 = f64x2.sub(s2, f64x2.mul(v128.load64_splat(row2 + k), l));
    s3 = f64x2.sub(s3, f64x2.mul(v128.load64_splat(row3 + k), l));
  }
  v128.store(factor, finish(s0, last));
  v128.store(factor + stride, finish(s1, last));
  v128.store(factor + 2 * stride, finish(s2, last));
  v128.store(factor + 3 * stride, finish(s3, last));
}

/** Solves G D^-1 b = x, with the bits of `factorUpdate`. */
export function solveForward(factor: usize, inverses: usize, n: usize, x: usize, b: usize): void {
  const stride = n << 3;
  for (let at: usize = 0; at < stride; at += 8) {
    let rest = load<f64>(x + at);
    for (let k: usize = 0; k < at; k += 8) rest -= load<f64>(b + k) * (load<f64>(factor + k) * load<f64>(inverses + k));
    store<f64>(b + at, rest);
    factor += stride;
  }
}

/** Solves G^T y = b. `y` may be `b`. */
export function solveBackward(factor: usize, inverses: usize, n: usize, b: usize, y: usize): void {
  const stride = n << 3;
  if (y != b) memory.copy(y, b, stride);
  let at = stride;
  let row = factor + n * stride;
  if ((n & 1) != 0) {
    at -= 8;
    row -= stride;
    const value = load<f64>(y + at) * load<f64>(inverses + at);
    store<f64>(y + at, value);
    const factors = f64x2.splat(value);
    for (let k: usize = 0; k < at; k += 16) v128.store(y + k, f64x2.sub(v128.load(y + k), f64x2.mul(factors, v128.load(row + k))));
  }
  while (at > 0) {
    at -= 16;
    const below = row - stride;
    row = below - stride;
    const y1 = load<f64>(y + at, 8) * load<f64>(inverses + at, 8);
    const y0 = (load<f64>(y + at) - y1 * load<f64>(below + at)) * load<f64>(inverses + at);
    store<f64>(y + at, y0);
    store<f64>(y + at, y1, 8);
    const f0 = f64x2.splat(y0);
    const f1 = f64x2.splat(y1);
    for (let k: usize = 0; k < at; k += 16) {
      const sum = f64x2.add(f64x2.mul(f0, v128.load(row + k)), f64x2.mul(f1, v128.load(below + k)));
      v128.store(y + k, f64x2.sub(v128.load(y + k), sum));
    }
  }
}
