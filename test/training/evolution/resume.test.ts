import { describe, expect, it } from "vitest";
import {
  createStrategy,
  loadSync,
  resumeStrategy,
  SnapshotError,
  type StrategyState,
  strategyNames,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { functions } from "./support.js";

const options = {
  goal: "minimize",
  start: [0.3, -0.2, 0.1, 0.4, 0],
  seed: 9,
  stepSize: 0.2,
  bounds: { lower: -2, upper: [Infinity, 3, 3, 3, 3] },
} as const;

describe.each(strategyNames)("%s", (name) => {
  it("goes on from a saved state, through JSON and in another core, with the same bits", async () => {
    const whole = createStrategy(await testCore(), name, options as never);
    for (let g = 0; g < 12; g++) whole.tell(whole.ask().map(functions.rosenbrock));
    const text = JSON.stringify(whole.save());
    const other = resumeStrategy(loadSync(), JSON.parse(text) as StrategyState);
    for (let g = 0; g < 12; g++) {
      const candidates = whole.ask();
      expect(other.ask()).toEqual(candidates);
      whole.tell(candidates.map(functions.rosenbrock));
      other.tell(candidates.map(functions.rosenbrock));
    }
    expect(JSON.stringify(other.save())).toBe(JSON.stringify(whole.save()));
    expect(other.log()).toBe(whole.log());
    whole.dispose();
  });

  it.each([1, 2, 4, 8])("gives the same bits with %i workers that make their own candidates", async (workers) => {
    const core = await testCore();
    const alone = createStrategy(core, name, options as never);
    const shared = createStrategy(core, name, options as never);
    for (let g = 0; g < 4; g++) {
      alone.tell(alone.ask().map(functions.rosenbrock));
      const values = new Float64Array(shared.populationSize);
      // Each worker has a copy of the state and takes every `workers`-th member, in its own order.
      const state = shared.save();
      for (let w = workers - 1; w >= 0; w--) {
        const copy = resumeStrategy(core, state);
        for (let member = w; member < values.length; member += workers)
          values[member] = functions.rosenbrock(copy.candidate(member));
        copy.dispose();
      }
      shared.tell(values);
    }
    expect(JSON.stringify(shared.save())).toBe(JSON.stringify(alone.save()));
    alone.dispose();
    shared.dispose();
  });

  it("maximizes what it minimizes with the sign turned, bit for bit", async () => {
    const core = await testCore();
    const down = createStrategy(core, name, options as never);
    const up = createStrategy(core, name, { ...options, goal: "maximize" } as never);
    for (let g = 0; g < 5; g++) {
      down.tell(down.ask().map(functions.sphere));
      up.tell(up.ask().map((x) => -functions.sphere(x)));
    }
    expect(up.mean).toEqual(down.mean);
    expect(up.bestValue).toBe(-down.bestValue);
    down.dispose();
    up.dispose();
  });

  it("gives its memory back, and lowers the sphere", async () => {
    const core = await testCore();
    const before = core.memory.buffer.byteLength;
    for (let k = 0; k < 40; k++)
      createStrategy(core, name, { ...options, start: new Float64Array(60), bounds: { lower: -1 } } as never).dispose();
    expect(core.memory.buffer.byteLength - before).toBeLessThan(2 * 1024 * 1024);
    const strategy = createStrategy(core, name, { ...options, start: [1, 1, 1], bounds: undefined } as never);
    for (let g = 0; g < 300; g++) strategy.tell(strategy.ask().map(functions.sphere));
    expect(strategy.bestValue).toBeLessThan(1);
    expect(functions.sphere(strategy.best)).toBe(strategy.bestValue);
    expect(functions.sphere(strategy.mean)).toBeLessThan(0.3);
    strategy.dispose();
    expect(() => strategy.ask()).toThrow(/disposed/);
  });
});

describe("a state", () => {
  it("of another version, core or kind is refused, and a damaged one", async () => {
    const core = await testCore();
    const strategy = createStrategy(core, "snes", options);
    const state = strategy.save();
    strategy.dispose();
    const refused = (changes: object): void =>
      expect(() => resumeStrategy(core, { ...state, ...changes } as StrategyState)).toThrow(SnapshotError);
    refused({ format: "other" });
    refused({ version: 2 });
    refused({ core: "0" });
    refused({ strategy: "unknown" });
    refused({ numbers: {} });
    refused({ vectors: { ...state.vectors, centre: "" } });
  });
});
