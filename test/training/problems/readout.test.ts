import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RandomStream } from "../../../src/random/index.js";
import { LinearReadout, type ReadoutSamples } from "../../../src/training/readout.js";
import { solveReadout } from "../../../src/training/readout-solve.js";
import { testCore } from "../../support/core.js";

const core = await testCore();

/** Random features, in windows of trials, with labels that follow from them but for some noise. */
function draw(seed: number, cells: number, windows: number, trials: number, noise: number): ReadoutSamples {
  const stream = new RandomStream(core, { seed });
  const features = stream.normals(windows * cells * trials);
  const doubts = stream.normals(windows * trials * 3);
  const labels = new Uint8Array(windows * trials).map((_, sample) => {
    const at = Math.floor(sample / trials) * cells * trials + (sample % trials);
    const scores = [0, 1, 2].map((k) => features[at + (k % cells) * trials]! + noise * doubts[3 * sample + k]!);
    return scores.indexOf(Math.max(...scores));
  });
  return { features, labels, trials };
}

/** Cross-entropy written down anew, in plain JavaScript. */
function plainCrossEntropy(weights: Float64Array, { features, labels, trials }: ReadoutSamples, classes: number, cells: number) {
  let sum = 0;
  labels.forEach((label, sample) => {
    const at = Math.floor(sample / trials) * cells * trials + (sample % trials);
    const logits = Array.from({ length: classes }, (_, k) => {
      let logit = weights[classes * cells + k]!;
      for (let i = 0; i < cells; i++) logit += weights[k * cells + i]! * features[at + i * trials]!;
      return logit;
    });
    sum += Math.log(logits.reduce((total, logit) => total + Math.exp(logit), 0)) - logits[label]!;
  });
  return sum / labels.length;
}

describe("linear read-out", () => {
  it("gives equal logits ln 3 and the accuracy of chance (13 of the verification list)", () => {
    const samples = draw(1, 4, 2, 10, 0.5);
    const { crossEntropy, accuracy } = new LinearReadout(core, 3, 4).judge(new Float64Array(15), samples);
    expect(Math.abs(crossEntropy - 1.098612288668)).toBeLessThan(1e-12);
    expect(accuracy).toBeCloseTo(1 / 3, 14); // a mean of twenty thirds
  });

  it("does not overflow, and a logit that is not finite counts as wrong", () => {
    const readout = new LinearReadout(core, 3, 1);
    const samples = { features: Float64Array.of(1, -1), labels: Uint8Array.of(0, 0), trials: 2 };
    const sure = readout.judge(Float64Array.of(1e5, 0, 0, 0, 0, 0), samples);
    // Trial 0: logits 1e5, 0, 0, answer 0; trial 1: -1e5, 0, 0
    expect(sure.crossEntropy).toBeCloseTo((1e5 + Math.log(2)) / 2, 9);
    expect(sure.accuracy).toBe(0.5);
    const gradient = new Float64Array(6);
    const broken = { ...samples, features: Float64Array.of(1, Number.NaN) };
    const judged = readout.judge(Float64Array.of(1, 0, 0, 0, 0, 0), broken, { weights: gradient });
    expect(judged).toEqual({ crossEntropy: Number.NaN, accuracy: 0.5 });
    expect(gradient.every(Number.isNaN)).toBe(true);
  });

  it("shares the credit of ties", () => {
    const readout = new LinearReadout(core, 3, 1);
    const samples = { features: Float64Array.of(1, 1), labels: Uint8Array.of(1, 2), trials: 2 };
    expect(readout.judge(Float64Array.of(1, 1, 0, 0, 0, 0), samples).accuracy).toBe(0.25);
  });

  it("has the gradients of finite differences (22 of the verification list)", () => {
    const [classes, cells, windows, trials] = [3, 5, 2, 7];
    const samples = draw(2, cells, windows, trials, 0.5);
    const readout = new LinearReadout(core, classes, cells);
    const weights = new RandomStream(core, { seed: 3 }).normals(readout.length);
    const byWeights = new Float64Array(readout.length);
    const byFeatures = new Float64Array(samples.features.length);
    const { crossEntropy } = readout.judge(weights, samples, { weights: byWeights, features: byFeatures });
    expect(crossEntropy).toBeCloseTo(plainCrossEntropy(weights, samples, classes, cells), 13);
    // Central differences of step h = 1e-5: rounding eps / h = 2e-11, truncation h^2 / 6 f''' of order 1e-11; the bound is the specification's.
    const h = 1e-5;
    const slope = (list: Float64Array, i: number) => {
      const kept = list[i]!;
      list[i] = kept + h;
      const up = plainCrossEntropy(weights, samples, classes, cells);
      list[i] = kept - h;
      const down = plainCrossEntropy(weights, samples, classes, cells);
      list[i] = kept;
      return (up - down) / (2 * h);
    };
    for (const [list, gradient] of [
      [weights, byWeights],
      [samples.features, byFeatures],
    ] as const) {
      for (let i = 0; i < list.length; i++) expect(Math.abs(gradient[i]! - slope(list, i))).toBeLessThan(1e-8);
    }
  });
});

