import { describe, expect, it } from "vitest";
import { deterministicRate, kramersRate, whiteNoiseRate } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { base, neuronWith, P2, relative } from "./neurons.js";

const core = await testCore();

describe("4: deterministic limit (gamma_e0 = 0.6, gamma_i0 = 0.3, strengths a -> 0)", () => {
  const neuron = (a: number) => neuronWith({ rE: 0.6 / (20 * a), aE: a, rI: 0.3 / (20 * a), aI: a });

  it("without noise T is tau_eff ln((E0 - V_r)/(E0 - theta)) = 15.022277 ms", () => {
    expect(deterministicRate(core, neuron(1e-2)).meanPassageTime).toBeCloseTo(15.022277, 6);
    const silent = {
      ...base,
      synapses: [
        { reversal: 0, mean: 0.6, noise: 0 },
        { reversal: -80, mean: 0.3, noise: 0 },
      ],
    };
    const { meanPassageTime, coefficientOfVariation } = whiteNoiseRate(core, silent);
    expect(meanPassageTime).toBeCloseTo(15.022277, 6);
    expect(coefficientOfVariation).toBe(0);
  });

  it.each([
    [1e-2, -0.09972],
    [1e-3, -0.014184],
    [1e-4, -0.0015042],
  ])("a = %f: T/T_det - 1 = %f", (a, expected) => {
    const deviation = whiteNoiseRate(core, neuron(a)).meanPassageTime / deterministicRate(core, neuron(a)).meanPassageTime - 1;
    expect(Math.abs(deviation - expected)).toBeLessThan(1e-5);
    expect(relative(deviation, expected)).toBeLessThan(1e-4); // half a unit of the last digit given
  });

  it("is linear in a once a is small", () => {
    const deviation = (a: number) =>
      whiteNoiseRate(core, neuron(a)).meanPassageTime / deterministicRate(core, neuron(a)).meanPassageTime - 1;
    // Next term: a relative change of 0.06 from a = 1e-3 to 1e-4, so 6e-3 from 1e-4 to 1e-5.
    expect(relative(deviation(1e-4) / deviation(1e-5), 10)).toBeLessThan(1e-2);
  });
});

/** P2 with rates r/k and strengths k a. */
const scaled = (k: number) => neuronWith({ rE: 4 / k, aE: 0.004 * k, rI: 1.5 / k, aI: 0.01 * k });

describe("5: Kramers", () => {
  it.each([
    [1, 8160.0184, 1.09987],
    [0.5, 4773200.296, 1.04063],
    [0.25, 2.530622e12, 1.01889],
  ])("P2 scaled by k = %f: T = %f ms, T/T_Kramers = %f", (k, time, ratio) => {
    const { meanPassageTime, coefficientOfVariation } = whiteNoiseRate(core, scaled(k));
    expect(relative(meanPassageTime, time)).toBeLessThan(2e-7); // seven digits given for k = 0.25
    expect(meanPassageTime / kramersRate(core, scaled(k)).meanPassageTime).toBeCloseTo(ratio, 5);
    expect(coefficientOfVariation).toBeLessThan(1);
  });

  it("converges as k -> 0", () => {
    // T/T_Kramers - 1 is proportional to k: 0.01889 at 1/4, so 0.0012 at 1/64.
    const excess = whiteNoiseRate(core, scaled(1 / 64)).logMeanPassageTime - kramersRate(core, scaled(1 / 64)).logMeanPassageTime;
    expect(excess).toBeGreaterThan(0.001);
    expect(excess).toBeLessThan(0.0014);
  });
});

describe("15: barriers beyond the range of exp", () => {
  it("k = 1/64: barrier 433.5619, ln T = 433.63157", () => {
    expect(whiteNoiseRate(core, scaled(1 / 64)).logMeanPassageTime).toBeCloseTo(433.63157, 5);
  });

  it.each([1 / 128, 1 / 1024, 1e-5])("k = %f: finite ln T, the same from both methods, rate 0, CV 1", (k) => {
    const { rate, meanPassageTime, logMeanPassageTime, coefficientOfVariation } = whiteNoiseRate(core, scaled(k), {
      method: "angle",
    });
    const collocation = whiteNoiseRate(core, scaled(k), { method: "collocation" });
    expect(logMeanPassageTime).toBeGreaterThan(700);
    expect(Math.abs(logMeanPassageTime / collocation.logMeanPassageTime - 1)).toBeLessThan(1e-12);
    expect(Math.abs(logMeanPassageTime / kramersRate(core, scaled(k)).logMeanPassageTime - 1)).toBeLessThan(1e-5);
    expect(meanPassageTime).toBe(Infinity);
    expect(rate).toBe(0);
    expect(coefficientOfVariation).toBeCloseTo(1, 9);
  });

  it("P2's effective parameters do not depend on k but for the noise-induced drift", () => {
    expect(whiteNoiseRate(core, scaled(1)).rate).toBe(whiteNoiseRate(core, neuronWith(P2)).rate);
  });
});
