import { afterAll, describe, expect, it } from "vitest";
import {
  createMorrisLecarEnsemble,
  type EnsembleOptions,
  functionModel,
  InputError,
  MemoryError,
  MicrocircuitError,
  morrisLecarModel,
  SolverError,
  solveEnsemble,
  testProblems,
} from "../../src/index.js";
import { errorFromData, errorToData } from "../../src/parallel/errors.js";
import { createWorkerPool, type PoolAbortError } from "../../src/parallel/index.js";
import { testCore } from "../support/core.js";
import { bitsOf } from "../support/same-bits.js";

const core = await testCore();
const one = await createWorkerPool({ threads: 1 });
const two = await createWorkerPool({ threads: 2 });
const here = await createWorkerPool({ threads: 0 });
afterAll(() => Promise.all([one, two, here].map((pool) => pool.terminate())));

const line = (members: number, from: number, to: number) =>
  Float64Array.from({ length: members }, (_, i) => from + ((to - from) * i) / members);

const vanDerPol: EnsembleOptions = {
  members: 201,
  parameters: { mu: line(201, 0.5, 8) },
  times: [1, 2.5, 10],
  relativeTolerance: 1e-7,
  events: [{ component: 0, crossing: "rising" }],
};

describe("a pool of workers", () => {
  it("gives the same bits whatever the number of workers and the pieces, and in this thread", async () => {
    const model = testProblems.vanDerPol();
    const alone = bitsOf(solveEnsemble(core, model, vanDerPol));
    for (const pool of [one, two, here]) {
      for (const pieces of [1, 2, 4, 8]) {
        const chunk = Math.ceil(vanDerPol.members / pieces);
        expect(bitsOf(await pool.solveEnsemble(model, { ...vanDerPol, chunk }))).toEqual(alone);
      }
      expect(bitsOf(await pool.solveEnsemble(model, vanDerPol))).toEqual(alone);
    }
  });

  it("solves cells that differ in their current as one thread does", async () => {
    const model = morrisLecarModel({ current: 45, parameters: "hopf", eventVoltage: -10 });
    const options: EnsembleOptions = {
      members: 33,
      parameters: { current: line(33, 80, 150) },
      end: 200,
      events: [{ function: 0, crossing: "rising", stopAfter: 3 }],
    };
    const alone = solveEnsemble(core, model, options);
    expect(alone.eventCount(32)).toBe(3);
    expect(bitsOf(await two.solveEnsemble(model, { ...options, chunk: 4 }))).toEqual(bitsOf(alone));
  });

  it("names members that fail as one thread does, with statistics", async () => {
    const model = testProblems.rober(); // explicit methods do not get far
    const options = { members: 9, parameters: { k1: line(9, 0, 0.04).map((k) => k + 1e-3) }, end: 10, method: "dopri5" } as const;
    const solution = await two.solveEnsemble(model, { ...options, maximumSteps: 3000, chunk: 2 });
    expect(bitsOf(solution)).toEqual(bitsOf(solveEnsemble(core, model, { ...options, maximumSteps: 3000 })));
    expect(solution.failures.length).toBeGreaterThan(0);
    for (const { member, error } of solution.failures) {
      expect(error).toBeInstanceOf(SolverError);
      expect(error.statistics.accepted + error.statistics.rejected).toBe(3000);
      expect(error.message.split(error.remedy)).toHaveLength(2); // once
      expect(solution.statistics.accepted[member]).toBe(error.statistics.accepted);
    }
  });

  it("tells how far it is", async () => {
    const seen: number[] = [];
    const onProgress = ({ members, fraction }: { members: number; fraction: number }) => {
      seen.push(members);
      expect(fraction).toBe(members / 201);
    };
    await two.solveEnsemble(testProblems.vanDerPol(), { ...vanDerPol, chunk: 40, onProgress });
    expect(seen).toHaveLength(6);
    expect(seen.at(-1)).toBe(201);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
  });

  it("ends when its signal says so, and works on", async () => {
    const controller = new AbortController();
    const options = { ...vanDerPol, members: 100_000, parameters: { mu: 1 }, chunk: 100, signal: controller.signal };
    const onProgress = () => controller.abort("enough");
    const error = await two.solveEnsemble(testProblems.vanDerPol(), { ...options, onProgress }).catch((thrown) => thrown);
    expect(error).toMatchObject({ name: "AbortError", code: "aborted", cause: "enough" });
    expect((error as PoolAbortError).members).toBeLessThan(100_000);
    await expect(two.solveEnsemble(testProblems.vanDerPol(), options)).rejects.toMatchObject({ name: "AbortError", members: 0 });
    const again = await two.solveEnsemble(testProblems.vanDerPol(), vanDerPol);
    expect(bitsOf(again)).toEqual(bitsOf(solveEnsemble(core, testProblems.vanDerPol(), vanDerPol)));
  });

  it("runs cells with fixed steps as one ensemble does, bit for bit", async () => {
    const cells = 77;
    const options = {
      cells,
      current: line(cells, 30, 120),
      initial: { voltage: line(cells, -60, 0), recovery: 0.1 },
      dt: 0.1,
      threshold: 0,
    } as const;
    for (const precision of ["f64", "f32"] as const) {
      const ensemble = createMorrisLecarEnsemble(core, { ...options, precision });
      const whole = ensemble.run(60, { every: 20, recovery: true });
      for (const [pool, chunk] of [
        [one, 77],
        [two, 10],
        [here, 4],
      ] as const) {
        // biome-ignore format: rows
        const run = { ...options, precision, duration: 60, every: 20, recovery: true, chunk };
        const split = await pool.runMorrisLecarEnsemble(run);
        expect(split.voltages).toEqual(whole.voltages);
        expect(split.recoveries).toEqual(whole.recoveries);
        expect(split.times).toEqual(whole.times);
        expect(split.finalVoltages).toEqual(ensemble.voltages);
        expect(split.finalRecoveries).toEqual(ensemble.recoveries);
        expect(split.spikeCounts).toEqual(ensemble.spikeCounts);
        expect(split.failures).toEqual([]);
      }
      ensemble.dispose();
    }
  });
});

