import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type ConductanceNeuron,
  effectiveParameters,
  finiteDifferenceRate,
  freeDensity,
  freeMoments,
  shiftedRate,
  stationaryDensity,
  whiteNoiseRate,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { base, neuronWith, P1, P2, P3, relative, withDecay } from "./neurons.js";
import { composite, integrate } from "./quadrature.js";

const core = await testCore();

/** T and T2 by nested quadrature over V of the textbook formula, with phi from the exact primitive of 2A/B. */
function nestedQuadrature(neuron: ConductanceNeuron): number {
  const { E0, E_S, Delta, a, b, s2, tauEffective, diffusionAtE0 } = effectiveParameters(neuron);
  const logPhi = (v: number) => -a * Math.log1p(((v - E_S) / Delta) ** 2) + b * Math.atan((v - E_S) / Delta);
  const twoOverB = (v: number) => 2 / (s2 * ((v - E_S) ** 2 + Delta ** 2));
  const deviation = Math.sqrt((diffusionAtE0 * tauEffective) / 2);
  const left = Math.min(E0, neuron.reset) - 12 * deviation;
  const inner = (y: number) => integrate((z) => twoOverB(z) * Math.exp(logPhi(z) - logPhi(y)), left, y, 12);
  return integrate(inner, neuron.reset, neuron.threshold, 3);
}

describe("1: independent methods", () => {
  it.each([
    ["P1", P1],
    ["P2", P2],
    ["P3", P3],
  ])("angle form, collocation, finite differences (1e-6) and nested quadrature over V agree for %s", (_, input) => {
    const neuron = neuronWith(input);
    const angle = whiteNoiseRate(core, neuron, { method: "angle" });
    const collocation = whiteNoiseRate(core, neuron, { method: "collocation" });
    const differences = finiteDifferenceRate(core, neuron);
    expect(relative(angle.meanPassageTime, collocation.meanPassageTime)).toBeLessThan(1e-12);
    expect(relative(angle.rate, differences.rate)).toBeLessThan(1e-6);
    expect(relative(angle.coefficientOfVariation, differences.coefficientOfVariation)).toBeLessThan(1e-6);
    // exponents of a few hundred, rounded, and panels of one standard deviation
    expect(relative(angle.meanPassageTime, nestedQuadrature(neuron))).toBeLessThan(1e-10);
  });

  it("finite differences converge with the square of the step", () => {
    const exact = whiteNoiseRate(core, neuronWith(P1)).meanPassageTime;
    const error = (nodes: number) => finiteDifferenceRate(core, neuronWith(P1), { nodes }).meanPassageTime / exact - 1;
    expect(relative(error(1000) / error(4000), 16)).toBeLessThan(0.02); // the reset moves by up to one step in 1000
  });

  it("angle form and collocation agree for any neuron", () => {
    const number = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    const neurons = fc.record({
      leak: number(-75, -40),
      inhibitory: number(-90, -61),
      rates: fc.tuple(number(1e-3, 20), number(0.01, 20)),
      strengths: fc.tuple(number(1e-4, 0.05), number(1e-4, 0.05)),
      currentNoise: fc.constantFrom(0, 1e-3, 1),
      reset: number(-60, -51),
    });
    fc.assert(
      fc.property(neurons, ({ leak, inhibitory, rates, strengths, currentNoise, reset }) => {
        const neuron = {
          ...base,
          leakReversal: leak,
          reset,
          currentNoise,
          synapses: [
            { reversal: 0, rate: rates[0], strength: strengths[0] },
            { reversal: inhibitory, rate: rates[1], strength: strengths[1] },
          ],
        };
        const angle = whiteNoiseRate(core, neuron, { method: "angle" });
        const collocation = whiteNoiseRate(core, neuron, { method: "collocation" });
        // Quadratures: 2e-12. Terms of the angle form's exponent, 2 (E0 - E_S) (V - E0)/(tau B(E0)), go through a few roundings of 2e-16.
        const { E0, E_S, tauEffective, diffusionAtE0 } = effectiveParameters(neuron);
        const distance = Math.max(Math.abs(neuron.threshold - E0), Math.abs(reset - E0));
        const exponent =
          (2 * Math.abs(E0 - E_S) * distance) / (tauEffective * diffusionAtE0) + Math.abs(angle.logMeanPassageTime);
        const tolerance = 2e-12 + 1e-15 * exponent;
        expect(Math.abs(angle.logMeanPassageTime - collocation.logMeanPassageTime)).toBeLessThan(tolerance);
        expect(angle.coefficientOfVariation).toBeGreaterThan(0);
        expect(angle.rate).toBeLessThan(500);
      }),
      { seed: 11, numRuns: 200 },
    );
  });
});

