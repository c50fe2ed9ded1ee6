import { checkKeys } from "../../core/check.js";
import type { RateMonitor as RateLayout } from "../../core/generated/layouts.js";
import type { Struct } from "../../core/struct.js";
import { type Allocator, fieldState } from "../layout.js";
import { checkSteps } from "../parameters.js";
import type { Population } from "../population.js";
import { Recording } from "../recording.js";
import { type Bounded, checkKeep, type Monitor, type MonitorSurroundings } from "./monitor.js";

/** Options of {@link Network.recordRate}. */
export interface RateOptions extends Bounded {
  /** Width of a bin, ms, a multiple of dt. */
  readonly bin: number;
}

/** Records the mean rate of a population in bins. Made by {@link Network.recordRate}. */
export class RateMonitor implements Monitor {
  readonly kind = "rates";
  readonly population: Population;
  readonly #every: number;
  readonly #bin: number;
  readonly #recording: Recording;
  readonly #time: () => number;
  #firstBin: number;
  #drain: () => void = () => {};

  /** @internal */
  constructor(population: Population, options: RateOptions, dt: number, time: () => number) {
    checkKeys("options", options, ["bin", "keep"]);
    this.population = population;
    this.#every = checkSteps("bin", options.bin, dt, { above: 0 });
    this.#bin = this.#every * dt;
    this.#recording = new Recording(1, checkKeep(options.keep));
    this.#time = time;
    this.#firstBin = Math.floor(time() / this.#bin + 1e-9);
  }

  /** Middle of each full bin, ms. */
  get times(): Float64Array {
    const first = this.#firstBin + this.#recording.dropped;
    return Float64Array.from({ length: this.#recording.rows }, (_, i) => (first + i + 0.5) * this.#bin);
  }

  /** Spikes per neuron and second in each full bin, Hz. */
  get rates(): Float64Array {
    return this.#recording.values().map((spikes) => (1000 * spikes) / (this.#bin * this.population.size));
  }

  describe(): unknown {
    return { kind: this.kind, population: this.population.id, every: this.#every };
  }

  layOut(allocator: Allocator, struct: Struct<typeof RateLayout>, around: MonitorSurroundings) {
    const capacity = 4096;
    const bins = allocator.block("f64", capacity);
    this.#drain = () => {
      const count = struct.get("count");
      if (count === 0) return;
      this.#recording.push(bins.view.subarray(0, count));
      struct.set({ count: 0 });
    };
    const population = around.populationAddress(this.population);
    return {
      fill: () => struct.set({ population, every: this.#every, capacity, count: 0, current: 0, bins: bins.address }),
      state: [fieldState("current", struct, ["current"])],
    };
  }

  drain(): void {
    this.#drain();
  }

  clear(): void {
    this.#recording.clear();
    this.#firstBin = Math.floor(this.#time() / this.#bin + 1e-9);
  }
}
