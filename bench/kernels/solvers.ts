import {
  type Core,
  createIntegrator,
  type Model,
  morrisLecarModel,
  type Solution,
  type SolveOptions,
  solve,
  testProblems,
} from "../../src/index.js";
import type { KernelBenchmark } from "../harness.js";
import { morrisLecarStart, morrisLecarTwin } from "../problems/morris-lecar.js";
import { type RightHandSide, twins } from "../problems/twins.js";
import { HiresTwin, hiresJacobian, LotkaVolterraTwin, MorrisLecarTwin, RoberTwin, roberJacobian } from "./solvers-twin.js";
import type { TwinSolver } from "./solvers-twin-control.js";

interface Task {
  readonly problem: string;
  readonly what: string;
  readonly model: Model;
  readonly options: SolveOptions & {
    readonly initial: readonly number[];
    readonly end: number;
    readonly relativeTolerance: number;
    readonly absoluteTolerance: number;
  };
  readonly twin: new (relative: number, absolute: number) => TwinSolver;
  /** The same equations for the core's solver, in JavaScript. */
  readonly rhs: RightHandSide;
  readonly jacobian?: (y: Float64Array, out: Float64Array) => void;
}

const [rober, hires, lotkaVolterra] = [testProblems.rober(), testProblems.hires(), testProblems.lotkaVolterra()];

const tasks: readonly Task[] = [
  {
    problem: "ROBER",
    what: "ROBER to t = 1e5, 3 numbers, stiff",
    model: rober,
    options: { initial: rober.initial, end: 1e5, method: "rodas5p", relativeTolerance: 1e-6, absoluteTolerance: 1e-10 },
    twin: RoberTwin,
    rhs: twins.rober(rober.parameters),
    jacobian: roberJacobian,
  },
  {
    problem: "HIRES",
    what: "HIRES to t = 321.8122, 8 numbers, stiff",
    model: hires,
    options: { initial: hires.initial, end: 321.8122, method: "rodas5p", relativeTolerance: 1e-6, absoluteTolerance: 1e-10 },
    twin: HiresTwin,
    rhs: twins.hires(hires.parameters),
    jacobian: hiresJacobian,
  },
  {
    problem: "Morris-Lecar",
    what: "a Morris-Lecar cell (SNLC), I = 45 uA/cm2, 1000 ms, ten spikes",
    model: morrisLecarModel({ current: 45 }),
    options: { initial: morrisLecarStart, end: 1000, method: "tsit5", relativeTolerance: 1e-6, absoluteTolerance: 1e-8 },
    twin: MorrisLecarTwin,
    rhs: morrisLecarTwin,
  },
  {
    problem: "Lotka-Volterra",
    what: "Lotka-Volterra to t = 100",
    model: lotkaVolterra,
    options: { initial: lotkaVolterra.initial, end: 100, method: "tsit5", relativeTolerance: 1e-6, absoluteTolerance: 1e-8 },
    twin: LotkaVolterraTwin,
    rhs: twins.lotkaVolterra(lotkaVolterra.parameters),
  },
];

/** The core's solver with the core's model, ready to run, or through `solve` with a function in JavaScript. */
function solverOf(core: Core, task: Task, inJavaScript: boolean): () => Solution {
  const options = { ...task.options, record: "end" } as const;
  if (!inJavaScript) {
    const integrator = createIntegrator(core, task.model, options);
    return () => integrator.run();
  }
  const { rhs, jacobian } = task;
  const own = jacobian && { jacobian: (_t: number, y: Float64Array, out: Float64Array) => jacobian(y, out) };
  return () => solve(core, rhs, { ...options, ...own, autonomous: true });
}

function benchmark(task: Task, inJavaScript: boolean): KernelBenchmark {
  const { problem, what, options } = task;
  const { initial, end, method, relativeTolerance, absoluteTolerance } = options;
  return {
    name: `${method} ${problem}${inJavaScript ? ", f in JavaScript" : ""}`,
    description: `${what}, at relative tolerance ${relativeTolerance}${inJavaScript ? ": solve() with a JavaScript right-hand side, set up anew each time" : ""}`,
    unit: "step",
    prepare(core) {
      const run = solverOf(core, task, inJavaScript);
      const twin = new task.twin(relativeTolerance, absoluteTolerance);
      const { accepted, rejected } = run().statistics;
      return {
        operations: accepted + rejected,
        kernel: run,
        twin: () => twin.run(initial, end),
        check: () => compare(task, run(), twin),
      };
    },
  };
}

// Tolerance: both round some 10 operations in each of some 10 stages of up to 1000 steps, 1e5 2^-53 = 1e-11 of the state, whose step tolerance is 1e-6 of it.
const APART = 1e-5;

function compare({ options }: Task, { state, statistics }: Solution, twin: TwinSolver): void {
  const { initial, end, relativeTolerance, absoluteTolerance } = options;
  twin.run(initial, end);
  if (twin.accepted !== statistics.accepted || twin.rejected !== statistics.rejected) {
    const own = `${statistics.accepted} and ${statistics.rejected}`;
    throw new Error(`The kernel took ${own} steps, accepted and rejected, its twin ${twin.accepted} and ${twin.rejected}.`);
  }
  for (const [i, value] of state.entries()) {
    const difference = Math.abs(value - twin.y[i]!) / (absoluteTolerance + relativeTolerance * Math.abs(value));
    if (!(difference <= APART)) throw new Error(`Number ${i} of the end differs by ${difference} of the tolerance of a step.`);
  }
}

export const benchmarks: KernelBenchmark[] = [false, true].flatMap((inJavaScript) =>
  tasks.map((task) => benchmark(task, inJavaScript)),
);
