import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  convolutionalFrame,
  DirectCircuit,
  GainCircuit,
  mercedesBenzFrame,
  optimalGains,
  RandomStream,
  randomFrame,
  spectralFrame,
  symmetricEigen,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { covarianceFrom, inverted, largestDifference, multiplied, outputOf, recurrent, transposeOf } from "./gain-support.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});
const stream = (seed: number) => new RandomStream(core, { seed });
const covarianceOf = (n: number, seed: number) => covarianceFrom(stream(seed).normals(n * n), n);

/** x - W (g o z) - alpha y = 0 and g + eta (z^2 - 1), in plain arithmetic. */
function plainStep(weights: ArrayLike<number>, gains: ArrayLike<number>, leak: number, eta: number, x: ArrayLike<number>) {
  const k = gains.length;
  const n = x.length;
  const y = multiplied(inverted(recurrent(weights, gains, leak), n), x, n, n, 1);
  const z = multiplied(transposeOf(weights, n, k), y, k, n, 1);
  return { y, z, gains: Array.from(gains, (g, i) => g + eta * (z[i]! ** 2 - 1)) };
}

describe("one step", () => {
  it.each([
    [2, 3, 1],
    [3, 6, 0.5],
    [5, 4, 1],
    [7, 28, 2],
    [1, 1, 0.1],
  ])("N = %i, K = %i, alpha = %f agrees with plain arithmetic", (n, k, leak) => {
    const frame = randomFrame(n, k, stream(n));
    const gains = stream(k).uniforms(k);
    const circuit = new GainCircuit(core, { frame, learningRate: 0.03, leak, gains });
    let expected: number[] = [...gains];
    for (let t = 0; t < 5; t++) {
      const x = stream(100 + t).normals(n);
      const plain = plainStep(frame.weights, expected, leak, 0.03, x);
      expected = plain.gains;
      // Condition of A below 100: rounding of 100 * 2^-52 * n each
      expect(largestDifference(circuit.respond(x), plain.y)).toBeLessThan(1e-12);
      expect(largestDifference(circuit.step(x), plain.y)).toBeLessThan(1e-12);
      expect(largestDifference(circuit.gains, expected)).toBeLessThan(1e-12);
    }
    expect(largestDifference(circuit.effectiveMatrix, recurrent(frame.weights, expected, leak))).toBeLessThan(1e-12);
    circuit.dispose();
  });

  it("a batch averages the squares, and the last may be shorter", () => {
    const frame = mercedesBenzFrame();
    const samples = stream(4).normals(2 * 5);
    const circuit = new GainCircuit(core, { frame, learningRate: 0.1, gains: [0.3, 0.4, 0.5] });
    const { responses } = circuit.learn(samples, { batch: 3, responses: true });
    let gains = [0.3, 0.4, 0.5];
    const y: number[] = [];
    for (const batch of [samples.subarray(0, 6), samples.subarray(6)]) {
      const power = [0, 0, 0];
      const count = batch.length / 2;
      for (let t = 0; t < count; t++) {
        const plain = plainStep(frame.weights, gains, 1, 0.1, batch.subarray(2 * t, 2 * t + 2));
        y.push(...plain.y);
        for (let i = 0; i < 3; i++) power[i]! += plain.z[i]! ** 2 / count;
      }
      gains = gains.map((g, i) => g + 0.1 * (power[i]! - 1));
    }
    expect(largestDifference(circuit.gains, gains)).toBeLessThan(1e-13);
    expect(largestDifference(responses, y)).toBeLessThan(1e-13);
    circuit.dispose();
  });

  it("offline: w_i^T C_yy w_i takes the place of z_i^2, dense or sparse frame", () => {
    for (const frame of [randomFrame(5, 9, stream(2)), convolutionalFrame({ grid: [4, 3], window: [2, 2] })]) {
      const { primary: n, interneurons: k, weights } = frame;
      const c = covarianceOf(n, 7);
      const start = stream(9).uniforms(k);
      const circuit = new GainCircuit(core, { frame, learningRate: 0.05, gains: start });
      circuit.learnExpected(c, 1);
      const output = outputOf(weights, start, 1, c);
      const forms = multiplied(multiplied(transposeOf(weights, n, k), output, k, n, n), weights, k, n, k);
      const expected = Array.from(start, (g, i) => g + 0.05 * (forms[i * k + i]! - 1));
      expect(largestDifference(circuit.gains, expected)).toBeLessThan(1e-13);
      circuit.dispose();
    }
  });

  it("a sparse frame and the same one made dense learn alike", () => {
    const frame = convolutionalFrame({ grid: [6, 5], window: [2, 3] });
    const tiny = { ...frame, weights: frame.weights.map((w) => w || 1e-300) }; // no zeros, so kept in full
    const c = covarianceOf(30, 3);
    const x = stream(5).normals(30 * 40);
    const results = [frame, tiny].map((each) => {
      const circuit = new GainCircuit(core, {
        frame: each,
        learningRate: 0.01,
        gains: new Float64Array(frame.interneurons).fill(1),
      });
      circuit.learn(x);
      circuit.learnExpected(c, 20);
      const { gains } = circuit;
      circuit.dispose();
      return gains;
    });
    expect(largestDifference(results[0]!, results[1]!)).toBeLessThan(1e-11); // the order of 1e3 additions differs over 60 steps
  });

  it("non-negative gains stop at 0", () => {
    const circuit = new GainCircuit(core, {
      frame: mercedesBenzFrame(),
      learningRate: 0.5,
      gains: [0.1, 2, 0.2],
      nonNegative: true,
    });
    circuit.step([0, 0]);
    expect([...circuit.gains]).toEqual([0, 1.5, 0]);
    circuit.dispose();
  });

  it("the leak of the published online mode: responses with 1, errors and offline steps with alpha", () => {
    const frame = mercedesBenzFrame();
    const gains = [0.5, 0.6, 0.7];
    const options = { frame, learningRate: 0.01, gains, leak: 0.3 };
    const published = new GainCircuit(core, { ...options, publishedLeak: true });
    const plain = new GainCircuit(core, options);
    const unit = new GainCircuit(core, { ...options, leak: 1 });
    const c = covarianceOf(2, 1);
    expect([...published.respond([1, 2])]).toEqual([...unit.respond([1, 2])]);
    expect(published.error(c)).toBe(plain.error(c));
    published.learnExpected(c, 3);
    plain.learnExpected(c, 3);
    expect([...published.gains]).toEqual([...plain.gains]);
    const tracked = published.learn([1, 2], { trackError: { covariance: c } });
    unit.gains = plain.gains;
    unit.step([1, 2]);
    expect([...published.gains]).toEqual([...unit.gains]);
    expect(tracked.errors[0]).toBe(published.error(c));
  });
});

