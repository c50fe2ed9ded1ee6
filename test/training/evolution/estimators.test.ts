import { describe, expect, it } from "vitest";
import { SmoothedGradient, type SmoothedGradientOptions } from "../../../src/index.js";
import { testCore } from "../../support/core.js";

type Estimator = NonNullable<SmoothedGradientOptions["estimator"]>;

/** Estimates of the gradient at `start`, one per generation: rate 0 leaves the centre where it is. */
async function estimates(
  f: (x: Float64Array) => number,
  start: number[],
  sigma: number,
  candidates: number,
  generations: number,
  estimator: Estimator = "antithetic",
): Promise<Float64Array[]> {
  const strategy = new SmoothedGradient(await testCore(), {
    goal: "minimize",
    start,
    seed: 11,
    stepSize: sigma,
    populationSize: candidates,
    estimator,
    optimiser: { kind: "sgd", rate: 0 },
  });
  const found = Array.from({ length: generations }, () => {
    strategy.tell(strategy.ask().map(f));
    return strategy.gradient;
  });
  strategy.dispose();
  return found;
}

/** Mean of component i, and its standard error. */
function meanOf(samples: readonly Float64Array[], i: number): { mean: number; error: number } {
  const mean = samples.reduce((sum, x) => sum + x[i]!, 0) / samples.length;
  const variance = samples.reduce((sum, x) => sum + (x[i]! - mean) ** 2, 0) / (samples.length - 1);
  return { mean, error: Math.sqrt(variance / samples.length) };
}

describe("the antithetic estimate", () => {
  it("of a linear function has a squared length of (n + 1 + P) / P on average", async () => {
    const slope = Array.from({ length: 20 }, (_, i) => Math.sin(i + 1));
    const f = (x: Float64Array): number => x.reduce((sum, value, i) => sum + slope[i]! * value, 0);
    const samples = await estimates(f, new Array(20).fill(0), 0.1, 20, 10_000);
    const squares = slope.reduce((sum, g) => sum + g * g, 0);
    const ratio = samples.reduce((sum, g) => sum + g.reduce((s, v) => s + v * v, 0), 0) / samples.length / squares;
    // The ratio of one draw has a deviation of about 1.2; of 10,000, 0.4 %. The bound of 2 % is five of them.
    expect(Math.abs(ratio / 3.1 - 1)).toBeLessThan(0.02);
  });

  it.each([0.01, 1, 10])("of a quadratic function is unbiased for sigma = %d", async (sigma) => {
    const f = (x: Float64Array): number => 0.5 * (x[0]! ** 2 + 4 * x[1]! ** 2 + x[0]! * x[1]!);
    const samples = await estimates(f, [1, -2], sigma, 8, 3000);
    for (const [i, expected] of [1 - 1, -8 + 0.5].entries()) {
      const { mean, error } = meanOf(samples, i);
      expect(Math.abs(mean - expected)).toBeLessThan(4 * error);
    }
  });

  it("of a cubic function is too large by 3 sigma^2", async () => {
    const f = (x: Float64Array): number => x.reduce((sum, value) => sum + value ** 3, 0);
    const samples = await estimates(f, [1, 0.5], 0.5, 8, 5000);
    for (const [i, at] of [1, 0.5].entries()) {
      const { mean, error } = meanOf(samples, i);
      expect(Math.abs(mean - (3 * at * at + 3 * 0.25))).toBeLessThan(4 * error);
    }
  });
});

describe("the other estimates", () => {
  const f = (x: Float64Array): number => 10 + 2 * x[0]! - 3 * x[1]!;

  it("plain and with a baseline have the gradient as their mean, times (S - 1) / S; the baseline lowers the variance", async () => {
    const plain = await estimates(f, [1, 1], 0.1, 20, 3000, "plain");
    const baseline = await estimates(f, [1, 1], 0.1, 20, 3000, "baseline");
    for (const samples of [plain, baseline]) {
      for (const [i, expected] of [2, -3].entries()) {
        const { mean, error } = meanOf(samples, i);
        // The centre is one of the S candidates and adds nothing.
        expect(Math.abs(mean - (expected * 19) / 20)).toBeLessThan(4 * error);
      }
    }
    expect(meanOf(baseline, 0).error).toBeLessThan(0.2 * meanOf(plain, 0).error);
  });

  it("by regression is exact for a linear function with enough candidates", async () => {
    const [g] = await estimates(f, [1, 1], 0.1, 6, 1, "regression");
    // Rounding of losses of 10, 1e-15, over sigma = 0.1; well-conditioned normal equations.
    expect(Math.abs(g![0]! - 2)).toBeLessThan(1e-11);
    expect(Math.abs(g![1]! + 3)).toBeLessThan(1e-11);
  });

  it("by regression with too few candidates is the part of the gradient in the span of the draws", async () => {
    const slope = [1, 2, 3, 4];
    const linear = (x: Float64Array): number => x.reduce((sum, value, i) => sum + slope[i]! * value, 0);
    const [g] = await estimates(linear, [0, 0, 0, 0], 0.1, 3, 1, "regression");
    // A projection p of s: p . s = |p|^2, and shorter than s.
    const along = g!.reduce((sum, value, i) => sum + value * slope[i]!, 0);
    const length = g!.reduce((sum, value) => sum + value * value, 0);
    expect(Math.abs(along / length - 1)).toBeLessThan(1e-10);
    expect(length).toBeLessThan(30);
  });
});
