import { describe, expect, it } from "vitest";
import { type GradientMethod, SmoothedGradient } from "../../../src/index.js";
import { lossLandscape, smoothedLandscape, totalVariation } from "../../../src/training/landscape.js";
import { createTrainingProblem } from "../../../src/training/problems/registry.js";
import { SingleCellProblem } from "../../../src/training/problems/single-cell.js";
import { testCore } from "../../support/core.js";

const core = await testCore();
const at55 = new SingleCellProblem(core, { leakReversal: -55 });
const batch = { set: "training", seed: 1, index: 0 } as const;

describe("single cell", () => {
  it("has the losses of the specification", () => {
    const losses = at55.evaluateMany([0.1, 0.25, 0.5], 0);
    // Values and tolerance of the specification
    [0, 0.008, 0.226].forEach((expected, i) => {
      expect(Math.abs(losses[i]! - expected)).toBeLessThan(0.004);
    });
  });

  it("gives a candidate the same loss alone and among others, and in any thread", () => {
    const weights = Array.from({ length: 7 }, (_, i) => 0.3 + 0.1 * i);
    const together = at55.evaluateMany(weights, 0);
    const again = createTrainingProblem(core, JSON.parse(JSON.stringify(at55.description)));
    weights.forEach((weight, i) => {
      expect(again.evaluate(Float64Array.of(weight), batch).loss).toBe(together[i]);
    });
  });

  it("is the mean output of voltages at whole milliseconds", () => {
    // logistic(100 (V - 20)) of 19, 20, 20.01 and 300 mV: 0, 1/2, 1 / (1 + 1/e), 1; its slope is 100 y (1 - y)
    const { loss, gradient } = at55.lossOf(Float64Array.of(19, 20, 20.01, 300));
    const third = 1 / (1 + Math.exp(-1));
    expect(loss).toBeCloseTo((0.5 + third + 1) / 4, 12); // 100 x 0.01 mV is 1 to 4e-14
    expect(gradient[1]).toBe(25 / 4);
    expect(gradient[2]).toBeCloseTo((100 * third * (1 - third)) / 4, 10);
    expect([gradient[0]! < 1e-40, gradient[3]]).toEqual([true, 0]);
  });

  it("draws EL once for each seed", () => {
    const problem = new SingleCellProblem(core);
    const values = Array.from({ length: 200 }, (_, seed) => problem.leakReversal(seed));
    expect(problem.leakReversal(3)).toBe(values[3]);
    const mean = values.reduce((sum, value) => sum + value, 0) / 200;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 199;
    expect(Math.abs(mean + 55)).toBeLessThan(0.71); // 4 standard errors: 4 x 2.5 / sqrt(200)
    expect(Math.abs(variance / 6.25 - 1)).toBeLessThan(0.4); // 4 standard errors: 4 sqrt(2 / 199)
  });

  it("gives a diverging candidate NaN and others their losses", () => {
    const [diverged, fine] = at55.evaluateMany([1e7, 0.25], 0);
    expect(diverged).toBeNaN();
    expect(fine).toBe(at55.evaluateMany([0.25], 0)[0]);
    expect(at55.evaluate(Float64Array.of(1e7), batch)).toEqual({ loss: Number.NaN, failed: 1 });
  });

  it("refuses what it cannot run", () => {
    const request = { method: "backpropagation", tensors: ["V"] } as const;
    expect(() => at55.gradient(Float64Array.of(0.7), batch, request)).toThrow(/request\.tensors/);
    expect(() => new SingleCellProblem(core, { dt: 0.3 })).toThrow(/dt.*divided by a whole number/);
    expect(() => new SingleCellProblem(core, { tolerance: 0 })).toThrow(/tolerance/);
    expect(() => new SingleCellProblem(core, { surrogateSlope: 0 })).toThrow(/surrogateSlope/);
  });
});

