import { type Model, morrisLecarModel, type Reference, type TestProblem, testProblems } from "../../src/index.js";
import { morrisLecarEnd, morrisLecarStart, morrisLecarTwin } from "../problems/morris-lecar.js";
import { type RightHandSide, twins } from "../problems/twins.js";

/** An initial value problem that all sides solve, from time 0. */
export interface SolverTask {
  /** The name under which the peers know it. */
  readonly name: string;
  readonly description: string;
  readonly stiff: boolean;
  readonly initial: readonly number[];
  readonly end: number;
  /** The exact state at `end`, its first numbers. */
  readonly expected: readonly number[];
  /** The core's own model. */
  readonly model: Model;
  /** The same equations in plain JavaScript. */
  readonly twin: RightHandSide;
}

/** Tolerances: the absolute one of each number is `relative` x `share` x its size at the end. */
export interface Tolerances {
  readonly relative: number;
  readonly share: number;
}

/** A solve by one side. */
export interface Solved {
  readonly values: ArrayLike<number>;
  /** CPU seconds of one solve. */
  readonly seconds: number;
  readonly steps?: number;
  readonly evaluations: number;
  readonly version?: string;
}

/** All sides must reach this: six correct digits in every number of the end state. */
export const ALLOWED_ERROR = 1e-6;

/** Largest relative error of the numbers of the end state. */
export function errorOf({ expected }: SolverTask, values: ArrayLike<number>): number {
  return expected.reduce((largest, value, i) => Math.max(largest, Math.abs((values[i]! - value) / value)), 0);
}

export function absoluteTolerances({ expected, initial }: SolverTask, { relative, share }: Tolerances): number[] {
  const largest = Math.max(...expected.map(Math.abs));
  return initial.map((_, i) => relative * share * Math.abs(expected[i] ?? largest));
}

function fromProblem(name: string, problem: TestProblem, end: number): SolverTask {
  const reference = problem.reference.find(({ time }) => time === end) as Reference;
  const { stiff, initial, parameters } = problem;
  const description = `${problem.name} to t = ${end}`;
  const twin = twins[problem.equations](parameters);
  return { name, description, stiff, initial, end, expected: reference.values, model: problem, twin };
}

export function solverTasks(): SolverTask[] {
  return [
    fromProblem("rober", testProblems.rober(), 1e5),
    fromProblem("hires", testProblems.hires(), 321.8122),
    fromProblem("vdpol", testProblems.vdpol(), 2),
    fromProblem("orego", testProblems.orego(), 360),
    fromProblem("pollu", testProblems.pollu(), 60),
    {
      name: "morrisLecar",
      description: "Morris-Lecar cell (SNLC), I = 45 uA/cm2, 1000 ms",
      stiff: false,
      initial: morrisLecarStart,
      end: 1000,
      expected: morrisLecarEnd,
      model: morrisLecarModel({ current: 45, initial: morrisLecarStart }),
      twin: morrisLecarTwin,
    },
    fromProblem("lotkaVolterra", testProblems.lotkaVolterra(), 10),
    fromProblem("pleiades", testProblems.pleiades(), 3),
    fromProblem("brusselator", testProblems.brusselator(), 20),
    fromProblem("lorenz", testProblems.lorenz(), 10),
    fromProblem("orbit", testProblems.detestD5(), 20),
  ];
}
