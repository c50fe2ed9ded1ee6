import { describe, expect, it } from "vitest";
import { betaJumpRate } from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { relative } from "./neurons.js";

const core = await testCore();

const neuron = (rE: number, rI: number) => ({
  membraneTimeConstant: 20,
  leakReversal: 0,
  threshold: 10,
  reset: 5,
  refractoryPeriod: 0,
  excitation: { reversal: 60, rate: rE, meanJump: 1.5 },
  inhibition: { reversal: -10, rate: rI, meanJump: -0.75 },
});

describe("threshold integration for Beta-distributed delta conductances", () => {
  // `exact`: the same equations by an adaptive stiff solver of another library (relative tolerance 1e-11, cut off 1e-7 mV from
  // rest: 1e-7 of the rate). `published`: threshold integration on a uniform grid of voltages, whose error is below 3e-4.
  // `simulated`: event-driven simulations with their standard errors.
  it.each([
    {
      rE: 0.37037,
      rI: 0.74074,
      exact: 3.1187257,
      published: 3.1196,
      simulated: [
        [3.134, 0.014],
        [3.122, 0.004],
      ],
    },
    {
      rE: 0.41481,
      rI: 0.56296,
      exact: 7.7131726,
      published: 7.7142,
      simulated: [
        [7.725, 0.02],
        [7.71, 0.007],
      ],
    },
  ])("r_e = $rE, r_i = $rI per ms: $exact Hz", ({ rE, rI, exact, published, simulated }) => {
    const rate = betaJumpRate(core, neuron(rE, rI));
    expect(relative(rate, exact)).toBeLessThan(1e-7);
    expect(relative(rate, published)).toBeLessThan(3e-4);
    for (const [mean, error] of simulated) expect(Math.abs(rate - mean!)).toBeLessThan(3 * error!);
  });

  it("does not depend on where voltages are measured from", () => {
    const { excitation, inhibition } = neuron(0.4, 0.6);
    const moved = {
      ...neuron(0.4, 0.6),
      leakReversal: -65,
      threshold: -55,
      reset: -60,
      excitation: { ...excitation, reversal: -5 },
      inhibition: { ...inhibition, reversal: -75 },
    };
    expect(betaJumpRate(core, moved)).toBe(betaJumpRate(core, neuron(0.4, 0.6)));
  });

  it("adds the refractory period to the interval", () => {
    const interval = (refractoryPeriod: number) => 1000 / betaJumpRate(core, { ...neuron(0.4, 0.6), refractoryPeriod });
    expect(interval(3) - interval(0)).toBeCloseTo(3, 10);
  });

  it("is continuous across inhibition that vanishes, and a reset on either side of rest", () => {
    const { inhibition: _, ...excited } = neuron(0.3, 0);
    expect(relative(betaJumpRate(core, neuron(0.3, 1e-9)), betaJumpRate(core, excited))).toBeLessThan(1e-6);
    const rate = (reset: number) => betaJumpRate(core, { ...neuron(0.4, 0.6), reset });
    expect(relative(rate(-1e-4), rate(1e-4))).toBeLessThan(1e-3); // T'(0) V_r
    expect(rate(-5)).toBeLessThan(rate(-1e-4));
    expect(rate(1e-4)).toBeLessThan(rate(5));
  });

  it("refuses what it cannot describe, naming the field", () => {
    const good = neuron(0.4, 0.6);
    expect(() => betaJumpRate(core, { ...good, reset: 0 })).toThrow(/neuron\.reset is 0/);
    expect(() => betaJumpRate(core, { ...good, threshold: -1 })).toThrow(/neuron\.threshold is -1/);
    expect(() => betaJumpRate(core, { ...good, threshold: 61 })).toThrow(/neuron\.threshold is 61/);
    expect(() => betaJumpRate(core, neuron(0.01, 0.01))).toThrow(/rate of all events is 0.02/);
    const backwards = { ...good.excitation, meanJump: -1 };
    expect(() => betaJumpRate(core, { ...good, excitation: backwards })).toThrow(/neuron\.excitation\.meanJump is -1/);
  });
});