describe("exact read-out (22 of the verification list)", () => {
  it("never raises the loss and ends at an optimum", () => {
    fc.assert(
      fc.property(
        fc.record({
          seed: fc.integer({ min: 0, max: 1e6 }),
          cells: fc.integer({ min: 1, max: 6 }),
          windows: fc.integer({ min: 1, max: 2 }),
          trials: fc.integer({ min: 2, max: 40 }),
          ridge: fc.constantFrom(0, 1e-6, 1e-2),
          scale: fc.constantFrom(0, 1, 30),
        }),
        ({ seed, cells, windows, trials, ridge, scale }) => {
          const samples = draw(seed, cells, windows, trials, 1);
          const readout = new LinearReadout(core, 3, cells);
          const start = new RandomStream(core, { seed, stream: 1 }).normals(readout.length).map((w) => scale * w);
          const penalty = (w: Float64Array) => (ridge / 2) * w.subarray(0, 3 * cells).reduce((sum, x) => sum + x * x, 0);
          const objective = (w: Float64Array) => readout.judge(w, samples).crossEntropy + penalty(w);
          const { weights, objective: reached } = solveReadout(core, readout, start, samples, { ridge });
          expect(reached).toBe(objective(weights));
          expect(reached).toBeLessThanOrEqual(objective(start));
          expect(reached).toBeLessThanOrEqual(objective(new Float64Array(readout.length)) + 1e-12);
          const gradient = new Float64Array(readout.length);
          readout.judge(weights, samples, { weights: gradient });
          for (let i = 0; i < 3 * cells; i++) gradient[i]! += ridge * weights[i]!;
          // Newton converges quadratically to the search's own 1e-10, or to where the loss no longer changes in f64: sqrt(eps) = 1.5e-8.
          expect(Math.max(...gradient.map(Math.abs))).toBeLessThan(1e-7);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds the same read-out from any start, and a larger ridge a smaller one", () => {
    const samples = draw(5, 4, 1, 300, 1);
    const readout = new LinearReadout(core, 3, 4);
    const far = new RandomStream(core, { seed: 9 }).normals(readout.length);
    const [a, b] = [new Float64Array(readout.length), far].map((start) =>
      solveReadout(core, readout, start, samples, { ridge: 1e-3 }),
    );
    // Gradients below 1e-10 over a curvature of at least the ridge
    for (let i = 0; i < 12; i++) expect(Math.abs(a!.weights[i]! - b!.weights[i]!)).toBeLessThan(1e-6);
    const size = (weights: Float64Array) => weights.subarray(0, 12).reduce((sum, w) => sum + w * w, 0);
    const strong = solveReadout(core, readout, far, samples, { ridge: 1 });
    expect(size(strong.weights)).toBeLessThan(size(a!.weights));
  });

  it("refuses features that are not finite and a negative ridge", () => {
    const samples = draw(5, 2, 1, 5, 1);
    const readout = new LinearReadout(core, 3, 2);
    const start = new Float64Array(readout.length);
    expect(() => solveReadout(core, readout, start, samples, { ridge: -1 })).toThrow(/ridge/);
    const features = Float64Array.from(samples.features).fill(Number.NaN, 3, 4);
    expect(() => solveReadout(core, readout, start, { ...samples, features }, { ridge: 0 })).toThrow(/features\[3\]/);
  });
});
