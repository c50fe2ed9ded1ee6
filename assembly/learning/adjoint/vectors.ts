// Vectors of a step: n f64, with room for an even number.

/** Bytes of a vector of `n` numbers. */
// @ts-ignore: decorator
@inline
export function vectorBytes(n: usize): usize {
  return ((n << 3) + 15) & ~15;
}

/** Copies `n` numbers. */
// @ts-ignore: decorator
@inline
export function copyNumbers(to: usize, from: usize, n: usize): void {
  const end = from + (n << 3);
  for (; from + 8 < end; from += 16, to += 16) v128.store(to, v128.load(from));
  if (from < end) store<f64>(to, load<f64>(from));
}

// @ts-ignore: decorator
@inline
export function clearBytes(at: usize, bytes: usize): void {
  for (const end = at + bytes; at < end; at += 16) v128.store(at, f64x2.splat(0.0));
}

/** out += s x, vectors of `bytes`. */
// @ts-ignore: decorator
@inline
export function addScaledVector(out: usize, s: f64, x: usize, bytes: usize): void {
  const factor = f64x2.splat(s);
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(out + at, f64x2.add(v128.load(out + at), f64x2.mul(factor, v128.load(x + at))));
  }
}

/** out = s x. */
// @ts-ignore: decorator
@inline
export function scaledVector(out: usize, s: f64, x: usize, bytes: usize): void {
  const factor = f64x2.splat(s);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.mul(factor, v128.load(x + at)));
}

/** out += x. */
// @ts-ignore: decorator
@inline
export function addVector(out: usize, x: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, f64x2.add(v128.load(out + at), v128.load(x + at)));
}
