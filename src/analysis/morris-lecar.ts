import type { Core } from "../core/core.js";
import { type MorrisLecarChoice, type MorrisLecarParameters, morrisLecarModel, morrisLecarParameters } from "../neurons/index.js";
import type { PlanarNeuronField } from "./field.js";
import { gate, gateJet, rate, rateJet } from "./gates.js";

/** A Morris-Lecar neuron for analysis. State: V (mV), w. Parameter: I (uA/cm2). Time: ms. */
export interface MorrisLecarField extends PlanarNeuronField {
  readonly parameters: MorrisLecarParameters;
}

/**
 * The Morris-Lecar neuron (C. Morris, H. Lecar, Biophys. J. 35 (1981) 193; constants of J. Rinzel, G. B. Ermentrout):
 *
 *     C V' = I - gL (V - EL) - gK w (V - EK) - gCa m(V) (V - ECa)         m(V)     = [1 + tanh((V - V1) / V2)] / 2
 *       w' = phi (w_inf(V) - w) cosh((V - V3) / (2 V4))                   w_inf(V) = [1 + tanh((V - V3) / V4)] / 2
 *
 * with exact derivatives up to the third, exponentials by the core. Errors: InputError.
 */
export function morrisLecarField(core: Core, choice: MorrisLecarChoice): MorrisLecarField {
  const p = morrisLecarParameters(choice);
  const { capacitance: C, leakConductance: gL, potassiumConductance: gK, calciumConductance: gCa } = p;
  const { leakReversal: EL, potassiumReversal: EK, calciumReversal: ECa, recoveryRate: phi } = p;
  const calcium = (V: number) => gateJet(core, V, p.calciumHalfVoltage, p.calciumWidth);
  const potassium = (V: number) => gateJet(core, V, p.recoveryHalfVoltage, p.recoveryWidth);
  const recovery = (V: number) => rateJet(core, V, p.recoveryHalfVoltage, p.recoveryWidth);
  const steadyRecovery = (V: number) => gate(core, V, p.recoveryHalfVoltage, p.recoveryWidth);
  const calciumCurrent = (V: number) => gCa * gate(core, V, p.calciumHalfVoltage, p.calciumWidth) * (V - ECa);
  const reversals = [EL, EK, ECa];
  return {
    name: "A Morris-Lecar neuron",
    length: 2,
    components: ["V", "w"],
    scales: [Math.min(p.calciumWidth, p.recoveryWidth), 1],
    parameters: p,
    voltages: [Math.min(...reversals), Math.max(...reversals)],
    derivative(state, I, out) {
      const [V, w] = [state[0]!, state[1]!];
      out[0] = (I - gL * (V - EL) - gK * w * (V - EK) - calciumCurrent(V)) / C;
      out[1] = phi * (steadyRecovery(V) - w) * rate(core, V, p.recoveryHalfVoltage, p.recoveryWidth);
    },
    jacobian(state, _, out) {
      const [V, w] = [state[0]!, state[1]!];
      const [m, W, c] = [calcium(V), potassium(V), recovery(V)];
      out[0] = -(gL + gK * w + gCa * (m[0] + m[1] * (V - ECa))) / C;
      out[1] = (-gK * (V - EK)) / C;
      out[2] = phi * (c[0] * W[1] + c[1] * (W[0] - w));
      out[3] = -phi * c[0];
    },
    parameterDerivative(_state, _input, out) {
      out[0] = 1 / C;
      out[1] = 0;
    },
    second(state, _, u, v, out) {
      const [V, w] = [state[0]!, state[1]!];
      const [m, W, c] = [calcium(V), potassium(V), recovery(V)];
      const [u0, u1, v0, v1] = [u[0]!, u[1]!, v[0]!, v[1]!];
      const mixed = u0 * v1 + u1 * v0;
      out[0] = -(gCa * (m[2] * (V - ECa) + 2 * m[1]) * u0 * v0 + gK * mixed) / C;
      out[1] = phi * ((c[2] * (W[0] - w) + 2 * c[1] * W[1] + c[0] * W[2]) * u0 * v0 - c[1] * mixed);
    },
    third(state, _, u, v, z, out) {
      const [V, w] = [state[0]!, state[1]!];
      const [m, W, c] = [calcium(V), potassium(V), recovery(V)];
      const cube = u[0]! * v[0]! * z[0]!;
      const mixed = u[0]! * v[0]! * z[1]! + u[0]! * v[1]! * z[0]! + u[1]! * v[0]! * z[0]!;
      out[0] = (-gCa * (m[3] * (V - ECa) + 3 * m[2]) * cube) / C;
      const pure = c[3] * (W[0] - w) + 3 * c[2] * W[1] + 3 * c[1] * W[2] + c[0] * W[3];
      out[1] = phi * (pure * cube - c[2] * mixed);
    },
    steadyState(V, out) {
      out[0] = V;
      out[1] = steadyRecovery(V);
    },
    model: (current) => morrisLecarModel({ parameters: p, current }),
    voltageNullcline: (V, I) => (I - gL * (V - EL) - calciumCurrent(V)) / (gK * (V - EK)),
    recoveryNullcline: steadyRecovery,
  };
}
