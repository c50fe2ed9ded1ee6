import type { Catalogue, Values } from "../shared/settings.js";

const rate = { unit: "per ms", min: 0.1, max: 12, step: 0.1 } as const;
const strength = { min: 0.0005, max: 0.02, step: 0.0005 } as const;
const decay = { unit: "ms", min: 0.5, max: 10, scale: "log" } as const;

export const catalogue = {
  excitatoryRate: { label: "Rate of excitatory input", ...rate, value: 6 },
  inhibitoryRate: { label: "Rate of inhibitory input", ...rate, value: 1.5 },
  excitatoryStrength: { label: "Strength of an excitatory event", ...strength, value: 0.004 },
  inhibitoryStrength: { label: "Strength of an inhibitory event", ...strength, value: 0.01 },
  excitatoryDecay: { label: "Decay of excitation", ...decay, value: 1 },
  inhibitoryDecay: { label: "Decay of inhibition", ...decay, value: 1 },
  membrane: { label: "Membrane time constant", unit: "ms", min: 5, max: 40, value: 20, step: 1 },
  current: { label: "Constant current I/g_L", unit: "mV", min: -10, max: 20, value: 0, step: 0.5 },
  speed: { label: "Speed", unit: "× real time", min: 0.01, max: 1, value: 0.1, scale: "log" },
} as const satisfies Catalogue;

export type SingleSettings = Values<typeof catalogue>;

/** mV and ms: what does not change. */
export const MEMBRANE = {
  leakReversal: -65,
  threshold: -50,
  reset: -60,
  refractoryPeriod: 2,
} as const;
export const REVERSALS = { excitatory: 0, inhibitory: -80 } as const;
