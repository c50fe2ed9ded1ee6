import { checkKeys, checkNumber, checkOneOf, type Range } from "../core/check.js";

/**
 * Synapse that a cell makes on others, s' = alpha(V) (1 - s) - beta s with the cell's own V. With y = exp((V - halfVoltage) / width): kinetic
 * (Destexhe, Mainen and Sejnowski; up to 1 mM of transmitter) alpha = opening y / (1 + y), beta = closing; graded s_inf = y / (1 + y), tau = (1 - s_inf) / opening,
 * that is alpha = opening y, beta = opening.
 */
export interface SynapseParameters {
  readonly type: "kinetic" | "graded";
  /** a (kinetic, per mM) or k (graded), 1/ms. */
  readonly opening: number;
  /** b, 1/ms; of a graded synapse it is `opening`. */
  readonly closing: number;
  /** mV. */
  readonly halfVoltage: number;
  /** mV, > 0. */
  readonly width: number;
  /** E, mV: excitatory or inhibitory. */
  readonly reversal: number;
  /** [Mg], mM: the current is multiplied by 1 / (1 + [Mg] exp(-0.062 V) / 3.57), V postsynaptic. 0: no block. */
  readonly magnesium: number;
}

const kinetic = { type: "kinetic", halfVoltage: 2, width: 5, reversal: 0, magnesium: 0 } as const;

/** The usual kinds; NMDA with 1 mM of magnesium, GABA_A with E = -75 mV. */
export const synapseKinds = {
  ampa: { ...kinetic, opening: 1.1, closing: 0.19 },
  nmda: { ...kinetic, opening: 0.072, closing: 0.0066, magnesium: 1 },
  gabaA: { ...kinetic, opening: 5, closing: 0.18, reversal: -75 },
  graded: { type: "graded", opening: 0.025, closing: 0.025, halfVoltage: -35, width: 10, reversal: 0, magnesium: 0 },
} as const satisfies Record<string, SynapseParameters>;

export type SynapseKind = keyof typeof synapseKinds;

/** A kind by name, or a kind with other values for some of its fields. */
export type SynapseChoice = SynapseKind | (Partial<Omit<SynapseParameters, "type">> & { readonly kind: SynapseKind });

const ranges: Readonly<Record<keyof Omit<SynapseParameters, "type">, Range>> = {
  opening: { min: 0, max: 1e6, unit: "1/ms" },
  closing: { min: 0, max: 1e6, unit: "1/ms" },
  halfVoltage: { min: -1e6, max: 1e6, unit: "mV" },
  width: { min: 1e-6, max: 1e6, unit: "mV" },
  reversal: { min: -1e6, max: 1e6, unit: "mV" },
  magnesium: { min: 0, max: 1e6, unit: "mM" },
};

/** The parameters that `choice` stands for, checked. Errors: InputError. */
export function synapseParameters(choice: SynapseChoice, field: string): SynapseParameters {
  const names = Object.keys(synapseKinds) as SynapseKind[];
  if (typeof choice === "string") return synapseKinds[checkOneOf(field, choice, names)];
  checkKeys(field, choice, ["kind", ...Object.keys(ranges)]);
  const { kind, ...own } = choice;
  const all: SynapseParameters = { ...synapseKinds[checkOneOf(`${field}.kind`, kind, names)], ...own };
  for (const name of Object.keys(ranges) as (keyof typeof ranges)[]) checkNumber(`${field}.${name}`, all[name], ranges[name]);
  return all.type === "graded" ? { ...all, closing: all.opening } : all;
}

/** A synapse in the core's terms (OutgoingSynapse). */
export function synapseFields({ type, halfVoltage, width, opening, closing, reversal, magnesium }: SynapseParameters) {
  const saturation = type === "kinetic" ? 1 : 0;
  return { half: halfVoltage, width, opening, closing, saturation, reversal, magnesium: magnesium / 3.57 };
}
