import type { Core } from "../../core/core.js";
import { SolverError } from "../../core/errors.js";
import { type FunctionOptions, type RightHandSide, solve } from "../../solvers/index.js";
import { type MethodName, methods } from "../../solvers/methods.js";
import { type TestProblem, testProblems } from "../../solvers/problems/index.js";

/** A run that cannot succeed, and the code it must fail with. */
interface Trap {
  readonly id: string;
  readonly title: string;
  readonly expected: string;
  readonly f: RightHandSide | TestProblem;
  readonly options: FunctionOptions;
}

/** y' = g(t, y) of one number. */
const one =
  (g: (t: number, y: number) => number): RightHandSide =>
  (t, y, out) => {
    out[0] = g(t, y[0]!);
    return true;
  };

/** ROBER to 1e5 by an explicit method. */
function explicitTrap(method: MethodName, maximumSteps: number): Trap {
  return {
    id: `explicit-${method}`,
    title: `ROBER to 1e5 by ${methods[method].title}`,
    expected: "stiff",
    f: testProblems.rober(),
    options: { method, end: 1e5, maximumSteps, relativeTolerance: 1e-6, absoluteTolerance: 1e-10 },
  };
}

const others: readonly Trap[] = [
  {
    id: "too-many-steps",
    title: "Pleiades to 3 in 50 steps",
    expected: "too-many-steps",
    f: testProblems.pleiades(),
    options: { method: "dop853", end: 3, maximumSteps: 50, relativeTolerance: 1e-10, absoluteTolerance: 1e-12 },
  },
  {
    id: "blow-up",
    title: "y' = y², y(0) = 1, to 2",
    expected: "blow-up",
    f: one((_t, y) => y * y),
    options: { method: "rodas5p", initial: [1], end: 2 },
  },
  {
    id: "not-finite-at-start",
    title: "y' = 1/t from 0",
    expected: "not-finite-at-start",
    f: one((t) => 1 / t),
    options: { method: "tsit5", initial: [1], end: 1 },
  },
  {
    id: "solver-not-finite",
    title: "y' = 1, and NaN from t = 1 on",
    expected: "solver-not-finite",
    f: one((t) => (t < 1 ? 1 : Number.NaN)),
    options: { method: "rodas5p", initial: [0], end: 2 },
  },
  {
    id: "outside-domain",
    title: "A function that refuses y < 0, y' = -1 from 1",
    expected: "outside-domain",
    f: (_t, y, out) => {
      out[0] = -1;
      return y[0]! >= 0;
    },
    options: { method: "rosenbrock23", initial: [1], end: 2 },
  },
  {
    id: "tolerance-below-rounding",
    title: "Lotka-Volterra with tolerances of 1e-17",
    expected: "tolerance-below-rounding",
    f: testProblems.lotkaVolterra(),
    options: { method: "dop853", end: 10, relativeTolerance: 1e-17, absoluteTolerance: 1e-17 },
  },
];

export const explicitAdaptive: readonly MethodName[] = ["tsit5", "dopri5", "dop853", "bs3"];
export const otherTraps: readonly string[] = others.map(({ id }) => id);

export interface FailureInput {
  /** An explicit method on ROBER, or one of the other traps. */
  readonly trap: { readonly method: MethodName } | { readonly id: string };
  readonly maximumSteps: number;
}

export interface FailureResult {
  readonly id: string;
  readonly title: string;
  readonly method: string;
  readonly expected: string;
  /** Null where it did not fail. */
  readonly code: string | null;
  readonly message: string;
  readonly time: number | null;
  readonly stepSize: number | null;
  readonly tried: number | null;
}

export function failure(core: Core, { trap, maximumSteps }: FailureInput): FailureResult {
  const { id, title, expected, f, options } =
    "method" in trap ? explicitTrap(trap.method, maximumSteps) : others.find((other) => other.id === trap.id)!;
  const described = { id, title, expected, method: options.method! };
  try {
    solve(core, f, { ...options, record: "end" });
    return { ...described, code: null, message: "it did not fail", time: null, stepSize: null, tried: null };
  } catch (error) {
    if (!(error instanceof SolverError)) throw error;
    const { code, message, time, stepSize, statistics } = error;
    return { ...described, code, message, time, stepSize, tried: statistics.accepted + statistics.rejected };
  }
}