describe("gradients of the single cell", () => {
  const options = { leakReversal: -55, duration: 20 } as const;
  const short = new SingleCellProblem(core, options);
  // The loss is a staircase: a W on the slope of one of its steps, where the output of some millisecond is neither 0 nor 1.
  const grid = Float64Array.from({ length: 4001 }, (_, i) => 0.4 + 1e-4 * i);
  const W = grid[short.evaluateMany(grid, 1).findIndex((loss) => Math.abs(((20 * loss) % 1) - 0.5) < 0.2)]!;
  const byW = (problem: SingleCellProblem, method: GradientMethod, more = {}) =>
    problem.gradient(Float64Array.of(W), batch, { method, tensors: ["W"], ...more });

  it("by backpropagation are differences of the loss, with any checkpoints the same bits", () => {
    const result = byW(short, "backpropagation");
    expect(Math.abs(result.gradient[0]!)).toBeGreaterThan(1);
    const at = (h: number) => short.evaluate(Float64Array.of(W + h), batch).loss;
    const slope = (h: number) => (at(h) - at(-h)) / (2 * h);
    const h = 1e-7; // extrapolated: error of order h^4; rounding 1e-16 / h
    expect(Math.abs((4 * slope(h) - slope(2 * h)) / 3 / result.gradient[0]! - 1)).toBeLessThan(1e-6);
    expect(Math.abs(result.loss - at(0))).toBeLessThan(1e-9); // other roundings of the ensemble, times the slope of the output
    expect(byW(short, "backpropagation", { checkpoints: "uniform" })).toEqual(result);
    expect(byW(short, "truncated-backpropagation", { window: 400 })).toEqual(result);
    expect(() => byW(short, "truncated-backpropagation")).toThrow(/request\.window/);
  });

  it("by continuous methods agree with backpropagation to the error of the steps", () => {
    const fine = new SingleCellProblem(core, { ...options, tolerance: 1e-8 });
    const exact = byW(fine, "backpropagation").gradient[0]!;
    for (const method of ["interpolating-adjoint", "forward-sensitivity"] as const)
      expect(Math.abs(byW(fine, method).gradient[0]! / exact - 1), method).toBeLessThan(1e-4); // 1e-8 mV times the output's curvature, 1e2 / mV, and growth
    // Between two kept states errors grow over 1 ms alone.
    expect(Math.abs(byW(fine, "backsolve-adjoint").gradient[0]! / exact - 1)).toBeLessThan(1e-3);
  });

  it("by the released code's adjoint are another thing than the derivative of the computed loss", () => {
    const released = new SingleCellProblem(core, { tolerance: 1e-3 });
    const [backsolve, exact] = (["backsolve-adjoint", "backpropagation"] as const).map((method) =>
      Math.abs(released.gradient(released.initial(1), batch, { method, tensors: ["W"] }).gradient[0]!),
    );
    // Measured: 0.118 and 4.5e-7. The edge of a spike between two steps is where they differ.
    expect(backsolve! / exact!).toBeGreaterThan(1000);
  });

  it("take the surrogate's slope for the output's", () => {
    const voltages = Float64Array.of(19, 20, 24);
    const { loss, gradient } = new SingleCellProblem(core, { surrogateSlope: 25 }).lossOf(voltages);
    expect(loss).toBe(at55.lossOf(voltages).loss);
    expect([...gradient]).toEqual([1 / 3 / 26 ** 2, 1 / 3, 1 / 3 / 101 ** 2]);
  });

  it("with Bogacki-Shampine steps as in the released code: the loss is near that of fine steps", () => {
    const coarse = new SingleCellProblem(core, { leakReversal: -55, tolerance: 1e-3 });
    const weights = [0.1, 0.25, 0.5];
    const losses = at55.evaluateMany(weights, 0);
    coarse.evaluateMany(weights, 0).forEach((loss, i) => {
      expect(Math.abs(loss - losses[i]!)).toBeLessThan(0.004); // the tolerance that the specification has for these losses
    });
    expect(coarse.evaluate(Float64Array.of(1e7), batch)).toMatchObject({ loss: Number.NaN, failed: 1 });
  });
});

