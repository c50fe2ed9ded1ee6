import { checkKeys } from "../../core/check.js";
import type { SpikeMonitor as SpikeLayout } from "../../core/generated/layouts.js";
import type { Struct } from "../../core/struct.js";
import type { Allocator } from "../layout.js";
import type { Population } from "../population.js";
import { Recording } from "../recording.js";
import { type Bounded, checkKeep, type Monitor, type MonitorSurroundings } from "./monitor.js";

const SPIKE_BUFFER = 65536; // spikes

/** Records which neuron spiked when. Made by {@link Network.recordSpikes}. */
export class SpikeMonitor implements Monitor {
  readonly kind = "spikes";
  readonly population: Population;
  readonly #neurons: Recording;
  readonly #times: Recording;
  #drain: () => void = () => {};

  /** @internal */
  constructor(population: Population, options: Bounded = {}) {
    checkKeys("options", options, ["keep"]);
    const keep = checkKeep(options.keep);
    this.population = population;
    this.#neurons = new Recording(1, keep);
    this.#times = new Recording(1, keep);
  }

  /** Number of spikes recorded, those that `keep` dropped included. */
  get count(): number {
    return this.#times.rows + this.#times.dropped;
  }

  /** Neuron of each spike; Uint32Array, by time, then neuron. */
  get neurons(): Uint32Array {
    return Uint32Array.from(this.#neurons.values());
  }

  /** Time of each spike, ms. */
  get times(): Float64Array {
    return this.#times.values();
  }

  describe(): unknown {
    return { kind: this.kind, population: this.population.id };
  }

  layOut(allocator: Allocator, struct: Struct<typeof SpikeLayout>, around: MonitorSurroundings) {
    const capacity = Math.max(2 * this.population.spikesPerStep(around.dt), SPIKE_BUFFER);
    const neurons = allocator.block("u32", capacity);
    const times = allocator.block("f64", capacity);
    this.#drain = () => {
      const count = struct.get("count");
      if (count === 0) return;
      this.#neurons.push(neurons.view.subarray(0, count));
      this.#times.push(times.view.subarray(0, count));
      struct.set({ count: 0 });
    };
    const population = around.populationAddress(this.population);
    return {
      fill: () => struct.set({ population, capacity, count: 0, neurons: neurons.address, times: times.address }),
      state: [],
    };
  }

  drain(): void {
    this.#drain();
  }

  clear(): void {
    this.#neurons.clear();
    this.#times.clear();
  }
}
