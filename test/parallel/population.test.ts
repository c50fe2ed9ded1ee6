import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { createSampler, createStrategy, InputError, loadSync, resumeStrategy, strategyNames } from "../../src/index.js";
import { createWorkerPool, WorkerError, type WorkerPool } from "../../src/parallel/index.js";
import { createTrainer, type TrainerOptions } from "../../src/training/trainer/index.js";
import { testCore } from "../support/core.js";
import { type ToyOptions, toyProblem } from "../support/toy-problem.js";

const core = await testCore();
const otherCore = loadSync();
const notices: string[] = [];
const onNotice = (text: string) => notices.push(text);
// Starting a worker takes a good part of a second.
const pools = await Promise.all([0, 1, 2, 8].map((threads) => createWorkerPool({ threads, onNotice })));
const [, one, two, eight] = pools as [WorkerPool, WorkerPool, WorkerPool, WorkerPool];
const folder = mkdtempSync(join(tmpdir(), "microcircuit-"));
afterAll(async () => {
  await Promise.all(pools.map((pool) => pool.terminate()));
  rmSync(folder, { recursive: true });
});

const trainerOf = (options: Partial<TrainerOptions> = {}, toy: Partial<ToyOptions> = {}) =>
  createTrainer(core, toyProblem(core, { inputs: 3, hidden: 4, trials: 12, limit: 0.9, ...toy }), {
    groups: [
      { tensors: ["Win"], method: "openai-es", stepSize: 0.2, populationSize: 10 },
      { tensors: ["b"], method: "cma-es", stepSize: 0.2 },
      { tensors: ["Wro"], method: "readout-gradient", optimiser: { kind: "adam", rate: 0.01 } },
    ],
    seed: 2n ** 63n + 1n,
    ...options,
  });
const stop = { iterations: 4 };
const without = (history: readonly { seconds: number }[]) => history.map((row) => ({ ...row, seconds: 0 }));

describe("what strategies hand to workers", () => {
  it.each(strategyNames)("%s: makes the same candidates, is no larger than needed, and follows", (name) => {
    const bounds = { lower: -2, upper: 2 };
    for (const given of [{}, { bounds }]) {
      const strategy = createStrategy(core, name, {
        goal: "minimize",
        start: [0.3, 1, -1],
        seed: 5,
        stepSize: 0.2,
        ...given,
      } as never);
      const turn = () => strategy.tell(strategy.ask().map((x) => x.reduce((sum, value) => sum + (value - 0.5) ** 2, 0)));
      turn();
      const state = strategy.sampler();
      const sampler = createSampler(otherCore, structuredClone(state));
      const expectSame = () => {
        for (let member = strategy.populationSize - 1; member >= 0; member--)
          expect(sampler.candidate(member)).toEqual(strategy.candidate(member));
      };
      expectSame();
      turn();
      sampler.follow(structuredClone(strategy.sampler()));
      expectSame();
      if (["openai-es", "smoothed-gradient", "augmented-random-search"].includes(name))
        expect(Object.keys(state.vectors)).toEqual(["centre"]);
      strategy.dispose();
    }
  });

  it("does not change how the strategy goes on", () => {
    const strategy = createStrategy(core, "snes", { goal: "minimize", start: [1, 2], seed: 5, stepSize: 0.2 });
    const copy = resumeStrategy(core, strategy.save());
    strategy.sampler();
    expect(JSON.stringify(strategy.save())).toBe(JSON.stringify(copy.save()));
  });
});

describe("a trainer over workers", () => {
  it("gives the same bits with 0, 1, 2, 4 and 8 of them, whatever the pieces, and in one thread", async () => {
    const alone = trainerOf();
    const expected = alone.run({ stop });
    for (const pool of pools) {
      const result = await trainerOf().runAsync({ stop, pool });
      expect(result.parameters).toEqual(expected.parameters);
      expect(without(result.history)).toEqual(without(expected.history));
    }
    // Ten candidates in pieces of 3 go to four of eight workers.
    for (const [from, chunk] of [
      [eight, 3],
      [two, 1],
      [two, 10],
    ] as const) {
      const pool = { evaluatePopulation: (request: never) => from.evaluatePopulation(request, { chunk }) };
      expect((await trainerOf().runAsync({ stop, pool })).parameters).toEqual(expected.parameters);
    }
    expect((await trainerOf().runAsync({ stop })).parameters).toEqual(expected.parameters);
  });

  it("does the work of a worker that ended again, says so, and gives the same bits", async () => {
    const deaths = ["a", "b"].map((name) => join(folder, name));
    const expected = trainerOf({}, { deaths }).run({ stop });
    notices.length = 0;
    const result = await trainerOf({}, { deaths }).runAsync({ stop, pool: two });
    expect(result.parameters).toEqual(expected.parameters);
    expect(notices.length).toBeGreaterThanOrEqual(1); // one for each file, unless both workers came to it at the same time
    expect(notices[0]).toMatch(/^A worker ended unexpectedly \(.+\); another one takes its place/);
  });

  it("gives up on work that ends every worker, with a typed error, and works on", async () => {
    const deaths = Array.from({ length: 40 }, (_, k) => join(folder, `again-${k}`));
    const trainer = trainerOf({}, { deaths });
    const error = await trainer.runAsync({ stop, pool: one }).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(WorkerError);
    expect(error).toMatchObject({ code: "worker", attempts: 4 });
    expect(trainer.iteration).toBe(0);
    const result = await trainerOf().runAsync({ stop, pool: one });
    expect(result.parameters).toEqual(trainerOf().run({ stop }).parameters);
  });

  it("ends when its signal says so, stands at a whole iteration, and goes on to the same bits", async () => {
    const guided = {
      tensors: ["Win"],
      method: "guided-es",
      stepSize: 0.2,
      populationSize: 10,
      directions: 2,
      guide: { window: 2 },
    } as const;
    for (const pool of [two, undefined]) {
      const controller = new AbortController();
      const trainer = trainerOf({ groups: [guided] }, { work: 2 });
      const onProgress = ({ iteration }: { iteration: number }) => {
        if (iteration === 2) setTimeout(() => controller.abort("enough"), 5); // in the middle of the third
      };
      const given = { stop: { iterations: 1000 }, onProgress, signal: controller.signal, ...(pool ? { pool } : {}) };
      const error = await trainer.runAsync(given).catch((thrown) => thrown);
      expect(error).toMatchObject({ name: "AbortError", code: "aborted", cause: "enough" });
      expect(trainer.history.length).toBe(trainer.iteration);
      const end = { iterations: trainer.iteration + 2 };
      const whole = trainerOf({ groups: [guided] }, { work: 2 }).run({ stop: end });
      expect(trainer.run({ stop: end }).parameters).toEqual(whole.parameters);
    }
  });

  it("tells what is wrong with a problem that workers cannot make", async () => {
    const problem = toyProblem(core, { inputs: 3, hidden: 4, trials: 12 });
    const group = { tensors: ["Win"], method: "openai-es", stepSize: 0.2 } as const;
    const run = (description: object) =>
      createTrainer(core, { ...problem, description: description as never }, { groups: [group], seed: 1 }).runAsync({
        stop,
        pool: two,
      });
    await expect(run({ kind: "mine", options: {} })).rejects.toBeInstanceOf(InputError);
    await expect(run({ kind: "mine", options: {} })).rejects.toMatchObject({ field: "description.kind" });
    await expect(run({ kind: "toy", options: {}, module: new URL("./core.ts", import.meta.url).href })).rejects.toThrow(/core/);
  });
});
