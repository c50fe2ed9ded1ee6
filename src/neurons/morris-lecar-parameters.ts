import { checkKeys, checkNumber, checkOneOf, type Range } from "../core/check.js";

/**
 * Parameters of a Morris-Lecar cell (mV, ms, uA/cm2, mS/cm2, uF/cm2):
 *
 *     C V' = I - gL (V - EL) - gK w (V - EK) - gCa m_inf(V) (V - ECa)
 *       w' = phi (w_inf(V) - w) cosh((V - V3) / (2 V4))
 *     m_inf(V) = (1 + tanh((V - V1) / V2)) / 2 ,   w_inf(V) = (1 + tanh((V - V3) / V4)) / 2
 */
export interface MorrisLecarParameters {
  /** C, uF/cm2, > 0. */
  readonly capacitance: number;
  /** gL, mS/cm2, >= 0. */
  readonly leakConductance: number;
  /** gK, mS/cm2, >= 0. */
  readonly potassiumConductance: number;
  /** gCa, mS/cm2, >= 0. */
  readonly calciumConductance: number;
  /** EL, mV. */
  readonly leakReversal: number;
  /** EK, mV. */
  readonly potassiumReversal: number;
  /** ECa, mV. */
  readonly calciumReversal: number;
  /** V1, mV: where the calcium gate is half open. */
  readonly calciumHalfVoltage: number;
  /** V2, mV, > 0: twice the voltage over which its odds change e-fold. */
  readonly calciumWidth: number;
  /** V3, mV: where the potassium gate is half open. */
  readonly recoveryHalfVoltage: number;
  /** V4, mV, > 0. */
  readonly recoveryWidth: number;
  /** phi, 1/ms, > 0. */
  readonly recoveryRate: number;
}

const common = {
  capacitance: 20,
  leakConductance: 2,
  potassiumConductance: 8,
  leakReversal: -60,
  potassiumReversal: -84,
  calciumReversal: 120,
  calciumHalfVoltage: -1.2,
  calciumWidth: 18,
} as const;

const snlc = { ...common, calciumConductance: 4, recoveryHalfVoltage: 12, recoveryWidth: 17.4, recoveryRate: 0.067 } as const;

/**
 * The usual parameter sets. `hopf`: type II, after Rinzel and Ermentrout; `snlc`: type I, a saddle-node on the limit cycle (`snlcFifteenth`: with phi =
 * 1/15); `homoclinic`: faster recovery; `authors`: as in code released by the first author of arXiv:2311.10869 (V4 is 17 there, not 17.4, which shifts every bifurcation).
 */
export const morrisLecarSets = {
  hopf: { ...common, calciumConductance: 4.4, recoveryHalfVoltage: 2, recoveryWidth: 30, recoveryRate: 0.04 },
  snlc,
  snlcFifteenth: { ...snlc, recoveryRate: 1 / 15 },
  homoclinic: { ...snlc, recoveryRate: 0.23 },
  authors: { ...snlc, recoveryWidth: 17, recoveryRate: 2 / 30 },
} as const satisfies Record<string, MorrisLecarParameters>;

export type MorrisLecarSet = keyof typeof morrisLecarSets;

const conductance: Range = { min: 0, max: 1e6, unit: "mS/cm2" };
const voltage: Range = { min: -1e6, max: 1e6, unit: "mV" };
const width: Range = { min: 1e-6, max: 1e6, unit: "mV" };

/** Allowed ranges, in the order of the fields in the core's MorrisLecarCell. */
export const morrisLecarRanges: Readonly<Record<keyof MorrisLecarParameters, Range>> = {
  capacitance: { min: 1e-6, max: 1e6, unit: "uF/cm2" },
  leakConductance: conductance,
  potassiumConductance: conductance,
  calciumConductance: conductance,
  leakReversal: voltage,
  potassiumReversal: voltage,
  calciumReversal: voltage,
  calciumHalfVoltage: voltage,
  calciumWidth: width,
  recoveryHalfVoltage: voltage,
  recoveryWidth: width,
  recoveryRate: { min: 1e-9, max: 1e6, unit: "1/ms" },
};

/** A set by name, or a set with other values for some fields, or parameters of one's own. */
export type MorrisLecarChoice = MorrisLecarSet | (Partial<MorrisLecarParameters> & { readonly set?: MorrisLecarSet });

/** The parameters that `choice` stands for, checked; fields left out are those of `choice.set`, by default "snlc". Errors: InputError. */
export function morrisLecarParameters(choice: MorrisLecarChoice = "snlc", field = "parameters"): MorrisLecarParameters {
  const names = Object.keys(morrisLecarSets) as MorrisLecarSet[];
  if (typeof choice === "string") return morrisLecarSets[checkOneOf(field, choice, names)];
  checkKeys(field, choice, ["set", ...Object.keys(morrisLecarRanges)]);
  const { set = "snlc", ...own } = choice;
  const parameters = { ...morrisLecarSets[checkOneOf(`${field}.set`, set, names)], ...own };
  for (const name of Object.keys(morrisLecarRanges) as (keyof MorrisLecarParameters)[]) {
    checkNumber(`${field}.${name}`, parameters[name], morrisLecarRanges[name]);
  }
  return parameters;
}
