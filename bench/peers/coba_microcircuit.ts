import { load } from "../../src/index.js";
import { cobaNetwork } from "../coba-network.js";

export interface CobaOptions {
  /** Biological time, s. */
  readonly duration: number;
  /** Constant drive, mV. */
  readonly drive: number;
  readonly seed: number;
  readonly method: "exponential_euler" | "euler";
  /** Whether spikes are recorded. */
  readonly monitor: boolean;
}

export interface CobaResult {
  /** Wall time of the simulation loop alone, s: without building the network. */
  readonly simulationSeconds: number;
  /** Recorded spikes. */
  readonly spikes: number | undefined;
}

/** The network of coba_brian2.py in this project's simulator, dt = 0.1 ms, f64. */
export async function runCoba({ duration, drive, seed, method, monitor }: CobaOptions): Promise<CobaResult> {
  const core = await load();
  const { network, excitatory, inhibitory } = cobaNetwork(core, {
    drive,
    seed,
    method: method === "euler" ? "euler" : "exponential-euler",
  });
  const monitors = monitor ? [network.recordSpikes(excitatory), network.recordSpikes(inhibitory)] : [];
  network.build();
  const start = performance.now();
  network.runSync(duration * 1000);
  const simulationSeconds = (performance.now() - start) / 1000;
  return { simulationSeconds, spikes: monitor ? monitors.reduce((sum, m) => sum + m.count, 0) : undefined };
}
