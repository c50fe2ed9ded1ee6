import { checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";

/** A Runge-Kutta method: k_i = f(t + c_i h, y + h sum_j a_ij k_j), y_new = y + h sum_i b_i k_i. */
export interface RungeKuttaTableau {
  /** c */
  readonly nodes: readonly number[];
  /** a, row by row: s rows of s. */
  readonly coefficients: readonly (readonly number[])[];
  /** b */
  readonly weights: readonly number[];
  /** b of the embedded solution. */
  readonly embedded?: readonly number[];
}

/**
 * A Rosenbrock method: (I - gamma h J) k_i = f(y + h sum_j alpha_ij k_j) + h J sum_(j < i) gamma_ij k_j, y_new = y + h sum_i b_i k_i.
 */
export interface RosenbrockTableau {
  readonly gamma: number;
  /** Nodes c_i = sum_j alpha_ij. */
  readonly nodes: readonly number[];
  /** alpha, s rows of s. */
  readonly alpha: readonly (readonly number[])[];
  /** gamma_ij with gamma on the diagonal, s rows of s. */
  readonly gammas: readonly (readonly number[])[];
  /** b */
  readonly weights: readonly number[];
  /** b of the embedded solution. */
  readonly embedded: readonly number[];
  /** The form the solver computes with. */
  readonly transformed: TransformedRosenbrock;
}

/**
 * (I/(h gamma) - J) U_i = f(t + c_i h, y + sum_j A_ij U_j) + sum_j C_ij U_j / h + h d_i f_t, y_new = y + sum_j m_j U_j, error = sum_j e_j U_j.
 */
export interface TransformedRosenbrock {
  /** A, s rows of s. */
  readonly arguments: readonly (readonly number[])[];
  /** C, s rows of s. */
  readonly couplings: readonly (readonly number[])[];
  /** d */
  readonly times: readonly number[];
  /** m */
  readonly solution: readonly number[];
  /** e */
  readonly error: readonly number[];
  /** Rows of H: y(t + theta h) = (1 - theta) y + theta (y_new + (1 - theta) sum_j (H_1j + theta H_2j + ...) U_j); empty: cubic Hermite. */
  readonly dense: readonly (readonly number[])[];
}

/** In the order of assembly/solvers/rosenbrock/methods.ts. */
const rosenbrockMethods = ["ros2", "ros3p", "ros34pw2", "rodas3", "rodas4", "rodas4p", "rodas5p"] as const;

export type RosenbrockMethod = (typeof rosenbrockMethods)[number];

/** The coefficients that the core's solver of this name uses, and their classical form. Errors: InputError. */
export function rosenbrockTableau(core: Core, method: RosenbrockMethod): RosenbrockTableau {
  checkOneOf("method", method, rosenbrockMethods);
  const description = core.call((e) => e.rosenbrockTableau(rosenbrockMethods.indexOf(method))) >>> 0;
  const [s, denseRows, address] = new Uint32Array(core.memory.buffer, description, 3) as unknown as [number, number, number];
  const numbers = new Float64Array(core.memory.buffer, address, 1 + s * (4 + 2 * s + denseRows));
  let at = 0;
  const take = (count: number) => {
    at += count;
    return Array.from(numbers.subarray(at - count, at));
  };
  const rows = (count: number) => Array.from({ length: count }, () => take(s));
  const [gamma] = take(1) as [number];
  const [nodes, times, solution, error] = rows(4) as [number[], number[], number[], number[]];
  const transformed = { arguments: rows(s), couplings: rows(s), times, solution, error, dense: rows(denseRows) };
  // A = alpha Gamma^-1, C = I/gamma - Gamma^-1, m = b Gamma^-1
  const gammas = invertLower(transformed.couplings.map((row, i) => row.map((c, j) => (i === j ? 1 / gamma : -c))));
  return {
    gamma,
    nodes,
    alpha: transformed.arguments.map((row) => timesMatrix(row, gammas)),
    gammas,
    weights: timesMatrix(solution, gammas),
    embedded: timesMatrix(
      solution.map((m, j) => m - error[j]!),
      gammas,
    ),
    transformed,
  };
}

/** row M */
function timesMatrix(row: readonly number[], m: readonly (readonly number[])[]): number[] {
  return row.map((_, j) => row.reduce((sum, x, i) => sum + x * m[i]![j]!, 0));
}

/** Inverse of a lower triangular matrix. */
function invertLower(l: readonly (readonly number[])[]): number[][] {
  const inverse: number[][] = [];
  for (const [i, row] of l.entries()) {
    inverse.push(
      l.map((_, j) => {
        let sum = i === j ? 1 : 0;
        for (let k = j; k < i; k++) sum -= row[k]! * inverse[k]![j]!;
        return j > i ? 0 : sum / row[i]!;
      }),
    );
  }
  return inverse;
}

const [r3, r6] = [Math.sqrt(3), Math.sqrt(6)];

/** Radau IIA of order 5 (Hairer and Wanner, Solving Ordinary Differential Equations II, table IV.5.6). */
export const radau5Tableau: RungeKuttaTableau = {
  nodes: [(4 - r6) / 10, (4 + r6) / 10, 1],
  coefficients: [
    [(88 - 7 * r6) / 360, (296 - 169 * r6) / 1800, (-2 + 3 * r6) / 225],
    [(296 + 169 * r6) / 1800, (88 + 7 * r6) / 360, (-2 - 3 * r6) / 225],
    [(16 - r6) / 36, (16 + r6) / 36, 1 / 9],
  ],
  weights: [(16 - r6) / 36, (16 + r6) / 36, 1 / 9],
};

const w = Math.SQRT2 / 4;
const d = 1 - Math.SQRT1_2;

/** TR-BDF2 with gamma = 2 - sqrt(2) (M. E. Hosea, L. F. Shampine, Appl. Numer. Math. 20 (1996) 21). */
export const trBdf2Tableau: RungeKuttaTableau = {
  nodes: [0, 2 * d, 1],
  coefficients: [
    [0, 0, 0],
    [d, d, 0],
    [w, w, d],
  ],
  weights: [w, w, d],
  embedded: [(1 - w) / 3, (3 * w + 1) / 3, d / 3],
};

/** The trapezoidal rule. */
export const trapezoidTableau: RungeKuttaTableau = {
  nodes: [0, 1],
  coefficients: [
    [0, 0],
    [0.5, 0.5],
  ],
  weights: [0.5, 0.5],
};

/** The classical Runge-Kutta method of order 4. */
export const rungeKutta4Tableau: RungeKuttaTableau = {
  nodes: [0, 0.5, 0.5, 1],
  coefficients: [
    [0, 0, 0, 0],
    [0.5, 0, 0, 0],
    [0, 0.5, 0, 0],
    [0, 0, 1, 0],
  ],
  weights: [1 / 6, 1 / 3, 1 / 3, 1 / 6],
};

/** Gauss's method of order 4: A-stable, |R(infinity)| = 1. */
export const gauss4Tableau: RungeKuttaTableau = {
  nodes: [0.5 - r3 / 6, 0.5 + r3 / 6],
  coefficients: [
    [0.25, 0.25 - r3 / 6],
    [0.25 + r3 / 6, 0.25],
  ],
  weights: [0.5, 0.5],
};

/**
 * The two stages of the solution of Rosenbrock23 (Shampine and Reichelt, SIAM J. Sci. Comput. 18 (1997) 1), with d = 1 - 1/sqrt(2):
 * W (k_2 - k_1) = f(y + h k_1/2) - k_1 is W k_2 = f(y + h k_1/2) - h d J k_1.
 */
export const rosenbrock23Tableau: Pick<RosenbrockTableau, "gamma" | "nodes" | "alpha" | "gammas" | "weights"> = {
  gamma: d,
  nodes: [0, 0.5],
  alpha: [
    [0, 0],
    [0.5, 0],
  ],
  gammas: [
    [d, 0],
    [-d, d],
  ],
  weights: [0, 1],
};
