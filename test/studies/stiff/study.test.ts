import { describe, expect, it } from "vitest";
import type { Job, JobContext } from "../../../src/studies/framework/study.js";
import { defineStudy, planRun, runStudy, type StudyResult } from "../../../src/studies/index.js";
import type { FailureResult } from "../../../src/studies/stiff/failures.js";
import { stiff } from "../../../src/studies/stiff/index.js";
import type { InnerResult } from "../../../src/studies/stiff/inner.js";
import type { StudyInput } from "../../../src/studies/stiff/jobs.js";
import { type Parameters, parameterSchema } from "../../../src/studies/stiff/parameters.js";
import type { EndsResult } from "../../../src/studies/stiff/runs.js";
import type { JacobianResult, OrderResult, ReductionResult } from "../../../src/studies/stiff/smooth.js";
import type { StabilityResult } from "../../../src/studies/stiff/stability.js";
import type { LateE5Result, VerificationResult } from "../../../src/studies/stiff/verification.js";
import { testCore } from "../../support/core.js";
import { contents, expectFigures, readResult } from "../../support/study-results.js";

/** All claims, with fewer runs of the diagrams; 1e5 steps are enough for the explicit methods to notice. */
const small: Partial<Parameters> = {
  problems: ["rober", "lotkaVolterra", "detestD3", "henonHeiles"],
  methods: ["rodas5p", "radau", "tsit5"],
  diagramTolerances: [1e-4, 1e-6],
  diagramSteps: 2000,
  maximumSteps: 100_000,
};

const form = { study: "stiff", parameters: parameterSchema, columns: 3, claims: 100 };

/** A column of a table, by its name. */
function values(result: StudyResult, table: string, name: string) {
  const { columns, rows } = result.tables[table]!;
  const at = columns.findIndex((found) => found.name === name);
  return rows.map((row) => row[at]!);
}

describe("the study of stiff solvers", async () => {
  const result = await runStudy(stiff, { set: small, workers: 2 });

  it("finds that all claims hold, and says so in a result of the documented form", async () => {
    expect(result.claims.filter(({ holds }) => !holds)).toEqual([]);
    readResult(result, form);
    await expectFigures(result, ["evaluations", "work", "rober", "stability", "stability_plane", "orders"], 15);
  });

  it("gives the same bits with no workers and with two", async () => {
    expect(contents(await runStudy(stiff, { set: small }))).toBe(contents(result));
  });

  it("has a row for each method and end value, says which run failed, and leaves its error out", () => {
    // ROBER, Lotka-Volterra, DETEST D3 and Henon-Heiles, each to the first known time, by three methods
    expect(values(result, "ends", "problem")).toHaveLength(12);
    expect(new Set(values(result, "ends", "known from"))).toEqual(
      new Set(["quadruple precision", "formula", "DOP853 at rtol 1e-13"]),
    );
    const outcomes = values(result, "work_precision", "outcome");
    const errors = values(result, "work_precision", "error");
    expect(outcomes).toHaveLength(24);
    for (const [i, outcome] of outcomes.entries()) expect(errors[i] === null).toBe(outcome !== "done");
    // an explicit method on ROBER to 1e11
    const problems = values(result, "work_precision", "problem");
    const methods = values(result, "work_precision", "method");
    outcomes.forEach((outcome, i) => {
      if (problems[i] === "ROBER") expect(outcome === "done").toBe(methods[i] !== "Tsitouras 5(4)");
    });
  });

  it("counts work so that it exceeds evaluations by what Jacobians and factors cost, and not at all for explicit methods", () => {
    const [methods, work, evaluations] = ["method", "work", "evaluations"].map((name) => values(result, "work_precision", name));
    methods!.forEach((method, i) => {
      if (method === "Tsitouras 5(4)") expect(work![i]).toBe(evaluations![i]);
      else expect(work![i]).toBeGreaterThan(evaluations![i] as number);
    });
  });

  it("goes to the last or to all times with known states where asked, with a tolerance for each number", async () => {
    const set = { ...small, problems: ["rober"], methods: ["radau"], absoluteTolerance: [1e-14, 1e-20, 1e-14] };
    const context = { core: await testCore(), show() {} } as unknown as JobContext;
    const at = async (endTime: "last" | "all") => {
      const job = planRun(stiff, { set: { ...set, endTime } }).jobs.find(({ kind }) => kind === "ends");
      const { runs } = (await stiff.perform(job as Job<StudyInput>, context)) as EndsResult;
      return runs.map(({ target, error }) => [target.time, error]);
    };
    const all = await at("all");
    expect((await at("last")).map(([time]) => time)).toEqual([1e11]);
    expect(all.map(([time]) => time)).toEqual([0.4, 4, 40, 400, 4e4, 1e5, 4e5, 1e7, 1e10, 1e11]);
    for (const [, error] of all) expect(error).toBeLessThan(1e-6); // about the relative tolerance
  });

  it("refuses parameters out of range", () => {
    const refused = (set: Record<string, unknown>) => () => planRun(stiff, { set });
    expect(refused({ relativeTolerance: 0.1 })).toThrow(
      "Parameter relativeTolerance is 0.1; it must be a finite number >= 1e-12 and <= 0.01.",
    );
    expect(refused({ methods: ["rk4"] })).toThrow(/methods/);
    expect(refused({ problems: ["robertson"] })).toThrow(/problems/);
    expect(refused({ problems: ["rober", "rober"] })).toThrow("must differ");
    expect(refused({ diagramTolerances: [1e-3] })).toThrow(/diagramTolerances/);
    expect(refused({ absoluteTolerance: [1e-3] })).toThrow(/absoluteTolerance/);
    expect(refused({ absoluteTolerance: [1e-9, 1e-9, 1e-9] })).toThrow("as many as each of the problems has");
  });
});

