import { checkKeys, checkNumber } from "../../core/check.js";
import type { IntervalMonitor as IntervalLayout } from "../../core/generated/layouts.js";
import type { Block } from "../../core/memory.js";
import type { Struct } from "../../core/struct.js";
import { type Allocator, blockState, fieldState } from "../layout.js";
import type { Population } from "../population.js";
import type { Monitor, MonitorSurroundings } from "./monitor.js";

/** Options of {@link Network.recordIntervals}. */
export interface IntervalOptions {
  /** Spikes before this time are left out, ms (default 0). */
  readonly from?: number;
}

/** Number, mean and spread of the interspike intervals of a population. Made by {@link Network.recordIntervals}. */
export class IntervalMonitor implements Monitor {
  readonly kind = "intervals";
  readonly population: Population;
  readonly #from: number;
  #since: number; // as `clear` left it
  readonly #time: () => number;
  #struct: Struct<typeof IntervalLayout> | undefined;
  #last: Block<"f64"> | undefined;

  /** @internal */
  constructor(population: Population, options: IntervalOptions, time: () => number) {
    checkKeys("options", options, ["from"]);
    this.population = population;
    this.#from = checkNumber("from", options.from ?? 0, { min: 0, unit: "ms" });
    this.#since = this.#from;
    this.#time = time;
  }

  /** Spikes at or after `from`. */
  get spikes(): number {
    return this.#struct?.get("spikes") ?? 0;
  }

  /** Interspike intervals counted. */
  get count(): number {
    return this.#struct?.get("count") ?? 0;
  }

  /** Mean interval, ms; NaN without one. */
  get mean(): number {
    return (this.#struct?.get("sum") ?? 0) / this.count;
  }

  /**
   * Standard deviation over mean of the intervals; NaN without one. Only intervals that lie wholly in the run count, so it comes
   * out low where the run is not long against them.
   */
  get coefficientOfVariation(): number {
    const variance = (this.#struct?.get("sumOfSquares") ?? 0) / this.count - this.mean ** 2;
    return Math.sqrt(Math.max(0, variance)) / this.mean;
  }

  /** Mean rate since `from`, or since it was cleared if that was later, Hz: spikes per neuron and time, free of the bias of intervals in a finite run. */
  get rate(): number {
    return (1000 * this.spikes) / ((this.#time() - this.#since) * this.population.size);
  }

  /** Standard error of the rate if spike trains are renewal processes: rate CV / sqrt(spikes), Hz. */
  get standardError(): number {
    return (this.rate * this.coefficientOfVariation) / Math.sqrt(this.spikes);
  }

  describe(): unknown {
    return { kind: this.kind, population: this.population.id, from: this.#from };
  }

  layOut(allocator: Allocator, struct: Struct<typeof IntervalLayout>, around: MonitorSurroundings) {
    const last = allocator.block("f64", this.population.size);
    const population = around.populationAddress(this.population);
    return {
      fill: () => {
        this.#struct = struct;
        this.#last = last;
        struct.set({ population, start: this.#from, last: last.address });
        this.#empty();
      },
      state: [blockState("last", last), fieldState("sums", struct, ["spikes", "count", "sum", "sumOfSquares"])],
    };
  }

  drain(): void {}

  /** Forgets all intervals; the next ones count from now on. */
  clear(): void {
    this.#since = Math.max(this.#from, this.#time());
    this.#empty();
  }

  #empty(): void {
    this.#last?.view.fill(Number.NaN);
    this.#struct?.set({ spikes: 0, count: 0, sum: 0, sumOfSquares: 0 });
  }
}
