import { beforeAll, describe, expect, it } from "vitest";
import {
  type Core,
  convolutionalFrame,
  gainConditions,
  gainRates,
  optimalGains,
  RandomStream,
  randomCovariance,
  randomFrame,
  spectralFrame,
} from "../../../src/index.js";
import { inverse, multiply } from "../../../src/numeric/linear/index.js";
import { OptimalCircuit } from "../../../src/studies/gain-whitening/optimal-circuit.js";
import { largestGainRate, largestWhitenedRate } from "../../../src/studies/gain-whitening/stability.js";
import { learnSubspace } from "../../../src/studies/gain-whitening/subspace.js";
import { testCore } from "../../support/core.js";

let core: Core;
beforeAll(async () => {
  core = await testCore();
});

const rowsOf = ({ primary: n, interneurons: k, weights }: ReturnType<typeof randomFrame>) =>
  Float64Array.from({ length: n * k }, (_, at) => weights[(at % n) * k + Math.floor(at / n)]!);
const covarianceOf = (size: number, stream: number) =>
  randomCovariance(core, { size, law: "log-spread", seed: 3, stream }).covariance;
const deviation = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);

describe("the largest rate of gains", () => {
  it("is the largest eigenvalue of the Jacobian", () => {
    const frame = convolutionalFrame({ grid: [4, 3], window: [2, 2] });
    const covariance = covarianceOf(12, 0);
    const { rates } = gainRates(core, { frame, covariance });
    // Power iteration stops at relative changes of 1e-9; what is left is larger by about the ratio of the two largest eigenvalues.
    expect(largestWhitenedRate(core, frame, covariance) / rates.at(-1)!).toBeCloseTo(1, 6);

    const gains = new Float64Array(frame.interneurons).fill(0.3);
    const a = Float64Array.from({ length: 144 }, (_, e) => Number(e % 13 === 0));
    gains.forEach((gain, i) => {
      for (let e = 0; e < 144; e++) {
        const [row, column] = [Math.floor(e / 12), e % 12];
        a[e]! += gain * frame.weights[row * gains.length + i]! * frame.weights[column * gains.length + i]!;
      }
    });
    const response = inverse(core, a, 12);
    const output = multiply(core, multiply(core, response, covariance, 12, 12, 12), response, 12, 12, 12);
    const elsewhere = gainRates(core, { frame, covariance, gains }).rates.at(-1)!;
    expect(largestGainRate(core, frame, response, output) / elsewhere).toBeCloseTo(1, 6);
  });
});

describe("the circuit with optimal gains", () => {
  it("finds the formula's gains where a frame can whiten", () => {
    const covariance = covarianceOf(5, 1);
    const frame = spectralFrame(core, covariance, 5);
    const circuit = new OptimalCircuit(5, rowsOf(frame));
    circuit.adapt(covariance);
    // Gains at which variances are within 1e-6 of 1; the Jacobian's smallest eigenvalue 2/c_max is of order 1.
    expect(deviation(circuit.gains, optimalGains(core, { frame, covariance }).gains)).toBeLessThan(1e-5);
  });

  it("brings every interneuron's variance to 1 where it cannot, and each step of the synapses follows the rule", () => {
    const stream = new RandomStream(core, { seed: 5 });
    for (const k of [1, 3, 6, 11]) {
      const frame = randomFrame(6, k, stream.substream(`${k}`));
      const covariance = covarianceOf(6, k);
      const circuit = new OptimalCircuit(6, rowsOf(frame));
      circuit.adapt(covariance);
      const { variances } = gainConditions(core, { frame, covariance, gains: circuit.gains });
      expect(deviation(variances, new Float64Array(k).fill(1))).toBeLessThan(2e-6); // twice the tolerance, for rounding
      const { gains, output } = circuit;
      const expected = rowsOf(frame);
      for (let i = 0; i < k; i++) {
        const w = expected.slice(6 * i, 6 * i + 6);
        const moved = w.map((weight, a) => {
          const through = w.reduce((sum, other, b) => sum + output[6 * a + b]! * other, 0);
          return weight + 0.1 * gains[i]! * (through - weight);
        });
        const length = Math.sqrt(moved.reduce((sum, weight) => sum + weight * weight, 0));
        expected.set(
          moved.map((weight) => weight / length),
          6 * i,
        );
      }
      circuit.learn(0.1);
      expect(deviation(circuit.vectors, expected)).toBeLessThan(1e-13);
    }
  });
});

describe("learning of a subspace", () => {
  it("has an error between 0 and 2, from random planes to less with gains", () => {
    const { median, ends } = learnSubspace(core, { kind: "gains", runs: 20 }, 1n);
    expect(Math.min(...ends)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...ends)).toBeLessThanOrEqual(2);
    expect(median.at(-1)! / median[0]!).toBeLessThan(0.1); // 0.01 of the start in the paper's re-run
  });
});
