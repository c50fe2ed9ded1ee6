import {
  type Core,
  type DirectCircuit,
  type InterneuronCircuit,
  multiply,
  RandomStream,
  randomOrthogonal,
} from "../../src/index.js";

export type Circuit = DirectCircuit | InterneuronCircuit;

export function diagonal(values: readonly number[]): Float64Array {
  const n = values.length;
  const result = new Float64Array(n * n);
  for (const [i, value] of values.entries()) result[i * n + i] = value;
  return result;
}

export function transposed(a: ArrayLike<number>, n: number, m: number): Float64Array {
  const result = new Float64Array(n * m);
  for (let i = 0; i < n; i++) for (let j = 0; j < m; j++) result[j * n + i] = a[i * m + j]!;
  return result;
}

/** Q diag(values) Q^T, symmetric to the bit. */
export function withSpectrum(core: Core, q: Float64Array, values: readonly number[]): Float64Array {
  const n = values.length;
  const product = multiply(core, multiply(core, q, diagonal(values), n, n, n), transposed(q, n, n), n, n, n);
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) product[j * n + i] = product[i * n + j]!;
  return product;
}

/** A covariance with the given standard deviations (eigenvalues of C^{1/2}) along random axes. */
export function covarianceWith(core: Core, deviations: readonly number[], seed: number): Float64Array {
  const q = randomOrthogonal(core, deviations.length, new RandomStream(core, { seed }));
  return withSpectrum(
    core,
    q,
    deviations.map((c) => c * c),
  );
}

/** T samples of independent normal numbers with the given standard deviations. */
export function gaussian(stream: RandomStream, deviations: readonly number[], count: number): Float64Array {
  const samples = stream.normals(count * deviations.length);
  for (let i = 0; i < samples.length; i++) samples[i]! *= deviations[i % deviations.length]!;
  return samples;
}

/** Largest |a - b|. */
export function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`lengths ${a.length} and ${b.length}`);
  let result = 0;
  for (let i = 0; i < a.length; i++) {
    const apart = Math.abs(a[i]! - b[i]!);
    if (!(apart <= result)) result = apart;
  }
  return result;
}

/** The error that `call` throws. */
export function thrown(call: () => unknown): unknown {
  try {
    call();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}
