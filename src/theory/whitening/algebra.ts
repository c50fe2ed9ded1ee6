import type { Core } from "../../core/core.js";
import { multiply } from "../../numeric/linear/index.js";

/** V diag(values) V^T for eigenvectors in the columns of V, exactly symmetric. */
export function fromEigen(core: Core, values: ArrayLike<number>, vectors: ArrayLike<number>, n: number): Float64Array {
  const scaled = new Float64Array(n * n);
  const transposed = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      scaled[i * n + j] = vectors[i * n + j]! * values[j]!;
      transposed[j * n + i] = vectors[i * n + j]!;
    }
  }
  return symmetrised(multiply(core, scaled, transposed, n, n, n), n);
}

/** V^T B V. */
export function inBasis(core: Core, b: ArrayLike<number>, vectors: ArrayLike<number>, n: number): Float64Array {
  const transposed = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) transposed[j * n + i] = vectors[i * n + j]!;
  return multiply(core, multiply(core, transposed, b, n, n, n), vectors, n, n, n);
}

/** The mean of a matrix and its transpose: takes rounding off a product that is symmetric in exact arithmetic. In place. */
export function symmetrised(a: Float64Array, n: number): Float64Array {
  for (let i = 1; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = (a[i * n + j]! + a[j * n + i]!) / 2;
      a[i * n + j] = mean;
      a[j * n + i] = mean;
    }
  }
  return a;
}
