import type { MorrisLecarSet } from "../../src/neurons/index.js";
import { testCore } from "../support/core.js";
import { morrisLecarField, type NeuronField } from "./exports.js";

export const core = await testCore();

export const neuron = (set: MorrisLecarSet) => morrisLecarField(core, set);

/** The homoclinic set in the units of MatCont's example `MLfast`: V in 120 mV, I in 480 uA/cm2, t in 5 ms. */
export const fastNeuron = morrisLecarField(core, {
  capacitance: 1,
  leakConductance: 0.5,
  potassiumConductance: 2,
  calciumConductance: 1,
  leakReversal: -0.5,
  potassiumReversal: -0.7,
  calciumReversal: 1,
  calciumHalfVoltage: -0.01,
  calciumWidth: 0.15,
  recoveryHalfVoltage: 0.1,
  recoveryWidth: 0.145,
  recoveryRate: 1.15,
});

/** x / (exp(x) - 1). */
const exprel = (x: number) => (Math.abs(x) < 1e-6 ? 1 - x / 2 : x / Math.expm1(x));

function rates(V: number) {
  return [
    [exprel((25 - V) / 10), 4 * Math.exp(-V / 18)],
    [0.07 * Math.exp(-V / 20), 1 / (Math.exp((30 - V) / 10) + 1)],
    [0.1 * exprel((10 - V) / 10), 0.125 * Math.exp(-V / 80)],
  ] as const;
}

/** The Hodgkin-Huxley neuron (1952) at 6.3 degrees, depolarisation from rest in mV, with no derivatives of its own. */
export const hodgkinHuxley: NeuronField = {
  name: "A Hodgkin-Huxley neuron",
  length: 4,
  components: ["V", "m", "h", "n"],
  scales: [15, 1, 1, 1],
  voltages: [-12, 115],
  derivative(state, I, out) {
    const [V, m, h, n] = state as unknown as [number, number, number, number];
    out[0] = I - 120 * m ** 3 * h * (V - 115) - 36 * n ** 4 * (V + 12) - 0.3 * (V - 10.599);
    for (const [i, [open, close]] of rates(V).entries()) out[i + 1] = open * (1 - state[i + 1]!) - close * state[i + 1]!;
  },
  steadyState(V, out) {
    out[0] = V;
    for (const [i, [open, close]] of rates(V).entries()) out[i + 1] = open / (open + close);
  },
};
