import type { Core } from "../../core/core.js";
import type { MethodName } from "../../solvers/methods.js";
import { type TestProblemName, testProblems } from "../../solvers/problems/index.js";
import { solve } from "../../solvers/solve.js";
import type { Parameters } from "./parameters.js";
import { errorOf, type RunResult, run, sizesOf, type Target, targetsOf } from "./problems.js";

export interface EndsInput {
  readonly problem: TestProblemName;
  readonly methods: readonly MethodName[];
  readonly relativeTolerance: number;
  readonly absoluteTolerance: readonly number[];
  readonly endTime: Parameters["endTime"];
  readonly maximumSteps: number;
}

export interface EndsResult {
  readonly runs: readonly {
    readonly method: MethodName;
    readonly target: Target;
    readonly run: RunResult;
    /** Null where the run failed. */
    readonly error: number | null;
    readonly component: number | null;
    /** Largest departure of an invariant of the exact solution from its value at the start; null: there is none. */
    readonly defect: number | null;
  }[];
}

/** All methods to the known states of one problem, with the tolerances of the table of end values. */
export function ends(core: Core, input: EndsInput): EndsResult {
  const problem = testProblems[input.problem]();
  const known = targetsOf(core, problem);
  const targets = { all: known, first: known.slice(0, 1), last: known.slice(-1) }[input.endTime];
  const { relativeTolerance, maximumSteps } = input;
  const absoluteTolerance = input.absoluteTolerance.length === 1 ? input.absoluteTolerance[0]! : input.absoluteTolerance;
  const runs = targets.flatMap((target) =>
    input.methods.map((method) => {
      const result = run(core, problem, { method, end: target.time, relativeTolerance, absoluteTolerance, maximumSteps });
      const { state } = result;
      const error = state ? errorOf(problem, target, state) : { error: null, component: null };
      const defects = problem.invariants.map(({ value }) =>
        Math.abs(value(state ?? [], target.time) - value(problem.initial, 0)),
      );
      const defect = state && defects.length > 0 ? Math.max(...defects) : null;
      return { method, target, run: result, ...error, defect };
    }),
  );
  return { runs };
}

export interface DiagramInput {
  readonly problem: TestProblemName;
  readonly method: MethodName;
  readonly tolerances: readonly number[];
  readonly share: number;
  readonly maximumSteps: number;
}

export interface DiagramResult {
  readonly time: number;
  readonly points: readonly { readonly tolerance: number; readonly run: RunResult; readonly error: number | null }[];
}

/**
 * Times to which the diagrams go where the first known one is not the usual: from 1e7 on rounding of the early y2 limits E5
 * (see `testProblems.e5`), whatever the method.
 */
const diagramTimes: Partial<Record<TestProblemName, number>> = { rober: 1e11, vdpol: 2, vanDerPol: 2000, e5: 1e7 };

export function diagram(core: Core, { problem: name, method, tolerances, share, maximumSteps }: DiagramInput): DiagramResult {
  const problem = testProblems[name]();
  const known = targetsOf(core, problem);
  const target = known.find(({ time }) => time === diagramTimes[name]) ?? known[0]!;
  const sizes = sizesOf(problem, target);
  const points = tolerances.map((relativeTolerance) => {
    const absoluteTolerance = sizes.map((size) => relativeTolerance * share * size);
    const result = run(core, problem, { method, end: target.time, relativeTolerance, absoluteTolerance, maximumSteps });
    return { tolerance: relativeTolerance, run: result, error: result.state && errorOf(problem, target, result.state).error };
  });
  return { time: target.time, points };
}

export interface TraceInput {
  readonly methods: readonly MethodName[];
}

export interface TraceResult {
  readonly traces: readonly {
    readonly method: MethodName;
    readonly times: readonly number[];
    readonly states: readonly (readonly number[])[];
    readonly steps: readonly number[];
    /** Largest |y1 + y2 + y3 - 1|. */
    readonly defect: number;
  }[];
}

/** y2 stays below 4e-5 and falls to 8e-14. */
export const traceTolerances = { relativeTolerance: 1e-6, absoluteTolerance: [1e-12, 1e-20, 1e-12] } as const;

/** ROBER to 1e11 with every step. */
export function trace(core: Core, { methods }: TraceInput): TraceResult {
  const problem = testProblems.rober();
  const traces = methods.map((method) => {
    const { times, states } = solve(core, problem, { method, end: 1e11, ...traceTolerances });
    const all = Array.from(times);
    return {
      method,
      times: all,
      states: states.map((state) => Array.from(state)),
      steps: all.map((time, i) => time - (all[i - 1] ?? 0)),
      defect: Math.max(...states.map(([y1, y2, y3]) => Math.abs(y1! + y2! + y3! - 1))),
    };
  });
  return { traces };
}