describe("evolution on the single cell (17 of the verification list)", () => {
  // The estimator as the released code has it: S = 100, sigma = 0.2, gradient descent from W = 0.5.
  const train = (seed: number, rate: number, iterations: number): number => {
    const problem = new SingleCellProblem(core);
    const strategy = new SmoothedGradient(core, {
      goal: "minimize",
      start: problem.initial(seed),
      seed,
      stepSize: 0.2,
      populationSize: 100,
      estimator: "plain",
      optimiser: { kind: "sgd", rate },
    });
    try {
      for (let i = 0; i < iterations; i++) {
        const weights = strategy.ask().map(([weight]) => weight!);
        const losses = problem.evaluateMany(weights, seed);
        if (losses[0]! <= 0.01) return losses[0]!; // candidate 0 is the centre
        strategy.tell(losses);
      }
      return problem.evaluate(strategy.mean, { ...batch, seed }).loss;
    } finally {
      strategy.dispose();
    }
  };
  const seeds = [1, 2, 3, 4, 5];

  it("reaches 0.01 within 5 iterations at rate 0.3 for 4 of 5 seeds", () => {
    expect(seeds.filter((seed) => train(seed, 0.3, 5) <= 0.01).length).toBeGreaterThanOrEqual(4);
  });

  it("is still above 0.15 after 15 iterations at rate 0.01", () => {
    for (const seed of [1, 2]) expect(train(seed, 0.01, 15)).toBeGreaterThan(0.15);
  });
});

describe("loss landscape (18 of the verification list)", () => {
  const losses = (at: Float64Array) => at55.evaluateMany(at, 0);
  const grid = { from: 0.5, to: 1.5, spacing: 1e-3 };

  it("is made smooth by a Gaussian", () => {
    const raw = lossLandscape(losses, grid);
    const smooth = smoothedLandscape(core, losses, grid, 0.05);
    expect(raw.at).toHaveLength(1001);
    // Bound of the specification, which measured about 300
    expect(totalVariation(raw.slope) / totalVariation(smooth.slope)).toBeGreaterThan(50);
    // The slope is that of the smoothed loss: central differences of spacing h err by h^2 / 6 L''' with L''' at most 2 max L / s^3 = 8e3 by the
    // derivatives of a Gaussian (1.4e-3), quadrature by less.
    for (let i = 1; i < 1000; i++) {
      const difference = (smooth.loss[i + 1]! - smooth.loss[i - 1]!) / 2e-3;
      expect(Math.abs(smooth.slope[i]! - difference)).toBeLessThan(1.4e-3);
    }
  });

  it("leaves straight lines as they are and smooths a step to the normal distribution", () => {
    const line = smoothedLandscape(core, (at) => at.map((x) => 3 - 2 * x), { from: -1, to: 1, spacing: 0.1 }, 0.5);
    for (let i = 0; i < 21; i++) {
      expect(line.loss[i]).toBeCloseTo(3 - 2 * line.at[i]!, 13);
      expect(line.slope[i]).toBeCloseTo(-2, 12);
    }
    const step = smoothedLandscape(core, (at) => at.map((x) => (x > 5e-4 ? 1 : 0)), { from: -0.2, to: 0.2, spacing: 1e-3 }, 0.1);
    // At x = 0 half of the mass less half a cell; the density there is 1 / (0.1 sqrt(2 pi)) = 3.98942280. Midpoint errors: (h / s)^2 / 24 = 4e-6.
    expect(Math.abs(step.loss[200]! - (0.5 - 5e-4 * 3.9894228))).toBeLessThan(1e-5);
    expect(Math.abs(step.slope[200]! / 3.9894228 - 1)).toBeLessThan(2e-5);
  });

  it("refuses grids and widths that make no sense", () => {
    expect(() => lossLandscape(losses, { ...grid, to: 0.5 })).toThrow(/grid\.to/);
    expect(() => smoothedLandscape(core, losses, grid, 3e-3)).toThrow(/standardDeviation/);
  });
});
