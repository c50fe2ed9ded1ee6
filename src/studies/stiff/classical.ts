import type { Core } from "../../core/core.js";
import { luFactorization } from "../../numeric/linear/index.js";
import type { RosenbrockTableau } from "../../theory/solvers/index.js";

/** An autonomous problem in plain functions. */
export interface PlainProblem {
  readonly f: (y: readonly number[]) => number[];
  /** Row by row. */
  readonly jacobian: (y: readonly number[]) => number[];
}

/**
 * One step of a Rosenbrock method in the classical form, with these weights:
 *
 *     (I - gamma h J) k_i = f(y + h sum_j alpha_ij k_j) + h J sum_(j < i) gamma_ij k_j,   y + h sum_i b_i k_i
 *
 * (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.7).
 */
export function classicalStep(
  core: Core,
  tableau: RosenbrockTableau,
  weights: readonly number[],
  problem: PlainProblem,
  y: readonly number[],
  h: number,
): number[] {
  const n = y.length;
  const jacobian = problem.jacobian(y);
  const system = jacobian.map((x, at) => (Math.floor(at / n) === at % n ? 1 : 0) - tableau.gamma * h * x);
  const factors = luFactorization(core, system, n);
  const k: number[][] = [];
  const combined = (coefficients: readonly number[]) =>
    y.map((_, r) => k.reduce((sum, kj, j) => sum + coefficients[j]! * kj[r]!, 0));
  for (const [i, alpha] of tableau.alpha.entries()) {
    const shift = combined(alpha);
    const f = problem.f(y.map((value, r) => value + h * shift[r]!));
    const coupling = combined(tableau.gammas[i]!);
    const right = f.map((value, r) => coupling.reduce((sum, x, c) => sum + h * jacobian[r * n + c]! * x, value));
    k.push(Array.from(factors.solve(right)));
  }
  factors.dispose();
  const change = combined(weights);
  return y.map((value, r) => value + h * change[r]!);
}
