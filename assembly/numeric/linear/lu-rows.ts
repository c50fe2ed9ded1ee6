import { lanesSum, lanesSums } from "./dot";
import { reciprocal } from "./pivot";

// P A = L U of matrices of any size, row by row, L with a unit diagonal; in place of A: the elements of L and U, and 1 / U_ii. Rows take an even number of f64 with
// zeros after the matrix. `pivots` holds the swaps: row i was swapped with the row at 8 times that.

export function factorRows(a: usize, n: usize, rowBytes: usize, pivots: usize): i32 {
  const bytes = n << 3;
  const end = a + n * rowBytes;
  let row = a;
  for (let at: usize = 0; at < bytes; at += 8, row += rowBytes) {
    let largest = abs(load<f64>(row + at));
    let best = row;
    for (let other = row + rowBytes; other < end; other += rowBytes) {
      const size = abs(load<f64>(other + at));
      if (size > largest) {
        largest = size;
        best = other;
      }
    }
    const inverse = reciprocal(load<f64>(best + at));
    if (inverse == 0.0) return <i32>(at >> 3) + 1;
    store<u32>(pivots + (at >> 1), <u32>(((best - a) / rowBytes) << 3));
    if (best != row) {
      for (let i: usize = 0; i < rowBytes; i += 16) {
        const x = v128.load(row + i);
        v128.store(row + i, v128.load(best + i));
        v128.store(best + i, x);
      }
    }
    store<f64>(row + at, inverse);
    const from = (at + 8) & ~15; // with the pivot's own column where that shares a vector; it is set again below
    for (let other = row + rowBytes; other < end; other += rowBytes) {
      const factor = load<f64>(other + at) * inverse;
      if (factor == 0.0) continue; // Jacobians are sparse
      const l = f64x2.splat(factor);
      for (let i = from; i < rowBytes; i += 16) {
        v128.store(other + i, f64x2.sub(v128.load(other + i), f64x2.mul(l, v128.load(row + i))));
      }
      store<f64>(other + at, factor);
    }
  }
  return 0;
}

// @ts-ignore: decorator
@inline
function exchange(b: usize, i: usize, j: usize): void {
  const x = load<f64>(b + i);
  store<f64>(b + i, load<f64>(b + j));
  store<f64>(b + j, x);
}

/** x = A^-1 b in place. */
export function solveRows(a: usize, n: usize, rowBytes: usize, pivots: usize, b: usize): void {
  const bytes = n << 3;
  for (let at: usize = 0; at < bytes; at += 8) {
    const other = <usize>load<u32>(pivots + (at >> 1));
    if (other != at) exchange(b, at, other);
  }
  let at: usize = 0;
  let row = a;
  for (; at + 8 < bytes; at += 16, row += 2 * rowBytes) {
    const next = row + rowBytes;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    for (let k: usize = 0; k < at; k += 16) {
      const x = v128.load(b + k);
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(row + k)));
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(next + k)));
    }
    const y = f64x2.sub(v128.load(b + at), lanesSums(s0, s1));
    const y0 = f64x2.extract_lane(y, 0);
    const y1 = f64x2.extract_lane(y, 1) - y0 * load<f64>(next + at);
    v128.store(b + at, f64x2.replace_lane(y, 1, y1));
  }
  if (at < bytes) {
    let sum = f64x2.splat(0);
    for (let k: usize = 0; k < at; k += 16) sum = f64x2.add(sum, f64x2.mul(v128.load(b + k), v128.load(row + k)));
    const x = (load<f64>(b + at) - lanesSum(sum)) * load<f64>(row + at);
    v128.store(b + at, f64x2.replace_lane(f64x2.splat(0), 0, x));
  }
  while (at > 0) {
    at -= 16;
    const next = row - rowBytes;
    row = next - rowBytes;
    let s0 = f64x2.splat(0);
    let s1 = f64x2.splat(0);
    for (let k = rowBytes - 16; k > at; k -= 16) {
      const x = v128.load(b + k);
      s0 = f64x2.add(s0, f64x2.mul(x, v128.load(row + k)));
      s1 = f64x2.add(s1, f64x2.mul(x, v128.load(next + k)));
    }
    const y = f64x2.sub(v128.load(b + at), lanesSums(s0, s1));
    const x1 = f64x2.extract_lane(y, 1) * load<f64>(next + at, 8);
    const x0 = (f64x2.extract_lane(y, 0) - x1 * load<f64>(row + at, 8)) * load<f64>(row + at);
    v128.store(b + at, f64x2.replace_lane(f64x2.splat(x0), 1, x1));
  }
}

/** x = A^-T b in place: A^T = U^T L^T P. */
export function solveTransposedRows(a: usize, n: usize, rowBytes: usize, pivots: usize, b: usize): void {
  const bytes = n << 3;
  let row = a;
  for (let at: usize = 0; at < bytes; at += 8, row += rowBytes) {
    const x = load<f64>(b + at) * load<f64>(row + at);
    if (x != 0.0) {
      const factor = f64x2.splat(x);
      for (let k = (at + 8) & ~15; k < rowBytes; k += 16) {
        v128.store(b + k, f64x2.sub(v128.load(b + k), f64x2.mul(factor, v128.load(row + k))));
      }
    }
    store<f64>(b + at, x);
  }
  for (let at = bytes; at > 0; ) {
    at -= 8;
    row -= rowBytes;
    const x = load<f64>(b + at);
    if (x == 0.0) continue;
    const factor = f64x2.splat(x);
    for (let k: usize = 0; k + 8 < at; k += 16) {
      v128.store(b + k, f64x2.sub(v128.load(b + k), f64x2.mul(factor, v128.load(row + k))));
    }
    if (at & 8) store<f64>(b + at - 8, load<f64>(b + at - 8) - x * load<f64>(row + at - 8));
  }
  for (let at = bytes; at > 0; ) {
    at -= 8;
    const other = <usize>load<u32>(pivots + (at >> 1));
    if (other != at) exchange(b, at, other);
  }
}
