import { describe, expect, it } from "vitest";
import { buffersOf, TrainingApi } from "../../lab/src/playgrounds/training/api.js";
import { type Settings, settingsOf } from "../../lab/src/playgrounds/training/settings.js";
import { makeJudge, makeProblem, measuredSets, trainerOptions } from "../../lab/src/playgrounds/training/setup.js";
import { Side } from "../../lab/src/playgrounds/training/side.js";
import { createTrainer } from "../../src/index.js";
import { testCore } from "../support/core.js";
import { curveOf, sides } from "./training-sides.js";

describe("the two sides", () => {
  const small: readonly Settings[] = [
    { ...settingsOf("cell", { seed: 3 }), budget: 90, population: 6 },
    { ...settingsOf("function"), budget: 300 },
    { ...settingsOf("spiral", { seed: 5 }), budget: 600 },
    { ...settingsOf("network", { seed: 2 }), budget: 36, population: 12 },
  ];

  it.each(small.flatMap((settings) => sides.map((side) => [settings.task, side, settings] as const)))(
    "%s, %s: the curve is that of a trainer in any program, to the bit",
    async (task, name, settings) => {
      const core = await testCore();
      const { curve, last } = curveOf(core, name, settings);
      const problem = makeProblem(core, settings);
      const judge = makeJudge(core, settings) ?? problem;
      const trainer = createTrainer(core, problem, trainerOptions(name, settings));
      for (let i = 0; i < curve.count; i++) {
        while (trainer.iteration < curve.iterations[i]!) trainer.step();
        const measured = judge.evaluate(trainer.parameters, { set: measuredSets[task], seed: settings.seed, index: 0 });
        expect(curve.losses[i]).toBe(measured.loss);
        expect(curve.accuracies[i]).toBe(measured.accuracy ?? Number.NaN);
        expect(curve.evaluations[i]).toBe(trainer.evaluations);
      }
      expect(last.iterations).toBe(curve.iterations[curve.count - 1]);
      trainer.dispose();
      if (judge !== problem) judge.dispose();
      problem.dispose();
    },
  );

  it("start at the same place", async () => {
    const core = await testCore();
    for (const settings of small) {
      const [a, b] = sides.map((name) => new Side(core, name, settings));
      expect(a!.trainer.parameters).toEqual(b!.trainer.parameters);
      expect(a!.snapshot(0).loss).toBe(b!.snapshot(0).loss);
      a!.dispose();
      b!.dispose();
    }
  });

  it("never pass the allowance or the budget, and say why they end", async () => {
    const core = await testCore();
    const settings = { ...settingsOf("function"), budget: 100, population: 12 };
    const side = new Side(core, "evolution", settings);
    side.advance(1000, 11);
    expect(side.trainer.evaluations).toBe(0);
    side.advance(1000, 25);
    expect(side.trainer.evaluations).toBe(24);
    side.advance(1000, Number.POSITIVE_INFINITY);
    expect(side.trainer.evaluations).toBe(96);
    expect(side.snapshot(0).finished).toBe("its budget is used up");
    side.dispose();
  });

  it("count the steps that go back", async () => {
    const core = await testCore();
    // f = a^2 + 100 b^2 by gradient descent at a rate of 0.009: along b, 1 - 0.009 * 200 = -0.8 times as far each time, to and fro; along a it creeps.
    const settings = {
      ...settingsOf("function", { landscape: "ellipsoid" }),
      optimiser: "sgd",
      rate: 0.009,
      budget: 100,
    } as const;
    const side = new Side(core, "gradient", settings);
    side.advance(1000, 45);
    const { turns, iterations } = side.snapshot(0);
    expect(iterations).toBe(15);
    expect(turns).toBe(14);
    side.dispose();
  });

  it("end where a strategy has nothing more to find", async () => {
    const core = await testCore();
    const stuck = { ...settingsOf("function", { landscape: "rastrigin" }), population: 10, sigma: 0.1 };
    expect(curveOf(core, "evolution", stuck).last.finished).toBe("the best values of many generations agree to 1e-12");
  });

  it("send a curve only where it has grown, and arrays of their own", async () => {
    const api = new TrainingApi();
    const module = new WebAssembly.Module(await (await import("node:fs/promises")).readFile("build/release.wasm"));
    const first = await api.start(module, "evolution", settingsOf("function"));
    expect(first.curve?.count).toBe(1);
    expect(api.advance(1, 0).curve).toBeUndefined();
    const next = api.advance(1000, 10);
    expect(next.curve?.count).toBe(2);
    // What is handed over is detached here: nothing of it may be needed again.
    structuredClone(next, { transfer: buffersOf(next) });
    expect(api.advance(1000, 20).curve?.count).toBe(3);
  });

  it("keep the core's memory as it is, however often they are started anew", async () => {
    const api = new TrainingApi();
    const module = new WebAssembly.Module(await (await import("node:fs/promises")).readFile("build/release.wasm"));
    const settings = { ...settingsOf("spiral"), budget: 1000 };
    const turn = async () => {
      await api.start(module, "evolution", settings);
      api.advance(30, Number.POSITIVE_INFINITY);
      return api.memoryBytes();
    };
    const first = await turn();
    for (let i = 0; i < 10; i++) expect(await turn()).toBe(first);
  });
});
