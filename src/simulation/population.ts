import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { Population as PopulationLayout } from "../core/generated/layouts.js";
import type { Block } from "../core/memory.js";
import type { Struct } from "../core/struct.js";
import type { Allocator, StatePiece } from "./layout.js";
import { blockState } from "./layout.js";
import type { Precision } from "./parameters.js";

/** Codes of assembly/network/population.ts */
export const kinds = { lifF64: 0, lifF32: 1, eventDrivenLif: 2, poissonSource: 3, scheduledSource: 4 } as const;

/** Where the spikes of a projection arrive. */
export interface Arrivals {
  readonly precision: Precision;
  /** T[stride]: arrivals of the step that is about to start. */
  readonly accumulator: number;
  /** T[slots][stride]: arrivals of the coming steps. */
  readonly ring: number;
  readonly slots: number;
  readonly stride: number;
}

/** What a population needs to know of its network before it is laid out. */
export interface Surroundings {
  readonly core: Core;
  readonly dt: number;
  readonly seed: bigint;
  /** Spike lists to keep: the largest uniform delay of an outgoing projection plus one. */
  readonly slots: number;
  /** For each synapse type, the longest delay (steps) of incoming projections with a delay per synapse, or undefined. */
  ringDelay(synapse: string): number | undefined;
  /** First of 2^32 random streams, for this population's n-th need of one. */
  stream(n: number): bigint;
}

/** A named array of state, one element per neuron. */
export interface StateVariable {
  readonly block: Block<Precision>;
  readonly unit: string;
}

/** Base of all populations. Made by the `add...` methods of {@link Network}; lives in the core once the network is built. */
export abstract class Population {
  /** Name used in error messages. */
  readonly name: string;
  /** Number of neurons. */
  readonly size: number;
  /** @internal The network that this population belongs to. */
  readonly network: object;
  /** @internal */
  readonly id: number;
  protected variables = new Map<string, StateVariable>();

  /** @internal */
  constructor(network: object, id: number, name: string, size: number) {
    this.network = network;
    this.id = id;
    this.name = name;
    this.size = size;
  }

  /** Names of the synapse types that projections can address. */
  abstract get synapseNames(): readonly string[];

  /** @internal Spikes that one step can emit at most. */
  abstract spikesPerStep(dt: number): number;

  /** @internal What identifies this population in a snapshot. */
  abstract describe(): unknown;

  /**
   * @internal Takes this population's blocks and returns what fills them. Called twice: with a Sizer, when `fill` is
   * not called, and with the arena.
   */
  abstract layOut(
    allocator: Allocator,
    struct: Struct<typeof PopulationLayout>,
    around: Surroundings,
  ): { fill(): void; state: StatePiece[] };

  /** @internal Where spikes for synapse type `name` arrive; after layOut. */
  arrivals(name: string): Arrivals {
    throw new InputError("synapse", name, `left out: population "${this.name}" only emits spikes`);
  }

  /** Names of the state variables that can be read, written and recorded. */
  get variableNames(): readonly string[] {
    return [...this.variables.keys()];
  }

  /** A copy of a state variable, one number per neuron (mV, or units of the leak conductance). Build the network first. */
  read(variable: string): Float64Array {
    return Float64Array.from(this.variable(variable).block.view.subarray(0, this.size));
  }

  /** Sets a state variable: one number for all neurons or one for each. */
  write(variable: string, values: number | ArrayLike<number>): void {
    const view = this.variable(variable).block.view;
    const isNumber = typeof values === "number";
    if (!isNumber && values?.length !== this.size)
      throw new InputError("values", values, `a number or an array of ${this.size} numbers`);
    for (let i = 0; i < this.size; i++) {
      const value = isNumber ? values : values[i];
      if (typeof value !== "number" || !Number.isFinite(value))
        throw new InputError(isNumber ? "values" : `values[${i}]`, value, "a finite number");
    }
    for (let i = 0; i < this.size; i++) view[i] = isNumber ? values : (values[i] as number);
  }

  /** @internal */
  variable(name: string): StateVariable {
    const variable = this.variables.get(name);
    if (!variable) {
      const known = this.variableNames.map((n) => `"${n}"`).join(", ");
      throw new InputError(
        "variable",
        name,
        known ? `one of ${known} in population "${this.name}"` : "read after network.build() or a run",
      );
    }
    return variable;
  }

  /** @internal The network's memory is gone. */
  forget(): void {
    this.variables = new Map();
  }

  /** @internal Lists of spikes, common to all populations. */
  protected layOutSpikes(
    allocator: Allocator,
    struct: Struct<typeof PopulationLayout>,
    around: Surroundings,
    kind: number,
    model: number,
    exactTimes: boolean,
  ) {
    const capacity = this.spikesPerStep(around.dt);
    const spikes = allocator.block("u32", around.slots * capacity);
    const spikeCounts = allocator.block("u32", around.slots);
    const spikeTimes = exactTimes ? allocator.block("f64", capacity) : undefined;
    return {
      fill: () =>
        struct.set({
          kind,
          id: this.id,
          size: this.size,
          slots: around.slots,
          capacity,
          spikes: spikes.address,
          spikeCounts: spikeCounts.address,
          spikeTimes: spikeTimes?.address ?? 0,
          model,
        }),
      state: [blockState("spikes", spikes), blockState("spikeCounts", spikeCounts)],
    };
  }
}
