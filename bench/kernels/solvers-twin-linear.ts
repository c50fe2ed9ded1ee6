// The linear systems of the twins of Rosenbrock methods, W = shift - J, in plain JavaScript.

/** W^-1 of 3 x 3 to `out`, by P W = L D U. False: singular. */
export function invert(jacobian: Float64Array, shift: number, out: Float64Array): boolean {
  let a00 = shift - jacobian[0]!;
  let a01 = -jacobian[1]!;
  let a02 = -jacobian[2]!;
  let a10 = -jacobian[3]!;
  let a11 = shift - jacobian[4]!;
  let a12 = -jacobian[5]!;
  let a20 = -jacobian[6]!;
  let a21 = -jacobian[7]!;
  let a22 = shift - jacobian[8]!;
  let p0 = 0;
  let p1 = 1;
  let p2 = 2;
  const size = Math.abs(a00);
  if (Math.abs(a10) > size && Math.abs(a10) >= Math.abs(a20)) {
    [a00, a10] = [a10, a00];
    [a01, a11] = [a11, a01];
    [a02, a12] = [a12, a02];
    p0 = 1;
    p1 = 0;
  } else if (Math.abs(a20) > size) {
    [a00, a20] = [a20, a00];
    [a01, a21] = [a21, a01];
    [a02, a22] = [a22, a02];
    p0 = 2;
    p2 = 0;
  }
  const d0 = 1 / a00;
  let l10 = a10 * d0;
  let l20 = a20 * d0;
  a11 -= l10 * a01;
  a12 -= l10 * a02;
  a21 -= l20 * a01;
  a22 -= l20 * a02;
  if (Math.abs(a21) > Math.abs(a11)) {
    [a11, a21] = [a21, a11];
    [a12, a22] = [a22, a12];
    [l10, l20] = [l20, l10];
    [p1, p2] = [p2, p1];
  }
  const d1 = 1 / a11;
  const l21 = a21 * d1;
  const d2 = 1 / (a22 - l21 * a12);
  if (!(Math.abs(d0) < Infinity && Math.abs(d1) < Infinity && Math.abs(d2) < Infinity)) return false;
  const u01 = a01 * d0;
  const u02 = a02 * d0;
  const u12 = a12 * d1;
  const r10 = -d1 * l10;
  const r20 = d2 * (l21 * l10 - l20);
  const r21 = -d2 * l21;
  const v02 = u01 * u12 - u02;
  out[p0] = d0 - u01 * r10 + v02 * r20;
  out[3 + p0] = r10 - u12 * r20;
  out[6 + p0] = r20;
  out[p1] = v02 * r21 - u01 * d1;
  out[3 + p1] = d1 - u12 * r21;
  out[6 + p1] = r21;
  out[p2] = v02 * d2;
  out[3 + p2] = -u12 * d2;
  out[6 + p2] = d2;
  return true;
}

/** P W = L D U, n x n, to `w`, with the reciprocals of D. False: singular. */
export function factor(jacobian: Float64Array, shift: number, n: number, w: Float64Array, pivots: Int32Array): boolean {
  for (let i = 0; i < w.length; i++) w[i] = -jacobian[i]!;
  for (let i = 0; i < n; i++) {
    w[i * n + i] = w[i * n + i]! + shift;
    pivots[i] = i;
  }
  for (let k = 0; k < n; k++) {
    let best = k;
    let largest = Math.abs(w[k * n + k]!);
    for (let i = k + 1; i < n; i++) {
      const size = Math.abs(w[i * n + k]!);
      if (size > largest) {
        largest = size;
        best = i;
      }
    }
    const pivotRow = k * n;
    if (best !== k) {
      const other = best * n;
      for (let j = 0; j < n; j++) {
        const value = w[pivotRow + j]!;
        w[pivotRow + j] = w[other + j]!;
        w[other + j] = value;
      }
      const p = pivots[k]!;
      pivots[k] = pivots[best]!;
      pivots[best] = p;
    }
    const d = 1 / w[pivotRow + k]!;
    if (!(Math.abs(d) < Infinity)) return false;
    w[pivotRow + k] = d;
    for (let i = k + 1; i < n; i++) {
      const row = i * n;
      const below = w[row + k]!;
      if (below === 0) continue;
      const l = below * d;
      w[row + k] = l;
      for (let j = k + 1; j < n; j++) w[row + j] = w[row + j]! - l * w[pivotRow + j]!;
    }
  }
  return true;
}

/** x <- W^-1 x by its factors; z has room for a copy. Two rows at a time: one at a time the twin for HIRES is 25 % slower, by columns 30 %. */
export function solve(w: Float64Array, n: number, pivots: Int32Array, x: Float64Array, z: Float64Array): void {
  let i = 0;
  for (; i + 1 < n; i += 2) {
    const row = i * n;
    const next = row + n;
    let first = x[pivots[i]!]!;
    let second = x[pivots[i + 1]!]!;
    for (let j = 0; j < i; j++) {
      const value = z[j]!;
      first -= w[row + j]! * value;
      second -= w[next + j]! * value;
    }
    z[i] = first;
    z[i + 1] = second - w[next + i]! * first;
  }
  if (i < n) {
    let sum = x[pivots[i]!]!;
    for (let j = 0; j < i; j++) sum -= w[i * n + j]! * z[j]!;
    z[i] = sum;
  }
  for (i = n - 1; i > 0; i -= 2) {
    const row = i * n;
    const above = row - n;
    let first = z[i]!;
    let second = z[i - 1]!;
    for (let j = i + 1; j < n; j++) {
      const value = x[j]!;
      first -= w[row + j]! * value;
      second -= w[above + j]! * value;
    }
    first *= w[row + i]!;
    x[i] = first;
    x[i - 1] = (second - w[above + i]! * first) * w[above + i - 1]!;
  }
  if (i === 0) {
    let sum = z[0]!;
    for (let j = 1; j < n; j++) sum -= w[j]! * x[j]!;
    x[0] = sum * w[0]!;
  }
}
