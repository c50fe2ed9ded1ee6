import type { Core } from "../../core/core.js";
import { Network, type RunOptions } from "../../simulation/index.js";
import { bothTimeConstants, type Drive, type Membrane } from "./neuron.js";
import { lifOptions, timeStep } from "./populations.js";

export interface FreeInput {
  readonly membrane: Membrane;
  readonly drive: Drive;
  readonly noise: "gaussian" | "poisson";
  /** ms */
  readonly timeConstant: number;
  /** Simulated time of all neurons after the transient, s. */
  readonly seconds: number;
}

export interface FreeResult {
  /** mV */
  readonly mean: number;
  /** Of the mean, from the spread of the neurons' own means, mV. */
  readonly standardError: number;
  /** mV */
  readonly standardDeviation: number;
  readonly dt: number;
}

const NEURONS = 256;
const TRANSIENT = 100; // ms
const EVERY = 1; // ms between samples: several in a membrane time constant

/** Mean and spread of the voltage of neurons without threshold. */
export async function simulateFree(core: Core, input: FreeInput, seed: bigint, options: RunOptions = {}): Promise<FreeResult> {
  const tau = bothTimeConstants(input.timeConstant);
  // Without threshold, a fifth of the decay time is fine enough: the step's averaged conductance is exact but for a share
  // (dt/tau)^2/12 = 0.3 % of its noise.
  const dt = EVERY / Math.ceil(EVERY / timeStep(tau, 0, 5) - 1e-9);
  const network = new Network(core, { dt, seed });
  try {
    const membrane = { ...input.membrane, threshold: Number.POSITIVE_INFINITY, refractoryPeriod: 0 };
    const population = network.addLif(lifOptions(membrane, input.drive, tau, input.noise, NEURONS));
    const state = network.recordState(population, { every: EVERY });
    await network.run(TRANSIENT, options);
    state.clear();
    await network.run(Math.max(1, Math.round((1000 * input.seconds) / NEURONS / EVERY)) * EVERY, options);
    return { ...moments(state.values, NEURONS), dt };
  } finally {
    network.dispose();
  }
}

/** Moments of samples held row by row, `width` independent courses. */
function moments(values: Float64Array, width: number): Omit<FreeResult, "dt"> {
  const rows = values.length / width;
  const means = new Float64Array(width);
  values.forEach((value, i) => {
    means[i % width]! += value / rows;
  });
  const mean = means.reduce((sum, value) => sum + value, 0) / width;
  const spread = means.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (width - 1);
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, standardError: Math.sqrt(spread / width), standardDeviation: Math.sqrt(variance) };
}
