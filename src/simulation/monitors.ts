import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import {
  HistogramMonitor as HistogramLayout,
  IntervalMonitor as IntervalLayout,
  RateMonitor as RateLayout,
  SpikeMonitor as SpikeLayout,
  StateMonitor as StateLayout,
} from "../core/generated/layouts.js";
import type { Block } from "../core/memory.js";
import type { Struct } from "../core/struct.js";
import { type Allocator, blockState, fieldState, type StatePiece } from "./layout.js";
import { checkSteps } from "./parameters.js";
import type { Population } from "./population.js";
import { Recording } from "./recording.js";

/** What a monitor needs to know of its network when it is laid out. */
export interface MonitorSurroundings {
  readonly core: Core;
  readonly dt: number;
  /** Address of a population's struct. */
  populationAddress(population: Population): number;
}

/** A monitor in the core: fills its struct, reads and empties its buffers between calls. */
export interface Monitor {
  /** @internal */
  readonly population: Population;
  /** @internal */
  readonly kind: "spikes" | "states" | "rates" | "intervals" | "histograms";
  /** @internal */
  describe(): unknown;
  /** @internal */
  layOut(allocator: Allocator, struct: Struct<never>, around: MonitorSurroundings): { fill(): void; state: StatePiece[] };
  /** @internal Moves what the core has recorded to this side. */
  drain(): void;
  /** Forgets everything recorded so far. */
  clear(): void;
}

/** Layouts by kind, in the order of the fields of the Monitors struct. */
export const monitorLayouts = {
  spikes: SpikeLayout,
  states: StateLayout,
  rates: RateLayout,
  intervals: IntervalLayout,
  histograms: HistogramLayout,
} as const;

const SPIKE_BUFFER = 65536;
const SAMPLE_BUFFER = 65536; // numbers

/** Bound on what is kept; recordings grow without one. */
export interface Bounded {
  /** Keep only the newest so many rows (default: all). */
  readonly keep?: number;
}

function checkKeep(value: unknown): number | undefined {
  return value === undefined ? undefined : checkNumber("keep", value, { integer: true, min: 1, max: 2 ** 30 });
}

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

/** Options of {@link Network.recordState}. */
export interface StateOptions extends Bounded {
  /** Name of the variable: "voltage" or a synapse type; population.variableNames lists them. Default "voltage". */
  readonly variable?: string;
  /** Time between samples, ms, a multiple of dt (default: dt). Samples are taken at the multiples of it. */
  readonly every?: number;
  /** Neurons to record (default: all). */
  readonly indices?: ArrayLike<number>;
}

/** Records a state variable of chosen neurons. Made by {@link Network.recordState}. */
export class StateMonitor implements Monitor {
  readonly kind = "states";
  readonly population: Population;
  /** Name of the recorded variable. */
  readonly variable: string;
  /** Recorded neurons. */
  readonly indices: Uint32Array;
  readonly #every: number | undefined;
  readonly #recording: Recording;
  #sampleInterval = 0;
  #firstSample = 0;
  readonly #time: () => number;
  #drain: () => void = () => {};

  /** @internal */
  constructor(population: Population, options: StateOptions, dt: number, time: () => number) {
    checkKeys("options", options, ["variable", "every", "indices", "keep"]);
    this.population = population;
    this.variable = String(options.variable ?? "voltage");
    this.#every = checkSteps("every", options.every ?? dt, dt, { above: 0 });
    this.#sampleInterval = this.#every * dt;
    const all = () => Uint32Array.from({ length: population.size }, (_, i) => i);
    this.indices =
      options.indices === undefined
        ? all()
        : Uint32Array.from(
            checkNumbers("indices", options.indices, undefined, { integer: true, min: 0, max: population.size - 1 }),
          );
    if (this.indices.length === 0) throw new InputError("indices", options.indices, "an array of at least one index");
    this.#recording = new Recording(this.indices.length, checkKeep(options.keep));
    this.#time = time;
    this.#firstSample = this.#next();
  }

  /** Number of samples kept. */
  get samples(): number {
    return this.#recording.rows;
  }

  /** Time of each sample, ms. */
  get times(): Float64Array {
    const first = this.#firstSample + this.#recording.dropped;
    return Float64Array.from({ length: this.samples }, (_, i) => (first + i) * this.#sampleInterval);
  }

  /** Samples, row by row: values[s * indices.length + i] is neuron indices[i] at times[s]. */
  get values(): Float64Array {
    return this.#recording.values();
  }

  /** The course of recorded neuron number `i` (an index into `indices`). */
  trace(i: number): Float64Array {
    checkNumber("i", i, { integer: true, min: 0, max: this.indices.length - 1 });
    const values = this.values;
    return Float64Array.from({ length: this.samples }, (_, s) => values[s * this.indices.length + i] as number);
  }

  describe(): unknown {
    return { kind: this.kind, population: this.population.id, variable: this.variable, every: this.#every };
  }

  layOut(allocator: Allocator, struct: Struct<typeof StateLayout>, _around: MonitorSurroundings) {
    const width = this.indices.length;
    const capacity = Math.max(16, Math.floor(SAMPLE_BUFFER / width));
    const indices = allocator.block("u32", width);
    const values = allocator.block("f64", capacity * width);
    this.#drain = () => {
      const count = struct.get("count");
      if (count === 0) return;
      this.#recording.push(values.view.subarray(0, count * width));
      struct.set({ count: 0 });
    };
    return {
      fill: () => {
        const { block } = this.population.variable(this.variable);
        indices.view.set(this.indices);
        const elementBytes = block.type === "f64" ? 8 : 4;
        struct.set({ variable: block.address, elementBytes, every: this.#every as number, indexCount: width });
        struct.set({ capacity, count: 0, indices: indices.address, values: values.address });
      },
      state: [],
    };
  }

  drain(): void {
    this.#drain();
  }

  clear(): void {
    this.#recording.clear();
    this.#firstSample = this.#next();
  }

  /** Number of the first sample after now. */
  #next(): number {
    return Math.floor(this.#time() / this.#sampleInterval + 1e-9) + 1;
  }
}

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
  readonly #time: () => number;
  #struct: Struct<typeof IntervalLayout> | undefined;
  #last: Block<"f64"> | undefined;

  /** @internal */
  constructor(population: Population, options: IntervalOptions, time: () => number) {
    checkKeys("options", options, ["from"]);
    this.population = population;
    this.#from = checkNumber("from", options.from ?? 0, { min: 0, unit: "ms" });
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

  /** Standard deviation over mean of the intervals; NaN without one. */
  get coefficientOfVariation(): number {
    const variance = (this.#struct?.get("sumOfSquares") ?? 0) / this.count - this.mean ** 2;
    return Math.sqrt(Math.max(0, variance)) / this.mean;
  }

  /** Mean rate since `from`, Hz: spikes per neuron and time, free of the bias of intervals in a finite run. */
  get rate(): number {
    return (1000 * this.spikes) / ((this.#time() - this.#from) * this.population.size);
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
        this.clear();
      },
      state: [blockState("last", last), fieldState("sums", struct, ["spikes", "count", "sum", "sumOfSquares"])],
    };
  }

  drain(): void {}

  /** Forgets all intervals; the next ones count from now on. */
  clear(): void {
    this.#last?.view.fill(Number.NaN);
    this.#struct?.set({ spikes: 0, count: 0, sum: 0, sumOfSquares: 0 });
  }
}

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
