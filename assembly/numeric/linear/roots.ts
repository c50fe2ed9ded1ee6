import { symmetricEigen } from "./eigen";
import { multiplyTransposed } from "./products";

const EPSILON: f64 = 2.220446049250313e-16;

/**
 * Principal square root A^{1/2} of a symmetric positive semidefinite matrix (its lower triangle), exactly symmetric. Eigenvalues that are negative by no more than
 * n rounding errors of the largest count as 0. Needs n (2 n + 3) elements of `scratch`; `out` may be `a`. Returns 0, or 1 + the index of the (ascending) eigenvalue that
 * is negative or did not converge.
 */
export function squareRoot(out: usize, a: usize, n: i32, scratch: usize): i32 {
  return power(out, a, n, scratch, false);
}

/** A^{-1/2} of a symmetric positive definite matrix, as `squareRoot`; every eigenvalue has to exceed n rounding errors of the largest. */
export function inverseSquareRoot(out: usize, a: usize, n: i32, scratch: usize): i32 {
  return power(out, a, n, scratch, true);
}

/** V diag(f(lambda)) V^T = B B^T with the columns of V times lambda^{1/4} or lambda^{-1/4} in B: symmetric to the last bit. */
function power(out: usize, a: usize, n: i32, scratch: usize, inverse: bool): i32 {
  const size = <usize>n;
  const bytes = (size * size) << 3;
  const vectors = scratch + bytes;
  const values = vectors + bytes;
  memory.copy(scratch, a, bytes);
  const status = symmetricEigen(scratch, n, values, vectors, values + (size << 3));
  if (status) return status;
  const bound = <f64>n * EPSILON * load<f64>(values + ((size - 1) << 3));
  for (let i: usize = 0; i < size; i++) {
    const value = load<f64>(values + (i << 3));
    if (inverse ? !(value > bound) : !(value >= -bound)) return 1 + <i32>i;
    const root = sqrt(sqrt(max(value, 0)));
    store<f64>(values + (i << 3), inverse ? 1 / root : root);
  }
  for (let i: usize = 0; i < size; i++) {
    const row = vectors + ((i * size) << 3);
    for (let j: usize = 0; j < size; j++) {
      store<f64>(row + (j << 3), load<f64>(row + (j << 3)) * load<f64>(values + (j << 3)));
    }
  }
  multiplyTransposed(out, vectors, vectors, n, n, n);
  return 0;
}
