import { scaleVector } from "./dot";
import { transposedReflections, tridiagonalise } from "./tridiagonal";

// Eigenvalues and eigenvectors of a symmetric matrix: Householder's tridiagonal form, then QL steps with implicit shifts (Golub and Van Loan, 8.3; Wilkinson and
// Reinsch, Handbook for Automatic Computation II, 1971, contribution II/4). The rotations act on the rows of the transposed eigenvectors.

const EPSILON: f64 = 2.220446049250313e-16;
/** Subdiagonals below this are zero beside elements scaled to magnitude 1. */
const NEGLIGIBLE: f64 = 1e-290;
/** QL steps allowed for one eigenvalue; two are usual. */
const MOST_STEPS = 60;

/**
 * Eigenvalues in ascending order to `values` (n), eigenvectors of length 1 to the columns of `vectors` (n by n): A = V diag(values) V^T. In each eigenvector the
 * component of largest magnitude (the first of them) is positive. `vectors` = 0: eigenvalues alone. Only the lower triangle of `a` is
 * read; `a` is overwritten. Needs 2 n elements of `scratch`. Returns 0, or 1 + the eigenvalue that did not converge.
 */
export function symmetricEigen(a: usize, n: i32, values: usize, vectors: usize, scratch: usize): i32 {
  const subdiagonal = scratch;
  const h = scratch + (<usize>n << 3);
  const scale = mirrorScaled(a, n);
  tridiagonalise(a, n, values, subdiagonal, h);
  if (vectors) transposedReflections(vectors, a, n, h);
  const status = implicitQl(values, subdiagonal, n, vectors);
  if (status) return status;
  sort(values, vectors, n);
  scaleVector(values, 1 / scale, n);
  if (vectors) {
    orient(vectors, n);
    transpose(vectors, n);
  }
  return 0;
}

/** Multiplies the lower triangle by a power of two that brings its largest element to [1, 2), and mirrors it. Returns the factor. */
function mirrorScaled(a: usize, n: i32): f64 {
  const size = <usize>n;
  let largest: f64 = 0;
  for (let i: usize = 0; i < size; i++) {
    for (let j: usize = 0; j <= i; j++) largest = max(largest, abs(load<f64>(a + ((i * size + j) << 3))));
  }
  // 2^-exponent, from the bits of `largest`; both it and its inverse are normal numbers.
  const exponent = <i64>((reinterpret<u64>(largest) >> 52) & 0x7ff);
  const factor = largest == 0 ? 1 : reinterpret<f64>(<u64>max<i64>(1, min<i64>(2045, 2046 - exponent)) << 52);
  for (let i: usize = 0; i < size; i++) {
    for (let j: usize = 0; j <= i; j++) {
      const value = load<f64>(a + ((i * size + j) << 3)) * factor;
      store<f64>(a + ((i * size + j) << 3), value);
      store<f64>(a + ((j * size + i) << 3), value);
    }
  }
  return factor;
}

/** sqrt(x^2 + y^2) without underflow; the magnitudes here are far below overflow. */
function hypotenuse(x: f64, y: f64): f64 {
  const square = x * x + y * y;
  if (square > 1e-280) return sqrt(square);
  const larger = max(abs(x), abs(y));
  if (larger == 0) return 0;
  const a = x / larger;
  const b = y / larger;
  return larger * sqrt(a * a + b * b);
}

/** Diagonalises the tridiagonal matrix; `d` becomes the eigenvalues, and the rotations are applied to the rows of `z` (n by n; 0: none). */
function implicitQl(d: usize, e: usize, n: i32, z: usize): i32 {
  const stride = <usize>n << 3;
  for (let l = 0; l < n; l++) {
    const dl = d + (<usize>l << 3);
    const el = e + (<usize>l << 3);
    for (let step = 0; ; step++) {
      const m = firstNegligible(d, e, l, n);
      if (m == l) break;
      if (step == MOST_STEPS) return 1 + l;
      // Wilkinson's shift: the eigenvalue of the leading 2 by 2 block nearer to d_l
      let g = (load<f64>(dl, 8) - load<f64>(dl)) / (2 * load<f64>(el));
      g = load<f64>(d + (<usize>m << 3)) - load<f64>(dl) + load<f64>(el) / (g + copysign(hypotenuse(g, 1), g));
      let sine: f64 = 1;
      let cosine: f64 = 1;
      let p: f64 = 0;
      let i = m - 1;
      for (; i >= l; i--) {
        const di = d + (<usize>i << 3);
        const ei = e + (<usize>i << 3);
        const f = sine * load<f64>(ei);
        const b = cosine * load<f64>(ei);
        const r = hypotenuse(f, g);
        store<f64>(ei, r, 8);
        if (r == 0) {
          store<f64>(di, load<f64>(di, 8) - p, 8);
          break;
        }
        sine = f / r;
        cosine = g / r;
        g = load<f64>(di, 8) - p;
        const t = (load<f64>(di) - g) * sine + 2 * cosine * b;
        p = sine * t;
        store<f64>(di, g + p, 8);
        g = cosine * t - b;
        if (z) rotate(z + <usize>i * stride, stride, cosine, sine);
      }
      if (i < l) {
        store<f64>(dl, load<f64>(dl) - p);
        store<f64>(el, g);
      }
      store<f64>(e + (<usize>m << 3), 0);
    }
  }
  return 0;
}

