import { describe, expect, it } from "vitest";
import { createStrategy, solveEnsemble, testProblems } from "../../src/index.js";
import { allOf, evaluateMembers } from "../../src/training/population/evaluate.js";
import { createTrainingProblem } from "../../src/training/problems/registry.js";
import { chromium, evaluateInPage, plainPage, serve } from "../support/browser.js";
import { testCore } from "../support/core.js";
import { root } from "../support/package.js";

const members = 50;
const options = { members, end: 20, parameters: { mu: Array.from({ length: members }, (_, i) => 0.2 * i) } };

const search = { goal: "minimize", start: Array<number>(1).fill(0.5), seed: 3, stepSize: 0.2, populationSize: 6 } as const;
const generation = {
  problem: { kind: "single-cell", options: { duration: 50 } },
  tensors: [{ offset: 0, length: 1 }],
  batch: { set: "training", seed: 4, index: 0 },
  size: 6,
} as const;

describe.skipIf(!chromium)("workers in Chromium", () => {
  it("start in a page without a bundler and give Node's bits, and typed errors", async () => {
    const site = await serve(root, { "/": plainPage("") });
    const script = `Promise.all([import("microcircuit"), import("microcircuit/parallel")]).then(async ([main, parallel]) => {
      const pool = await parallel.createWorkerPool({ threads: 2 });
      const { states } = await pool.solveEnsemble(main.testProblems.vanDerPol(), ${JSON.stringify(options)});
      const wrong = { cells: 3, current: 40, dt: 0.1, duration: 0.25 };
      const error = await pool.runMorrisLecarEnsemble(wrong).catch((thrown) => thrown);
      const core = await main.load();
      const strategy = main.createStrategy(core, "openai-es", ${JSON.stringify(search)});
      const request = { ...${JSON.stringify(generation)}, sampler: strategy.sampler(), parameters: new Float64Array(${search.start.length}) };
      const { losses } = await pool.evaluatePopulation(request);
      await pool.terminate();
      return { states: Array.from(states), typed: error instanceof main.InputError, field: error.field, losses: Array.from(losses) };
    })`;
    try {
      const { states } = solveEnsemble(await testCore(), testProblems.vanDerPol(), options);
      const core = await testCore();
      const strategy = createStrategy(core, "openai-es", search);
      const request = { ...generation, parameters: new Float64Array(search.start.length) };
      const problem = createTrainingProblem(core, generation.problem);
      const { losses } = allOf(evaluateMembers(problem, (member) => strategy.candidate(member), request, 0, generation.size));
      const answer = { states: Array.from(states), typed: true, field: "duration", losses: Array.from(losses) };
      expect(await evaluateInPage(site.url, script)).toEqual(answer);
    } finally {
      await site.close();
    }
  });
});
