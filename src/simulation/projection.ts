import { InputError } from "../core/errors.js";
import type { BuiltProjection, Connectivity, Delay, ProjectionOptions, Weight } from "./connectivity/index.js";
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
  /** @internal */
  readonly options: ProjectionOptions;
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
