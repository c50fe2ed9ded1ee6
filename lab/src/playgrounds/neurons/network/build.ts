import { type Core, fixedProbability, Network } from "microcircuit";
import { cobaCell } from "../../../../../src/studies/lif-rate/coba.js";
import { SAMPLE } from "./frame.js";
import type { NetworkSettings } from "./settings.js";

/** ms */
export const DT = 0.1;

/** Share of excitatory cells. */
const EXCITATORY = 0.8;

/**
 * Excitatory and inhibitory conductance-based cells with random connections: benchmark 1 of Brette et al. 2007, after Vogels & Abbott
 * 2005, with a drive, weights, a size and a connection probability to choose.
 */
export function buildNetwork(core: Core, { size, probability, drive, weight, inhibition, cell }: NetworkSettings) {
  const network = new Network(core, { dt: DT, seed: 1 });
  const common = { ...cobaCell, current: drive };
  const count = Math.round(EXCITATORY * size);
  const excitatory = network.addLif({ ...common, name: "excitatory", size: count });
  const inhibitory = network.addLif({ ...common, name: "inhibitory", size: size - count });
  const populations = [excitatory, inhibitory] as const;
  const connectivity = fixedProbability(probability);
  const fromExcitatory = populations.map((target) =>
    network.connect(excitatory, target, { synapse: "excitatory", connectivity, weight }),
  );
  const fromInhibitory = populations.map((target) =>
    network.connect(inhibitory, target, { synapse: "inhibitory", connectivity, weight: inhibition * weight }),
  );
  const { population: own, index } = placeOf(cell, count, size);
  return {
    network,
    excitatory,
    inhibitory,
    populations,
    fromExcitatory,
    fromInhibitory,
    spikes: populations.map((population) => network.recordSpikes(population)),
    rates: populations.map((population) => network.recordRate(population, { bin: 1 })),
    intervals: populations.map((population) => network.recordIntervals(population)),
    voltages: populations.map((population, p) =>
      network.recordState(population, { every: SAMPLE, indices: [p === own ? index : 0] }),
    ),
  };
}

export type Built = ReturnType<typeof buildNetwork>;

/** Where cell number `cell` is, excitatory cells counted first; the last one for a number beyond. */
export function placeOf(cell: number, excitatory: number, size: number): { population: 0 | 1; index: number } {
  const within = Math.min(cell, size - 1);
  return within < excitatory ? { population: 0, index: within } : { population: 1, index: within - excitatory };
}
