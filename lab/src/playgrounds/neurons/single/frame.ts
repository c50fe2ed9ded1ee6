import type { Theory } from "./theory.js";

/** ms between samples of voltage and conductances. */
export const SAMPLE = 0.1;

/** Copies of the neuron, each with input of its own, that give the statistics. */
export const COPIES = 200;

/** Distribution of the voltage: bins up to the threshold, mV. */
export const DENSITY_LOW = -80;
export const DENSITY_HIGH = -50;
export const DENSITY_BINS = 60;

/** Middle of a bin, mV. */
export function voltageOf(bin: number): number {
  return DENSITY_LOW + ((bin + 0.5) * (DENSITY_HIGH - DENSITY_LOW)) / DENSITY_BINS;
}

const SAMPLES = 2560;
const SPIKES = 512;

/** Where things are in the data of a frame, and how much room each has. */
export const places = {
  voltages: { offset: 0, length: SAMPLES }, // mV
  excitation: { offset: SAMPLES, length: SAMPLES }, // g_L
  inhibition: { offset: 2 * SAMPLES, length: SAMPLES },
  spikes: { offset: 3 * SAMPLES, length: SPIKES }, // ms since the frame's start
  density: { offset: 3 * SAMPLES + SPIKES, length: DENSITY_BINS }, // 1/mV
} as const;

export const DATA = places.density.offset + DENSITY_BINS;

/** The most that a frame covers, simulated ms. */
export const LONGEST = 250;

/** What many copies of the neuron do. */
export interface Measured {
  /** Hz; NaN while they settle after a change. */
  readonly rate: number;
  readonly standardError: number;
  readonly variation: number;
  readonly spikes: number;
  /** Of all copies together, s. */
  readonly seconds: number;
}

export interface SingleFrame {
  /** ms */
  readonly time: number;
  readonly duration: number;
  readonly generation: number;
  readonly samples: number;
  readonly spikes: number;
  /** When a stimulus was given, ms; NaN for none. */
  readonly kicked: number;
  readonly measured: Measured;
  /** Of the last setting that it was computed for. */
  readonly theory: Theory;
  /** Float32Array[DATA] */
  readonly data: Float32Array;
}
