import { type Core, loadSync } from "../../src/index.js";
import { fixedProbability } from "../../src/simulation/connectivity/index.js";
import { Network } from "../../src/simulation/network.js";

export interface CobaOptions {
  /** Biological time, s. */
  readonly duration: number;
  /** Constant drive, mV. */
  readonly drive: number;
  readonly seed: number;
  readonly method: "exponential-euler" | "euler";
  /** Whether spikes are recorded. */
  readonly record: boolean;
  /** Default "f64", which is what the peers compute with. */
  readonly precision?: "f64" | "f32";
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

const EXCITATORY = 3200;
const INHIBITORY = 800;
let core: Core | undefined;

/** The network of coba_brian2.py in this project's simulator. */
export function runCoba({ duration, drive, seed, method, record, precision = "f64" }: CobaOptions): CobaResult {
  core ??= loadSync();
  const network = new Network(core, { dt: 0.1, seed });
  const lif = (name: string, size: number) =>
    network.addLif({
      name,
      size,
      membraneTimeConstant: 20,
      leakReversal: -60,
      threshold: -50,
      reset: -60,
      refractoryPeriod: 5,
      current: drive,
      synapses: {
        excitatory: { type: "exponential", reversal: 0, timeConstant: 5 },
        inhibitory: { type: "exponential", reversal: -80, timeConstant: 10 },
      },
      initialVoltage: { distribution: "normal", mean: -65, standardDeviation: 5 },
      initialConductance: {
        excitatory: { distribution: "normal", mean: 4, standardDeviation: 1.5 },
        inhibitory: { distribution: "normal", mean: 20, standardDeviation: 12 },
      },
      precision,
      method,
    });
  const excitatory = lif("excitatory", EXCITATORY);
  const inhibitory = lif("inhibitory", INHIBITORY);
  for (const target of [excitatory, inhibitory]) {
    network.connect(excitatory, target, { synapse: "excitatory", connectivity: fixedProbability(0.02), weight: 0.6 });
    network.connect(inhibitory, target, { synapse: "inhibitory", connectivity: fixedProbability(0.02), weight: 6.7 });
  }
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
