import { describe, expect, it } from "vitest";
import { effectiveTimeConstantRate, shiftedRate, siegertRate, whiteNoiseRate } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { base, relative } from "./neurons.js";

const core = await testCore();

const fixture = { membraneTimeConstant: 10, refractoryPeriod: 2, reset: 0, threshold: 20 };

describe("3: Siegert", () => {
  // Published test fixtures of current-based mean-field theory, recomputed in extended precision: 12 digits.
  const white = [
    [2, 30, 51.8748235793],
    [12, 2, 2.45427696775e-5],
    [15, 2.9, 3.75848086917],
    [22, 0.5, 38.7136868274],
    [30, 0.3, 77.017130335],
    [22, 30, 98.8039709436],
  ] as const;

  it.each(white)("mu = %f, sigma = %f mV: %f Hz to 1e-9 relative", (mean, sigma, expected) => {
    expect(relative(siegertRate(core, { ...fixture, mean, sigma }).rate, expected)).toBeLessThan(1e-9);
  });

  it.each([
    [2, 30, 32.3098618],
    [40, 0.9, 111.0883872],
  ])("mu = %f, sigma = %f mV, synapses of 1 ms: %f Hz", (mean, sigma, expected) => {
    expect(siegertRate(core, { ...fixture, mean, sigma, synapticTimeConstant: 1 }).rate).toBeCloseTo(expected, 7);
  });

  it.each([
    [16.42, 4, 13.406745, 10.209423],
    [18.94, 1.5, 12.279832, 10.097686],
  ])("mu = %f, sigma = %f mV (tau 20, tau_s 0.5 ms): white %f Hz, shifted %f Hz", (mean, sigma, expected, shifted) => {
    const neuron = { membraneTimeConstant: 20, refractoryPeriod: 0, reset: 15, threshold: 20, mean, sigma };
    expect(siegertRate(core, neuron).rate).toBeCloseTo(expected, 6);
    expect(siegertRate(core, { ...neuron, synapticTimeConstant: 0.5 }).rate).toBeCloseTo(shifted, 6);
  });

  it("has two representations that agree over all positions of the bounds", () => {
    const cases: (readonly [number, number])[] = white.map(([mean, sigma]) => [mean, sigma]);
    cases.push([-5, 3], [-5, 60], [1, 1], [20, 4], [0, 8], [40, 0.2], [19.9, 0.05]);
    for (const [mean, sigma] of cases) {
      const integral = siegertRate(core, { ...fixture, mean, sigma });
      const special = siegertRate(core, { ...fixture, mean, sigma }, { method: "error-function" });
      // erfcx and Dawson's integral are good to a few units of 1e-16; differences of them lose up to two digits
      expect(Math.abs(integral.logMeanPassageTime - special.logMeanPassageTime)).toBeLessThan(3e-14);
    }
  });

  it("sigma -> 0 with mu > theta: T -> tau ln((mu - V_r)/(mu - theta)), to 1e-8 at sigma = 0.001", () => {
    const { meanPassageTime, coefficientOfVariation } = siegertRate(core, { ...fixture, mean: 30, sigma: 0.001 });
    expect(relative(meanPassageTime, 10 * Math.log(3))).toBeLessThan(1e-8);
    expect(coefficientOfVariation).toBeLessThan(1e-4);
  });

  it("stays finite for any barrier", () => {
    const { rate, logMeanPassageTime } = siegertRate(core, { ...fixture, mean: 2, sigma: 0.1 });
    // ln T = y^2 + ln(sqrt(pi) tau / y) - 1/(2 y^2) ..., y = (theta - mu)/sigma = 180 (Kramers' limit; next term 1e-9)
    const y = 180;
    expect(logMeanPassageTime).toBeCloseTo(y * y + Math.log((10 * Math.sqrt(Math.PI)) / y) + 1 / (2 * y * y), 8);
    expect(rate).toBe(0);
  });

  it("is the rate of a neuron whose only noise is current noise", () => {
    // tau dV = -(V - mu) dt + sigma sqrt(tau) dW: sigma_c^2 = sigma^2/tau
    for (const [mean, sigma] of white) {
      const neuron = {
        membraneTimeConstant: 10,
        leakReversal: mean,
        threshold: 20,
        reset: 0,
        refractoryPeriod: 2,
        currentNoise: (sigma * sigma) / 10,
        synapses: [],
      };
      const reference = siegertRate(core, { ...fixture, mean, sigma });
      const angle = whiteNoiseRate(core, neuron, { method: "angle" });
      const collocation = whiteNoiseRate(core, neuron, { method: "collocation" });
      // three representations: rounding of the exponents (at most 200 units of 1e-16) and of the quadratures
      expect(relative(angle.meanPassageTime, reference.meanPassageTime)).toBeLessThan(1e-12);
      expect(relative(collocation.meanPassageTime, reference.meanPassageTime)).toBeLessThan(1e-11);
      expect(effectiveTimeConstantRate(core, neuron).rate).toBeCloseTo(reference.rate, 9);
    }
  });
});

/** Noise of two synapse types at +-K mV with S = 100/K^2 ms and ghat = +-6/K: tau_eff = 20, E0 = -53, B -> 0.5 mV^2/ms. */
function farReversals(K: number, timeConstant?: number) {
  const noise = 100 / (K * K);
  const decay = timeConstant === undefined ? {} : { timeConstant };
  return {
    ...base,
    synapses: [
      { reversal: K, mean: 6 / K + noise / 40, noise, ...decay },
      { reversal: -K, mean: -6 / K + noise / 40, noise, ...decay },
    ],
  };
}

const currentLimit = {
  mean: -53,
  sigma: Math.sqrt(0.5 * 20),
  membraneTimeConstant: 20,
  refractoryPeriod: 2,
  reset: -60,
  threshold: -50,
};

describe("2: current limit", () => {
  it.each([
    [1e3, 108.33063],
    [1e4, 108.56342],
    [1e5, 108.56576],
  ])("reversals at +-%f mV: T = %f ms", (K, expected) => {
    expect(relative(whiteNoiseRate(core, farReversals(K)).meanPassageTime, expected)).toBeLessThan(1e-7);
  });

  it("reaches Siegert with an error of order 1/K^2", () => {
    const limit = siegertRate(core, currentLimit).meanPassageTime;
    expect(limit).toBeCloseTo(108.565782, 6);
    const error = (K: number) => 1 - whiteNoiseRate(core, farReversals(K)).meanPassageTime / limit;
    // The law's next term is of relative order (V/K)^2, V = -53 mV: 2.8e-3 at K = 1e3, 2.8e-5 at 1e4. The limit's own nine digits
    // and rounding (1e-12 of T) leave 1e-4 of the error at 1e5.
    expect(relative((error(1e3) * 1e6) / (error(1e4) * 1e8), 1)).toBeLessThan(2 * 0.053 ** 2);
    expect(relative((error(1e4) * 1e8) / (error(1e5) * 1e10), 1)).toBeLessThan(1e-4);
  });
});

describe("12: shifts under additive noise", () => {
  it("are equal and the current-based shift sigma (alpha/2) sqrt(tau_s/tau)", () => {
    const shifted = shiftedRate(core, farReversals(1e6, 0.5)).rate;
    const current = siegertRate(core, { ...currentLimit, synapticTimeConstant: 0.5 }).rate;
    expect(relative(shifted, current)).toBeLessThan(1e-7); // 1/K of the noise's slope at the bounds
  });
});
