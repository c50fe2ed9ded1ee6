import { RandomStream } from "../../src/index.js";
import { inverse, randomOrthogonal, squareRootMatrix, symmetricEigen } from "../../src/numeric/linear/index.js";
import { testCore } from "../support/core.js";

export const core = await testCore();

/** Numbers of a named random stream. */
export function stream(name: string): RandomStream {
  return new RandomStream(core, { seed: 20, stream: 0 }).substream(name);
}

/** V diag(values) V^T, exactly symmetric. */
export function compose(vectors: Float64Array, values: ArrayLike<number>): Float64Array {
  const n = values.length;
  const a = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let m = 0; m < n; m++) sum += vectors[i * n + m]! * values[m]! * vectors[j * n + m]!;
      a[i * n + j] = sum;
      a[j * n + i] = sum;
    }
  }
  return a;
}

export function orthogonal(n: number, from: RandomStream): Float64Array {
  return randomOrthogonal(core, n, from);
}

/** diag(values) */
export function diagonal(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  return Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? values[at % n]! : 0));
}

/** A B for A (n by m), B (m by k). */
export function product(a: ArrayLike<number>, b: ArrayLike<number>, n: number, m: number, k: number): Float64Array {
  return Float64Array.from({ length: n * k }, (_, at) => {
    let sum = 0;
    for (let j = 0; j < m; j++) sum += a[Math.floor(at / k) * m + j]! * b[j * k + (at % k)]!;
    return sum;
  });
}

/** The transpose (m by n) of an n by m matrix. */
export function transpose(a: ArrayLike<number>, n: number, m: number): Float64Array {
  return Float64Array.from({ length: n * m }, (_, at) => a[(at % n) * m + Math.floor(at / n)]!);
}

/** W W^T */
export function gram(w: ArrayLike<number>, n: number, k: number): Float64Array {
  return product(w, transpose(w, n, k), n, k, n);
}

export function combination(x: ArrayLike<number>, y: ArrayLike<number>, b = -1, a = 1): Float64Array {
  return Float64Array.from({ length: x.length }, (_, i) => a * x[i]! + b * y[i]!);
}

export function frobenius(a: ArrayLike<number>): number {
  return Math.sqrt(Array.from(a).reduce((sum, x) => sum + x * x, 0));
}

export function largest(a: ArrayLike<number>): number {
  return Array.from(a).reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

export function uniforms(from: RandomStream, n: number, low: number, high: number): number[] {
  return Array.from(from.uniforms(n), (u) => low + (high - low) * u);
}

export interface Draw {
  readonly covariance: Float64Array;
  /** M_0 = P_0 */
  readonly initial: Float64Array;
  /** W_0 = M_0^(1/2) R */
  readonly weights: Float64Array;
  readonly largestInitial: number;
  readonly leastDeviation: number;
}

/** C = V diag(U[.5, 1.5]) V^T and M_0 = Q diag(scale U[.5, 1.5]) Q^T with Haar V, Q, R. */
export function drawProblem(name: string, n: number, scale: number): Draw {
  const from = stream(name);
  const variances = uniforms(from.substream("variances"), n, 0.5, 1.5);
  const initialValues = uniforms(from.substream("initial"), n, 0.5 * scale, 1.5 * scale);
  const initial = compose(orthogonal(n, from.substream("Q")), initialValues);
  const root = squareRootMatrix(core, initial, n);
  return {
    covariance: compose(orthogonal(n, from.substream("V")), variances),
    initial,
    weights: product(root, orthogonal(n, from.substream("R")), n, n, n),
    largestInitial: Math.max(...initialValues),
    leastDeviation: Math.sqrt(Math.min(...variances)),
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
}

/** Slope of the least-squares line. */
export function slope(x: readonly number[], y: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  const top = x.reduce((sum, v, i) => sum + (v - mx) * (y[i]! - my), 0);
  return top / x.reduce((sum, v) => sum + (v - mx) ** 2, 0);
}

export const tight = { relativeTolerance: 1e-12, absoluteTolerance: 1e-14 } as const;
export const example = [4, 1, 1, 1]; // covariance of item 1
export const root = [1.97024211, 0.34372377, 0.34372377, 0.9390708]; // its limit, 8 decimals

/** A covariance and a start of a random problem whose eigenvectors do not commute. */
export function randomProblem(name: string, deviations: readonly number[], starts: readonly number[]) {
  const n = deviations.length;
  const vectors = orthogonal(n, stream(`${name} C`));
  return {
    n,
    vectors,
    covariance: compose(
      vectors,
      deviations.map((c) => c * c),
    ),
    target: compose(vectors, deviations),
    initial: compose(orthogonal(n, stream(`${name} M`)), starts),
  };
}

/** D = A^-1 C A^-1 - I */
export function deviation(a: Float64Array, covariance: ArrayLike<number>, n: number): Float64Array {
  const response = inverse(core, a, n);
  const d = product(product(response, covariance, n, n, n), response, n, n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) d[i * n + j] = d[j * n + i]!;
  return combination(d, diagonal(new Float64Array(n).fill(1)));
}

export const extremes = (a: Float64Array, n: number) => {
  const { values } = symmetricEigen(core, a, n);
  return [values[0]!, values[n - 1]!] as const;
};
