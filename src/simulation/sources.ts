import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import { InputError } from "../core/errors.js";
import {
  PoissonSource as PoissonSourceLayout,
  type Population as PopulationLayout,
  ScheduledSource as ScheduledSourceLayout,
} from "../core/generated/layouts.js";
import type { Struct } from "../core/struct.js";
import { maximumOf, poissonBound } from "./event-driven-lif.js";
import { layOutEvents } from "./events.js";
import { type Allocator, fieldState, StructArray } from "./layout.js";
import { MAXIMUM_SIZE } from "./lif-options.js";
import { checkParameter, type NeuronParameter } from "./parameters.js";
import { kinds, Population, type Surroundings } from "./population.js";

/** Independent Poisson spike trains. */
export interface PoissonSourceOptions {
  readonly name?: string;
  readonly size: number;
  /** Spikes per ms, >= 0 */
  readonly rate: NeuronParameter;
}

/** Spikes at given times. */
export interface SpikeSourceOptions {
  readonly name?: string;
  readonly size: number;
  /** Neuron of each spike */
  readonly neurons: ArrayLike<number>;
  /** Time of each spike, ms, > 0, in any order; a time between two steps counts as the end of the step it lies in */
  readonly times: ArrayLike<number>;
}

/** A population of Poisson sources. Made by {@link Network.addPoissonSource}. */
export class PoissonSourcePopulation extends Population {
  readonly #rate: NeuronParameter;

  /** @internal */
  constructor(network: object, id: number, options: PoissonSourceOptions) {
    checkKeys("source", options, ["name", "size", "rate"]);
    const size = checkNumber("size", options.size, { integer: true, min: 1, max: MAXIMUM_SIZE });
    super(network, id, options.name ?? `population ${id}`, size);
    this.#rate = checkParameter("rate", options.rate, size, { min: 0, max: 1e6, unit: "spikes per ms" });
  }

  override get synapseNames(): readonly string[] {
    return [];
  }

  override spikesPerStep(dt: number): number {
    const mean = maximumOf(this.#rate, this.size) * dt * this.size;
    return poissonBound(mean);
  }

  override describe(): unknown {
    return { kind: "poissonSource", size: this.size, rate: this.#rate };
  }

  override layOut(allocator: Allocator, struct: Struct<typeof PopulationLayout>, around: Surroundings) {
    const padded = this.size + (this.size % 2);
    const source = new StructArray(around.core.memory, allocator, PoissonSourceLayout, 1).at(0);
    const events = layOutEvents(allocator, around, padded, this.size, this.#rate, around.stream(0), "events");
    const spikes = this.layOutSpikes(allocator, struct, around, kinds.poissonSource, source.address, false);
    return {
      fill: () => {
        events.fill();
        spikes.fill();
        source.set({
          rate: events.rate.address,
          rateMask: events.rate.mask,
          next: events.next.address,
          events: events.struct.address,
        });
      },
      state: [...events.state, ...spikes.state],
    };
  }
}

/** A population that plays back given spikes. Made by {@link Network.addSpikeSource}. */
export class SpikeSourcePopulation extends Population {
  readonly #neurons: Uint32Array;
  readonly #times: Float64Array;

  /** @internal */
  constructor(network: object, id: number, options: SpikeSourceOptions) {
    checkKeys("source", options, ["name", "size", "neurons", "times"]);
    const size = checkNumber("size", options.size, { integer: true, min: 1, max: MAXIMUM_SIZE });
    super(network, id, options.name ?? `population ${id}`, size);
    const times = Float64Array.from(checkNumbers("times", options.times, undefined, { above: 0, unit: "ms" }));
    const neurons = checkNumbers("neurons", options.neurons, times.length, { integer: true, min: 0, max: size - 1 });
    // By time, and by neuron among equal times: the order of delivery must not depend on the order given.
    const order = Uint32Array.from(times, (_, i) => i).sort(
      (a, b) => (times[a] as number) - (times[b] as number) || (neurons[a] as number) - (neurons[b] as number),
    );
    this.#times = Float64Array.from(order, (i) => times[i] as number);
    this.#neurons = Uint32Array.from(order, (i) => neurons[i] as number);
  }

  override get synapseNames(): readonly string[] {
    return [];
  }

  override spikesPerStep(dt: number): number {
    const steps = this.#steps(dt);
    let most = 1;
    for (let i = 0, first = 0; i < steps.length; i++) {
      if (steps[i] !== steps[first]) first = i;
      most = Math.max(most, i - first + 1);
    }
    return most;
  }

  override describe(): unknown {
    return { kind: "spikeSource", size: this.size, neurons: this.#neurons, times: this.#times };
  }

  override layOut(allocator: Allocator, struct: Struct<typeof PopulationLayout>, around: Surroundings) {
    const length = this.#times.length;
    const source = new StructArray(around.core.memory, allocator, ScheduledSourceLayout, 1).at(0);
    const steps = allocator.block("f64", length);
    const neurons = allocator.block("u32", length);
    const spikes = this.layOutSpikes(allocator, struct, around, kinds.scheduledSource, source.address, false);
    return {
      fill: () => {
        steps.view.set(this.#steps(around.dt));
        neurons.view.set(this.#neurons);
        source.set({ length, position: 0, steps: steps.address, neurons: neurons.address });
        spikes.fill();
      },
      state: [fieldState("position", source, ["position"]), ...spikes.state],
    };
  }

  /** Step at whose end each spike is emitted. Times that are multiples of dt up to rounding are taken as such. */
  #steps(dt: number): Float64Array {
    const steps = this.#times.map((time) => {
      const nearest = Math.round(time / dt);
      const step = Math.abs(time / dt - nearest) <= 1e-9 * Math.max(1, nearest) ? nearest : Math.ceil(time / dt);
      return Math.max(step - 1, 0);
    });
    const last = steps.at(-1);
    if (last !== undefined && last > 2 ** 52) throw new InputError("times", this.#times.at(-1), "at most 2^52 steps of dt");
    // Sorting by time sorts by step up to the rounding above.
    for (let i = 1; i < steps.length; i++) steps[i] = Math.max(steps[i] as number, steps[i - 1] as number);
    return steps;
  }
}