describe("iterated neural dynamics", () => {
  it("agree with the linear solve, and converge if and only if gamma < 2/lambda_max(A)", () => {
    const frame = randomFrame(4, 6, stream(11));
    const options = { frame, learningRate: 0.01, gains: new Float64Array(6).fill(0.8) };
    const solved = new GainCircuit(core, options);
    const { values } = symmetricEigen(core, solved.effectiveMatrix, 4);
    const limit = 2 / values[3]!;
    const x = stream(12).normals(4);
    const slow = new GainCircuit(core, { ...options, neuralDynamics: { step: 0.98 * limit, tolerance: 1e-12 } });
    // |y - A^-1 x| <= |x - A y| / lambda_min, lambda_min > 1
    expect(largestDifference(slow.step(x), solved.step(x))).toBeLessThan(1e-11);
    expect(largestDifference(slow.gains, solved.gains)).toBeLessThan(1e-11);
    const fast = new GainCircuit(core, { ...options, neuralDynamics: { step: 1.02 * limit } });
    const before = fast.gains;
    expect(() => fast.step(x)).toThrowError(
      expect.objectContaining({ name: "UnstableDynamicsError", code: "unstable", index: 0 }),
    );
    expect([...fast.gains]).toEqual([...before]);
    const cut = new GainCircuit(core, { ...options, neuralDynamics: { step: 0.01, maximumIterations: 3 } });
    expect(() => cut.step(x)).toThrowError(expect.objectContaining({ code: "no-convergence" }));
  });
});

