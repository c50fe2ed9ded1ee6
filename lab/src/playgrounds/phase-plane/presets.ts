import type { MorrisLecarParameters, MorrisLecarSet } from "microcircuit";

/** How a parameter set is first shown. */
export interface Preset {
  readonly label: string;
  /** What to look for. */
  readonly note: string;
  /** uA/cm2 */
  readonly current: number;
  /** Currents of the slider and of the diagrams, uA/cm2. */
  readonly from: number;
  readonly to: number;
  /** V (mV) and w at the start. */
  readonly start: readonly [number, number];
  /** Model time for a second of the reader's, ms. */
  readonly speed: number;
  /** Window of the phase plane. */
  readonly voltages: readonly [number, number];
  readonly recoveries: readonly [number, number];
  /** Firing rates shown at least, Hz. */
  readonly rates: number;
}

const typeOne = {
  label: "Type I: saddle-node on the cycle (SNIC)",
  note: "Firing starts at an arbitrarily low rate. Drag the current to just above the saddle-node: each period is spent where the rest states were.",
  current: 42,
  from: 20,
  to: 130,
  start: [-20, 0.1],
  speed: 200,
  voltages: [-75, 55],
  recoveries: [-0.03, 0.62],
  rates: 40,
} as const satisfies Preset;

/** The library's parameter sets. */
export const presets = {
  hopf: {
    label: "Type II: Hopf",
    note: "Rest and firing coexist: the dashed cycle parts them. Click inside it, then outside. Firing starts at a finite rate.",
    current: 90,
    from: 80,
    to: 225,
    start: [30, 0],
    speed: 200,
    voltages: [-75, 55],
    recoveries: [-0.03, 0.8],
    rates: 20,
  },
  snlc: typeOne,
  homoclinic: {
    label: "Homoclinic",
    note: "Fast recovery: two rest states and a cycle, all stable. Lower the current towards 35.007: the cycle runs into the saddle, and its period grows without bound.",
    current: 38,
    from: 30,
    to: 44,
    start: [14, 0.3],
    speed: 80,
    voltages: [-60, 40],
    recoveries: [-0.03, 0.55],
    rates: 60,
  },
  snlcFifteenth: { ...typeOne, label: "Type I, phi = 1/15" },
  authors: { ...typeOne, label: "Type I, V4 = 17 mV (code of arXiv:2311.10869)", note: typeOne.note },
} as const satisfies Record<MorrisLecarSet, Preset>;

export const presetNames = Object.keys(presets) as MorrisLecarSet[];

/** A parameter of the cell as a field of the page. */
export interface ParameterField {
  /** As in the equations, and in links. */
  readonly symbol: string;
  readonly label: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly scale?: "log";
}

/** Ranges are narrower than the library's: wide enough to leave every regime, and the window shows what happens. */
export const parameterFields: Readonly<Record<keyof MorrisLecarParameters, ParameterField>> = {
  recoveryRate: { symbol: "phi", label: "Rate of recovery, φ", unit: "1/ms", min: 0.001, max: 2, step: 0.001, scale: "log" },
  calciumConductance: { symbol: "gCa", label: "Calcium conductance, gCa", unit: "mS/cm²", min: 0, max: 12, step: 0.05 },
  potassiumConductance: { symbol: "gK", label: "Potassium conductance, gK", unit: "mS/cm²", min: 0, max: 24, step: 0.1 },
  leakConductance: { symbol: "gL", label: "Leak conductance, gL", unit: "mS/cm²", min: 0.1, max: 10, step: 0.05 },
  recoveryHalfVoltage: { symbol: "V3", label: "Recovery half open at V3", unit: "mV", min: -30, max: 50, step: 0.1 },
  recoveryWidth: { symbol: "V4", label: "Recovery width, V4", unit: "mV", min: 2, max: 60, step: 0.1 },
  calciumHalfVoltage: { symbol: "V1", label: "Calcium half open at V1", unit: "mV", min: -30, max: 30, step: 0.1 },
  calciumWidth: { symbol: "V2", label: "Calcium width, V2", unit: "mV", min: 2, max: 60, step: 0.1 },
  calciumReversal: { symbol: "ECa", label: "Calcium reversal, ECa", unit: "mV", min: 40, max: 200, step: 1 },
  potassiumReversal: { symbol: "EK", label: "Potassium reversal, EK", unit: "mV", min: -120, max: -65, step: 1 },
  leakReversal: { symbol: "EL", label: "Leak reversal, EL", unit: "mV", min: -100, max: 0, step: 1 },
  capacitance: { symbol: "C", label: "Capacitance, C", unit: "µF/cm²", min: 1, max: 100, step: 0.5 },
};

export const parameterNames = Object.keys(parameterFields) as (keyof MorrisLecarParameters)[];

/** Numbers of the page besides the cell's, with the ranges of their fields. */
export const limits = {
  current: { min: -500, max: 1000 },
  speed: { min: 5, max: 2000 },
  voltage: { min: -120, max: 200 },
  recovery: { min: -0.2, max: 1.2 },
} as const;
