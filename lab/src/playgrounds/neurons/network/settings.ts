import type { Catalogue, Values } from "../shared/settings.js";

export const catalogue = {
  drive: {
    label: "External drive",
    unit: "mV",
    note: "Constant current over the leak, I/g_L; from 10 on a cell alone would fire",
    min: 0,
    max: 30,
    value: 11,
    step: 0.5,
  },
  weight: {
    label: "Excitatory weight",
    unit: "g_L",
    min: 0,
    max: 2,
    value: 0.6,
    step: 0.02,
  },
  inhibition: {
    label: "Strength of inhibition g",
    min: 0,
    max: 20,
    value: 11,
    step: 0.1,
  },
  probability: {
    label: "Connection probability",
    min: 0.002,
    max: 0.1,
    value: 0.02,
    scale: "log",
  },
  size: {
    label: "Cells",
    min: 500,
    max: 4000,
    value: 4000,
    step: 100,
    integer: true,
  },
  speed: {
    label: "Speed",
    unit: "× real time",
    min: 0.01,
    max: 2,
    value: 0.2,
    scale: "log",
  },
  cell: {
    label: "Cell to look at",
    note: "Excitatory cells come first; or click in the raster",
    min: 0,
    max: 3999,
    value: 12,
    integer: true,
  },
} as const satisfies Catalogue;

export type NetworkSettings = Values<typeof catalogue>;
export type NetworkSettingName = keyof typeof catalogue;

export interface Regime {
  readonly label: string;
  readonly settings: Partial<NetworkSettings>;
}

/** Ways for a network to behave, by the settings that bring them about. */
export const regimes: Readonly<Record<string, Regime>> = {
  irregular: {
    label: "Balanced: asynchronous, irregular",
    settings: { drive: 11, weight: 0.6, inhibition: 11, probability: 0.02 },
  },
  sustained: {
    label: "No drive: activity sustains itself",
    settings: { drive: 0, weight: 0.6, inhibition: 11, probability: 0.02 },
  },
  weak: {
    label: "Weak coupling: driven by the current",
    settings: { drive: 12, weight: 0.06, inhibition: 11, probability: 0.02 },
  },
  runaway: {
    label: "Little inhibition: runaway excitation",
    settings: { drive: 11, weight: 0.6, inhibition: 2, probability: 0.02 },
  },
  bursts: {
    label: "Dense: volleys of the whole population",
    settings: { drive: 11, weight: 0.6, inhibition: 11, probability: 0.1 },
  },
  clocks: { label: "Uncoupled: clocks", settings: { drive: 11, weight: 0, inhibition: 11, probability: 0.02 } },
};

/** The regime that the settings are those of, if any. */
export function regimeOf(settings: NetworkSettings): string | undefined {
  const entries = Object.entries(regimes);
  return entries.find(([, regime]) =>
    Object.entries(regime.settings).every(([name, value]) => settings[name as NetworkSettingName] === value),
  )?.[0];
}