/** The first index from `l` on whose coupling to the next is negligible. */
function firstNegligible(d: usize, e: usize, l: i32, n: i32): i32 {
  let m = l;
  for (; m < n - 1; m++) {
    const at = <usize>m << 3;
    const neighbours = abs(load<f64>(d + at)) + abs(load<f64>(d + at, 8));
    if (!(abs(load<f64>(e + at)) > EPSILON * neighbours + NEGLIGIBLE)) break;
  }
  return m;
}

/** (row, next) <- (cosine row - sine next, sine row + cosine next) */
function rotate(row: usize, stride: usize, cosine: f64, sine: f64): void {
  const c = f64x2.splat(cosine);
  const s = f64x2.splat(sine);
  const end = row + stride;
  let next = end;
  for (; row + 8 < end; row += 16) {
    const x = v128.load(row);
    const y = v128.load(next);
    v128.store(row, f64x2.sub(f64x2.mul(c, x), f64x2.mul(s, y)));
    v128.store(next, f64x2.add(f64x2.mul(s, x), f64x2.mul(c, y)));
    next += 16;
  }
  if (row < end) {
    const x = load<f64>(row);
    const y = load<f64>(next);
    store<f64>(row, cosine * x - sine * y);
    store<f64>(next, sine * x + cosine * y);
  }
}

/** Ascending eigenvalues, rows of `z` along with them. */
function sort(d: usize, z: usize, n: i32): void {
  const stride = <usize>n << 3;
  for (let i = 0; i < n - 1; i++) {
    let least = i;
    for (let j = i + 1; j < n; j++) if (load<f64>(d + (<usize>j << 3)) < load<f64>(d + (<usize>least << 3))) least = j;
    if (least == i) continue;
    exchange(d + (<usize>i << 3), d + (<usize>least << 3));
    if (!z) continue;
    for (let at: usize = 0; at < stride; at += 8) exchange(z + <usize>i * stride + at, z + <usize>least * stride + at);
  }
}

// @ts-ignore: decorator
@inline
function exchange(x: usize, y: usize): void {
  const kept = load<f64>(x);
  store<f64>(x, load<f64>(y));
  store<f64>(y, kept);
}

/** Makes the largest component of each row positive. */
function orient(z: usize, n: i32): void {
  const stride = <usize>n << 3;
  for (let i = 0; i < n; i++) {
    const row = z + <usize>i * stride;
    let largest: f64 = 0;
    for (let at: usize = 0; at < stride; at += 8) if (abs(load<f64>(row + at)) > abs(largest)) largest = load<f64>(row + at);
    if (largest < 0) scaleVector(row, -1, n);
  }
}

/** Transposes the n by n matrix in place. */
export function transpose(a: usize, n: i32): void {
  const size = <usize>n;
  for (let i: usize = 1; i < size; i++) {
    for (let j: usize = 0; j < i; j++) exchange(a + ((i * size + j) << 3), a + ((j * size + i) << 3));
  }
}

/** Largest magnitude of an eigenvalue of the symmetric `a` (its lower triangle), NaN if the iteration fails. Needs n (n + 3) elements of `scratch`. */
export function operatorNorm(a: usize, n: i32, scratch: usize): f64 {
  const bytes = (<usize>n * <usize>n) << 3;
  const values = scratch + bytes;
  memory.copy(scratch, a, bytes);
  if (symmetricEigen(scratch, n, values, 0, values + (<usize>n << 3))) return NaN;
  return max(abs(load<f64>(values)), abs(load<f64>(values + (<usize>(n - 1) << 3))));
}
