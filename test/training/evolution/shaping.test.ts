import { describe, expect, it } from "vitest";
import { centeredRanks, createStrategy, nesUtilities, type StrategyName, separableNesRate } from "../../../src/index.js";
import { testCore } from "../../support/core.js";

/** Strategies whose centre follows shaped losses. */
const shaped: [StrategyName, object][] = [
  ["openai-es", {}],
  ["pgpe", {}],
  ["snes", {}],
  ["xnes", {}],
  ["augmented-random-search", {}],
  ["smoothed-gradient", { estimator: "baseline" }],
  ["smoothed-gradient", { estimator: "regression" }],
  ["smoothed-gradient", { estimator: "antithetic" }],
  ["guided-es", {}],
];

describe("NES utilities", () => {
  it("of ten candidates are those of the table", async () => {
    const u = nesUtilities(await testCore(), 10);
    // Twelve decimals are given.
    expect(Math.abs(u[0]! - 0.329544041987)).toBeLessThan(1e-11);
    expect(Math.abs(u[1]! - 0.163373723513)).toBeLessThan(1e-11);
    expect(Math.abs(u.reduce((sum, value) => sum + value, 0))).toBeLessThan(1e-15);
    for (let k = 1; k <= 10; k++) if (Math.log(6) <= Math.log(k)) expect(u[k - 1]).toBe(-0.1);
  });

  it("come with a rate of 0.3353649276 for ten parameters", async () => {
    expect(Math.abs(separableNesRate(await testCore(), 10) - 0.3353649276)).toBeLessThan(1e-9); // ten decimals are given
  });
});

describe("centered ranks", () => {
  it("run from -1/2 to 1/2 and share ties", async () => {
    const core = await testCore();
    expect(Array.from(centeredRanks(core, [30, 10, 20]))).toEqual([0.5, -0.5, 0]);
    expect(Array.from(centeredRanks(core, [1, 0, 1, 2, 1]))).toEqual([0, -0.5, 0, 0.5, 0]);
    expect(Array.from(centeredRanks(core, [7, 7, 7, 7]))).toEqual([0, 0, 0, 0]);
    expect(Array.from(centeredRanks(core, [5]))).toEqual([0]);
  });

  it("put NaN last, after infinity", async () => {
    const core = await testCore();
    expect(Array.from(centeredRanks(core, [Number.NaN, 1, Number.POSITIVE_INFINITY]))).toEqual([0.5, -0.5, 0]);
    expect(Array.from(centeredRanks(core, [Number.NaN, Number.NaN, 1]))).toEqual([0.25, 0.25, -0.5]);
    expect(Array.from(centeredRanks(core, [Number.NaN, Number.NaN]))).toEqual([0, 0]);
  });

  it("agree with sorting for many losses", async () => {
    const core = await testCore();
    const losses = Array.from({ length: 1001 }, (_, i) => (i * 7919) % 101);
    const ranks = centeredRanks(core, losses);
    for (const i of [0, 1, 500, 1000]) {
      const below = losses.filter((loss) => loss < losses[i]!).length;
      const equal = losses.filter((loss) => loss === losses[i]!).length;
      expect(ranks[i]).toBe((below + (equal - 1) / 2) / 1000 - 0.5);
    }
  });
});

describe.each(shaped)("%s %o", (name, extra) => {
  const options = { goal: "minimize", start: [0.5, -1, 2], seed: 3, stepSize: 0.1, populationSize: 8, ...extra } as const;

  it("stays where it is, to the bit, when all values are equal", async () => {
    const strategy = createStrategy(await testCore(), name, options as never);
    for (let g = 0; g < 3; g++) strategy.tell(new Float64Array(8).fill(0.25));
    expect(Array.from(strategy.mean)).toEqual([0.5, -1, 2]);
    strategy.dispose();
  });

  it("stays where it is when all values are NaN, and counts them", async () => {
    const strategy = createStrategy(await testCore(), name, options as never);
    strategy.tell(new Float64Array(8).fill(Number.NaN));
    expect(Array.from(strategy.mean)).toEqual([0.5, -1, 2]);
    expect(strategy.notFinite).toBe(8);
    expect(strategy.log()).toMatch(/NaN 8/);
    strategy.dispose();
  });

  it("goes on finite after one NaN", async () => {
    const strategy = createStrategy(await testCore(), name, options as never);
    strategy.tell([1, 2, Number.NaN, 4, 5, 6, 7, 8]);
    expect(strategy.mean.every(Number.isFinite)).toBe(true);
    expect(Array.from(strategy.mean)).not.toEqual([0.5, -1, 2]);
    expect(strategy.notFinite).toBe(1);
    strategy.dispose();
  });
});
