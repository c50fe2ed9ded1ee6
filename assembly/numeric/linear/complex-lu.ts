// Dense complex systems by Gaussian elimination with partial pivoting: P A = L D U, L and U with unit diagonals. A is n x n, row i from a + i * rowBytes, elements as pairs
// of f64 (re, im) at 16-byte steps; in its place the elements of L and U, and 1 / D_ii. `pivots` has room for n u32: for n up to 3 the permutation (16 times the row
// of A that became row i), for others the swaps (row i was swapped with the row at 16 times that). The size of a pivot is |re| + |im|.

// @ts-ignore: decorator
@inline
function real(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 0, 0);
}

// @ts-ignore: decorator
@inline
function imaginary(x: v128): v128 {
  return v128.shuffle<f64>(x, x, 1, 1);
}

/** i x */
// @ts-ignore: decorator
@inline
function turned(x: v128): v128 {
  return v128.xor(v128.shuffle<f64>(x, x, 1, 0), i64x2(i64.MIN_VALUE, 0));
}

/** x y */
// @ts-ignore: decorator
@inline
function product(x: v128, y: v128): v128 {
  return f64x2.add(f64x2.mul(real(x), y), f64x2.mul(imaginary(x), turned(y)));
}

/** z - x y */
// @ts-ignore: decorator
@inline
function minusProduct(z: v128, x: v128, y: v128): v128 {
  return f64x2.sub(z, product(x, y));
}

// @ts-ignore: decorator
@inline
function size(at: usize): f64 {
  return abs(load<f64>(at)) + abs(load<f64>(at, 8));
}

/** 1 / x, scaled so that squares neither overflow nor vanish; 0 where x cannot be a pivot. */
function reciprocal(x: v128): v128 {
  const re = f64x2.extract_lane(x, 0);
  const im = f64x2.extract_lane(x, 1);
  const scale = 1.0 / (abs(re) + abs(im));
  if (!(scale < Infinity && scale > 0.0)) return i64x2.splat(0); // 0, infinite or NaN
  const a = re * scale;
  const b = im * scale;
  const factor = scale / (a * a + b * b);
  return f64x2.replace_lane(f64x2.splat(a * factor), 1, -b * factor);
}

/** Factors A in place. 0, or 1 + the index of the first pivot that is 0, not finite, or too small for a finite reciprocal. */
export function complexLuFactor(a: usize, n: usize, rowBytes: usize, pivots: usize): i32 {
  const bytes = n << 4;
  const end = a + n * rowBytes;
  let row = a;
  for (let at: usize = 0; at < bytes; at += 16, row += rowBytes) {
    let best = row;
    let largest = size(row + at);
    for (let other = row + rowBytes; other < end; other += rowBytes) {
      const candidate = size(other + at);
      if (candidate > largest) {
        largest = candidate;
        best = other;
      }
    }
    const d = reciprocal(v128.load(best + at));
    if (!v128.any_true(d)) return 1 + <i32>(at >> 4);
    store<u32>(pivots + (at >> 2), <u32>(((best - a) / rowBytes) << 4));
    if (best != row) {
      for (let j: usize = 0; j < bytes; j += 16) {
        const x = v128.load(row + j);
        v128.store(row + j, v128.load(best + j));
        v128.store(best + j, x);
      }
    }
    for (let other = row + rowBytes; other < end; other += rowBytes) {
      const x = v128.load(other + at);
      if (!v128.any_true(x)) continue; // Jacobians are sparse
      const factor = product(x, d);
      v128.store(other + at, factor);
      const re = real(factor);
      const im = imaginary(factor);
      for (let j = at + 16; j < bytes; j += 16) {
        const y = v128.load(row + j);
        const sum = f64x2.add(f64x2.mul(re, y), f64x2.mul(im, turned(y)));
        v128.store(other + j, f64x2.sub(v128.load(other + j), sum));
      }
    }
    v128.store(row + at, d);
    for (let j = at + 16; j < bytes; j += 16) v128.store(row + j, product(d, v128.load(row + j)));
  }
  if (n <= 3) permutation(n, pivots);
  return 0;
}

