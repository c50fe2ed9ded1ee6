import { describe, expect, it } from "vitest";
import {
  boundaryShifts,
  effectiveParameters,
  effectiveTimeConstantRate,
  finiteDifferenceRate,
  freeJumpMoments,
  freeMoments,
  shiftedRate,
  stationaryDensity,
  whiteNoiseRate,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { base, neuronWith, P1, P2, P3, relative, withDecay } from "./neurons.js";

// Reference values: computed independently in extended precision from the formulas, given to the digits shown. Tolerances are
// half a unit of the last digit unless said otherwise.

const core = await testCore();

const table = [
  {
    name: "P1",
    input: P1,
    tauEffective: 11.780644,
    E0: -52.353184,
    s2: 0.00023,
    E_S: -52.173913,
    Delta: 38.102439,
    a: 369.0652,
    b: -3.4729,
    T: 99.523535009,
    rate: 9.849932825,
    cv: 0.72162,
    finiteDifference: 9.849932933,
  },
  {
    name: "P2",
    input: P2,
    tauEffective: 12.362009,
    E0: -54.936768,
    s2: 0.000214,
    E_S: -56.074766,
    Delta: 36.627884,
    a: 378.0047,
    b: 23.4886,
    T: 8160.0184,
    rate: 0.122518714,
    cv: 0.99508,
    finiteDifference: 0.122518675,
  },
  {
    name: "P3",
    input: P3,
    tauEffective: 3.688268,
    E0: -53.676096,
    s2: 0.00174,
    E_S: -65.287356,
    Delta: 30.992735,
    a: 155.8218,
    b: 116.7556,
    T: 41.235568082,
    rate: 23.129105141,
    cv: 0.78637,
    finiteDifference: 23.129105334,
  },
] as const;

describe.each(table)("reference neuron $name", (expected) => {
  const neuron = neuronWith(expected.input);

  it("has the tabulated effective parameters", () => {
    const parameters = effectiveParameters(neuron);
    expect(parameters.tauEffective).toBeCloseTo(expected.tauEffective, 6);
    expect(parameters.E0).toBeCloseTo(expected.E0, 6);
    expect(parameters.s2).toBeCloseTo(expected.s2, 12);
    expect(parameters.E_S).toBeCloseTo(expected.E_S, 6);
    expect(parameters.Delta).toBeCloseTo(expected.Delta, 6);
    expect(parameters.a).toBeCloseTo(expected.a, 4);
    expect(parameters.b).toBeCloseTo(expected.b, 4);
  });

  it("fires at the tabulated white-noise rate, to 1e-8 relative", () => {
    const { rate, meanPassageTime, logMeanPassageTime, coefficientOfVariation } = whiteNoiseRate(core, neuron);
    expect(relative(meanPassageTime, expected.T)).toBeLessThan(1e-8);
    expect(relative(rate, expected.rate)).toBeLessThan(1e-8);
    expect(logMeanPassageTime).toBeCloseTo(Math.log(expected.T), 8);
    expect(coefficientOfVariation).toBeCloseTo(expected.cv, 5);
  });

  it("fires at the rate of finite differences with 40,000 nodes: the grid's error is 1e-8 (P1, P3), 3e-7 (P2)", () => {
    const { rate, coefficientOfVariation } = finiteDifferenceRate(core, neuron);
    const gridError = expected.name === "P2" ? 4e-7 : 2e-8;
    expect(relative(rate, whiteNoiseRate(core, neuron).rate)).toBeLessThan(gridError);
    expect(relative(rate, expected.finiteDifference)).toBeLessThan(gridError);
    expect(coefficientOfVariation).toBeCloseTo(expected.cv, 5);
  });
});

describe("comparators", () => {
  it.each([
    ["P1", P1, 9.8515],
    ["P3", P3, 22.5035],
  ])("with Ito drift %s fires at the tabulated, wrong rate", (_, input, expected) => {
    expect(whiteNoiseRate(core, neuronWith(input), { interpretation: "ito" }).rate).toBeCloseTo(expected, 4);
  });

  it.each([
    ["P1", P1, 9.8413, 4],
    ["P2", P2, 0.1126, 5],
    ["P3", P3, 21.6142, 4],
  ])("effective-time-constant rate of %s", (_, input, expected, digits) => {
    expect(effectiveTimeConstantRate(core, neuronWith(input)).rate).toBeCloseTo(expected, digits);
  });
});

describe("shifted rate", () => {
  it.each([
    ["P1", P1, 0.5, 6.790726, 6.761982],
    ["P1", P1, 1, 5.683559, 5.658089],
    ["P3", P3, 0.5, 9.979862, 9.92775],
    ["P3", P3, 1, 6.479063, 6.450524],
  ])("%s with tau_s = %4$f ms, without and with memory through the refractory period", (_, input, tau, plain, memory) => {
    const neuron = neuronWith(withDecay(input, tau));
    expect(shiftedRate(core, neuron).rate).toBeCloseTo(plain, 6);
    expect(shiftedRate(core, neuron, { withMemory: true }).rate).toBeCloseTo(memory, 6);
  });

  it.each([
    ["P1", P1, 0.05, 8.83],
    ["P1", P1, 0.1, 8.421],
    ["P1", P1, 5, 2.241],
    ["P3", P3, 0.05, 18.261],
    ["P3", P3, 5, 0.604],
  ])("%s at tau_s of %f ms", (_, input, tau, expected) => {
    expect(shiftedRate(core, neuronWith(withDecay(input, tau))).rate).toBeCloseTo(expected, 3);
  });

  it.each([
    [P1, 0.1, 1, 7.25],
    [P1, 0.5, 1, 6.331],
    [P1, 2, 5, 3.362],
    [P3, 0.1, 1, 9.568],
    [P3, 1, 0.1, 11.869],
  ])("heuristic for unequal decay times, case %#", (input, tauE, tauI, expected) => {
    expect(shiftedRate(core, neuronWith({ ...input, tauE, tauI })).rate).toBeCloseTo(expected, 3);
  });

  it("keeps the refractory memory's limits of T (r_e = 10): full d_r, d_r = 0, white", () => {
    const at = (tau: number, refractoryPeriod: number) =>
      shiftedRate(core, neuronWith({ rE: 10, rI: 1.5, tauE: tau, tauI: tau }, { refractoryPeriod }), { withMemory: true })
        .meanPassageTime;
    expect(at(0.5, 0)).toBeCloseTo(8.187, 3);
    expect(at(0.5, 1000)).toBeCloseTo(8.497, 3);
    expect(whiteNoiseRate(core, neuronWith({ rE: 10, rI: 1.5 })).meanPassageTime).toBeCloseTo(7.833, 3);
    expect(at(0.05, 0)).toBeCloseTo(7.941, 3);
    expect(at(0.05, 1000)).toBeCloseTo(8.038, 3);
  });
});

describe("transfer curve (r_i = 1.5, a_e = 0.004, a_i = 0.01)", () => {
  it.each([
    [4.5, 2.169, 1.629, 1.111, 0.512],
    [6, 32.32, 30.51, 28.26, 24.13],
    [10, 101.7, 100.13, 98.16, 94.53],
  ])("r_e = %f: white, shifted at 0.1, 0.5 and 2 ms", (rE, ...expected) => {
    const at = (tau: number) => shiftedRate(core, neuronWith({ rE, rI: 1.5, tauE: tau, tauI: tau })).rate;
    const rates = [whiteNoiseRate(core, neuronWith({ rE, rI: 1.5 })).rate, at(0.1), at(0.5), at(2)];
    const digits = rE === 4.5 ? 3 : 2;
    for (const [i, rate] of rates.entries()) expect(rate).toBeCloseTo(expected[i]!, digits);
  });

  it("white-noise rates at its ends", () => {
    expect(whiteNoiseRate(core, neuronWith({ rE: 3.5, rI: 1.5 })).rate).toBeCloseTo(0.0011, 4);
    expect(whiteNoiseRate(core, neuronWith({ rE: 12, rI: 1.5 })).rate).toBeCloseTo(128.157, 3);
  });

  it("the effective-time-constant rate stays within 0.1 % above 5 Hz and is 8 % low at 0.1 Hz", () => {
    for (const rE of [5, 6, 10, 12]) {
      const neuron = neuronWith({ rE, rI: 1.5 });
      expect(relative(effectiveTimeConstantRate(core, neuron).rate, whiteNoiseRate(core, neuron).rate)).toBeLessThan(1e-3);
    }
    const ratio = effectiveTimeConstantRate(core, neuronWith(P2)).rate / whiteNoiseRate(core, neuronWith(P2)).rate;
    expect(ratio).toBeCloseTo(0.92, 2);
  });
});

describe("excitation only", () => {
  const excitation = (rate: number) => ({ ...base, synapses: [{ reversal: 0, rate, strength: 0.004 }] });

  it("fires at the tabulated rates", () => {
    expect(whiteNoiseRate(core, excitation(6)).rate).toBeCloseTo(67.02, 4);
    const { rate, coefficientOfVariation } = whiteNoiseRate(core, excitation(4));
    expect(rate).toBeCloseTo(27.82841, 6);
    expect(coefficientOfVariation).toBeCloseTo(0.31238, 5);
  });
});

describe("threshold-free moments at r = 0.5, a = 0.1 of both types", () => {
  const neuron = neuronWith({ rE: 0.5, aE: 0.1, rI: 0.5, aI: 0.1 });

  it("follow Stratonovich and Ito as tabulated", () => {
    const stratonovich = freeMoments(neuron);
    expect(stratonovich.mean).toBeCloseTo(-48.6207, 4);
    expect(stratonovich.standardDeviation).toBeCloseTo(7.7329, 4);
    const ito = freeMoments(neuron, { interpretation: "ito" });
    expect(ito.mean).toBeCloseTo(-48.3333, 4);
    expect(ito.standardDeviation).toBeCloseTo(7.5873, 4);
  });

  it("of the exact jump process", () => {
    const exact = freeJumpMoments(core, neuron);
    expect(exact.mean).toBeCloseTo(-48.611, 3);
    expect(exact.standardDeviation).toBeCloseTo(7.342, 3);
  });
});

describe("density", () => {
  it.each([
    ["P1", P1, [0.01572857, 0.18478543, 0.21577049]],
    ["P3", P3, [0.01563279, 0.19987731, 0.09583895]],
  ])("of %s at -60, -54 and -52 mV", (_, input, expected) => {
    const density = stationaryDensity(core, neuronWith(input), [-60, -54, -52]);
    for (const [i, value] of density.entries()) expect(value).toBeCloseTo(expected[i]!, 8);
  });
});

describe("boundary shifts", () => {
  it("of P1 at tau_s = 0.5 ms", () => {
    const shifts = boundaryShifts(core, neuronWith(withDecay(P1, 0.5)));
    expect(shifts.threshold).toBeCloseTo(0.422621, 6);
    expect(shifts.reset).toBeCloseTo(0.416313, 6);
  });
});
