import { describe, expect, it } from "vitest";
import { solveEnsemble, testProblems } from "../../src/index.js";
import { chromium, evaluateInPage, plainPage, serve } from "../support/browser.js";
import { testCore } from "../support/core.js";
import { root } from "../support/package.js";

const members = 50;
const options = { members, end: 20, parameters: { mu: Array.from({ length: members }, (_, i) => 0.2 * i) } };

describe.skipIf(!chromium)("workers in Chromium", () => {
  it("start in a page without a bundler and give Node's bits, and typed errors", async () => {
    const site = await serve(root, { "/": plainPage("") });
    const script = `Promise.all([import("microcircuit"), import("microcircuit/parallel")]).then(async ([main, parallel]) => {
      const pool = await parallel.createWorkerPool({ threads: 2 });
      const { states } = await pool.solveEnsemble(main.testProblems.vanDerPol(), ${JSON.stringify(options)});
      const wrong = { cells: 3, current: 40, dt: 0.1, duration: 0.25 };
      const error = await pool.runMorrisLecarEnsemble(wrong).catch((thrown) => thrown);
      await pool.terminate();
      return { states: Array.from(states), typed: error instanceof main.InputError, field: error.field };
    })`;
    try {
      const { states } = solveEnsemble(await testCore(), testProblems.vanDerPol(), options);
      const answer = { states: Array.from(states), typed: true, field: "duration" };
      expect(await evaluateInPage(site.url, script)).toEqual(answer);
    } finally {
      await site.close();
    }
  });
});
