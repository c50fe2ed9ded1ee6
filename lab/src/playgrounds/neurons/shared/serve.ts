import { expose, transfer } from "comlink";
import { type Core, load } from "microcircuit";
import type { Frame, SimulationApi } from "./use-simulation.js";

/** A simulation that can be paced and changed. */
interface Paced<Settings, F extends Frame> {
  restart(settings: Settings): void;
  set(settings: Settings): void;
  kick(oneOf: number): void;
  advance(elapsed: number, budget: number, data?: Float32Array): F;
}

/** In a worker: offers the simulation that `make` makes to the page. */
export function serveSimulation<Settings, F extends Frame>(make: (core: Core, settings: Settings) => Paced<Settings, F>): void {
  let simulation: Paced<Settings, F> | undefined;
  const started = () => {
    if (!simulation) throw new Error("The simulation has not been started.");
    return simulation;
  };
  const api: SimulationApi<Settings, F> = {
    async start(module, settings) {
      simulation = make(await load({ module }), settings);
    },
    restart: (settings) => started().restart(settings),
    kick: (oneOf) => started().kick(oneOf),
    advance(elapsed, budget, settings, data) {
      if (settings) started().set(settings);
      const frame = started().advance(elapsed, budget, data);
      return transfer(frame, [frame.data.buffer as ArrayBuffer]);
    },
  };
  expose(api);
}
