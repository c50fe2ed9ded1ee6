import { addScaled, addTwoScaled, dot, scaleVector } from "./dot";
import { rowsTimesVector } from "./products";

// Householder's reduction of a symmetric matrix to tridiagonal form, A = Q T Q^T with Q = H_{n-1} ... H_1, H_i = I - u_i u_i^T / h_i
// (Golub and Van Loan, Matrix Computations, 8.3.1). H_i annihilates row i left of its subdiagonal and acts on the first i coordinates. The matrix is kept in
// full, so that all work runs along rows.

/** Squares below this count as 0 beside elements scaled to magnitude 1: an error of 1e-125, and no square below underflows. */
const NEGLIGIBLE: f64 = 1e-250;

/**
 * Reduces the symmetric `a` (both triangles, scaled to magnitude 1) in place: row i keeps u_i in its first i elements. Writes T's diagonal and subdiagonal (subdiagonal[i] couples i and
 * i + 1; the last element is 0) and the numbers h_i, n each; `h` doubles as working space.
 */
export function tridiagonalise(a: usize, n: i32, diagonal: usize, subdiagonal: usize, h: usize): void {
  const stride = <usize>n << 3;
  for (let i = n - 1; i > 0; i--) {
    const row = a + <usize>i * stride;
    const at = <usize>i << 3;
    store<f64>(diagonal + at, load<f64>(row + at));
    const last = load<f64>(row + at - 8);
    const rest = i > 1 ? dot(row, row, i - 1) : 0;
    if (rest < NEGLIGIBLE) {
      store<f64>(subdiagonal + at - 8, last);
      store<f64>(h + at, 0);
      continue;
    }
    // u = x + sign(x_last) |x| e_last, h = |u|^2 / 2
    const length = copysign(sqrt(rest + last * last), last);
    const half = rest + last * last + length * last;
    store<f64>(subdiagonal + at - 8, -length);
    store<f64>(row + at - 8, last + length);
    // p = A u / h and q = p - (u . p / 2h) u are kept in h[0 .. i) until h_i itself is stored; then A -= q u^T + u q^T
    const inverse = 1 / half;
    rowsTimesVector(h, a, stride, row, i, i);
    scaleVector(h, inverse, i);
    addScaled(h, -0.5 * inverse * dot(row, h, i), row, i);
    for (let j = 0; j < i; j++) {
      const element = <usize>j << 3;
      addTwoScaled(a + <usize>j * stride, -load<f64>(h + element), row, -load<f64>(row + element), h, i);
    }
    store<f64>(h + at, half);
  }
  store<f64>(diagonal, load<f64>(a));
  store<f64>(h, 0);
  store<f64>(subdiagonal + stride - 8, 0);
}

/** Writes Q^T = H_1 ... H_{n-1} to `out` (n by n), from what `tridiagonalise` left in `a` and `h`. */
export function transposedReflections(out: usize, a: usize, n: i32, h: usize): void {
  const size = <usize>n;
  const stride = size << 3;
  memory.fill(out, 0, size * stride);
  for (let i: usize = 0; i < size; i++) store<f64>(out + i * stride + (i << 3), 1);
  for (let i = 1; i < n; i++) {
    const half = load<f64>(h + (<usize>i << 3));
    if (half == 0) continue;
    const u = a + <usize>i * stride;
    const inverse = 1 / half;
    for (let j = 0; j < i; j++) {
      const row = out + <usize>j * stride;
      addScaled(row, -inverse * dot(row, u, i), u, i);
    }
  }
}
