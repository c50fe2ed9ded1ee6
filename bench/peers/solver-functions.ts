import { createRequire } from "node:module";
import type { Core } from "../../src/index.js";
import { createIntegrator, functionModel, type MethodName, type Model, methods } from "../../src/index.js";
import type { SolverPeer } from "./solver-process.js";
import { absoluteTolerances, type Solved, type SolverTask, type Tolerances } from "./solver-tasks.js";

const require = createRequire(import.meta.url); // both are CommonJS, and odex has no declarations

/** Runs `once` for at least `seconds` of CPU time; the result of the last, and the CPU seconds of one. */
function timed<R>(once: () => R, seconds: number): { last: R; seconds: number } {
  let repeats = 0;
  let spent = 0;
  let last: R;
  let batch = 1;
  do {
    const before = process.cpuUsage();
    for (let k = 0; k < batch; k++) last = once();
    const used = process.cpuUsage(before);
    spent += (used.user + used.system) / 1e6;
    repeats += batch;
    batch *= 2;
  } while (spent < seconds);
  return { last: last!, seconds: spent / repeats };
}

/** A side of the comparison that runs in this process. */
abstract class FunctionPeer implements SolverPeer {
  abstract readonly name: string;
  abstract readonly methods: readonly string[];
  abstract takes(task: SolverTask, method: string): boolean;
  /** One solve: the end state, and how often the right-hand side was evaluated. */
  abstract prepare(task: SolverTask, method: string, tolerances: Tolerances): Prepared;

  async solve(task: SolverTask, method: string, tolerances: Tolerances, seconds: number): Promise<Solved | undefined> {
    const prepared = this.prepare(task, method, tolerances);
    try {
      const { last, seconds: each } = timed(prepared.run, seconds);
      return { ...last, seconds: each };
    } catch {
      return undefined; // it gave up at these tolerances
    } finally {
      prepared.dispose?.();
    }
  }

  close(): void {}
}

interface Prepared {
  run(): { values: ArrayLike<number>; steps?: number; evaluations: number };
  dispose?(): void;
}

/** This project: its own models, or the same equations as functions in JavaScript. */
export class Own extends FunctionPeer {
  readonly name: string;
  readonly methods: readonly MethodName[];
  readonly #core: Core;
  readonly #inJavaScript: boolean;

  constructor(core: Core, inJavaScript: boolean) {
    super();
    this.name = inJavaScript ? "microcircuit, f in JavaScript" : "microcircuit";
    this.#core = core;
    this.#inJavaScript = inJavaScript;
    this.methods = (Object.keys(methods) as MethodName[]).filter((name) => methods[name].adaptive);
  }

  takes(task: SolverTask, method: string): boolean {
    const { family } = methods[method as MethodName] as { family: string };
    return !(task.stiff && family === "explicit");
  }

  prepare(task: SolverTask, method: MethodName, tolerances: Tolerances): Prepared {
    const { initial, end, twin } = task;
    const length = initial.length;
    const model: Model = this.#inJavaScript ? functionModel(twin, { length, autonomous: true }) : task.model;
    const integrator = createIntegrator(this.#core, model, {
      initial,
      end,
      method,
      record: "end",
      relativeTolerance: tolerances.relative,
      absoluteTolerance: absoluteTolerances(task, tolerances),
      maximumSteps: 10_000_000,
    });
    return {
      run: () => {
        const { state, statistics } = integrator.run();
        return { values: state, steps: statistics.accepted + statistics.rejected, evaluations: statistics.evaluations };
      },
      dispose: () => integrator.dispose(),
    };
  }
}

interface OdexSolver {
  relativeTolerance: number | number[];
  absoluteTolerance: number | number[];
  maxSteps: number;
  solve(
    f: (x: number, y: number[]) => number[],
    x: number,
    y0: readonly number[],
    end: number,
  ): { y: number[]; outcome: number; nStep: number; nEval: number };
}

/** The package odex: Hairer's extrapolation code in JavaScript. Undefined where it is not installed. */
export function findOdex(): SolverPeer | undefined {
  const module = ifInstalled("odex", () => require("odex") as { Solver: new (n: number) => OdexSolver });
  return module && new Odex(module.Solver);
}

class Odex extends FunctionPeer {
  readonly name = "odex";
  readonly methods = ["odex"];
  readonly #Solver: new (
    n: number,
  ) => OdexSolver;
  constructor(Solver: new (n: number) => OdexSolver) {
    super();
    this.#Solver = Solver;
  }

  takes(task: SolverTask): boolean {
    return !task.stiff;
  }

  prepare(task: SolverTask, _method: string, tolerances: Tolerances): Prepared {
    const f = returning(task);
    const run = () => {
      const solver = new this.#Solver(task.initial.length);
      // both or none are arrays
      solver.relativeTolerance = task.initial.map(() => tolerances.relative);
      solver.absoluteTolerance = absoluteTolerances(task, tolerances);
      solver.maxSteps = 10_000_000;
      const { y, outcome, nStep, nEval } = solver.solve(f, 0, task.initial, task.end);
      if (outcome !== 0) throw new Error(`odex ended with outcome ${outcome}`);
      return { values: y, steps: nStep, evaluations: nEval };
    };
    return { run };
  }
}

type SolveOde = (
  f: (t: number, y: number[]) => number[],
  span: [number, number],
  y0: readonly number[],
  options: { method: string; tol: number; maxIter: number; firstStep?: number },
) => { y: number[][] };

/** The package mathjs. Undefined where it is not installed. */
export function findMathjs(): SolverPeer | undefined {
  const module = ifInstalled("mathjs", () => require("mathjs") as { solveODE: SolveOde });
  return module && new Mathjs(module.solveODE);
}

class Mathjs extends FunctionPeer {
  readonly name = "mathjs";
  readonly methods = ["RK45"];
  readonly #solveOde: SolveOde;
  constructor(solveOde: SolveOde) {
    super();
    this.#solveOde = solveOde;
  }

  takes(task: SolverTask): boolean {
    return !task.stiff;
  }

  prepare(task: SolverTask, method: string, { relative }: Tolerances): Prepared {
    let evaluations = 0;
    const f = returning(task);
    const counted = (t: number, y: number[]) => {
      evaluations++;
      return f(t, y);
    };
    const options = { method, tol: relative, maxIter: 1_000_000, firstStep: 1e-3 * task.end };
    const run = () => {
      evaluations = 0;
      const { y } = this.#solveOde(counted, [0, task.end], task.initial, options);
      return { values: y.at(-1)!, steps: y.length - 1, evaluations };
    };
    return { run };
  }
}

/** The right-hand side as both packages want it: a function that returns a new array. */
function returning(task: SolverTask): (t: number, y: number[]) => number[] {
  const { twin, initial } = task;
  return (t, y) => {
    const out = new Array<number>(initial.length);
    twin(t, y as unknown as Float64Array, out as unknown as Float64Array);
    return out;
  };
}

function ifInstalled<M>(name: string, load: () => M): M | undefined {
  try {
    return load();
  } catch {
    console.log(`${name} is not installed: nothing of it to compare with.`);
    return undefined;
  }
}
