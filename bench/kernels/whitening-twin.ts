// Online steps of the whitening circuits as plain JavaScript over Float64Array: the same algorithms as assembly/models/whitening, no allocation,
// sums over two rows and two columns (products: four rows) at a time, which is what made them fastest.

/** Replaces the lower triangle of `a` by its Cholesky factor with 1 / L_ii on the diagonal. False: not positive definite. */
function cholesky(a: Float64Array, n: number): boolean {
  let j = 0;
  for (; j + 1 < n; j += 2) {
    const r0 = j * n;
    const r1 = r0 + n;
    let s00 = a[r0 + j]!;
    let s10 = a[r1 + j]!;
    let s11 = a[r1 + j + 1]!;
    for (let k = 0; k < j; k++) {
      const x0 = a[r0 + k]!;
      const x1 = a[r1 + k]!;
      s00 -= x0 * x0;
      s10 -= x1 * x0;
      s11 -= x1 * x1;
    }
    if (!(s00 > 0)) return false;
    const i0 = 1 / Math.sqrt(s00);
    const l10 = s10 * i0;
    const d1 = s11 - l10 * l10;
    if (!(d1 > 0)) return false;
    const i1 = 1 / Math.sqrt(d1);
    a[r0 + j] = i0;
    a[r1 + j] = l10;
    a[r1 + j + 1] = i1;
    let i = j + 2;
    for (; i + 1 < n; i += 2) {
      const q0 = i * n;
      const q1 = q0 + n;
      let t00 = a[q0 + j]!;
      let t01 = a[q0 + j + 1]!;
      let t10 = a[q1 + j]!;
      let t11 = a[q1 + j + 1]!;
      for (let k = 0; k < j; k++) {
        const x0 = a[r0 + k]!;
        const x1 = a[r1 + k]!;
        const y0 = a[q0 + k]!;
        const y1 = a[q1 + k]!;
        t00 -= y0 * x0;
        t01 -= y0 * x1;
        t10 -= y1 * x0;
        t11 -= y1 * x1;
      }
      const z0 = t00 * i0;
      const z1 = t10 * i0;
      a[q0 + j] = z0;
      a[q0 + j + 1] = (t01 - z0 * l10) * i1;
      a[q1 + j] = z1;
      a[q1 + j + 1] = (t11 - z1 * l10) * i1;
    }
    if (i < n) {
      const q0 = i * n;
      let t00 = a[q0 + j]!;
      let t01 = a[q0 + j + 1]!;
      for (let k = 0; k < j; k++) {
        const y0 = a[q0 + k]!;
        t00 -= y0 * a[r0 + k]!;
        t01 -= y0 * a[r1 + k]!;
      }
      const z0 = t00 * i0;
      a[q0 + j] = z0;
      a[q0 + j + 1] = (t01 - z0 * l10) * i1;
    }
  }
  if (j < n) {
    const r0 = j * n;
    let s00 = a[r0 + j]!;
    for (let k = 0; k < j; k++) s00 -= a[r0 + k]! * a[r0 + k]!;
    if (!(s00 > 0)) return false;
    a[r0 + j] = 1 / Math.sqrt(s00);
  }
  return true;
}

/** y <- (L L^T)^{-1} y */
function solve(l: Float64Array, n: number, y: Float64Array): void {
  for (let i = 0; i < n; i++) {
    const row = i * n;
    let even = 0;
    let odd = 0;
    let k = 0;
    for (; k + 1 < i; k += 2) {
      even += l[row + k]! * y[k]!;
      odd += l[row + k + 1]! * y[k + 1]!;
    }
    if (k < i) even += l[row + k]! * y[k]!;
    y[i] = (y[i]! - even - odd) * l[row + i]!;
  }
  for (let i = n - 1; i >= 0; i--) {
    const row = i * n;
    const value = y[i]! * l[row + i]!;
    y[i] = value;
    for (let k = 0; k < i; k++) y[k]! -= value * l[row + k]!;
  }
}

/** out = A x for A (n by m), four rows at a time. */
function multiplyVector(out: Float64Array, a: Float64Array, x: Float64Array, n: number, m: number): void {
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const r0 = i * m;
    const r1 = r0 + m;
    const r2 = r1 + m;
    const r3 = r2 + m;
    let s0 = 0;
    let s1 = 0;
    let s2 = 0;
    let s3 = 0;
    for (let j = 0; j < m; j++) {
      const xj = x[j]!;
      s0 += a[r0 + j]! * xj;
      s1 += a[r1 + j]! * xj;
      s2 += a[r2 + j]! * xj;
      s3 += a[r3 + j]! * xj;
    }
    out[i] = s0;
    out[i + 1] = s1;
    out[i + 2] = s2;
    out[i + 3] = s3;
  }
  for (; i < n; i++) {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += a[i * m + j]! * x[j]!;
    out[i] = sum;
  }
}