describe("6: bounds and monotonicity", () => {
  const rate = (rE: number, rI: number, a = 0.004) => whiteNoiseRate(core, neuronWith({ rE, rI, aE: a, aI: 2.5 * a })).rate;

  it.each([
    { a: 0.004, excitation: [3.5, 12], inhibition: [0.5, 5] },
    { a: 0.02, excitation: [0.3, 2], inhibition: [0.05, 1] },
  ])(
    "the rate rises with excitation, falls with inhibition, stays below 1/tau_ref (a_e = $a)",
    ({ a, excitation, inhibition }) => {
      const grid = ([low, high]: number[]) => Array.from({ length: 12 }, (_, i) => low! + ((high! - low!) * i) / 11);
      for (const rI of grid(inhibition)) {
        const rates = grid(excitation).map((rE) => rate(rE, rI, a));
        for (let i = 1; i < rates.length; i++) expect(rates[i]).toBeGreaterThan(rates[i - 1]!);
        expect(rates.at(-1)).toBeLessThan(500);
      }
      for (const rE of grid(excitation)) {
        const rates = grid(inhibition).map((rI) => rate(rE, rI, a));
        for (let i = 1; i < rates.length; i++) expect(rates[i]).toBeLessThan(rates[i - 1]!);
      }
    },
  );

  it("theta -> V_r: the rate tends to 1/tau_ref", () => {
    const at = (threshold: number) => whiteNoiseRate(core, neuronWith(P1, { threshold })).rate;
    const gaps = [1e-2, 1e-4, 1e-6].map((distance) => (500 - at(-60 + distance)) / distance);
    expect(at(-60 + 1e-6)).toBeCloseTo(500, 2);
    expect(relative(gaps[2]!, gaps[1]!)).toBeLessThan(1e-3); // linear in the distance, up to its own size
  });
});

describe("7: units", () => {
  it.each([
    [2, 0],
    [0.5, 16],
    [3, -7],
  ])("V -> %f V + %f on all voltages leaves the rate", (c, d) => {
    const map = (v: number) => c * v + d;
    for (const input of [P1, P2, P3]) {
      const neuron = neuronWith(input);
      const mapped = {
        ...neuron,
        leakReversal: map(neuron.leakReversal),
        threshold: map(neuron.threshold),
        reset: map(neuron.reset),
        synapses: neuron.synapses.map((type) => ({ ...type, reversal: map(type.reversal) })),
      };
      expect(relative(whiteNoiseRate(core, mapped).rate, whiteNoiseRate(core, neuron).rate)).toBeLessThan(6e-15);
    }
  });

  it.each([2, 0.1])("t -> %f t divides the rate", (c) => {
    const neuron = neuronWith(P1);
    const slowed = {
      ...neuron,
      membraneTimeConstant: 20 * c,
      refractoryPeriod: 2 * c,
      synapses: [
        { reversal: 0, rate: 5 / c, strength: 0.004 },
        { reversal: -80, rate: 1.5 / c, strength: 0.01 },
      ],
    };
    expect(relative(whiteNoiseRate(core, slowed).rate * c, whiteNoiseRate(core, neuron).rate)).toBeLessThan(6e-14);
  });
});

describe("8: splitting a synapse type", () => {
  it("in two whose rates add up leaves the rate", () => {
    const split = {
      ...base,
      synapses: [
        { reversal: 0, rate: 1.25, strength: 0.004 },
        { reversal: 0, rate: 3.75, strength: 0.004 },
        { reversal: -80, rate: 1, strength: 0.01 },
        { reversal: -80, rate: 0.5, strength: 0.01 },
      ],
    };
    expect(relative(whiteNoiseRate(core, split).rate, whiteNoiseRate(core, neuronWith(P1)).rate)).toBeLessThan(1e-13);
  });
});

