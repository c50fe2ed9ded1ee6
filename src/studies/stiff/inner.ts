import type { Core } from "../../core/core.js";
import { hypot } from "../../numeric/portable/index.js";
import { type MethodName, methods } from "../../solvers/methods.js";
import { testProblems } from "../../solvers/problems/index.js";
import { solve } from "../../solvers/solve.js";
import { type RosenbrockMethod, rosenbrockTableau } from "../../theory/solvers/index.js";
import { classicalStep } from "./classical.js";
import { slopesOf } from "./smooth.js";

// What is inside a step: its dense output and its embedded solution, on the rigid body (DETEST B5).

export interface InnerResult {
  /** Slopes of the largest error within one step, by halvings of the step. */
  readonly dense: readonly number[];
  /** Largest difference at the ends of the step from the states there. */
  readonly atEnds: number;
  /** Slopes of the error of the embedded solution at t = 4; null: its tableau is not known. */
  readonly embedded: readonly number[] | null;
  /** Counts of a run that chooses its steps; null for methods that do not. */
  readonly counts: { readonly tried: number; readonly evaluations: number } | null;
}

const newton = { relativeTolerance: 1e-14, absoluteTolerance: 1e-14 };
const thetas = [0.1, 0.3, 0.5, 0.7, 0.9];

export function inner(
  core: Core,
  { method, embedded }: { readonly method: MethodName; readonly embedded: boolean },
): InnerResult {
  const problem = testProblems.detestB5();
  // away from the symmetry of the start
  const start = 1;
  const initial = problem.solution!(start);
  const longest = method === "dop853" ? 1 : implicitFixed(method) ? 1 / 32 : 1 / 4;
  const sizes = [1, 1 / 2, 1 / 4, ...(method === "dop853" ? [] : [1 / 8])].map((factor) => factor * longest);
  const errors = sizes.map((h) => {
    const times = thetas.map((theta) => start + theta * h);
    const { states } = solve(core, problem, { method, initial, start, times: [...times, start + h], stepSize: h, ...newton });
    return Math.max(...times.map((t, i) => distance(states[i]!, problem.solution!(t))));
  });
  const kept = solve(core, problem, { method, end: 4, stepSize: implicitFixed(method) ? 1 / 32 : 1 / 4, dense: true, ...newton });
  const atEnds = Math.max(...kept.states.map((state, i) => distance(kept.at(kept.times[i]!), state)));
  const slopes = embedded ? embeddedSlopes(core, method as RosenbrockMethod) : null;
  return { dense: slopesOf(errors), atEnds, embedded: slopes, counts: countsOf(core, method) };
}

/** Newton's iteration of these starts from the state itself: it needs shorter steps. */
function implicitFixed(method: MethodName): boolean {
  return methods[method].family === "implicit" && !methods[method].adaptive;
}

function countsOf(core: Core, method: MethodName): InnerResult["counts"] {
  if (!methods[method].adaptive) return null;
  const { statistics } = solve(core, testProblems.detestB5(), { method, end: 20, relativeTolerance: 1e-8, record: "end" });
  return { tried: statistics.accepted + statistics.rejected, evaluations: statistics.evaluations };
}

function embeddedSlopes(core: Core, method: RosenbrockMethod): number[] {
  const problem = testProblems.detestB5();
  const tableau = rosenbrockTableau(core, method);
  const exact = problem.solution!(4);
  return slopesOf(
    [32, 64, 128, 256].map((steps) => {
      let state: readonly number[] = problem.initial;
      for (let i = 0; i < steps; i++) state = classicalStep(core, tableau, tableau.embedded, rigidBody, state, 4 / steps);
      return distance(state, exact);
    }),
  );
}

/** DETEST B5. */
const rigidBody = {
  f: ([y1, y2, y3]: readonly number[]) => [y2! * y3!, -y1! * y3!, -0.51 * y1! * y2!],
  jacobian: ([y1, y2, y3]: readonly number[]) => [0, y3!, y2!, -y3!, 0, -y1!, -0.51 * y2!, -0.51 * y1!, 0],
};

function distance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return hypot(...Array.from(a, (x, i) => x - b[i]!));
}
