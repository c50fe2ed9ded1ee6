import { checkKeys, checkNumber } from "../../core/check.js";
import type { HistogramMonitor as HistogramLayout } from "../../core/generated/layouts.js";
import type { Block } from "../../core/memory.js";
import type { Struct } from "../../core/struct.js";
import { type Allocator, blockState, fieldState } from "../layout.js";
import { checkSteps } from "../parameters.js";
import type { Population } from "../population.js";
import type { Monitor, MonitorSurroundings } from "./monitor.js";

/** Options of {@link Network.recordHistogram}. */
export interface HistogramOptions {
  /** Default "voltage". */
  readonly variable?: string;
  /** Lower edge of the first bin and upper edge of the last, in the variable's unit. */
  readonly low: number;
  readonly high: number;
  readonly bins: number;
  /** Time between samples, ms, a multiple of dt (default: dt). */
  readonly every?: number;
  /** Samples before this time are left out, ms (default 0). */
  readonly from?: number;
}

/** Distribution of a variable over neurons and time, refractory neurons left out. Made by {@link Network.recordHistogram}. */
export class HistogramMonitor implements Monitor {
  readonly kind = "histograms";
  readonly population: Population;
  readonly #options: Required<HistogramOptions>;
  readonly #every: number;
  readonly #startStep: number;
  #struct: Struct<typeof HistogramLayout> | undefined;
  #counts: Block<"f64"> | undefined;

  /** @internal */
  constructor(population: Population, options: HistogramOptions, dt: number) {
    checkKeys("options", options, ["variable", "low", "high", "bins", "every", "from"]);
    this.population = population;
    const low = checkNumber("low", options.low);
    const high = checkNumber("high", options.high, { above: low });
    const bins = checkNumber("bins", options.bins, { integer: true, min: 1, max: 1e6 });
    const from = checkNumber("from", options.from ?? 0, { min: 0, unit: "ms" });
    this.#options = { variable: String(options.variable ?? "voltage"), low, high, bins, every: options.every ?? dt, from };
    this.#every = checkSteps("every", this.#options.every, dt, { above: 0 });
    this.#startStep = Math.ceil(from / dt - 1e-9);
  }

  /** Edges of the bins, one more than bins. */
  get edges(): Float64Array {
    const { low, high, bins } = this.#options;
    return Float64Array.from({ length: bins + 1 }, (_, i) => low + ((high - low) * i) / bins);
  }

  /** Samples in each bin. */
  get counts(): Float64Array {
    return this.#all().slice(1, -1);
  }

  /** Samples below the first bin and above the last. */
  get outside(): { readonly below: number; readonly above: number } {
    const all = this.#all();
    return { below: all[0] as number, above: all.at(-1) as number };
  }

  /** Samples of refractory neurons, which are in no bin. */
  get refractory(): number {
    return this.#struct?.get("refractoryCount") ?? 0;
  }

  /** Share of all samples in each bin over its width (refractory ones count in the total): integrates to at most 1. */
  get density(): Float64Array {
    const all = this.#all();
    const total = all.reduce((sum, count) => sum + count, 0) + this.refractory;
    const { low, high, bins } = this.#options;
    return all.slice(1, -1).map((count) => (count * bins) / (total * (high - low)));
  }

  describe(): unknown {
    return { kind: this.kind, population: this.population.id, ...this.#options };
  }

  layOut(allocator: Allocator, struct: Struct<typeof HistogramLayout>, _around: MonitorSurroundings) {
    const { variable, low, high, bins } = this.#options;
    const counts = allocator.block("f64", bins + 2);
    return {
      fill: () => {
        const { block } = this.population.variable(variable);
        const release = this.population.variableNames.includes("release") ? this.population.variable("release").block.address : 0;
        this.#struct = struct;
        this.#counts = counts;
        const elementBytes = block.type === "f64" ? 8 : 4;
        struct.set({ variable: block.address, release, elementBytes, size: this.population.size, every: this.#every, bins });
        struct.set({
          startStep: this.#startStep,
          low,
          inverseWidth: bins / (high - low),
          counts: counts.address,
          refractoryCount: 0,
        });
      },
      state: [blockState("counts", counts), fieldState("refractoryCount", struct, ["refractoryCount"])],
    };
  }

  drain(): void {}

  clear(): void {
    this.#counts?.view.fill(0);
    this.#struct?.set({ refractoryCount: 0 });
  }

  #all(): Float64Array {
    return this.#counts ? this.#counts.view.slice() : new Float64Array(this.#options.bins + 2);
  }
}
