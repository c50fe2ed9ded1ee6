import { checkKeys, checkNumber } from "../../core/check.js";

/** Constants of a Morris-Lecar neuron, named as in the equations of {@link morrisLecarField}. */
export interface MorrisLecarParameters {
  /** C, uF/cm2. */
  readonly capacitance: number;
  /** gL, mS/cm2. */
  readonly leakConductance: number;
  /** gK, mS/cm2. */
  readonly potassiumConductance: number;
  /** gCa, mS/cm2. */
  readonly calciumConductance: number;
  /** EL, mV. */
  readonly leakReversal: number;
  /** EK, mV. */
  readonly potassiumReversal: number;
  /** ECa, mV. */
  readonly calciumReversal: number;
  /** V1, mV: half-activation of calcium. */
  readonly calciumHalf: number;
  /** V2, mV. */
  readonly calciumWidth: number;
  /** V3, mV: half-activation of potassium. */
  readonly potassiumHalf: number;
  /** V4, mV. */
  readonly potassiumWidth: number;
  /** phi, 1/ms: rate of recovery at V3. */
  readonly recoveryRate: number;
}

const common = {
  capacitance: 20,
  leakConductance: 2,
  potassiumConductance: 8,
  leakReversal: -60,
  potassiumReversal: -84,
  calciumReversal: 120,
  calciumHalf: -1.2,
  calciumWidth: 18,
};
const snlc = { ...common, calciumConductance: 4, potassiumHalf: 12, potassiumWidth: 17.4, recoveryRate: 0.067 };

/**
 * Customary sets of constants: `hopf` (type II), `snlc` (type I: fires at arbitrarily low rates past a saddle-node on an invariant circle),
 * `snlcFifteenth` (the same with phi = 1/15), `homoclinic`, and `authors` (V4 = 17, phi = 2/30: the set of the code published with
 * arXiv:2311.10869, which is none of the textbooks').
 */
export const morrisLecarSets = {
  hopf: { ...common, calciumConductance: 4.4, potassiumHalf: 2, potassiumWidth: 30, recoveryRate: 0.04 },
  snlc,
  snlcFifteenth: { ...snlc, recoveryRate: 1 / 15 },
  homoclinic: { ...snlc, recoveryRate: 0.23 },
  authors: { ...snlc, potassiumWidth: 17, recoveryRate: 2 / 30 },
} as const satisfies Record<string, MorrisLecarParameters>;

export type MorrisLecarSetName = keyof typeof morrisLecarSets;

const positive = ["capacitance", "calciumWidth", "potassiumWidth", "recoveryRate"];
const conductances = ["leakConductance", "potassiumConductance", "calciumConductance"];

/** Errors: InputError. */
export function checkMorrisLecar(parameters: MorrisLecarParameters): MorrisLecarParameters {
  const names = Object.keys(morrisLecarSets.hopf) as (keyof MorrisLecarParameters)[];
  checkKeys("parameters", parameters, names);
  for (const name of names) {
    const range = positive.includes(name) ? { above: 0 } : conductances.includes(name) ? { min: 0 } : {};
    checkNumber(`parameters.${name}`, parameters[name], range);
  }
  return parameters;
}
