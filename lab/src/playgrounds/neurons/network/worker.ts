import { expose, transfer } from "comlink";
import { load } from "microcircuit";
import type { NetworkFrame } from "./frame.js";
import type { NetworkSettings } from "./settings.js";
import { NetworkSimulation } from "./simulation.js";

/** Wall time for a picture, ms. */
const BUDGET = 10;

let simulation: NetworkSimulation | undefined;

function running(): NetworkSimulation {
  if (!simulation) throw new Error("The network has not been started.");
  return simulation;
}

const api = {
  async start(module: WebAssembly.Module, settings: NetworkSettings): Promise<void> {
    simulation = new NetworkSimulation(await load({ module }), settings);
  },

  restart(settings: NetworkSettings): void {
    running().restart(settings);
  },

  kick(): void {
    running().kick();
  },

  /** `elapsed`: wall time since the last frame, ms; `settings` if they changed; `data` of a frame that has been drawn. */
  advance(elapsed: number, settings?: NetworkSettings, data?: Float32Array): NetworkFrame {
    const network = running();
    if (settings) network.set(settings);
    const frame = network.advance(elapsed, BUDGET, data);
    return transfer(frame, [frame.data.buffer]);
  },
};

export type NetworkWorker = typeof api;

expose(api);
