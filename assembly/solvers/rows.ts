// Sums over the stages of an explicit step, unrolled: `count` is a constant wherever these are inlined.
//
// A row of weights w_1 .. w_count belongs to the stages `first`, and then `rest`, `rest` + stride, ..., so that a tableau whose second
// and third columns end early leaves no zeros behind. The stage computed last comes last, apart from the sum of the others: that sum
// is ready when the last evaluation returns, and what then stands between two evaluations is one product and one addition.

/**
 * Two f64 that a model has just written one by one, loaded and written again as one vector. A vector load of two separate stores waits
 * until both have left the store buffer, and stops the steps after it from overlapping with this one; of a vector store it does not.
 */
// @ts-ignore: decorator
@inline
export function settle(address: usize): v128 {
  const vector = v128.load64_lane(address, v128.load64_zero(address), 1, 8);
  v128.store(address, vector);
  return vector;
}

/** Copies `bytes`, a multiple of 16, of what a model has just written. */
// @ts-ignore: decorator
@inline
export function copyFresh(to: usize, from: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(to + at, settle(from + at));
}

// @ts-ignore: decorator
@inline
function term(weight: usize, stage: usize): v128 {
  return f64x2.mul(v128.load64_splat(weight), v128.load(stage));
}

/** w_1 first + w_2 rest_1 + ... of `count` (1 to 12) old stages. */
// @ts-ignore: decorator
@inline
export function sumOld(first: usize, rest: usize, stride: usize, w: usize, count: i32): v128 {
  let sum = term(w, first);
  if (count > 1) sum = f64x2.add(sum, term(w + 8, rest));
  if (count > 2) sum = f64x2.add(sum, term(w + 16, rest + stride));
  if (count > 3) sum = f64x2.add(sum, term(w + 24, rest + 2 * stride));
  if (count > 4) sum = f64x2.add(sum, term(w + 32, rest + 3 * stride));
  if (count > 5) sum = f64x2.add(sum, term(w + 40, rest + 4 * stride));
  if (count > 6) sum = f64x2.add(sum, term(w + 48, rest + 5 * stride));
  if (count > 7) sum = f64x2.add(sum, term(w + 56, rest + 6 * stride));
  if (count > 8) sum = f64x2.add(sum, term(w + 64, rest + 7 * stride));
  if (count > 9) sum = f64x2.add(sum, term(w + 72, rest + 8 * stride));
  if (count > 10) sum = f64x2.add(sum, term(w + 80, rest + 9 * stride));
  if (count > 11) sum = f64x2.add(sum, term(w + 88, rest + 10 * stride));
  return sum;
}

/** One vector of `stageSum`. */
// @ts-ignore: decorator
@inline
function stageVector(base: v128, first: usize, rest: usize, stride: usize, h: v128, hLast: v128, w: usize, count: i32): v128 {
  if (count == 1) return f64x2.add(base, f64x2.mul(hLast, settle(first)));
  const old = f64x2.add(base, f64x2.mul(h, sumOld(first, rest, stride, w, count - 1)));
  return f64x2.add(old, f64x2.mul(hLast, settle(rest + <usize>(count - 2) * stride)));
}

/** out = base + step (w_1 first + w_2 rest_1 + ... + w_count rest_(count - 1)); vectors of `stride` bytes. */
// @ts-ignore: decorator
@inline
export function stageSum(
  out: usize, base: usize, first: usize, rest: usize, stride: usize, step: f64, w: usize, count: i32,
): void {
  const h = f64x2.splat(step);
  const hLast = f64x2.mul(h, v128.load64_splat(w + (<usize>(count - 1) << 3)));
  if (stride == 16) {
    v128.store(out, stageVector(v128.load(base), first, rest, 16, h, hLast, w, count));
    return;
  }
  for (let at: usize = 0; at < stride; at += 16) {
    v128.store(out + at, stageVector(v128.load(base + at), first + at, rest + at, stride, h, hLast, w, count));
  }
}

/** w_1 first + w_2 rest_1 + ... + w_count rest_(count - 1): one vector of a sum of all stages, `last` that of the last of them. */
// @ts-ignore: decorator
@inline
export function sumVector(first: usize, rest: usize, last: v128, stride: usize, w: usize, count: i32): v128 {
  const fresh = f64x2.mul(v128.load64_splat(w + (<usize>(count - 1) << 3)), last);
  return f64x2.add(sumOld(first, rest, stride, w, count - 1), fresh);
}
