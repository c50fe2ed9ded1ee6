import type { RandomStream } from "../../src/index.js";

// Plain arithmetic on small matrices (row by row), independent of the core's.

export function multiplied(a: ArrayLike<number>, b: ArrayLike<number>, n: number, m: number, k: number): number[] {
  return Array.from({ length: n * k }, (_, e) => {
    let sum = 0;
    for (let l = 0; l < m; l++) sum += a[Math.floor(e / k) * m + l]! * b[l * k + (e % k)]!;
    return sum;
  });
}

export function transposeOf(a: ArrayLike<number>, n: number, m: number): number[] {
  return Array.from({ length: n * m }, (_, e) => a[(e % n) * m + Math.floor(e / n)]!);
}

/** Gauss-Jordan with pivoting. */
export function inverted(a: ArrayLike<number>, n: number): number[] {
  const rows = Array.from({ length: n }, (_, i) => [
    ...Array.from({ length: n }, (_, j) => a[i * n + j]!),
    ...Array.from({ length: n }, (_, j) => (i === j ? 1 : 0)),
  ]);
  for (let c = 0; c < n; c++) {
    const best = rows.slice(c).reduce((at, row, i) => (Math.abs(row[c]!) > Math.abs(rows[at]![c]!) ? c + i : at), c);
    [rows[c], rows[best]] = [rows[best]!, rows[c]!];
    const pivot = rows[c]![c]!;
    rows[c] = rows[c]!.map((x) => x / pivot);
    for (let i = 0; i < n; i++) {
      if (i === c) continue;
      const factor = rows[i]![c]!;
      rows[i] = rows[i]!.map((x, j) => x - factor * rows[c]![j]!);
    }
  }
  return rows.flatMap((row) => row.slice(n));
}

/** alpha I + W diag(g) W^T */
export function recurrent(weights: ArrayLike<number>, gains: ArrayLike<number>, leak: number): number[] {
  const k = gains.length;
  const n = weights.length / k;
  const scaled = Array.from(weights, (w, e) => w * gains[e % k]!);
  return multiplied(scaled, transposeOf(weights, n, k), n, k, n).map((x, e) => x + (e % (n + 1) === 0 ? leak : 0));
}

/** C_yy = A^-1 C A^-1 */
export function outputOf(weights: ArrayLike<number>, gains: ArrayLike<number>, leak: number, c: ArrayLike<number>): number[] {
  const n = Math.sqrt(c.length);
  const f = inverted(recurrent(weights, gains, leak), n);
  return multiplied(multiplied(f, c, n, n, n), f, n, n, n);
}

export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY;
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs(a[i]! - b[i]!));
  return largest;
}

/** R diag(values) R^T for a rotation by `degrees`. */
export function planar(degrees: number, values: readonly [number, number], factor = 1): Float64Array {
  const c = Math.cos((degrees * Math.PI) / 180);
  const s = Math.sin((degrees * Math.PI) / 180);
  const [p, q] = values;
  const across = factor * c * s * (p - q);
  return Float64Array.of(factor * (c * c * p + s * s * q), across, across, factor * (s * s * p + c * c * q));
}

/** Samples (T x 2) of a covariance, from T x 2 normal numbers. */
export function correlated(normals: Float64Array, [c00, c01, , c11]: ArrayLike<number> & Iterable<number>): Float64Array {
  const l00 = Math.sqrt(c00!);
  const l10 = c01! / l00;
  const l11 = Math.sqrt(c11! - l10 * l10);
  return normals.map((z, e) => (e % 2 === 0 ? l00 * z : l10 * normals[e - 1]! + l11 * z));
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
}

/** A covariance (n x n) with eigenvalues between 0.5 and 4.5, about, from n x n normal numbers. */
export function covarianceFrom(a: ArrayLike<number>, n: number): Float64Array {
  const c = multiplied(a, transposeOf(a, n, n), n, n, n);
  return Float64Array.from(c, (x, e) => x / n + (e % (n + 1) === 0 ? 0.5 : 0));
}

/** Gains of a context of two interneurons, each silent with probability 1/2, not both. */
export function context(random: RandomStream): Float64Array {
  for (;;) {
    const u = random.uniforms(4);
    const lambda = Float64Array.of(u[0]! < 0.5 ? 4 * u[1]! : 0, u[2]! < 0.5 ? 4 * u[3]! : 0);
    if (lambda[0]! + lambda[1]! > 0) return lambda;
  }
}

export function decoupledOptions() {
  return {
    primary: 2,
    interneurons: 2,
    outward: [0.9, 0.2, 0.1, 1.1],
    inward: [1.2, 0, 0.3, 0.8],
    gains: [0.7, 1.3],
    gainRate: 0.05,
    weightRate: 0.01,
  };
}
