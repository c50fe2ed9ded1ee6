import { describe, expect, it } from "vitest";
import {
  boundaryShifts,
  deterministicRate,
  effectiveParameters,
  finiteDifferenceRate,
  freeMoments,
  InputError,
  kramersRate,
  shiftedRate,
  siegertRate,
  stationaryDensity,
  whiteNoiseRate,
} from "../../../src/index.js";
import { testCore } from "../../support/core.js";
import { base, neuronWith, P1, withDecay } from "./neurons.js";

const core = await testCore();

/** The InputError that `call` throws. */
function refusal(call: () => unknown): InputError {
  try {
    call();
  } catch (error) {
    expect(error).toBeInstanceOf(InputError);
    return error as InputError;
  }
  throw new Error("nothing was refused");
}

describe("bad input is refused with field, value and range", () => {
  const good = neuronWith(P1);
  const gaussian = (change: object) => ({ ...base, synapses: [{ reversal: 0, mean: 0.4, noise: 0.03, ...change }] });

  it.each([
    ["a threshold at the reset", { ...good, threshold: -60 }, "neuron.threshold", -60, /> -60/],
    ["a threshold below the reset", { ...good, threshold: -61 }, "neuron.threshold", -61, /> -60/],
    ["NaN", { ...good, reset: Number.NaN }, "neuron.reset", Number.NaN, /finite/],
    ["no time constant", { ...good, membraneTimeConstant: 0 }, "neuron.membraneTimeConstant", 0, /> 0 \(ms\)/],
    ["a negative refractory period", { ...good, refractoryPeriod: -1 }, "neuron.refractoryPeriod", -1, />= 0/],
    ["negative current noise", { ...good, currentNoise: -1 }, "neuron.currentNoise", -1, />= 0/],
    ["negative synaptic noise", gaussian({ noise: -0.01 }), "neuron.synapses[0].noise", -0.01, />= 0/],
    ["a negative rate", neuronWith({ rE: -1, rI: 1 }), "neuron.synapses[0].rate", -1, />= 0/],
    ["an infinite strength", neuronWith({ rE: 1, rI: 1, aI: Infinity }), "neuron.synapses[1].strength", Infinity, /finite/],
    ["a misspelt field", { ...good, treshold: -50 }, "neuron.treshold", -50, /known fields/],
    ["a misspelt synapse field", gaussian({ decay: 3 }), "neuron.synapses[0].decay", 3, /known fields/],
  ])("%s", (_, neuron, field, value, allowed) => {
    const error = refusal(() => whiteNoiseRate(core, neuron as never));
    expect(error.field).toBe(field);
    expect(error.value).toBe(value);
    expect(error.allowed).toMatch(allowed);
  });

  it("a total conductance without a stable leak: sum ghat <= -1", () => {
    const error = refusal(() => effectiveParameters(gaussian({ mean: 0, noise: 40 })));
    expect(error.field).toMatch(/total effective conductance/);
    expect(error.value).toBe(-1);
  });

  it("a neuron that never fires: its only noise vanishes below the threshold", () => {
    const excitation = { ...base, threshold: 1, synapses: [{ reversal: 0, rate: 6, strength: 0.004 }] };
    for (const threshold of [0, 1]) {
      expect(refusal(() => whiteNoiseRate(core, { ...excitation, threshold })).message).toMatch(/below 0 mV.*never fires/);
    }
    expect(whiteNoiseRate(core, { ...excitation, threshold: -1 }).logMeanPassageTime).toBeGreaterThan(1000);
  });

  it("a neuron that never fires: no noise, drive below threshold", () => {
    const silent = { ...base, synapses: [] };
    expect(refusal(() => whiteNoiseRate(core, silent)).message).toMatch(/below -65 mV.*never fires/);
    expect(refusal(() => deterministicRate(core, silent)).field).toBe("neuron.threshold");
    expect(refusal(() => stationaryDensity(core, silent, [-60])).message).toMatch(/noise/);
    expect(refusal(() => finiteDifferenceRate(core, silent)).message).toMatch(/noise/);
  });

  it("Kramers without a barrier or without noise", () => {
    expect(refusal(() => kramersRate(core, neuronWith({ rE: 10, rI: 1.5 }))).allowed).toMatch(/no barrier/);
    expect(refusal(() => kramersRate(core, { ...base, synapses: [] })).message).toMatch(/noise/);
  });

  it("an infinite variance", () => {
    const strong = { ...base, synapses: [{ reversal: 0, mean: 3, noise: 100 }] };
    expect(refusal(() => freeMoments(strong)).allowed).toMatch(/< 2/);
  });

  it("shifts without decay times, or with current noise", () => {
    expect(refusal(() => shiftedRate(core, good)).field).toBe("neuron.synapses[0].timeConstant");
    const noisy = neuronWith(withDecay(P1, 0.5), { currentNoise: 0.1 });
    expect(refusal(() => boundaryShifts(core, noisy)).field).toBe("neuron.currentNoise");
    expect(refusal(() => shiftedRate(core, good, { withMemory: "yes" as never })).field).toBe("options.withMemory");
  });

  it("options and voltages", () => {
    expect(refusal(() => whiteNoiseRate(core, good, { interpretation: "Ito" as never })).field).toBe("options.interpretation");
    expect(refusal(() => whiteNoiseRate(core, good, { method: "incomplete-gamma" })).field).toBe("options.method");
    expect(refusal(() => stationaryDensity(core, good, [-60, Number.NaN])).field).toBe("voltages[1]");
    expect(refusal(() => finiteDifferenceRate(core, good, { nodes: 10 })).field).toBe("options.nodes");
    const current = { mean: 10, sigma: 0, membraneTimeConstant: 10, refractoryPeriod: 2, reset: 0, threshold: 20 };
    expect(refusal(() => siegertRate(core, current)).field).toBe("neuron.sigma");
  });
});
