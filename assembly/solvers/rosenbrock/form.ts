// Rosenbrock methods in the form that needs no product with the Jacobian (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (1996), IV.7), with
// f(t, y), its Jacobian J and its derivative in time f_t at the start of the step:
//
//   (I/(h gamma) - J) U_i = f(t + c_i h, y + sum_(j < i) A_ij U_j) + sum_(j < i) C_ij U_j / h + h d_i f_t,   i = 1 .. s
//   y_new = y + sum_j m_j U_j,   error = sum_j e_j U_j
//   y(t + theta h) = (1 - theta) y + theta (y_new + (1 - theta) sum_j (H_1j + theta H_2j + theta^2 H_3j) U_j)
//
// With Gamma = (gamma_ij), gamma_ii = gamma, of the classical form: A = alpha Gamma^-1, C = I/gamma - Gamma^-1, m = b Gamma^-1, d_i = sum_j gamma_ij.
//
// A tableau is a final class with the methods
//   stages(): usize           s, at most 8
//   table(): usize            address of gamma, c, d, m, e, the rows of A, of C and of H, all of s numbers
//   argument(i: usize): u32   how stage i, from 0, gets the argument of f: the code below
//   closes(): bool            y_new is the last argument plus the last U
//   lastIsError(): bool       e = (0 .. 0, 1)
//   anyJacobian(): bool       keeps its order with any matrix in place of J (a W-method)
//   denseRows(): usize        rows of H; 0: no dense output but the cubic through the ends
//   order(): f64              power of h with which the error estimate falls

/** The sum with row i of A. */
export const COMBINE: u32 = 0;
/** That of the stage before plus its U. */
export const EXTEND: u32 = 1;
/** That of the stage before, at the same time: f is known. */
export const REPEAT: u32 = 2;

/** Addresses in a table of `s` stages. */
// @ts-ignore: decorator
@inline
export function gammaOf(table: usize): f64 {
  return load<f64>(table);
}

// @ts-ignore: decorator
@inline
export function nodesOf(table: usize): usize {
  return table + 8;
}

// @ts-ignore: decorator
@inline
export function timesOf(table: usize, s: usize): usize {
  return table + ((1 + s) << 3);
}

// @ts-ignore: decorator
@inline
export function solutionOf(table: usize, s: usize): usize {
  return table + ((1 + 2 * s) << 3);
}

// @ts-ignore: decorator
@inline
export function errorOf(table: usize, s: usize): usize {
  return table + ((1 + 3 * s) << 3);
}

/** Row i of A. */
// @ts-ignore: decorator
@inline
export function argumentsOf(table: usize, s: usize, i: usize): usize {
  return table + ((1 + 4 * s + i * s) << 3);
}

/** Row i of C. */
// @ts-ignore: decorator
@inline
export function couplingsOf(table: usize, s: usize, i: usize): usize {
  return table + ((1 + 4 * s + s * s + i * s) << 3);
}

/** H, row by row. */
// @ts-ignore: decorator
@inline
export function denseOf(table: usize, s: usize): usize {
  return table + ((1 + 4 * s + 2 * s * s) << 3);
}
