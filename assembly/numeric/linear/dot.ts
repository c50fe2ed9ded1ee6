// Dot products and sums of rows, the pieces that the other files of this folder are made of. Two lanes run side by side and are added at the end, an
// odd last element after that: the order of summation depends on the length alone.

/** a . b for `n` elements. */
// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, n: i32): f64 {
  const bytes = <usize>n << 3;
  const pairs = bytes & ~31;
  let even = f64x2.splat(0);
  let odd = f64x2.splat(0);
  let at: usize = 0;
  for (; at < pairs; at += 32) {
    even = f64x2.add(even, f64x2.mul(v128.load(a + at), v128.load(b + at)));
    odd = f64x2.add(odd, f64x2.mul(v128.load(a + at, 16), v128.load(b + at, 16)));
  }
  even = f64x2.add(even, odd);
  if (at + 8 < bytes) {
    even = f64x2.add(even, f64x2.mul(v128.load(a + at), v128.load(b + at)));
    at += 16;
  }
  let sum = lanesSum(even);
  if (at < bytes) sum += load<f64>(a + at) * load<f64>(b + at);
  return sum;
}

/** Sum of the two lanes. */
// @ts-ignore: decorator
@inline
export function lanesSum(x: v128): f64 {
  return f64x2.extract_lane(x, 0) + f64x2.extract_lane(x, 1);
}

/** The two sums of lanes of `x` and `y`, side by side. */
// @ts-ignore: decorator
@inline
export function lanesSums(x: v128, y: v128): v128 {
  return f64x2.add(v128.shuffle<f64>(x, y, 0, 2), v128.shuffle<f64>(x, y, 1, 3));
}

/** y += scale x for `n` elements. */
// @ts-ignore: decorator
@inline
export function addScaled(y: usize, scale: f64, x: usize, n: i32): void {
  const bytes = <usize>n << 3;
  const pairs = bytes & ~15;
  const factor = f64x2.splat(scale);
  let at: usize = 0;
  for (; at < pairs; at += 16) v128.store(y + at, f64x2.add(v128.load(y + at), f64x2.mul(factor, v128.load(x + at))));
  if (at < bytes) store<f64>(y + at, load<f64>(y + at) + scale * load<f64>(x + at));
}

/** y += s0 x0 + s1 x1 for `n` elements. */
// @ts-ignore: decorator
@inline
export function addTwoScaled(y: usize, s0: f64, x0: usize, s1: f64, x1: usize, n: i32): void {
  const bytes = <usize>n << 3;
  const pairs = bytes & ~15;
  const f0 = f64x2.splat(s0);
  const f1 = f64x2.splat(s1);
  let at: usize = 0;
  for (; at < pairs; at += 16) {
    const sum = f64x2.add(f64x2.mul(f0, v128.load(x0 + at)), f64x2.mul(f1, v128.load(x1 + at)));
    v128.store(y + at, f64x2.add(v128.load(y + at), sum));
  }
  if (at < bytes) store<f64>(y + at, load<f64>(y + at) + (s0 * load<f64>(x0 + at) + s1 * load<f64>(x1 + at)));
}

/** x *= scale for `n` elements. */
// @ts-ignore: decorator
@inline
export function scaleVector(x: usize, scale: f64, n: i32): void {
  const end = x + (<usize>n << 3);
  for (; x + 8 < end; x += 16) v128.store(x, f64x2.mul(v128.load(x), f64x2.splat(scale)));
  if (x < end) store<f64>(x, load<f64>(x) * scale);
}
