import { type Core, loadSync } from "../../src/index.js";
import { cobaNetwork, type CobaOptions as NetworkOptions } from "../../src/studies/lif-rate/coba.js";

export interface CobaRun extends Required<Pick<NetworkOptions, "drive" | "method" | "precision">> {
  readonly seed: number;
  /** Biological time, s. */
  readonly duration: number;
  /** Whether spikes are recorded. */
  readonly record: boolean;
}

export interface CobaResult {
  /** CPU time of the process during the simulation loop alone, s: what Brian2 reports of itself. */
  readonly simulationSeconds: number;
  /** Wall time of the same, s. */
  readonly wallSeconds: number;
  /** Wall time of connecting the network and laying it out, s. */
  readonly buildSeconds: number;
  /** Only if recorded. */
  readonly spikes: number | undefined;
}

let core: Core | undefined;

/** The network of coba_brian2.py in this project's simulator. */
export function runCoba({ duration, record, ...options }: CobaRun): CobaResult {
  core ??= loadSync();
  const { network, excitatory, inhibitory } = cobaNetwork(core, options);
  const monitors = record ? [excitatory, inhibitory].map((population) => network.recordSpikes(population)) : [];
  try {
    const start = performance.now();
    network.build();
    const built = performance.now();
    const before = process.cpuUsage();
    network.runSync(duration * 1000);
    const used = process.cpuUsage(before);
    const end = performance.now();
    return {
      buildSeconds: (built - start) / 1000,
      simulationSeconds: (used.user + used.system) / 1e6,
      wallSeconds: (end - built) / 1000,
      spikes: record ? monitors.reduce((sum, monitor) => sum + monitor.count, 0) : undefined,
    };
  } finally {
    network.dispose();
  }
}
