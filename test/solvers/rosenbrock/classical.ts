import { luFactorization, type RosenbrockTableau } from "../../../src/index.js";
import { core } from "./support.js";

/** A problem in plain functions. */
export interface PlainProblem {
  readonly f: (t: number, y: readonly number[]) => number[];
  /** Row by row. */
  readonly jacobian: (t: number, y: readonly number[]) => number[];
  readonly timeDerivative: (t: number, y: readonly number[]) => number[];
}

/**
 * One step in the classical form, straight from its definition (Hairer and Wanner II, IV.7):
 * (I - gamma h J) k_i = f(t + c_i h, y + h sum alpha_ij k_j) + h J sum_(j < i) gamma_ij k_j + h gamma_i f_t; y + h sum b_i k_i.
 */
export function classicalStep(
  tableau: Pick<RosenbrockTableau, "gamma" | "nodes" | "alpha" | "gammas">,
  weights: readonly number[],
  problem: PlainProblem,
  t: number,
  y: readonly number[],
  h: number,
): number[] {
  const n = y.length;
  const jacobian = problem.jacobian(t, y);
  const slope = problem.timeDerivative(t, y);
  const system = jacobian.map((x, at) => (Math.floor(at / n) === at % n ? 1 : 0) - tableau.gamma * h * x);
  const factors = luFactorization(core, system, n);
  const k: number[][] = [];
  const sum = (coefficients: readonly number[]) =>
    y.map((_, r) => k.reduce((total, kj, j) => total + coefficients[j]! * kj[r]!, 0));
  for (const [i, node] of tableau.nodes.entries()) {
    const shift = sum(tableau.alpha[i]!);
    const f = problem.f(
      t + node * h,
      y.map((value, r) => value + h * shift[r]!),
    );
    const inner = sum(tableau.gammas[i]!);
    const gammaSum = tableau.gammas[i]!.reduce((a, b) => a + b, 0);
    const right = f.map((value, r) => {
      const product = inner.reduce((total, x, c) => total + jacobian[r * n + c]! * x, 0);
      return value + h * product + h * gammaSum * slope[r]!;
    });
    k.push(Array.from(factors.solve(right)));
  }
  factors.dispose();
  const change = sum(weights);
  return y.map((value, r) => value + h * change[r]!);
}