/** Results of the small run by job, computed once. */
const computed = new Map<string, Promise<unknown>>();

/** The study with results that are wrong in one way: its claims must notice. */
function spoilt(kind: string, spoil: (result: never) => unknown) {
  return defineStudy({
    ...stiff,
    module: undefined as never,
    perform: async (job, context) => {
      if (!computed.has(job.id)) computed.set(job.id, Promise.resolve(stiff.perform(job, context)));
      const result = await computed.get(job.id);
      return (job.kind === kind ? spoil(result as never) : result) as never;
    },
  });
}

describe("claims that fail when they should", () => {
  const cases: [string, string, (result: never) => unknown, string[]][] = [
    [
      "errors that shrink with half an order less",
      "order",
      ({ steps, errors }: OrderResult) => ({ steps, errors: errors.map((error, i) => error * 2 ** (i / 2)) }),
      ["order-rodas5p-rigid-body", "order-ros2-time-dependent", "order-tsit5-rigid-body"],
    ],
    [
      "a W-method that loses its order",
      "jacobians",
      ({ orders }: JacobianResult) => ({
        orders: orders.map((one) => ({ ...one, slopes: one.slopes.map((slope) => slope - 0.5) })),
      }),
      ["any-jacobian-ros2-zero", "any-jacobian-ros2-diagonal", "wrong-jacobian-rodas4p"],
    ],
    [
      "no order reduction",
      "reduction",
      ({ points }: ReductionResult) => ({ points: points.map((point) => ({ ...point, order: 4 })) }),
      ["prothero-robinson-rodas4", "prothero-robinson-rodas4p", "prothero-robinson-rodas5p"],
    ],
    [
      "undamped fast components",
      "stability",
      (result: StabilityResult) => ({ ...result, far: 1, atInfinity: -0.9, interval: 3, difference: 1e-3 }),
      [
        "ros3p-rings",
        "l-stable",
        "trapezoid-undamped",
        "implicit-midpoint-undamped",
        "solver-is-tableau",
        "runge-kutta-interval",
      ],
    ],
    [
      "dense output and embedded solutions of one order less",
      "inner",
      (result: InnerResult) => ({
        dense: result.dense.map((slope) => slope - 1),
        atEnds: 1e-15,
        embedded: result.embedded?.map((slope) => slope - 1) ?? null,
        counts: result.counts && { ...result.counts, evaluations: result.counts.evaluations + result.counts.tried },
      }),
      ["dense-rodas5p", "dense-ends", "embedded-rodas4", "first-same-as-last"],
    ],
    [
      "end states off in the sixth digit, and invariants with them",
      "verify",
      ({ runs, defects }: VerificationResult) => ({
        runs: runs.map((run) => ({ ...run, error: 2e-3, first: run.first * (1 + 1e-6) })),
        defects: defects.map((one) => ({ ...one, defect: 1e-6 })),
      }),
      [
        "rober-late",
        "known-rober",
        "known-lorenz-20",
        "known-arenstorf",
        "rober-sum",
        "hires-sum",
        "orbits",
        "henon-heiles-energy",
      ],
    ],
    [
      "the end value of E5 that is in print",
      "late-e5",
      ({ runs }: LateE5Result) => ({ runs: runs.map((run) => ({ ...run, state: [1e-70, 8.854814626268838e-23, 1.28e-25] })) }),
      ["e5-late", "e5-published-wrong", "e5-late-y1"],
    ],
    [
      "failures that say something else",
      "failure",
      (result: FailureResult) => ({ ...result, code: result.code === "stiff" ? null : "too-many-steps" }),
      ["explicit-limit", "explicit-stiff", "failure-codes"],
    ],
  ] as never;

  it.each(cases)("%s", async (_, kind, spoil, expected) => {
    const { claims } = await runStudy(spoilt(kind, spoil), { set: small });
    const failing = claims.filter(({ holds }) => !holds).map(({ id }) => id);
    for (const id of expected) expect(failing).toContain(id);
  });
});
