import { addScaled, dot, scaleVector } from "./dot";

/**
 * Replaces the rows of `a` (n by m, n <= m) by orthonormal rows that span the same spaces, row by row: A = L Q with a positive diagonal of L. Gram-Schmidt, each row
 * cleared twice (twice is enough: Parlett, The Symmetric Eigenvalue Problem, 6.9). For independent normal elements Q is Haar-distributed, because the
 * signs of L's diagonal are fixed (Mezzadri, Notices of the AMS 54, 2007). Returns 0, or 1 + the first row that depends on those above it.
 */
export function orthonormaliseRows(a: usize, n: i32, m: i32): i32 {
  const stride = <usize>m << 3;
  for (let i = 0; i < n; i++) {
    const row = a + <usize>i * stride;
    const before = dot(row, row, m);
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < i; j++) {
        const other = a + <usize>j * stride;
        addScaled(row, -dot(row, other, m), other, m);
      }
    }
    const after = dot(row, row, m);
    // What is left of a dependent row is rounding error.
    if (!(after > 1e-28 * before)) return 1 + i;
    scaleVector(row, 1 / sqrt(after), m);
  }
  return 0;
}
