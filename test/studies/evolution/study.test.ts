import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { evolution } from "../../../src/studies/evolution/index.js";
import { perform, plan } from "../../../src/studies/evolution/jobs.js";
import { type Parameters, parameterSchema } from "../../../src/studies/evolution/parameters.js";
import { geometricMarks, train } from "../../../src/studies/evolution/training.js";
import { noCheckpoint } from "../../../src/studies/framework/checkpoint.js";
import { fileJobCheckpoint } from "../../../src/studies/framework/output/job-checkpoint.js";
import type { JobContext } from "../../../src/studies/framework/study.js";
import { planRun, runStudy } from "../../../src/studies/index.js";
import { createTrainingProblem } from "../../../src/training/problems/registry.js";
import { testCore } from "../../support/core.js";
import { contents, expectFigures, readResult } from "../../support/study-results.js";

/** Every kind of job, with budgets too short to learn much. */
const tiny: Partial<Parameters> = {
  seeds: 2,
  tasks: ["stimulus-integration"],
  networkMethods: ["es-input", "bptt-input", "gradient-readout", "frozen"],
  cells: 8,
  stepsPerWord: 2,
  dt: 1,
  readoutSteps: 6,
  networkPopulation: 6,
  networkEvaluations: 48,
  solves: 2,
  fullSizeIterations: 0,
  hidden: 8,
  spiralMethods: ["snes", "plain", "bp-adam"],
  spiralPopulation: 12,
  spiralEvaluations: 600,
  mapPopulations: [12],
  mapSigmas: [0.01],
  mapIterations: 6,
  robertsonMethods: ["snes", "guided-es", "discrete-adjoint", "forward-sensitivities", "backsolve"],
  robertsonSeeds: 1,
  robertsonEvaluations: 300,
  spectrumEvaluations: 200,
  pollu: false,
};

/** What short budgets cannot reach. */
const needsBudget = [
  "stimulus-integration-evolution",
  "stimulus-integration-backpropagation",
  "spiral-evolution",
  "spiral-best",
  "robertson-best",
];

describe("the study of evolution against gradients", () => {
  it("finds that all claims which need no budget hold, draws every figure, and gives the same bits with no workers and with two", async () => {
    const result = await runStudy(evolution, { set: tiny });
    expect(result.claims.filter(({ id, holds }) => !holds && !needsBudget.includes(id))).toEqual([]);
    // frozen tensors: Win and Wrec of the control, Wrec of the others
    expect(result.claims.find(({ id }) => id === "frozen")!.statement).toContain("of 10");
    const comparison = result.tables.comparison!.rows;
    expect(comparison.map(([experiment]) => experiment)).toEqual(["integration", "spiral", "Robertson"]);
    for (const row of comparison) expect(row.at(-1)).toMatch(/evolution|backpropagation|neither/);
    readResult(result, { study: "evolution", parameters: parameterSchema, columns: 2, claims: 40 });
    await expectFigures(result, Object.keys(result.figures), 10);
    expect(contents(await runStudy(evolution, { set: tiny, workers: 2 }))).toBe(contents(result));
  }, 120_000);

  it("gives all methods of a repetition the same start", async () => {
    const core = await testCore();
    const jobs = plan(parameterSchema.parse(tiny)).filter(({ id }) => /^network.*-1$/.test(id));
    const context: JobContext = {
      core,
      seed: 1n,
      seedOf: (label) => BigInt(label.length),
      signal: new AbortController().signal,
      onProgress: () => {},
      show: () => {},
      checkpoint: noCheckpoint,
    };
    const starts = jobs.map((job) => (perform(job, context) as unknown as { curve: unknown[] }).curve[0]);
    expect(starts).toHaveLength(4);
    for (const start of starts) expect(start).toEqual(starts[0]);
  }, 30_000);

  it("goes on inside a training that was interrupted, with the same bits", async () => {
    const core = await testCore();
    const directory = mkdtempSync(join(tmpdir(), "microcircuit-"));
    try {
      const problem = createTrainingProblem(core, { kind: "spiral-neural-ode", options: { hidden: 4 } });
      const marks = geometricMarks(20, 400, 5);
      const controller = new AbortController();
      const run = (file: string, onProgress: (fraction: number) => void) => {
        const { outcome, looks } = train(
          {
            core,
            signal: controller.signal,
            onProgress,
            checkpoint: { ...fileJobCheckpoint(join(directory, file)), everySeconds: 0 },
          },
          problem,
          {
            trainer: { groups: [{ tensors: ["W1", "W2"], method: "snes", stepSize: 0.1, populationSize: 10 }], seed: 3 },
            marks,
            measure: (now) => ({ loss: problem.evaluate(now, { set: "test", seed: 1, index: 0 }).loss, accuracy: null }),
            look: (mark, { iteration }) => ({ mark, iteration }),
          },
        );
        return { outcome, looks };
      };
      const whole = run("a", () => {});
      const stop = new Error("interrupted");
      expect(() =>
        run("b", (fraction) => {
          if (fraction > 0.6) throw stop;
        }),
      ).toThrow(stop);
      let calls = 0;
      const resumed = run("b", () => {
        calls++;
      });
      expect(resumed).toEqual(whole);
      expect(whole.looks.map(({ mark }) => mark)).toEqual([-1, 0, 1, 2, 3, 4]);
      expect(calls).toBeLessThan(25); // of 40 generations
      problem.dispose();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  it("measures at budgets that grow by the same factor and end with the whole", () => {
    expect(geometricMarks(10, 1000, 4)).toEqual([32, 100, 316, 1000]);
    expect(geometricMarks(1, 3, 5).at(-1)).toBe(3);
  });

  it("refuses parameters out of range", () => {
    expect(() => planRun(evolution, { set: { networkPopulation: 1 } })).toThrow(/networkPopulation/);
    expect(() => planRun(evolution, { set: { networkSigma: 2 } })).toThrow(/networkSigma/);
    expect(() => planRun(evolution, { set: { networkMethods: ["es-input"] } })).toThrow(/networkMethods/);
  });
});
