import { describe, expect, it } from "vitest";
import { GuidedEs, minimize, OpenAiEs, type OptimiserOptions, type StrategyName } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { functions } from "./support.js";

describe("optimisers", () => {
  /** Two steps of the optimiser with the gradients that the strategy estimated, against `expected` of them. */
  async function twoSteps(optimiser: OptimiserOptions, expected: (g1: number, g2: number) => number): Promise<void> {
    const strategy = new OpenAiEs(await testCore(), {
      goal: "minimize",
      start: [0.5],
      seed: 2,
      stepSize: 0.1,
      populationSize: 8,
      optimiser,
    });
    const gradients: number[] = [];
    for (let g = 0; g < 2; g++) {
      strategy.tell(strategy.ask().map((x) => x[0]!));
      gradients.push(strategy.gradient[0]!);
    }
    // A few roundings of numbers below 1.
    expect(Math.abs(strategy.mean[0]! - expected(gradients[0]!, gradients[1]!))).toBeLessThan(1e-14);
    strategy.dispose();
  }

  it("gradient descent", () => twoSteps({ kind: "sgd", rate: 0.1 }, (g, h) => 0.5 - 0.1 * g - 0.1 * h));

  it("gradient descent with weight decay", () =>
    twoSteps({ kind: "sgd", rate: 0.1, weightDecay: 0.5 }, (g, h) => (0.5 * 0.95 - 0.1 * g) * 0.95 - 0.1 * h));

  it("momentum", () =>
    twoSteps({ kind: "momentum", rate: 0.1, momentum: 0.8 }, (g, h) => 0.5 - 0.1 * g - (0.8 * 0.1 * g + 0.1 * h)));

  it("RMSprop", () =>
    twoSteps({ kind: "rmsprop", rate: 0.1, decay: 0.9, epsilon: 1e-3 }, (g, h) => {
      const s = 0.1 * g * g;
      return 0.5 - (0.1 * g) / (Math.sqrt(s) + 1e-3) - (0.1 * h) / (Math.sqrt(0.9 * s + 0.1 * h * h) + 1e-3);
    }));

  it("Adam", () =>
    twoSteps({ kind: "adam", rate: 0.1 }, (g, h) => {
      const m = (0.9 * 0.1 * g + 0.1 * h) / (1 - 0.81);
      const s = (0.999 * 0.001 * g * g + 0.001 * h * h) / (1 - 0.999 ** 2);
      return 0.5 - (0.1 * g) / (Math.abs(g) + 1e-8) - (0.1 * m) / (Math.sqrt(s) + 1e-8);
    }));

  it("ClipUp", () =>
    twoSteps({ kind: "clipup", rate: 0.1, momentum: 0.5, maximumSpeed: 0.12 }, (g, h) => {
      const v = 0.1 * Math.sign(g);
      const w = 0.5 * v + 0.1 * Math.sign(h);
      return 0.5 - v - Math.sign(w) * Math.min(0.12, Math.abs(w));
    }));
});

describe("strategies that estimate gradients", () => {
  it.each([
    ["openai-es", { optimiser: { kind: "adam", rate: 0.03 } }],
    ["pgpe", {}],
    ["augmented-random-search", { kept: 8 }],
    ["smoothed-gradient", { estimator: "antithetic", optimiser: { kind: "adam", rate: 0.03 } }],
    ["smoothed-gradient", { estimator: "regression", optimiser: { kind: "adam", rate: 0.03 } }],
  ] as [StrategyName, object][])("%s %o lowers the sphere of 20 parameters a hundredfold", async (strategy, extra) => {
    const core = await testCore();
    for (let seed = 0; seed < 11; seed++) {
      const result = minimize(core, functions.sphere, new Float64Array(20).fill(1), {
        strategy,
        seed,
        stepSize: 0.05,
        stop: { evaluations: 32 * 400 },
        ...extra,
      } as never);
      expect(functions.sphere(result.mean)).toBeLessThan(0.2);
    }
  });

  it("PGPE lowers its deviations where a parameter matters and leaves those that do not", async () => {
    const core = await testCore();
    const result = minimize(core, (x) => 100 * x[0]! ** 2, [0, 0], {
      strategy: "pgpe",
      seed: 1,
      stepSize: 0.5,
      stop: { evaluations: 32 * 200 },
    });
    const state = Float64Array.from(
      new Float64Array(Uint8Array.from(atob(result.state.vectors.deviations!), (c) => c.charCodeAt(0)).buffer),
    );
    expect(state[0]).toBeLessThan(0.1);
    expect(state[1]! / state[0]!).toBeGreaterThan(5);
  });

  it("run the same bits under exp of the function where they use ranks", async () => {
    const core = await testCore();
    for (const strategy of ["openai-es", "pgpe", "snes", "xnes", "separable-cma-es", "limited-memory-ma-es"] as const) {
      const run = (g: (y: number) => number): Float64Array =>
        minimize(core, (x) => g(1 + functions.sphere(x)), [1, 0.5, -1], {
          strategy,
          seed: 3,
          stepSize: 0.1,
          stop: { evaluations: 640 },
        }).mean;
      const own = run((y) => y);
      expect(run((y) => Math.exp(y))).toEqual(own);
      expect(run((y) => y ** 3)).toEqual(own);
    }
  });
});

describe("guided ES", () => {
  const n = 100;
  const slope = Float64Array.from({ length: n }, (_, i) => Math.cos(i));
  const linear = (x: Float64Array): number => x.reduce((sum, value, i) => sum + slope[i]! * value, 0);

  async function similarity(guide: Float64Array | undefined): Promise<number> {
    const strategy = new GuidedEs(await testCore(), {
      goal: "minimize",
      start: new Float64Array(n),
      seed: 5,
      stepSize: 0.1,
      populationSize: 8,
      optimiser: { kind: "sgd", rate: 0 },
    });
    let sum = 0;
    for (let g = 0; g < 50; g++) {
      if (guide) strategy.guide(guide);
      strategy.tell(strategy.ask().map(linear));
      const estimate = strategy.gradient;
      const dot = estimate.reduce((s, value, i) => s + value * slope[i]!, 0);
      sum += dot / Math.sqrt(estimate.reduce((s, v) => s + v * v, 0) * slope.reduce((s, v) => s + v * v, 0));
    }
    strategy.dispose();
    return sum / 50;
  }

  it("estimates the gradient better along a biased guide than without", async () => {
    const biased = slope.map((value, i) => value + 0.7 * Math.sin(3 * i));
    const without = await similarity(undefined);
    // Four pairs in 100 dimensions: sqrt(4 / 103) = 0.2.
    expect(without).toBeGreaterThan(0.1);
    expect(without).toBeLessThan(0.3);
    expect(await similarity(biased)).toBeGreaterThan(2 * without);
  });
});
