import { type TestProblemName, testProblems } from "../../solvers/problems/index.js";
import type { TableInput } from "../framework/tables.js";
import type { Sorted } from "./jobs.js";
import { titleOf } from "./method-groups.js";
import { workOf } from "./problems.js";
import { accuracyTables } from "./tables/accuracy.js";
import { stabilityTables } from "./tables/stability.js";

const column = (name: string, description: string) => ({ name, description });

const counts = [
  column("steps", "accepted"),
  column("rejected", "steps tried again, shorter"),
  column("evaluations", "of f"),
  column("Jacobians", "of f, from formulas"),
  column("factorizations", "of matrices, real or complex"),
  column("solves", "of factored systems"),
];

export function tablesOf(results: Sorted): Record<string, TableInput> {
  return {
    ends: endsTable(results),
    ...accuracyTables(results),
    ...stabilityTables(results),
    failures: failuresTable(results),
    work_precision: workPrecisionTable(results),
    components: componentsTable(results),
    rober: roberTable(results),
  };
}

const problemTitle = (name: TestProblemName) => testProblems[name]().name;

function endsTable({ ends }: Sorted): TableInput {
  return {
    title: "End values",
    columns: [
      "problem",
      "method",
      column("time", "in the problem's unit"),
      column("error", "largest of the numbers of the state, relative to the known one (to the largest where that is 0)"),
      column("of", "number of the state with that error"),
      ...counts,
      column("stiffness", "|h λ| of the last step, if the method estimates it"),
      column("defect", "of the exact solution's invariants"),
      column("outcome", "done, or why not"),
      column("known from", "source of the known state"),
    ],
    rows: ends.flatMap(({ job, result }) =>
      result.runs.map(({ method, target, run, error, component, defect }) => [
        problemTitle(job.input.problem),
        titleOf(method),
        target.time,
        error,
        component === null ? null : `y${component + 1}`,
        run.counts.accepted,
        run.counts.rejected,
        run.counts.evaluations,
        run.counts.jacobians,
        run.counts.factorizations,
        run.counts.solves,
        run.counts.stiffness || null,
        defect,
        run.failure?.code ?? "done",
        target.source,
      ]),
    ),
  };
}

function componentsTable({ ends }: Sorted): TableInput {
  return {
    title: "End values, number by number",
    columns: [
      "problem",
      "method",
      "time",
      "number",
      "value",
      "known",
      column("error", "relative; absolute where the known is 0"),
    ],
    rows: ends.flatMap(({ job, result }) =>
      result.runs.flatMap(({ method, target, run }) =>
        target.values.map((known, i) => {
          const value = run.state?.[i] ?? null;
          const error = value === null ? null : Math.abs(value - known) / (Math.abs(known) || 1);
          return [problemTitle(job.input.problem), titleOf(method), target.time, `y${i + 1}`, value, known, error];
        }),
      ),
    ),
  };
}

function workPrecisionTable({ diagrams }: Sorted): TableInput {
  return {
    title: "Error against work",
    columns: [
      "problem",
      "method",
      "time",
      column("tolerance", "relative"),
      column("error", "largest of the numbers of the state at the end, relative"),
      ...counts,
      column("work", "in evaluations of f, each taken for a product of a matrix and a vector"),
      column("outcome", "done, or why not"),
    ],
    rows: diagrams.flatMap(({ job, result }) =>
      result.points.map(({ tolerance, run, error }) => [
        problemTitle(job.input.problem),
        titleOf(job.input.method),
        result.time,
        tolerance,
        error,
        run.counts.accepted,
        run.counts.rejected,
        run.counts.evaluations,
        run.counts.jacobians,
        run.counts.factorizations,
        run.counts.solves,
        workOf(testProblems[job.input.problem]().length, run.counts),
        run.failure?.code ?? "done",
      ]),
    ),
  };
}

function failuresTable({ failures }: Sorted): TableInput {
  return {
    title: "What solvers say when a problem cannot be solved as asked",
    columns: [
      "run",
      column("code", "of the error"),
      column("expected", "code"),
      column("time", "at which it stopped"),
      column("step", "it took or was about to take"),
      column("steps tried", "accepted or not"),
      "message",
    ],
    rows: failures.map(({ title, code, expected, time, stepSize, tried, message }) => [
      title,
      code,
      expected,
      time,
      stepSize,
      tried,
      message,
    ]),
  };
}

/** Least factor from one time of the table to the next. */
const TRACE_RATIO = 1.13;

function roberTable({ trace }: Sorted): TableInput {
  return {
    title: "ROBER: solution and steps",
    columns: ["method", "time", "y1", "y2", "y3", column("step", "that ended at this time")],
    rows: trace.traces.flatMap(({ method, times, states, steps }) => {
      let last = 0;
      return times.flatMap((time, i) => {
        // the last step is cut to end on time
        if (!(time > TRACE_RATIO * last) || i === times.length - 1) return [];
        last = time;
        return [[titleOf(method), time, ...states[i]!, steps[i]!]];
      });
    }),
  };
}