/** out = A^T x for A (n by m), four rows at a time. */
function transposedMultiplyVector(out: Float64Array, a: Float64Array, x: Float64Array, n: number, m: number): void {
  out.fill(0);
  let i = 0;
  for (; i + 3 < n; i += 4) {
    const r0 = i * m;
    const r1 = r0 + m;
    const r2 = r1 + m;
    const r3 = r2 + m;
    const x0 = x[i]!;
    const x1 = x[i + 1]!;
    const x2 = x[i + 2]!;
    const x3 = x[i + 3]!;
    for (let j = 0; j < m; j++) out[j] = out[j]! + x0 * a[r0 + j]! + x1 * a[r1 + j]! + x2 * a[r2 + j]! + x3 * a[r3 + j]!;
  }
  for (; i < n; i++) for (let j = 0; j < m; j++) out[j]! += x[i]! * a[i * m + j]!;
}

/** Algorithm 1: y = M^{-1} x by the factor of M, then M + eta (y y^T - I) and its factor. */
export class DirectTwin {
  readonly weights: Float64Array;
  readonly #n: number;
  readonly #eta: number;
  readonly #factor: Float64Array;
  readonly #y: Float64Array;

  constructor(n: number, learningRate: number) {
    this.#n = n;
    this.#eta = learningRate;
    this.weights = new Float64Array(n * n);
    for (let i = 0; i < n; i++) this.weights[i * n + i] = 1;
    this.#factor = this.weights.slice();
    this.#y = new Float64Array(n);
  }

  learn(samples: Float64Array): void {
    const n = this.#n;
    const eta = this.#eta;
    const m = this.weights;
    const l = this.#factor;
    const y = this.#y;
    for (let start = 0; start < samples.length; start += n) {
      for (let i = 0; i < n; i++) y[i] = samples[start + i]!;
      solve(l, n, y);
      // The lower triangle is all that the factorisation and the solve use.
      for (let i = 0; i < n; i++) {
        const row = i * n;
        const scale = eta * y[i]!;
        for (let j = 0; j <= i; j++) {
          const value = m[row + j]! + scale * y[j]!;
          m[row + j] = value;
          l[row + j] = value;
        }
        m[row + i]! -= eta;
        l[row + i]! -= eta;
      }
      if (!cholesky(l, n)) throw new Error("M is not positive definite.");
    }
  }
}

/** Algorithm 2 without leak, k = n: y = P^{-1} x with the inverse of P = W W^T updated exactly, and formed anew now and then. */
export class InterneuronTwin {
  readonly weights: Float64Array;
  readonly #n: number;
  readonly #eta: number;
  readonly #refreshEvery: number;
  readonly #inverse: Float64Array;
  readonly #factor: Float64Array;
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #z: Float64Array;
  readonly #q: Float64Array;
  #age = 0;

  constructor(n: number, learningRate: number) {
    this.#n = n;
    this.#eta = learningRate;
    this.#refreshEvery = Math.ceil(Math.min(2048, 2 / learningRate));
    this.weights = new Float64Array(n * n);
    for (let i = 0; i < n; i++) this.weights[i * n + i] = 1;
    this.#inverse = this.weights.slice();
    this.#factor = new Float64Array(n * n);
    this.#x = new Float64Array(n);
    this.#y = new Float64Array(n);
    this.#z = new Float64Array(n);
    this.#q = new Float64Array(n);
  }

  learn(samples: Float64Array): void {
    const n = this.#n;
    const eta = this.#eta;
    const w = this.weights;
    const inverse = this.#inverse;
    const x = this.#x;
    const y = this.#y;
    const z = this.#z;
    const q = this.#q;
    const s = eta / (1 - eta);
    const growth = 1 / ((1 - eta) * (1 - eta));
    for (let start = 0; start < samples.length; start += n) {
      for (let i = 0; i < n; i++) x[i] = samples[start + i]!;
      multiplyVector(y, inverse, x, n, n);
      transposedMultiplyVector(z, w, y, n, n);
      for (let i = 0; i < n; i++) {
        const row = i * n;
        const scale = eta * y[i]!;
        for (let j = 0; j < n; j++) w[row + j] = (1 - eta) * w[row + j]! + scale * z[j]!;
      }
      if (++this.#age >= this.#refreshEvery) this.#refresh();
      else {
        multiplyVector(q, inverse, y, n, n);
        let power = 0;
        let yq = 0;
        for (let i = 0; i < n; i++) {
          power += y[i]! * y[i]!;
          yq += y[i]! * q[i]!;
        }
        const b = s / (1 + s * power);
        const half = -0.5 * b * b * yq;
        for (let i = 0; i < n; i++) q[i] = b * q[i]! + half * y[i]!;
        for (let i = 0; i < n; i++) {
          const row = i * n;
          const ui = -growth * q[i]!;
          const yi = -growth * y[i]!;
          for (let j = 0; j < n; j++) inverse[row + j] = growth * inverse[row + j]! + (ui * y[j]! + yi * q[j]!);
        }
      }
    }
  }

  #refresh(): void {
    const n = this.#n;
    const w = this.weights;
    const factor = this.#factor;
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = 0;
        for (let k = 0; k < n; k++) sum += w[i * n + k]! * w[j * n + k]!;
        factor[i * n + j] = sum;
      }
    }
    if (!cholesky(factor, n)) throw new Error("W has no full rank.");
    const column = this.#q;
    for (let i = 0; i < n; i++) {
      column.fill(0);
      column[i] = 1;
      solve(factor, n, column);
      for (let j = 0; j < n; j++) this.#inverse[i * n + j] = column[j]!;
    }
    this.#age = 0;
  }
}
