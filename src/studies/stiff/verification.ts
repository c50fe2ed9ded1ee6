import type { Core } from "../../core/core.js";
import type { MethodName } from "../../solvers/methods.js";
import { type TestProblem, testProblems } from "../../solvers/problems/index.js";
import { solve } from "../../solvers/solve.js";
import { errorOf, type Target, targetsOf } from "./problems.js";

// Accurate runs to the known states: each of several methods must come as near as a bound that was set before they were run.

interface Check {
  readonly id: string;
  readonly title: string;
  readonly make: () => TestProblem;
  /** Times of known states; default: all of them. */
  readonly times?: readonly number[];
  readonly methods: readonly MethodName[];
  readonly relativeTolerance: number;
  /** One, or one for each number. */
  readonly absoluteTolerance: number | readonly number[];
  /** Largest relative error allowed. */
  readonly bound: number;
}

const stiffMethods = ["rodas5p", "radau"] as const;
const accurateMethods = ["dop853", "tsit5"] as const;
/** Sizes of E5's y1, y3, y4 times 1e-4 at 1e11 times the relative tolerance, and so for y2. */
const e5Tolerances = [1e-62, 1e-33, 1e-78];
const { rober, hires, vdpol, vanDerPol, orego, pollu, e5Reduced, kaps, arenstorf, pleiades, lorenz, brusselator, lotkaVolterra } =
  testProblems;

const smooth = { methods: accurateMethods, relativeTolerance: 1e-12, absoluteTolerance: 1e-20 } as const;
const detestNames = ["A1", "A2", "A3", "A4", "B2", "B3", "B5", "D1", "D2", "D3", "D4", "D5", "E1", "E3", "E4", "E5"] as const;

export const checks: readonly Check[] = [
  {
    id: "rober",
    title: "ROBER at 0.4 to 1e11",
    make: rober,
    methods: stiffMethods,
    relativeTolerance: 1e-10,
    absoluteTolerance: [1e-20, 1e-25, 1e-20],
    bound: 1e-8,
  },
  {
    id: "rober-tight",
    title: "ROBER at 0.4 to 1e11, tight tolerance",
    make: rober,
    methods: ["radau"],
    relativeTolerance: 1e-13,
    absoluteTolerance: [1e-22, 1e-27, 1e-22],
    bound: 1e-11,
  },
  {
    id: "hires",
    title: "HIRES",
    make: hires,
    methods: stiffMethods,
    relativeTolerance: 1e-11,
    absoluteTolerance: 1e-16,
    bound: 1e-10,
  },
  {
    id: "vdpol",
    title: "VDPOL at 1, 2, 3",
    make: vdpol,
    methods: stiffMethods,
    relativeTolerance: 1e-11,
    absoluteTolerance: 1e-13,
    bound: 1e-8,
  },
  {
    id: "vdpol-mu",
    title: "VDPOL in its form with μ = 1000, at 1",
    make: vanDerPol,
    times: [1],
    methods: stiffMethods,
    relativeTolerance: 1e-11,
    absoluteTolerance: 1e-15,
    bound: 1e-10,
  },
  {
    id: "orego",
    title: "OREGO",
    make: orego,
    methods: stiffMethods,
    relativeTolerance: 1e-11,
    absoluteTolerance: 1e-12,
    bound: 1e-9,
  },
  {
    id: "pollu",
    title: "POLLU, all 20 numbers",
    make: pollu,
    methods: stiffMethods,
    relativeTolerance: 1e-11,
    absoluteTolerance: 1e-24,
    bound: 1e-9,
  },
  {
    id: "e5",
    title: "E5 at 10 to 1e11",
    make: e5Reduced,
    times: [10, 1e3, 1e7, 1e11],
    methods: stiffMethods,
    relativeTolerance: 1e-11,
    absoluteTolerance: e5Tolerances,
    bound: 1e-8,
  },
  ...([1, 1e-3, 1e-8] as const).map((epsilon) => ({
    id: `kaps-${epsilon}`,
    title: `Kaps' problem, ε = ${epsilon}`,
    make: () => kaps({ epsilon }),
    methods: ["rodas4", "rodas4p", "rodas5p", "radau"] as const,
    relativeTolerance: 1e-10,
    absoluteTolerance: 1e-12,
    bound: 1e-9,
  })),
  {
    id: "arenstorf",
    title: "Arenstorf's orbit closes",
    make: arenstorf,
    methods: accurateMethods,
    relativeTolerance: 1e-13,
    absoluteTolerance: 1e-16,
    bound: 1e-6,
  },
  { id: "pleiades", title: "Pleiades, positions", make: pleiades, ...smooth, bound: 1e-8 },
  ...detestNames.map((name) => ({
    id: `detest-${name}`,
    title: `DETEST ${name}`,
    make: testProblems[`detest${name}`],
    ...smooth,
    bound: 1e-9,
  })),
  ...(
    [
      [1, 1e-10],
      [10, 1e-7],
      [20, 1e-3],
    ] as const
  ).map(([time, bound]) => ({
    id: `lorenz-${time}`,
    title: `Lorenz' attractor at ${time}`,
    make: lorenz,
    times: [time],
    methods: accurateMethods,
    relativeTolerance: 1e-13,
    absoluteTolerance: 1e-15,
    bound,
  })),
  { id: "brusselator", title: "Brusselator", make: brusselator, ...smooth, bound: 1e-9 },
  { id: "lotka-volterra", title: "Lotka and Volterra", make: lotkaVolterra, ...smooth, bound: 1e-9 },
  { id: "henon-heiles", title: "Hénon and Heiles", make: testProblems.henonHeiles, ...smooth, bound: 1e-8 },
  { id: "cubic-spiral", title: "Cubic spiral at 1, 5, 25", make: testProblems.cubicSpiral, ...smooth, bound: 1e-9 },
];

