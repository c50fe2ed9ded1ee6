import type { Core } from "../../core/core.js";
import { type IntegrationStatistics, SolverError } from "../../core/errors.js";
import type { MethodName } from "../../solvers/methods.js";
import type { TestProblem } from "../../solvers/problems/index.js";
import { solve } from "../../solvers/solve.js";

/** A state of the exact solution; for Pleiades its first numbers. */
export interface Target {
  readonly time: number;
  readonly values: readonly number[];
  readonly source: "quadruple precision" | "formula" | "DOP853 at rtol 1e-13";
}

/** The times with known states, in their order; without any, the end of the problem with the state of a tight run. */
export function targetsOf(core: Core, problem: TestProblem): Target[] {
  if (problem.reference.length > 0) {
    return problem.reference.map(({ time, values }) => ({ time, values, source: "quadruple precision" }));
  }
  const time = problem.defaultEnd;
  if (problem.name === "Arenstorf") return [{ time, values: problem.initial, source: "formula" }]; // a closed orbit
  if (problem.solution) return [{ time, values: problem.solution(time), source: "formula" }];
  const options = { method: "dop853", end: time, relativeTolerance: 1e-13, absoluteTolerance: 1e-15, record: "end" } as const;
  return [{ time, values: Array.from(solve(core, problem, options).state), source: "DOP853 at rtol 1e-13" }];
}

/** Sizes in which errors are measured: each number of the target; where that is 0 or not known, the largest. */
export function sizesOf(problem: TestProblem, { values }: Target): number[] {
  const largest = Math.max(...values.map(Math.abs));
  return problem.initial.map((_, i) => Math.abs(values[i] ?? 0) || largest);
}

/** Largest error of the target's numbers, relative to their sizes, and which. */
export function errorOf(problem: TestProblem, target: Target, state: ArrayLike<number>): { error: number; component: number } {
  const sizes = sizesOf(problem, target);
  const errors = target.values.map((value, i) => Math.abs(state[i]! - value) / sizes[i]!);
  const error = Math.max(...errors);
  return { error, component: errors.indexOf(error) };
}

export interface RunSettings {
  readonly method: MethodName;
  readonly end: number;
  readonly relativeTolerance: number;
  readonly absoluteTolerance: number | readonly number[];
  readonly maximumSteps: number;
}

/** How a run ended: with a state, or why not. */
export interface RunResult {
  readonly state: readonly number[] | null;
  /** Null when it reached its end. */
  readonly failure: { readonly code: string; readonly message: string; readonly time: number } | null;
  readonly counts: Counts;
}

export type Counts = Pick<
  IntegrationStatistics,
  "accepted" | "rejected" | "evaluations" | "jacobians" | "factorizations" | "solves" | "stiffness"
>;

export function run(core: Core, problem: TestProblem, settings: RunSettings): RunResult {
  try {
    const { state, statistics } = solve(core, problem, { ...settings, record: "end" });
    return { state: Array.from(state), failure: null, counts: countsOf(statistics) };
  } catch (error) {
    if (!(error instanceof SolverError)) throw error;
    const { code, message, time, statistics } = error;
    return { state: null, failure: { code, message, time }, counts: countsOf(statistics) };
  }
}

function countsOf(statistics: IntegrationStatistics): Counts {
  const { accepted, rejected, evaluations, jacobians, factorizations, solves, stiffness } = statistics;
  return {
    accepted,
    rejected,
    evaluations,
    jacobians,
    factorizations,
    solves,
    stiffness: Number.isFinite(stiffness) ? stiffness : 0,
  };
}

/**
 * Work of a run in evaluations of f, with an evaluation taken for a product of an n x n matrix and a vector (2 n^2 operations): a Jacobian is n of
 * them, a factorization (2/3 n^3 operations) n/3, the solution of a factored system one.
 */
export function workOf(n: number, { evaluations, jacobians, factorizations, solves }: Counts): number {
  return evaluations + n * jacobians + (n / 3) * factorizations + solves;
}
