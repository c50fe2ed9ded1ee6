// Radau IIA of order 5 (E. Hairer, G. Wanner, Solving Ordinary Differential Equations II (1996), IV.5 and IV.8):
//
//   Z_i = h sum_j a_ij f(t + c_j h, y + Z_j),   y_1 = y + Z_3
//
// With Z = T W the inverse of a falls apart into one real and one complex eigenvalue (computed to 40 digits from a):
//
//   T^-1 a^-1 T = [ gamma  0     0     ]
//                 [ 0      alpha beta  ]
//                 [ 0     -beta  alpha ]

const ROOT6: f64 = 2.449489742783178;

export const C1: f64 = (4.0 - ROOT6) / 10.0;
export const C2: f64 = (4.0 + ROOT6) / 10.0;

export const GAMMA: f64 = 3.6378342527444957;
export const ALPHA: f64 = 2.6810828736277521;
export const BETA: f64 = 3.0504301992474106;

/** The first two rows of T; the third is 1, 1, 0. */
export const T11: f64 = 0.09443876248897524;
export const T12: f64 = -0.14125529502095421;
export const T13: f64 = 0.030029194105147424;
export const T21: f64 = 0.2502131229653333;
export const T22: f64 = 0.20412935229379994;
export const T23: f64 = -0.38294211275726194;

/** T^-1, row by row. */
export const TI11: f64 = 4.178718591551905;
export const TI12: f64 = 0.32768282076106239;
export const TI13: f64 = 0.52337644549944955;
export const TI21: f64 = -4.178718591551905;
export const TI22: f64 = -0.32768282076106239;
export const TI23: f64 = 0.47662355450055045;
export const TI31: f64 = 0.50287263494578688;
export const TI32: f64 = -2.5719269498556054;
export const TI33: f64 = 0.59603920482822492;

/** The embedded formula of order 3: error = (gamma I - h J)^-1 (h f(t, y) + E_1 Z_1 + E_2 Z_2 + E_3 Z_3). */
export const E1: f64 = (-13.0 - 7.0 * ROOT6) / 3.0;
export const E2: f64 = (-13.0 + 7.0 * ROOT6) / 3.0;
export const E3: f64 = -1.0 / 3.0;

// The collocation polynomial y + sum_i l_i(theta) Z_i, with l_i = 1 at c_i and 0 at 0 and the other two.

// @ts-ignore: decorator
@inline
export function lagrange1(theta: f64): f64 {
  return (theta * ((theta - 1.0) * (theta - C2))) / (C1 * ((C1 - 1.0) * (C1 - C2)));
}

// @ts-ignore: decorator
@inline
export function lagrange2(theta: f64): f64 {
  return (theta * ((theta - 1.0) * (theta - C1))) / (C2 * ((C2 - 1.0) * (C2 - C1)));
}

// @ts-ignore: decorator
@inline
export function lagrange3(theta: f64): f64 {
  return (theta * ((theta - C1) * (theta - C2))) / ((1.0 - C1) * (1.0 - C2));
}