export interface VerificationResult {
  readonly runs: readonly {
    readonly method: MethodName;
    readonly time: number;
    readonly error: number;
    readonly steps: number;
    readonly first: number;
  }[];
  /** Largest departures of the problem's invariants over all runs, by name. */
  readonly defects: readonly { readonly name: string; readonly defect: number }[];
}

export function verify(core: Core, { id }: { readonly id: string }): VerificationResult {
  const check = checks.find((one) => one.id === id)!;
  const problem = check.make();
  const targets = targetsOf(core, problem)
    .filter(({ time }) => check.times?.includes(time) ?? true)
    .flatMap((target) => [target, ...formulaBeside(problem, target)]);
  const defects = problem.invariants.map(({ name }) => ({ name, defect: 0 }));
  const runs = check.methods.flatMap((method) =>
    targets.map((target) => {
      const { relativeTolerance, absoluteTolerance } = check;
      const options = { method, end: target.time, relativeTolerance, absoluteTolerance, maximumSteps: 1e7 } as const;
      const { state, statistics } = solve(core, problem, { ...options, record: "end" });
      problem.invariants.forEach(({ value }, i) => {
        const departure = Math.abs(value(state, target.time) - value(problem.initial, 0));
        defects[i]!.defect = Math.max(defects[i]!.defect, departure);
      });
      return {
        method,
        time: target.time,
        error: errorOf(problem, target, state).error,
        steps: statistics.accepted,
        first: state[0]!,
      };
    }),
  );
  return { runs, defects };
}

/** The formula of the solution, where the target was found in another way. */
function formulaBeside({ solution }: TestProblem, { source, time }: Target): Target[] {
  return solution && source === "quadruple precision" ? [{ time, values: solution(time), source: "formula" }] : [];
}

export interface LateE5Result {
  readonly runs: readonly { readonly method: MethodName; readonly state: readonly number[] }[];
}

/** E5 at 1e13, state (y1, y3, y4). */
export function lateE5(core: Core): LateE5Result {
  const runs = stiffMethods.map((method) => {
    const options = { method, end: 1e13, relativeTolerance: 1e-10, absoluteTolerance: [1e-80, 1e-35, 1e-90] } as const;
    return { method, state: Array.from(solve(core, e5Reduced(), { ...options, record: "end" }).state) };
  });
  return { runs };
}
