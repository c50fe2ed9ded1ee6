import type { Core } from "../../core/core.js";
import { Network, type RunOptions } from "../../simulation/index.js";
import { shiftedRate, whiteNoiseRate } from "../../theory/lif-rate/index.js";
import { conductanceNeuron, type Drive, type Membrane, type TimeConstants } from "./neuron.js";
import { deltaOptions, lifOptions, type Noise, timeStep } from "./populations.js";

/** Spikes before this time are left out, ms: transients last a few membrane time constants. */
export const TRANSIENT = 200;

/** A run shorter than this, ms, would weigh the ends of the spike trains too much. */
const SHORTEST = 400;

/** Neurons simulated side by side: a whole block of the core's; event by event, fewer and longer trains. */
const NEURONS = { gaussian: 128, poisson: 128, delta: 32 } as const;

export interface HistogramBins {
  readonly low: number;
  readonly high: number;
  readonly bins: number;
}

export interface FiringInput {
  readonly membrane: Membrane;
  readonly drive: Drive;
  readonly noise: Noise;
  /** Left out of account where the noise is "delta". */
  readonly timeConstants: TimeConstants;
  /** Spikes to expect. */
  readonly spikes: number;
  /** Largest number of time steps of all neurons together; fewer spikes are counted where it is reached. */
  readonly steps: number;
  /** Bins of the voltage's histogram, mV; null: none. Not for "delta". */
  readonly histogram: HistogramBins | null;
}

export interface FiringResult {
  /** Spikes per neuron and time, Hz. */
  readonly rate: number;
  /** rate CV/sqrt(spikes), Hz; null with fewer than 3 spikes. */
  readonly standardError: number | null;
  readonly coefficientOfVariation: number | null;
  readonly spikes: number;
  /** Simulated time of all neurons after the transient, s. */
  readonly seconds: number;
  /** Time step, ms. */
  readonly dt: number;
  /** Share of all samples in each bin over its width, 1/mV; refractory samples count in the total. */
  readonly density: readonly number[] | null;
}

/** Simulates an ensemble of independent neurons and counts its spikes. */
export async function simulateFiring(
  core: Core,
  input: FiringInput,
  seed: bigint,
  options: RunOptions = {},
): Promise<FiringResult> {
  const { membrane, drive, noise, timeConstants } = input;
  const size = NEURONS[noise];
  const dt = noise === "delta" ? 1 : timeStep(timeConstants, membrane.refractoryPeriod);
  const network = new Network(core, { dt, seed });
  try {
    const population =
      noise === "delta"
        ? network.addEventDrivenLif(deltaOptions(membrane, drive, size))
        : network.addLif(lifOptions(membrane, drive, timeConstants, noise, size));
    const intervals = network.recordIntervals(population, { from: TRANSIENT });
    const histogram =
      input.histogram &&
      network.recordHistogram(population, { ...input.histogram, every: Math.max(1, Math.round(1 / dt)) * dt, from: TRANSIENT });
    const duration = durationOf(core, input, dt, size);
    await network.run(Math.ceil((TRANSIENT + duration) / dt) * dt, options);
    const { spikes, rate, standardError, coefficientOfVariation } = intervals;
    const known = intervals.count > 1;
    return {
      rate,
      standardError: known ? standardError : null,
      coefficientOfVariation: known ? coefficientOfVariation : null,
      spikes,
      seconds: ((network.time - TRANSIENT) * size) / 1000,
      dt,
      density: histogram ? [...histogram.density] : null,
    };
  } finally {
    network.dispose();
  }
}

/** How long each neuron runs after the transient so that the expected number of spikes comes together, ms. */
function durationOf(core: Core, input: FiringInput, dt: number, size: number): number {
  const neuron = conductanceNeuron(input.membrane, input.drive, input.timeConstants);
  const { rate } = input.noise === "delta" ? whiteNoiseRate(core, neuron) : shiftedRate(core, neuron);
  const wanted = (1000 * input.spikes) / (rate * size);
  return Math.max(SHORTEST, input.noise === "delta" ? wanted : Math.min(wanted, (input.steps * dt) / size));
}
