import type { MethodName } from "../../solvers/methods.js";
import { testProblems } from "../../solvers/problems/index.js";
import { type LivePlot, type Show, showSeries } from "../framework/live.js";
import type { Job } from "../framework/study.js";
import type { StudyInput, StudyOutput } from "./jobs.js";
import { titleOf } from "./method-groups.js";
import { workOf } from "./problems.js";
import type { DiagramInput, DiagramResult } from "./runs.js";
import type { OrderInput, OrderResult } from "./smooth.js";

const work = { title: "Work, in evaluations of f", scale: "log" } as const;
const error = { title: "Relative error", scale: "log" } as const;

/** Methods whose order is watched: some of each kind. */
const watched: readonly MethodName[] = [
  "euler",
  "heun",
  "bs3",
  "rk4",
  "dopri5",
  "implicit-euler",
  "trapezoid",
  "trbdf2",
  "radau",
  "rodas5p",
];

/** What is seen while the study runs: a line for each method. */
export const live = {
  rober: { title: "Error against work: Robertson's reaction", x: work, y: error, lines: true },
  pleiades: { title: "Error against work: the Pleiades", x: work, y: error, lines: true },
  orders: {
    title: "Error against step size: the rigid body",
    x: { title: "Step size", scale: "log" },
    y: { title: "Error", scale: "log" },
    lines: true,
  },
} as const satisfies Readonly<Record<string, LivePlot>>;

export function showResult({ kind, input }: Job<StudyInput>, result: StudyOutput, show: Show): void {
  if (kind === "diagram") {
    const { problem, method } = input as DiagramInput;
    if (problem !== "rober" && problem !== "pleiades") return;
    const { length } = testProblems[problem]().initial;
    for (const { run, error } of (result as DiagramResult).points) {
      // Above 1 a number has no correct digit.
      if (error !== null && error < 1) show(problem, titleOf(method), workOf(length, run.counts), error);
    }
  } else if (kind === "order") {
    const { problem, method } = input as OrderInput;
    const { steps, errors } = result as OrderResult;
    if (problem === "rigid body" && watched.includes(method)) showSeries(show, "orders", titleOf(method), steps, errors);
  }
}