/** The swaps in `pivots` as a permutation, for up to 3 rows. */
function permutation(n: usize, pivots: usize): void {
  const first = load<u32>(pivots);
  const second = n > 1 ? load<u32>(pivots, 4) : 16;
  let p0: u32 = 0;
  let p1: u32 = 16;
  let p2: u32 = 32;
  if (first == 16) {
    p0 = 16;
    p1 = 0;
  } else if (first == 32) {
    p0 = 32;
    p2 = 0;
  }
  if (second == 32) {
    const p = p1;
    p1 = p2;
    p2 = p;
  }
  store<u32>(pivots, p0);
  if (n > 1) store<u32>(pivots, p1, 4);
  if (n > 2) store<u32>(pivots, p2, 8);
}

/** Solves A x = b in place of b, n pairs of f64. */
export function complexLuSolve(a: usize, n: usize, rowBytes: usize, pivots: usize, b: usize): void {
  if (n == 2) return solve2(a, rowBytes, pivots, b);
  if (n == 3) return solve3(a, rowBytes, pivots, b);
  if (n == 1) return v128.store(b, product(v128.load(a), v128.load(b)));
  const bytes = n << 4;
  for (let at: usize = 0; at < bytes; at += 16) {
    const other = <usize>load<u32>(pivots + (at >> 2));
    if (other == at) continue;
    const x = v128.load(b + at);
    v128.store(b + at, v128.load(b + other));
    v128.store(b + other, x);
  }
  // By columns: x_j goes to all rows at once, so that the chain of dependent operations is one product and one sum a column.
  let diagonal = a;
  let x = v128.load(b);
  for (let at: usize = 0; at < bytes; at += 16, diagonal += rowBytes + 16) {
    const re = real(x);
    const im = imaginary(x);
    v128.store(b + at, product(x, v128.load(diagonal)));
    if (at + 16 == bytes) break;
    let below = diagonal + rowBytes;
    x = f64x2.sub(v128.load(b + at, 16), along(re, im, v128.load(below)));
    for (let i = at + 32; i < bytes; i += 16) {
      below += rowBytes;
      v128.store(b + i, f64x2.sub(v128.load(b + i), along(re, im, v128.load(below))));
    }
  }
  x = v128.load(b + bytes - 16);
  let column = a + bytes - 16;
  for (let at = bytes - 16; ; at -= 16, column -= 16) {
    const re = real(x);
    const im = imaginary(x);
    v128.store(b + at, x);
    if (at == 0) return;
    let above = column;
    for (let i: usize = 0; i + 16 < at; i += 16, above += rowBytes) {
      v128.store(b + i, f64x2.sub(v128.load(b + i), along(re, im, v128.load(above))));
    }
    x = f64x2.sub(v128.load(b + at - 16), along(re, im, v128.load(above)));
  }
}

/** x y, from the parts of x in both lanes. */
// @ts-ignore: decorator
@inline
function along(re: v128, im: v128, y: v128): v128 {
  return f64x2.add(f64x2.mul(re, y), f64x2.mul(im, turned(y)));
}

function solve2(a: usize, rowBytes: usize, pivots: usize, b: usize): void {
  const next = a + rowBytes;
  const x0 = v128.load(b + <usize>load<u32>(pivots));
  let x1 = v128.load(b + <usize>load<u32>(pivots, 4));
  x1 = product(minusProduct(x1, x0, v128.load(next)), v128.load(next, 16));
  v128.store(b, minusProduct(product(x0, v128.load(a)), x1, v128.load(a, 16)));
  v128.store(b, x1, 16);
}

function solve3(a: usize, rowBytes: usize, pivots: usize, b: usize): void {
  const row1 = a + rowBytes;
  const row2 = row1 + rowBytes;
  let x0 = v128.load(b + <usize>load<u32>(pivots));
  let x1 = v128.load(b + <usize>load<u32>(pivots, 4));
  let x2 = v128.load(b + <usize>load<u32>(pivots, 8));
  x1 = minusProduct(x1, x0, v128.load(row1));
  x2 = minusProduct(minusProduct(x2, x0, v128.load(row2)), x1, v128.load(row2, 16));
  x2 = product(x2, v128.load(row2, 32));
  x1 = minusProduct(product(x1, v128.load(row1, 16)), x2, v128.load(row1, 32));
  x0 = minusProduct(minusProduct(product(x0, v128.load(a)), x2, v128.load(a, 32)), x1, v128.load(a, 16));
  v128.store(b, x0);
  v128.store(b, x1, 16);
  v128.store(b, x2, 32);
}
