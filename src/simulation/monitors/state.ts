import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import type { StateMonitor as StateLayout } from "../../core/generated/layouts.js";
import type { Block } from "../../core/memory.js";
import type { Struct } from "../../core/struct.js";
import type { Allocator } from "../layout.js";
import { checkSteps } from "../parameters.js";
import type { Population } from "../population.js";
import { Recording } from "../recording.js";
import { type Bounded, checkKeep, type Monitor, type MonitorSurroundings } from "./monitor.js";

const SAMPLE_BUFFER = 65536; // numbers

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
  get indices(): Uint32Array {
    return this.#indices;
  }
  #indices: Uint32Array;
  #place: Block<"u32"> | undefined; // of the indices, once the network is built
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
    this.#indices = options.indices === undefined ? all() : this.#checked(options.indices, undefined);
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

  /**
   * Records these neurons from now on, as many as before, and forgets what was recorded. Errors: InputError.
   */
  follow(indices: ArrayLike<number>): void {
    this.#indices = this.#checked(indices, this.indices.length);
    this.#place?.view.set(this.#indices);
    this.clear();
  }

  #checked(indices: ArrayLike<number>, count: number | undefined): Uint32Array {
    return Uint32Array.from(checkNumbers("indices", indices, count, { integer: true, min: 0, max: this.population.size - 1 }));
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
        this.#place = indices;
        const elementBytes = block.type === "f64" ? 8 : 4;
        struct.set({ variable: block.address, elementBytes, every: this.#every as number, indexCount: width });
        struct.set({ capacity, count: 0, indices: indices.address, values: values.address });
      },
      state: [],
    };
  }

  forget(): void {
    this.#place = undefined;
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