describe("equilibria", () => {
  it.each([1, 0.4])("item 4: K = N(N+1)/2, alpha = %f: gains go to g*, and the output is white", (leak) => {
    const frame = randomFrame(3, 6, stream(21));
    const c = covarianceOf(3, 22);
    const { gains, residual } = optimalGains(core, { frame, covariance: c, leak });
    expect(residual).toBeLessThan(1e-13);
    const circuit = new GainCircuit(core, { frame, learningRate: 0.2, leak, gains: new Float64Array(6).fill(1) });
    const { reached } = circuit.learnExpected(c, 1e6, { stopAtError: 1e-12 });
    expect(reached).toBe(true);
    // |dg| <= |dA| over the smallest singular value of g -> A, about 0.05 for this frame
    expect(largestDifference(circuit.gains, gains)).toBeLessThan(1e-9);
    circuit.dispose();
  });

  it("item 4: one interneuron short: unit variances along the frame, but the output is not white", () => {
    const frame = randomFrame(4, 9, stream(31));
    const c = covarianceOf(4, 32);
    const circuit = new GainCircuit(core, { frame, learningRate: 0.1, gains: new Float64Array(9).fill(1) });
    circuit.learnExpected(c, 1e5, { settle: { absolute: 1e-16, relative: 0 } });
    const output = circuit.outputCovariance(c);
    const forms = multiplied(multiplied(transposeOf(frame.weights, 4, 9), output, 9, 4, 4), frame.weights, 9, 4, 9);
    expect(
      largestDifference(
        forms.filter((_, e) => e % 10 === 0),
        new Array(9).fill(1),
      ),
    ).toBeLessThan(1e-12);
    expect(circuit.error(c)).toBeGreaterThan(0.01);
    circuit.dispose();
  });

  it("item 14: spectral frame: 1 + g_i is the direct circuit, mode by mode", () => {
    const c = covarianceOf(4, 41);
    const frame = spectralFrame(core, c, 4);
    const gains = new GainCircuit(core, { frame, learningRate: 0.01, gains: [2, 0.5, 1, 0] });
    const direct = new DirectCircuit(core, { primary: 4, learningRate: 0.01, weights: gains.effectiveMatrix });
    for (let stretch = 0; stretch < 5; stretch++) {
      gains.learnExpected(c, 100);
      direct.learnExpected(c, 100);
      expect(largestDifference(gains.effectiveMatrix, direct.effectiveMatrix)).toBeLessThan(1e-12);
      const modes = multiplied(
        multiplied(transposeOf(frame.weights, 4, 4), direct.effectiveMatrix, 4, 4, 4),
        frame.weights,
        4,
        4,
        4,
      );
      expect(
        largestDifference(
          gains.gains,
          [0, 1, 2, 3].map((i) => modes[5 * i]! - 1),
        ),
      ).toBeLessThan(1e-12);
    }
  });

  it("item 23: local whitening: entries in the window are those of I, the others are free", () => {
    const c = Float64Array.from({ length: 25 }, (_, e) => 4 * 0.9 ** Math.abs(Math.floor(e / 5) - (e % 5)));
    const frame = convolutionalFrame({ grid: [5, 1], window: [2, 1] });
    const circuit = new GainCircuit(core, { frame, learningRate: 0.05, gains: new Float64Array(9).fill(1) });
    circuit.learnExpected(c, 1e5, { settle: { absolute: 1e-15, relative: 0 } });
    const y = circuit.outputCovariance(c);
    const at = (i: number, j: number) => y[5 * (i - 1) + j - 1]!;
    for (let i = 1; i <= 5; i++) expect(at(i, i)).toBeCloseTo(1, 12);
    for (let i = 1; i <= 4; i++) expect(at(i, i + 1)).toBeCloseTo(0, 12);
    // Published to six digits.
    const published = [
      [1, 3, 0.734789],
      [3, 5, 0.734789],
      [1, 4, 0.157813],
      [2, 5, 0.157813],
      [1, 5, 0.514385],
      [2, 4, 0.624852],
    ] as const;
    for (const [i, j, value] of published) expect(at(i, j)).toBeCloseTo(value, 6);
  });

  it("item 23: the one-dimensional example settles at step 1,969", () => {
    const { a } = JSON.parse(readFileSync(new URL("data/one-dimensional.json", import.meta.url), "utf8")) as { a: number[][] };
    const c = multiplied(a.flat(), transposeOf(a.flat(), 10, 10), 10, 10, 10).map((x, e) => x + (e % 11 === 0 ? 1e-4 : 0));
    const frame = convolutionalFrame({ grid: [10, 1], window: [2, 1] });
    const circuit = new GainCircuit(core, { frame, learningRate: 3e-2, gains: new Float64Array(19).fill(1) });
    const result = circuit.learnExpected(c, 5000, { settle: {} });
    expect(result).toMatchObject({ steps: 1969, settled: true, reached: false });
    const eigen = (matrix: ArrayLike<number>) => symmetricEigen(core, matrix, 10).values;
    expect([eigen(c)[0], eigen(c)[9]].map((x) => x!.toFixed(3))).toEqual(["0.103", "28.070"]);
    const output = circuit.outputCovariance(c);
    expect(eigen(output)[0]).toBeCloseTo(0.0136, 4);
    expect(eigen(output)[9]).toBeCloseTo(2.297, 3);
    for (let i = 0; i < 10; i++) {
      expect(Math.abs(output[11 * i]! - 1)).toBeLessThan(1.2e-4);
      if (i < 9) expect(Math.abs(output[11 * i + 1]!)).toBeLessThan(1.2e-4);
    }
  });
});
