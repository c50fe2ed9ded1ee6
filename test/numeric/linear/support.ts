import { type Core, multiply, RandomStream } from "../../../src/index.js";

/** Unit round-off times two: the spacing of numbers at 1. */
export const EPSILON = 2 ** -52;

export function stream(core: Core, seed: number): RandomStream {
  return new RandomStream(core, { seed });
}

export function transposed(a: ArrayLike<number>, n: number, m: number): Float64Array {
  return Float64Array.from({ length: n * m }, (_, at) => a[(at % n) * m + Math.floor(at / n)]!);
}

/** V diag(values) V^T by plain loops. */
export function fromSpectrum(vectors: ArrayLike<number>, values: ArrayLike<number>, n: number): Float64Array {
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += vectors[i * n + k]! * values[k]! * vectors[j * n + k]!;
      a[i * n + j] = sum;
      a[j * n + i] = sum;
    }
  }
  return a;
}

/** B B^T / n + shift I for B of normal numbers: symmetric positive definite. */
export function randomPositiveDefinite(core: Core, n: number, seed: number, shift = 0.1): Float64Array {
  const b = stream(core, seed).normals(n * n);
  const a = productByLoops(b, transposed(b, n, n), n, n, n).map((x) => x / n);
  for (let i = 0; i < n; i++) a[i * n + i]! += shift;
  return a;
}

/** A B, each element summed in the order of its index. */
export function productByLoops(a: ArrayLike<number>, b: ArrayLike<number>, n: number, m: number, k: number): Float64Array {
  const out = new Float64Array(n * k);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < k; j++) {
      let sum = 0;
      for (let p = 0; p < m; p++) sum += a[i * m + p]! * b[p * k + j]!;
      out[i * k + j] = sum;
    }
  }
  return out;
}

/** Frobenius norm: an upper bound of the operator norm. */
export function frobenius(a: ArrayLike<number>): number {
  return Math.sqrt(Array.from(a).reduce((sum, x) => sum + x * x, 0));
}

export function difference(a: ArrayLike<number>, b: ArrayLike<number>): Float64Array {
  return Float64Array.from(a, (x, i) => x - b[i]!);
}

/** |V^T V - I| in the Frobenius norm. */
export function orthogonalityError(core: Core, v: Float64Array, n: number): number {
  const gram = multiply(core, transposed(v, n, n), v, n, n, n);
  for (let i = 0; i < n; i++) gram[i * n + i]! -= 1;
  return frobenius(gram);
}