describe("a pool refuses", () => {
  const model = testProblems.vanDerPol();

  it("functions of yours, and says why", async () => {
    const own = functionModel(() => true, { length: 1 });
    const promise = two.solveEnsemble(own, { members: 1, initial: [1], end: 1 });
    await expect(promise).rejects.toBeInstanceOf(InputError);
    await expect(promise).rejects.toThrow(/functions of yours cannot travel/);
  });

  it("bad options before anything is sent, by name", async () => {
    const bad: [object, string][] = [
      [{ members: 0 }, "members"],
      [{ members: 3, parameters: { nu: 1 } }, "parameters.nu"],
      [{ members: 3, chunk: 0 }, "chunk"],
      [{ members: 3, relativeTolerance: 1 }, "relativeTolerance"],
    ];
    for (const [options, field] of bad) {
      await expect(two.solveEnsemble(model, { end: 1, ...options } as never)).rejects.toMatchObject({ code: "input", field });
    }
    await expect(createWorkerPool({ threads: -1 })).rejects.toMatchObject({ field: "threads" });
    await expect(two.runMorrisLecarEnsemble({ cells: 3, current: [1, 2], dt: 0.1, duration: 1 })).rejects.toMatchObject({
      field: "current",
    });
  });

  it("what only a worker finds, with its type", async () => {
    const promise = two.runMorrisLecarEnsemble({ cells: 3, current: 40, dt: 0.1, duration: 0.25 });
    await expect(promise).rejects.toBeInstanceOf(InputError);
    await expect(promise).rejects.toMatchObject({ field: "duration", value: 0.25 });
  });

  it("work after its end", async () => {
    const pool = await createWorkerPool({ threads: 1 });
    await pool.terminate();
    await expect(pool.solveEnsemble(model, vanDerPol)).rejects.toMatchObject({ field: "pool" });
  });
});

describe("errors cross threads", () => {
  const statistics = {
    accepted: 1,
    rejected: 2,
    evaluations: 3,
    jacobians: 4,
    factorizations: 5,
    solves: 6,
    iterations: 7,
    switches: 8,
    stiffness: 9.5,
  };
  const errors = [
    new InputError("dt", -1, "a finite number > 0 (ms)"),
    new MemoryError("Too much.", 12),
    new SolverError("stiff", "It is stiff.", { time: 1.5, index: 2, value: 1e-9, remedy: "Relax.", statistics }),
    new RangeError("of JavaScript"),
  ];
  it.each(errors.map((error) => [error.constructor.name, error] as const))("%s", (_, error: Error) => {
    const back = errorFromData(structuredClone(errorToData(error)));
    expect(back.message).toBe(error.message);
    expect({ ...back }).toEqual({ ...error });
    if (!(error instanceof MicrocircuitError)) return;
    expect(back.constructor).toBe(error.constructor);
    expect(back.name).toBe(error.name);
  });
});