describe("9: one noisy synapse type", () => {
  const excitation = (rate: number) => ({ ...base, synapses: [{ reversal: 0, rate, strength: 0.004 }] });

  it.each([4, 6])("angle form at Delta = 0 and the incomplete-gamma form agree (r_e = %f)", (rate) => {
    const angle = whiteNoiseRate(core, excitation(rate), { method: "angle" });
    const gamma = whiteNoiseRate(core, excitation(rate), { method: "incomplete-gamma" });
    // ln Gamma(2a + 1) and (2a + 1) ln 2a, about 1e4, cancel: 1e-12 from the rounding of each
    expect(relative(angle.meanPassageTime, gamma.meanPassageTime)).toBeLessThan(4e-12);
  });

  it("is the limit of vanishing inhibition: r_i = 1e-9 to 1e-6 relative", () => {
    const limit = whiteNoiseRate(core, excitation(6), { method: "incomplete-gamma" }).rate;
    expect(relative(whiteNoiseRate(core, neuronWith({ rE: 6, rI: 1e-9 })).rate, limit)).toBeLessThan(1e-6);
    const deviation = (rI: number) => 1 - whiteNoiseRate(core, neuronWith({ rE: 6, rI })).rate / limit;
    expect(relative(deviation(1e-5) / deviation(1e-6), 10)).toBeLessThan(1e-3); // linear in r_i
  });

  it("lets the rate pass through where noise vanishes between reset and threshold", () => {
    // Only inhibition is noisy and reverses at -57 mV; a current drives the voltage across.
    const shunted = (currentNoise: number, threshold = -50) => ({
      ...base,
      threshold,
      leakReversal: -40,
      currentNoise,
      synapses: [{ reversal: -57, rate: 1, strength: 0.01 }],
    });
    const { rate, coefficientOfVariation } = whiteNoiseRate(core, shunted(0));
    expect(relative(whiteNoiseRate(core, shunted(1e-6)).rate, rate)).toBeLessThan(1e-5);
    expect(coefficientOfVariation).toBeGreaterThan(0);
    expect(coefficientOfVariation).toBeLessThan(1);
  });

  it("current noise regularises: P1 with sigma_c^2 = 0.5 mV^2/ms fires at 19.310921 Hz with CV 0.64420", () => {
    const { rate, coefficientOfVariation } = whiteNoiseRate(core, neuronWith(P1, { currentNoise: 0.5 }));
    expect(rate).toBeCloseTo(19.310921, 6);
    expect(coefficientOfVariation).toBeCloseTo(0.6442, 5);
  });
});

