import type { Core } from "../../core/core.js";
import type { RunOptions, SpikeMonitor } from "../../simulation/index.js";
import { cobaNetwork } from "./coba.js";

/** Neurons in the raster, and how many of them are excitatory: the network's own share. */
export const RASTER = { excitatory: 160, inhibitory: 40 } as const;
export const RATE_BIN = 5; // ms
const FEWEST_INTERVALS = 5; // for a neuron's own coefficient of variation

export interface NetworkInput {
  /** ms */
  readonly duration: number;
  /** Whether spikes and rates are kept for the figure. */
  readonly record: boolean;
}

export interface NetworkResult {
  /** Hz, from the start as in the reference runs. */
  readonly excitatoryRate: number;
  readonly inhibitoryRate: number;
  /** Coefficient of variation of the intervals of each neuron with enough of them. */
  readonly coefficientsOfVariation: readonly number[];
  readonly raster: { readonly times: readonly number[]; readonly neurons: readonly number[] } | null;
  /** Hz in bins of {@link RATE_BIN}. */
  readonly rates: { readonly excitatory: readonly number[]; readonly inhibitory: readonly number[] } | null;
}

/** One realisation of the COBA network: wiring, initial state and activity all from `seed`. */
export async function simulateNetwork(
  core: Core,
  { duration, record }: NetworkInput,
  seed: bigint,
  options: RunOptions = {},
): Promise<NetworkResult> {
  const { network, excitatory, inhibitory } = cobaNetwork(core, { seed });
  try {
    const spikes = [network.recordSpikes(excitatory), network.recordSpikes(inhibitory)] as const;
    const rates = record
      ? ([network.recordRate(excitatory, { bin: RATE_BIN }), network.recordRate(inhibitory, { bin: RATE_BIN })] as const)
      : null;
    await network.run(duration, options);
    const rate = (monitor: SpikeMonitor) => (1000 * monitor.count) / (duration * monitor.population.size);
    return {
      excitatoryRate: rate(spikes[0]),
      inhibitoryRate: rate(spikes[1]),
      coefficientsOfVariation: spikes.flatMap(coefficientsOfVariation),
      raster: record ? rasterOf(spikes[0], spikes[1]) : null,
      rates: rates && { excitatory: [...rates[0].rates], inhibitory: [...rates[1].rates] },
    };
  } finally {
    network.dispose();
  }
}

function coefficientsOfVariation(monitor: SpikeMonitor): number[] {
  const trains: number[][] = Array.from({ length: monitor.population.size }, () => []);
  const { times, neurons } = monitor;
  neurons.forEach((neuron, k) => {
    trains[neuron]!.push(times[k]!);
  });
  return trains
    .filter((train) => train.length > FEWEST_INTERVALS)
    .map((train) => {
      const intervals = train.slice(1).map((time, k) => time - train[k]!);
      const mean = intervals.reduce((sum, interval) => sum + interval, 0) / intervals.length;
      const squares = intervals.reduce((sum, interval) => sum + (interval - mean) ** 2, 0);
      return Math.sqrt(squares / (intervals.length - 1)) / mean;
    });
}

/** The first neurons of each population (they are all alike), inhibitory ones above. */
function rasterOf(excitatory: SpikeMonitor, inhibitory: SpikeMonitor): NonNullable<NetworkResult["raster"]> {
  const shown = [
    { monitor: excitatory, count: RASTER.excitatory, offset: 0 },
    { monitor: inhibitory, count: RASTER.inhibitory, offset: RASTER.excitatory },
  ].flatMap(({ monitor, count, offset }) => {
    const { times, neurons } = monitor;
    return [...neurons].flatMap((neuron, k) => (neuron < count ? [{ time: times[k]!, neuron: neuron + offset }] : []));
  });
  return { times: shown.map(({ time }) => time), neurons: shown.map(({ neuron }) => neuron) };
}
