import { describe, expect, it } from "vitest";
import {
  cholesky,
  DirectCircuit,
  identity,
  multiply,
  NotPositiveDefiniteError,
  operatorNorm,
  RandomStream,
  randomOrthogonal,
  squareRootMatrix,
  whitenedCovariance,
  whiteningObjective,
} from "../../src/index.js";
import { testCore } from "../support/core.js";
import { covarianceWith, diagonal, distance, gaussian, thrown, transposed, withSpectrum } from "./circuits-support.js";

const core = await testCore();
const C = [4, 1, 1, 1];

describe("Algorithm 1", () => {
  it("single-step example of 3.3", () => {
    const circuit = new DirectCircuit(core, { primary: 2, learningRate: 0.1, weights: [2, 0.3, 0.3, 1] });
    // Printed with eight decimals.
    expect(distance(circuit.respond([1, -0.5]), [0.60209424, -0.68062827])).toBeLessThan(5e-9);
    expect(distance(circuit.step([1, -0.5]), [0.60209424, -0.68062827])).toBeLessThan(5e-9);
    expect(distance(circuit.weights, [1.93625175, 0.25901976, 0.25901976, 0.94632548])).toBeLessThan(5e-9);
    expect(circuit.samples).toBe(1);
  });

  it("item 1: offline example, M symmetric at every step, limit C^{1/2}", () => {
    const circuit = new DirectCircuit(core, { primary: 2, learningRate: 0.01, weights: [5, 0, 0, 0.5] });
    for (let step = 0; step < 100; step++) {
      circuit.learnExpected(C, 1);
      const m = circuit.weights;
      expect(m[1]).toBe(m[2]);
    }
    expect(distance(circuit.weights, [4.18104152, 0.20604326, 0.20604326, 0.9433011])).toBeLessThan(1e-8);
    circuit.learnExpected(C, 5000);
    // The slowest rate 2/c_max = .99 leaves e^-50 after t = 50; what remains is rounding.
    expect(distance(circuit.weights, squareRootMatrix(core, C, 2))).toBeLessThan(1e-13);
    expect(distance(circuit.weights, [1.97024211, 0.34372377, 0.34372377, 0.9390708])).toBeLessThan(1e-8);
  });

  it("item 3: C_yy = I, U = 2 Tr S and the mean-square displacement at the limit", () => {
    const circuit = new DirectCircuit(core, { primary: 2, learningRate: 0.01, weights: [5, 0, 0, 0.5] });
    circuit.learnExpected(C, 5000);
    const m = circuit.weights;
    expect(distance(whitenedCovariance(core, m, C, 2), identity(2))).toBeLessThan(1e-12); // rounding
    expect(whiteningObjective(core, m, C, 2)).toBeCloseTo(5.81862582, 8);
    // E |y - x|^2 = Tr C_yy + Tr C - 2 Tr(F C) , Tr(F C) = U - Tr M
    const displacement = 2 + 5 - 2 * (whiteningObjective(core, m, C, 2) - m[0]! - m[3]!);
    expect(displacement).toBeCloseTo(1.18137418, 8);
  });

  it("item 13: turning C and M turns the weights; scaling C by s^2 scales M and the time by s", () => {
    const n = 4;
    const stream = new RandomStream(core, { seed: 3 });
    const c = covarianceWith(core, [0.5, 0.8, 1, 1.4], 1);
    const start = withSpectrum(core, randomOrthogonal(core, n, stream), [0.4, 0.9, 2, 3]);
    const turn = randomOrthogonal(core, n, stream);
    const turned = (a: Float64Array) => {
      const result = multiply(core, multiply(core, turn, a, n, n, n), transposed(turn, n, n), n, n, n);
      return result.map((_, i) => 0.5 * (result[i]! + result[(i % n) * n + Math.floor(i / n)]!));
    };
    const offline = (weights: Float64Array, covariance: Float64Array, learningRate: number) => {
      const circuit = new DirectCircuit(core, { primary: n, learningRate, weights });
      circuit.learnExpected(covariance, 50);
      return circuit.weights;
    };
    const plain = offline(start, c, 0.02);
    expect(distance(turned(plain), offline(turned(start), turned(c), 0.02))).toBeLessThan(1e-10);
    const s = 3;
    const scaled = offline(
      start.map((value) => s * value),
      c.map((value) => s * s * value),
      0.02 * s,
    );
    expect(
      distance(
        scaled,
        plain.map((value) => s * value),
      ),
    ).toBeLessThan(1e-10);
  });

  it("item 17: offline counts; eta times iterations goes to tau = 100.4123", () => {
    const steps = (learningRate: number, start: number) =>
      new DirectCircuit(core, { primary: 1, learningRate, weights: [start] }).learnExpected([1], 1e6, {
        metric: "filter",
        stopAtError: 0.1,
      });
    expect(steps(0.1, 100).steps).toBe(1004);
    expect(steps(0.001, 100).steps).toBe(100_412);
    // Overshoot trap of 3.7: one step from .01 jumps to 100.
    expect(steps(0.01, 0.01).steps).toBe(10_042);
    expect(steps(0.01, 0.1).steps).toBe(1);
    expect(steps(0.01, 0.01).reached).toBe(true);
  });

  it.each([
    ["c = (.3, .7, 1.2, 2.5)", [0.3, 0.7, 1.2, 2.5], 0.3],
    ["c = (.5, 1, 3)", [0.5, 1, 3], 0.5],
  ])("item 18: C^{1/2} is stable for eta < c_min, %s", (_, deviations, limit) => {
    const n = deviations.length;
    const c = diagonal(deviations.map((value) => value * value));
    const deviationAfter = (learningRate: number, steps: number) => {
      const start = diagonal(deviations.map((value) => value * (1 + 1e-8)));
      const circuit = new DirectCircuit(core, { primary: n, learningRate, weights: start });
      return circuit.learnExpected(c, steps, { metric: "filter" }).error;
    };
    // The mode at c_min is multiplied by 1 - 2 eta / c_min in each step: by -.96 and by -1.04.
    expect(deviationAfter(0.98 * limit, 300)).toBeLessThan(1e-8 * 0.96 ** 300 * 10);
    expect(deviationAfter(1.02 * limit, 300)).toBeGreaterThan(1e-9 * 1.04 ** 300 * 0.1);
  });

  it("item 19: lambda_max(M_t) >= lambda_max(M_0) - eta t for any samples", () => {
    const stream = new RandomStream(core, { seed: 19 });
    const learningRate = 0.01;
    for (let trial = 0; trial < 50; trial++) {
      const start = withSpectrum(core, randomOrthogonal(core, 3, stream), [1, 5, 40]);
      const circuit = new DirectCircuit(core, { primary: 3, learningRate, weights: start });
      const scale = 10 ** (4 * stream.uniforms(1)[0]! - 2);
      for (let t = 1; t <= 40; t++) {
        circuit.step(stream.normals(3).map((value) => scale * value));
        // 1e-12: rounding of 40 updates of numbers near 40 and more
        expect(operatorNorm(core, circuit.weights, 3)).toBeGreaterThanOrEqual(40 - learningRate * t - 1e-12);
      }
    }
  });

  it("item 20: loss of positive definiteness is reported with the sample, and the state before it is kept", () => {
    const stream = new RandomStream(core, { seed: 20 });
    let lost = 0;
    for (let trial = 0; trial < 10_000; trial++) {
      const learningRate = [0.01, 0.05, 0.2, 0.5][trial % 4]!;
      const circuit = new DirectCircuit(core, { primary: 3, learningRate, weights: diagonal([0.3, 0.6, 1.2]) });
      const samples = stream.normals(60);
      if (trial % 3 === 0) for (let i = 0; i < 60; i++) samples[i] = samples[i % 3]!;
      try {
        circuit.learn(samples);
        expect(circuit.samples).toBe(20);
      } catch (error) {
        expect(error).toBeInstanceOf(NotPositiveDefiniteError);
        lost++;
        const { index } = error as NotPositiveDefiniteError;
        expect(circuit.samples).toBe(index);
        if (trial % 10 === 0) {
          const again = new DirectCircuit(core, { primary: 3, learningRate, weights: diagonal([0.3, 0.6, 1.2]) });
          again.learn(samples.subarray(0, 3 * index));
          expect(again.weights).toEqual(circuit.weights);
          expect(() => again.step(samples.subarray(3 * index, 3 * index + 3))).toThrow(NotPositiveDefiniteError);
          expect(again.weights).toEqual(circuit.weights);
          expect(again.respond([1, 2, 3])).toEqual(circuit.respond([1, 2, 3]));
          again.dispose();
        }
      }
      if (trial % 10 === 0) expect(() => cholesky(core, circuit.weights, 3)).not.toThrow();
      circuit.dispose();
    }
    expect(lost).toBeGreaterThan(2500);
    expect(lost).toBeLessThan(10_000);
  });

  it("table of 3.7: from .05 I one sample with eta = .2 or .5 always loses positivity", () => {
    const stream = new RandomStream(core, { seed: 37 });
    for (const learningRate of [0.2, 0.5]) {
      for (let draw = 0; draw < 50; draw++) {
        const circuit = new DirectCircuit(core, { primary: 4, learningRate, weights: diagonal([0.05, 0.05, 0.05, 0.05]) });
        const error = thrown(() => circuit.step(gaussian(stream, [0.3, 0.6, 1, 2], 1)));
        expect(error).toBeInstanceOf(NotPositiveDefiniteError);
        expect((error as NotPositiveDefiniteError).index).toBe(0);
        circuit.dispose();
      }
    }
  });

  it("an offline step that leaves the positive cone is refused: n = 1 from sqrt(3) c, eta beyond 2.598 c", () => {
    // M - eta (1 - (c/M)^2) > 0 for every M as long as eta < 1.5^{1.5} sqrt(2) c; the bound is met at M = sqrt(3) c.
    const at = (learningRate: number) => new DirectCircuit(core, { primary: 1, learningRate, weights: [Math.sqrt(3)] });
    expect(() => at(2.598).learnExpected([1], 1)).not.toThrow();
    const circuit = at(2.5981);
    const error = thrown(() => circuit.learnExpected([1], 5));
    expect(error).toBeInstanceOf(NotPositiveDefiniteError);
    expect((error as NotPositiveDefiniteError).index).toBe(0);
    expect(circuit.weights[0]).toBe(Math.sqrt(3));
  });
});
