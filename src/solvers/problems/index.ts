import { describable } from "./describable.js";
import * as detest from "./detest.js";
import * as flows from "./flows.js";
import { arenstorf, orbit, pleiades } from "./orbits.js";
import * as stiff from "./stiff.js";

export type { ProblemKind } from "./kinds.js";
export type { Invariant, TestProblem } from "./problem.js";
export type { Reference } from "./references.js";

/** Problems with known solutions, by which solvers are judged; each is a function of its parameters. */
export const testProblems = {
  ...describable({ ...stiff, ...flows }, true),
  ...describable({ ...detest, arenstorf, orbit, pleiades }, false),
} as const;

export type TestProblemName = keyof typeof testProblems;
