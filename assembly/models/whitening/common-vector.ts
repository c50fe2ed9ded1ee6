// Small vector operations of the whitening circuits, in a fixed order of summation.

/** Sums of squares from here on are refused: the products that an update forms would overflow. */
export const LARGEST_POWER: f64 = 1e150;

/** Largest magnitude of n numbers; NaN counts as infinite. */
export function largest(x: usize, n: u32): f64 {
  let result: f64 = 0;
  for (let at = x, end = x + (<usize>n << 3); at < end; at += 8) {
    const magnitude = abs(load<f64>(at));
    if (!(magnitude <= result)) result = magnitude == magnitude ? magnitude : Infinity;
  }
  return result;
}

/** Copies the lower triangle of an n by n matrix into its upper one. */
export function mirror(a: usize, n: u32): void {
  const row = <usize>n << 3;
  for (let i: usize = 1; i < n; i++) {
    for (let j: usize = 0; j < i; j++) store<f64>(a + j * row + (i << 3), load<f64>(a + i * row + (j << 3)));
  }
}

/** out = a + scale b, `count` elements. */
export function weightedSum(out: usize, a: usize, scale: f64, b: usize, count: u32): void {
  for (let at: usize = 0; at < <usize>count << 3; at += 8) store<f64>(out + at, load<f64>(a + at) + scale * load<f64>(b + at));
}

/** Replaces an n by n matrix by its symmetric part. */
export function symmetrise(a: usize, n: u32): void {
  const row = <usize>n << 3;
  for (let i: usize = 1; i < n; i++) {
    for (let j: usize = 0; j < i; j++) {
      const below = a + i * row + (j << 3);
      const above = a + j * row + (i << 3);
      const mean = 0.5 * (load<f64>(below) + load<f64>(above));
      store<f64>(below, mean);
      store<f64>(above, mean);
    }
  }
}

/** Adds `value` to the diagonal of an n by n matrix. */
export function addDiagonal(a: usize, n: u32, value: f64): void {
  const next = (<usize>n << 3) + 8;
  for (let at = a, i: u32 = 0; i < n; i++, at += next) store<f64>(at, load<f64>(at) + value);
}

/** Sum of the diagonal of an n by n matrix. */
export function trace(a: usize, n: u32): f64 {
  const next = (<usize>n << 3) + 8;
  let sum: f64 = 0;
  for (let at = a, i: u32 = 0; i < n; i++, at += next) sum += load<f64>(at);
  return sum;
}
