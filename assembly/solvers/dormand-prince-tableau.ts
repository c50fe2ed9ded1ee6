// The 5(4) pair of J. R. Dormand and P. J. Prince, J. Comput. Appl. Math. 6 (1980) 19-26, RK5(4)7M, with the continuous extension of
// order 4 of L. F. Shampine as in E. Hairer, S. P. Norsett, G. Wanner, Solving Ordinary Differential Equations I (1993), II.6:
//
//   k_i = f(t + c_i h, y + h sum_j a_ij k_j),   y_1 = y + h sum_i b_i k_i,   error = h sum_i (b_i - bhat_i) k_i
//
// The last row of a is b, so the last stage is the first of the next step. b_2, bhat_2 and d_2 are 0 and left out.

export const STAGES: usize = 7;

export const C2: f64 = 0.2;
export const C3: f64 = 0.3;
export const C4: f64 = 0.8;
export const C5: f64 = 8.0 / 9.0;

/** Rows of a, for stages 2 to 7: 1, 2, 3, 4, 5 and 5 numbers. */
export const A2: usize = memory.data<f64>([
  1.0 / 5.0,
  3.0 / 40.0, 9.0 / 40.0,
  44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0,
  19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0,
  9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0,
  35.0 / 384.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0,
]);
export const A3: usize = A2 + 8;
export const A4: usize = A3 + 16;
export const A5: usize = A4 + 24;
export const A6: usize = A5 + 32;
export const A7: usize = A6 + 40;

/** b_i - bhat_i for i = 1, 3, 4, 5, 6, 7. */
export const ERROR: usize = memory.data<f64>([
  71.0 / 57600.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0,
]);

/** d_i for the same i: the part of the continuous extension beyond the cubic Hermite polynomial. */
export const DENSE: usize = memory.data<f64>([
  -12715105075.0 / 11282082432.0, 87487479700.0 / 32700410799.0, -10690763975.0 / 1880347072.0,
  701980252875.0 / 199316789632.0, -1453857185.0 / 822651844.0, 69997945.0 / 29380423.0,
]);
