import type { Core } from "../../core/core.js";
import { Network, type RunOptions, type SpikeMonitor } from "../../simulation/index.js";
import { shiftedRate, whiteNoiseRate } from "../../theory/lif-rate/index.js";
import { conductanceNeuron, type Drive, type Membrane, type TimeConstants } from "./neuron.js";
import { deltaOptions, lifOptions, type Noise, timeStep } from "./populations.js";

/** Spikes before this time are left out, ms: transients last a few membrane time constants. */
export const TRANSIENT = 200;

/** A run shorter than this, ms, would weigh the ends of the spike trains too much. */
const SHORTEST = 400;

/** Spikes a neuron needs on average for a coefficient of variation without bias: intervals ten times the mean add 0.3 % to it. */
export const SHORTEST_TRAIN = 10;

/** Neurons simulated side by side: a whole block of the core's; event by event, fewer and longer trains. */
const NEURONS = { gaussian: 128, poisson: 128, delta: 32 } as const;

/** Time of an event of a delta conductance in time steps of a Gaussian one. */
const EVENT_COST = 4;

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
  /** Largest number of time steps of all neurons together (an event counts as four); fewer spikes are counted where it is reached. */
  readonly steps: number;
  /** Bins of the voltage's histogram, mV; null: none. Not for "delta". */
  readonly histogram: HistogramBins | null;
}

export interface FiringResult {
  /** Spikes per neuron and time, Hz. */
  readonly rate: number;
  /** rate CV/sqrt(spikes), Hz; null with too few intervals for a CV. */
  readonly standardError: number | null;
  readonly coefficientOfVariation: number | null;
  readonly spikes: number;
  /** Spikes of one neuron on average. */
  readonly trainLength: number;
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
    const spikes = network.recordSpikes(population);
    const transient = Math.ceil(TRANSIENT / dt) * dt;
    const duration = Math.ceil(durationOf(core, input, dt, size) / dt) * dt;
    const every = Math.max(1, Math.round(1 / dt)) * dt;
    const histogram = input.histogram && network.recordHistogram(population, { ...input.histogram, every, from: transient });
    const share = transient / (transient + duration);
    const { signal, onProgress } = options;
    const part = (start: number, length: number): RunOptions => ({
      ...(signal && { signal }),
      onProgress: ({ time, fraction }) => onProgress?.({ time, fraction: start + length * fraction }),
    });
    await network.run(transient, part(0, share));
    spikes.clear();
    await network.run(duration, part(share, 1 - share));
    const rate = (1000 * spikes.count) / (duration * size);
    const coefficientOfVariation = variationOf(spikes, duration);
    const error = coefficientOfVariation === null ? null : (rate * coefficientOfVariation) / Math.sqrt(spikes.count);
    return {
      rate,
      standardError: error,
      coefficientOfVariation,
      spikes: spikes.count,
      trainLength: spikes.count / size,
      seconds: (duration * size) / 1000,
      dt,
      density: histogram ? [...histogram.density] : null,
    };
  } finally {
    network.dispose();
  }
}

/**
 * Coefficient of variation of the interspike intervals, null with fewer than three of them. A window of length L holds an interval of
 * length x whole with a probability in proportion to L - x; weights 1/(L - x) make up for the long ones it loses, but for those longer than L: see {@link SHORTEST_TRAIN}.
 */
function variationOf(spikes: SpikeMonitor, window: number): number | null {
  const { times, neurons } = spikes;
  const last = new Float64Array(spikes.population.size).fill(Number.NaN);
  let count = 0;
  let weights = 0;
  let sum = 0;
  let squares = 0;
  neurons.forEach((neuron, k) => {
    const interval = times[k]! - last[neuron]!;
    last[neuron] = times[k]!;
    if (Number.isNaN(interval)) return;
    const weight = 1 / (window - interval);
    count += 1;
    weights += weight;
    sum += weight * interval;
    squares += weight * interval * interval;
  });
  if (count < 3) return null;
  const mean = sum / weights;
  return Math.sqrt(Math.max(0, squares / weights - mean * mean)) / mean;
}

/** How long each neuron runs after the transient so that the expected number of spikes comes together, ms. */
function durationOf(core: Core, input: FiringInput, dt: number, size: number): number {
  const neuron = conductanceNeuron(input.membrane, input.drive, input.timeConstants);
  const { rate } = input.noise === "delta" ? whiteNoiseRate(core, neuron) : shiftedRate(core, neuron);
  const wanted = (1000 * input.spikes) / (rate * size);
  // An event costs as much as a few time steps.
  const { excitatoryRate, inhibitoryRate } = input.drive;
  const perTime = input.noise === "delta" ? EVENT_COST * (excitatoryRate + inhibitoryRate) : 1 / dt;
  return Math.max(SHORTEST, Math.min(wanted, input.steps / (perTime * size)));
}
