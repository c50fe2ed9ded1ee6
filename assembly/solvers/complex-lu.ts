// Dense complex systems by Gaussian elimination with partial pivoting. A is n x n, row i from a + i * rowBytes, elements as f64 pairs (re, im);
// `pivots` has room for n u32. After factoring, the diagonal holds reciprocals.

// @ts-ignore: decorator
@inline
function swapped(x: v128): v128 {
  return i64x2.shuffle(x, x, 1, 0);
}

/** x y. */
// @ts-ignore: decorator
@inline
export function complexMultiply(x: v128, y: v128): v128 {
  const re = i64x2.shuffle(x, x, 0, 0);
  const im = i64x2.shuffle(x, x, 1, 1);
  return f64x2.add(f64x2.mul(re, y), turned(f64x2.mul(im, y)));
}

/** i x. */
// @ts-ignore: decorator
@inline
function turned(x: v128): v128 {
  return v128.xor(swapped(x), i64x2(i64.MIN_VALUE, 0));
}

// @ts-ignore: decorator
@inline
function magnitude(at: usize): f64 {
  return abs(load<f64>(at)) + abs(load<f64>(at, 8));
}

/** Factors A in place. 0, or 1 + the index of the first pivot that is 0 or not finite. */
export function complexFactor(a: usize, n: usize, rowBytes: usize, pivots: usize): i32 {
  const rowEnd = n << 4;
  for (let k: usize = 0; k < n; k++) {
    const at = k << 4;
    const row = a + k * rowBytes;
    let best = row;
    let size = magnitude(row + at);
    const end = a + n * rowBytes;
    for (let other = row + rowBytes; other < end; other += rowBytes) {
      const candidate = magnitude(other + at);
      if (candidate > size) {
        size = candidate;
        best = other;
      }
    }
    if (!(size > 0.0 && size < Infinity)) return 1 + <i32>k;
    store<u32>(pivots + (k << 2), <u32>((best - a) / rowBytes));
    if (best != row) {
      for (let j: usize = 0; j < rowEnd; j += 16) {
        const x = v128.load(row + j);
        v128.store(row + j, v128.load(best + j));
        v128.store(best + j, x);
      }
    }
    const re = load<f64>(row + at);
    const im = load<f64>(row + at, 8);
    const inverse = 1.0 / (re * re + im * im);
    const reciprocal = f64x2.replace_lane(f64x2.splat(re * inverse), 1, -(im * inverse));
    v128.store(row + at, reciprocal);
    for (let other = row + rowBytes; other < end; other += rowBytes) {
      const factor = complexMultiply(v128.load(other + at), reciprocal);
      v128.store(other + at, factor);
      const factorRe = i64x2.shuffle(factor, factor, 0, 0);
      const factorIm = i64x2.shuffle(factor, factor, 1, 1);
      for (let j = at + 16; j < rowEnd; j += 16) {
        const x = v128.load(row + j);
        const product = f64x2.add(f64x2.mul(factorRe, x), turned(f64x2.mul(factorIm, x)));
        v128.store(other + j, f64x2.sub(v128.load(other + j), product));
      }
    }
  }
  return 0;
}

/** Solves A x = b in place of b. */
export function complexSolve(a: usize, n: usize, rowBytes: usize, pivots: usize, b: usize): void {
  for (let k: usize = 0; k < n; k++) {
    const p = <usize>load<u32>(pivots + (k << 2));
    if (p == k) continue;
    const x = v128.load(b + (k << 4));
    v128.store(b + (k << 4), v128.load(b + (p << 4)));
    v128.store(b + (p << 4), x);
  }
  for (let i: usize = 1; i < n; i++) {
    const at = b + (i << 4);
    v128.store(at, f64x2.sub(v128.load(at), rowSum(a + i * rowBytes, b, i)));
  }
  for (let i = n; i-- > 0; ) {
    const at = b + (i << 4);
    const diagonal = a + i * rowBytes + (i << 4);
    const sum = rowSum(diagonal + 16, at + 16, n - 1 - i);
    v128.store(at, complexMultiply(v128.load(diagonal), f64x2.sub(v128.load(at), sum)));
  }
}

/** Sum of `count` products of a row and a vector. */
// @ts-ignore: decorator
@inline
function rowSum(row: usize, x: usize, count: usize): v128 {
  let real = f64x2.splat(0.0);
  let imaginary = f64x2.splat(0.0);
  for (let j: usize = 0; j < count << 4; j += 16) {
    const value = v128.load(x + j);
    real = f64x2.add(real, f64x2.mul(v128.load64_splat(row + j), value));
    imaginary = f64x2.add(imaginary, f64x2.mul(v128.load64_splat(row + j, 8), value));
  }
  return f64x2.add(real, turned(imaginary));
}
