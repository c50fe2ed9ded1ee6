import { InputError } from "../core/errors.js";
import {
  type BuiltProjection,
  type Connectivity,
  type Delay,
  type ProjectionOptions,
  planProjection,
  type Weight,
} from "./connectivity/index.js";
import type { Population } from "./population.js";

export interface ConnectOptions {
  /** Synapse type of the target population. */
  readonly synapse: string;
  readonly connectivity: Connectivity;
  /** Units of the leak conductance. */
  readonly weight: Weight;
  /** ms, multiples of dt (default 0: arrives at the start of the next step). */
  readonly delay?: Delay;
  /** Whether a neuron may be connected to itself, within one population (default true). */
  readonly selfConnections?: boolean;
}

/** A projection of a network; its synapses exist once the network is built. */
export class Projection {
  readonly source: Population;
  readonly target: Population;
  readonly synapse: string;
  /** @internal As `setWeight` left them. */
  options: ProjectionOptions;
  /** @internal */
  built: BuiltProjection | undefined;

  /** @internal */
  constructor(source: Population, target: Population, synapse: string, options: ProjectionOptions) {
    this.source = source;
    this.target = target;
    this.synapse = synapse;
    this.options = options;
  }

  /** Number of synapses. Build the network first. */
  get synapseCount(): number {
    return this.#require().synapseCount;
  }

  /** Copies of all synapses, by source, then target. Build the network first. */
  toLists(): ReturnType<BuiltProjection["toLists"]> {
    return this.#require().toLists();
  }

  /**
   * Changes the weights, before the first run or between runs: to one number for all synapses, or, where each synapse has a weight of its own, to one
   * for each in the order of {@link Projection.toLists}. Spikes that are under way with a delay per synapse keep the weight they were sent with.
   * Errors: InputError, before anything changes.
   */
  setWeight(weight: number | ArrayLike<number>): void {
    if (!this.built) {
      const options = { ...this.options, weight };
      planProjection(options);
      this.options = options;
      return;
    }
    this.built.setWeight(weight);
    this.options = { ...this.options, weight: typeof weight === "number" ? weight : Float64Array.from(weight) };
  }

  #require(): BuiltProjection {
    if (!this.built) throw new InputError("projection", "not built yet", "read after network.build() or a run");
    return this.built;
  }
}

/** Whether each synapse has a delay of its own. */
export function hasDelays(projection: Projection): boolean {
  return projection.built?.blocks.delays !== undefined;
}

/** Longest delay of any synapse, steps. */
export function longestDelay(projection: Projection): number {
  return projection.built?.maximumDelay ?? 0;
}

/** Address of the Projection struct. */
export function projectionAddress(projection: Projection): number {
  return projection.built?.address ?? 0;
}