describe.each([
  ["P1", neuronWith(P1)],
  ["P3", neuronWith(P3)],
  ["P1 with current noise", neuronWith(P1, { currentNoise: 0.5 })],
  ["excitation only", { ...base, synapses: [{ reversal: 0, rate: 6, strength: 0.004 }] }],
])("10: density of %s", (_, neuron) => {
  const nu = whiteNoiseRate(core, neuron).rate / 1000;
  const density = (voltages: number[]) => stationaryDensity(core, neuron, voltages);
  const { E0, s2, E_S, tauEffective, diffusionAtE0 } = effectiveParameters(neuron);
  const B = (v: number) => diffusionAtE0 + s2 * ((v - E_S) ** 2 - (E0 - E_S) ** 2);
  /** Derivative at v from five values on one side, distance h: error h^4. */
  const slope = (f: (v: number) => number, v: number, h: number) =>
    (-25 * f(v) + 48 * f(v + h) - 36 * f(v + 2 * h) + 16 * f(v + 3 * h) - 3 * f(v + 4 * h)) / (12 * h);

  it("has mass 1 - nu tau_ref", () => {
    const nodes = [...composite(-90, neuron.reset, 30), ...composite(neuron.reset, neuron.threshold, 10)];
    const values = density(nodes.map(({ x }) => x));
    const mass = nodes.reduce((sum, { w }, i) => sum + w * values[i]!, 0);
    expect(mass + nu * neuron.refractoryPeriod).toBeCloseTo(1, 11);
  });

  it("vanishes at threshold with the slope of the outflow, -(1/2) B P' = nu", () => {
    expect(density([neuron.threshold, neuron.threshold + 1])).toEqual(new Float64Array(2));
    const outflow = -0.5 * B(neuron.threshold) * slope((v) => density([v])[0]!, neuron.threshold, -1e-3);
    expect(relative(outflow, nu)).toBeLessThan(1e-9); // h^4 = 1e-12 times derivatives of order 1; rounding 1e-13/h
  });

  it("carries the flux nu above the reset and none below", () => {
    const BP = (v: number) => B(v) * density([v])[0]!;
    const flux = (v: number, h: number) => (-(v - E0) / tauEffective) * density([v])[0]! - 0.5 * slope(BP, v, h);
    expect(relative(flux(neuron.reset, 1e-3), nu)).toBeLessThan(1e-8);
    expect(Math.abs(flux(neuron.reset, -1e-3) / nu)).toBeLessThan(1e-8);
    expect(relative(flux(0.5 * (neuron.reset + neuron.threshold), 1e-3), nu)).toBeLessThan(1e-7);
  });
});

describe("density without threshold", () => {
  it.each([
    ["P1", neuronWith(P1)],
    ["strong noise", neuronWith({ rE: 0.5, aE: 0.1, rI: 0.5, aI: 0.1 })],
    ["excitation only", { ...base, synapses: [{ reversal: 0, rate: 6, strength: 0.004 }] }],
    ["current noise only", { ...base, currentNoise: 0.5, synapses: [] }],
  ])("of %s has the mean and variance of the closed form", (_, neuron) => {
    const { mean, variance, standardDeviation } = freeMoments(neuron);
    const upper = Math.min(mean + 40 * standardDeviation, neuron.synapses.length === 1 ? -1e-9 : Infinity);
    const nodes = composite(mean - 40 * standardDeviation, upper, 120);
    const density = freeDensity(
      core,
      neuron,
      nodes.map(({ x }) => x),
    );
    const moment = (k: number) => nodes.reduce((sum, { x, w }, i) => sum + w * (x - mean) ** k * density[i]!, 0);
    expect(moment(0)).toBeCloseTo(1, 10);
    expect(moment(1)).toBeCloseTo(0, 9);
    expect(relative(moment(2), variance)).toBeLessThan(1e-8);
  });

  it("is approached by the firing neuron's density as the threshold recedes", () => {
    const voltages = [-56, -53, -50];
    const free = freeDensity(core, neuronWith(P1), voltages);
    const bounded = stationaryDensity(core, neuronWith(P1, { threshold: -35 }), voltages);
    for (const [i, value] of bounded.entries()) expect(relative(value, free[i]!)).toBeLessThan(1e-6); // nu tau_eff at -35 mV
  });
});

describe("11: tau_s -> 0", () => {
  it("the shifted rate leaves the white-noise rate in proportion to sqrt(tau_s)", () => {
    const white = whiteNoiseRate(core, neuronWith(P1)).rate;
    const slope = (tau: number) => (1 - shiftedRate(core, neuronWith(withDecay(P1, tau))).rate / white) / Math.sqrt(tau);
    // Next order: a relative change of sqrt(tau) times a constant of order 1
    expect(relative(slope(1e-6), slope(1e-8))).toBeLessThan(2e-3);
    expect(relative(slope(1e-4), slope(1e-8))).toBeLessThan(2e-2);
  });

  it("bounds of the density move with the shift", () => {
    const neuron = neuronWith(withDecay(P1, 0.5));
    const values = stationaryDensity(core, neuron, [-50, -49.6, -49.5], { shifted: true });
    expect(values[0]).toBeGreaterThan(0);
    expect(values[1]).toBeGreaterThan(0);
    expect(values[2]).toBe(0); // theta + d_th = -49.577
  });
});
