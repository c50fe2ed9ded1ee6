import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { projectRoot } from "../environment.js";
import { absoluteTolerances, type Solved, type SolverTask, type Tolerances } from "./solver-tasks.js";

/** A solver suite of another project, each of its methods under a name. */
export interface SolverPeer {
  /** With its version. */
  readonly name: string;
  readonly methods: readonly string[];
  /** Names of tasks that a method is tried on. */
  takes(task: SolverTask, method: string): boolean;
  /** Solves for at least `seconds` of CPU time in all; undefined where it fails. */
  solve(task: SolverTask, method: string, tolerances: Tolerances, seconds: number): Promise<Solved | undefined>;
  close(): void;
}

/** A peer in a process of its own: a task on one line of its standard input, the result as JSON on one line of its output. */
export class ProcessPeer implements SolverPeer {
  readonly name: string;
  readonly methods: readonly string[];
  readonly takes: SolverPeer["takes"];
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(name: string, methods: readonly string[], takes: SolverPeer["takes"], command: string, parameters: string[]) {
    this.name = name;
    this.methods = methods;
    this.takes = takes;
    this.#process = spawn(command, parameters, { env: { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" } });
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]();
  }

  async solve(task: SolverTask, method: string, tolerances: Tolerances, seconds: number): Promise<Solved | undefined> {
    const absolute = absoluteTolerances(task, tolerances);
    this.#process.stdin.write(`${[task.name, method, tolerances.relative, task.end, seconds, ...absolute].join(" ")}\n`);
    const { value, done } = await this.#lines.next();
    if (done) throw new Error(`${this.name} ended during ${task.name}, ${method}.`);
    const result = JSON.parse(value) as Solved | { readonly error: string };
    return "error" in result ? undefined : result;
  }

  close(): void {
    this.#process.stdin.end();
  }
}

const libraries = ["cvode", "nvecserial", "sunmatrixdense", "sunlinsoldense", "sunnonlinsolfixedpoint"];

/** CVODE, compiled here; undefined where SUNDIALS or the compiler is missing. */
export function startCvode(): SolverPeer | undefined {
  const source = join(projectRoot(), "bench/peers/cvode.c");
  const hash = createHash("sha256").update(readFileSync(source)).digest("hex").slice(0, 12);
  const folder = join(projectRoot(), "build/peers");
  const program = join(folder, `cvode-${hash}`);
  if (!existsSync(program)) {
    mkdirSync(folder, { recursive: true });
    const flags = ["-O3", "-march=native", source, "-o", program, ...libraries.map((library) => `-lsundials_${library}`), "-lm"];
    if (spawnSync("gcc", flags, { encoding: "utf8" }).status !== 0) {
      console.log("SUNDIALS is not installed (Debian: gcc, libsundials-dev): nothing of CVODE to compare with.");
      return undefined;
    }
  }
  const known = ["rober", "hires", "vdpol", "orego", "pollu", "morrisLecar"];
  const takes = (task: SolverTask, method: string) => known.includes(task.name) && (method === "bdf" || !task.stiff);
  return new ProcessPeer("CVODE", ["bdf", "adams"], takes, program, []);
}

/** SciPy's solve_ivp; undefined where it is missing. */
export function startSciPy(): SolverPeer | undefined {
  const candidates = [process.env.PYTHON, "python3", "/usr/bin/python3"].filter((path) => path !== undefined);
  const python = candidates.find((path) => spawnSync(path, ["-c", "import scipy"], { stdio: "ignore" }).status === 0);
  if (python === undefined) {
    console.log("SciPy is not installed (Debian: python3-scipy): nothing of it to compare with.");
    return undefined;
  }
  const known = ["rober", "hires", "vdpol", "orego", "pollu", "morrisLecar", "lotkaVolterra", "pleiades"];
  // Radau solves the cell too, for the comparison with an implicit method there
  const takes = (task: SolverTask, method: string) =>
    known.includes(task.name) && (task.stiff !== (method === "DOP853") || (task.name === "morrisLecar" && method === "Radau"));
  const script = join(projectRoot(), "bench/peers/stiff_scipy.py");
  return new ProcessPeer("SciPy", ["Radau", "BDF", "LSODA", "DOP853"], takes, python, [script]);
}
