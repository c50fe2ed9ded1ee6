import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { AbortError, InputError, MicrocircuitError } from "../core/errors.js";
import type { Network as NetworkLayout } from "../core/generated/layouts.js";
import type { Arena } from "../core/memory.js";
import { checkRunOptions, finish, finishWithBreaks, inStretches, type RunOptions, runKeys } from "../core/stretches.js";
import type { Struct } from "../core/struct.js";
import { buildProjection, buildProjectionAsync, type ProjectionOptions, planProjection } from "./connectivity/index.js";
import { type EventDrivenLifOptions, EventDrivenLifPopulation } from "./event-driven-lif.js";
import { Sizer, type StatePiece } from "./layout.js";
import { LifPopulation } from "./lif.js";
import type { LifOptions } from "./lif-options.js";
import {
  type Bounded,
  HistogramMonitor,
  type HistogramOptions,
  IntervalMonitor,
  type IntervalOptions,
  type Monitor,
  RateMonitor,
  type RateOptions,
  SpikeMonitor,
  StateMonitor,
  type StateOptions,
} from "./monitors/index.js";
import { checkSteps } from "./parameters.js";
import { placeNetwork } from "./place.js";
import type { Population } from "./population.js";
import { type ConnectOptions, Projection } from "./projection.js";
import { hashDescription, readSnapshot, writeSnapshot } from "./snapshot.js";
import { type PoissonSourceOptions, PoissonSourcePopulation, type SpikeSourceOptions, SpikeSourcePopulation } from "./sources.js";

export interface NetworkOptions {
  /** Time step, ms, > 0 */
  readonly dt: number;
  /** Key of all random draws: an integer from 0 to 2^53 - 1, or a bigint from 0 to 2^64 - 1 (default 0). */
  readonly seed?: number | bigint;
}

/**
 * A network of populations and projections, simulated on a grid of step dt in one core. Describe it with the `add...`,
 * `connect` and `record...` methods, then `run` it. Given dt, seed and description, every result is the same to the bit on
 * every machine and however a run is cut into pieces.
 */
export class Network {
  readonly core: Core;
  /** ms */
  readonly dt: number;
  readonly seed: bigint;
  readonly #populations: Population[] = [];
  readonly #projections: Projection[] = [];
  readonly #monitors: Monitor[] = [];
  #stream = 0n; // streams handed out, in units of 2^32
  #built: Built | undefined;
  #disposed = false;
  #busy = false;
  #failure: MicrocircuitError | undefined;

  /** Errors: InputError. */
  constructor(core: Core, options: NetworkOptions) {
    checkKeys("options", options, ["dt", "seed"]);
    this.core = core;
    this.dt = checkNumber("dt", options.dt, { above: 0, max: 1e9, unit: "ms" });
    this.seed = checkSeed(options.seed ?? 0);
  }

  /** Simulated time, ms: the number of steps done times dt. */
  get time(): number {
    return this.stepCount * this.dt;
  }

  /** Steps done. */
  get stepCount(): number {
    return this.#built?.struct.get("step") ?? 0;
  }

  /** Adds conductance-based LIF neurons. Errors: InputError. */
  addLif(options: LifOptions): LifPopulation {
    return this.#add((id) => new LifPopulation(this, id, this.dt, options));
  }

  /** Adds LIF neurons with delta conductances, simulated from event to event. Errors: InputError. */
  addEventDrivenLif(options: EventDrivenLifOptions): EventDrivenLifPopulation {
    return this.#add((id) => new EventDrivenLifPopulation(this, id, options));
  }

  /** Adds independent Poisson sources of spikes. Errors: InputError. */
  addPoissonSource(options: PoissonSourceOptions): PoissonSourcePopulation {
    return this.#add((id) => new PoissonSourcePopulation(this, id, options));
  }

  /** Adds sources that spike at given times. Errors: InputError. */
  addSpikeSource(options: SpikeSourceOptions): SpikeSourcePopulation {
    return this.#add((id) => new SpikeSourcePopulation(this, id, options));
  }

  /** Connects two populations (or one with itself). Errors: InputError, MemoryError. */
  connect(source: Population, target: Population, options: ConnectOptions): Projection {
    this.#refuseIfBuilt("connect");
    this.#checkOwn("source", source);
    this.#checkOwn("target", target);
    checkKeys("options", options, ["synapse", "connectivity", "weight", "delay", "selfConnections"]);
    if (!target.synapseNames.includes(options.synapse)) {
      const known = target.synapseNames.map((name) => `"${name}"`).join(", ") || "none";
      throw new InputError("synapse", options.synapse, `a synapse type of "${target.name}" that takes spikes (${known})`);
    }
    const projectionOptions: ProjectionOptions = {
      connectivity: options.connectivity,
      sourceCount: source.size,
      targetCount: target.size,
      samePopulation: source === target,
      ...(options.selfConnections === undefined ? {} : { selfConnections: options.selfConnections }),
      weight: options.weight,
      delay: options.delay ?? 0,
      dt: this.dt,
      precision: "description" in target ? (target as LifPopulation).description.precision : "f64",
      seed: this.seed,
      stream: this.#nextStreams(1),
    };
    planProjection(projectionOptions); // refuses bad input before anything is built
    const projection = new Projection(source, target, options.synapse, projectionOptions);
    this.#projections.push(projection);
    return projection;
  }

  /** Records spikes. */
  recordSpikes(population: Population, options: Bounded = {}): SpikeMonitor {
    return this.#record(population, () => new SpikeMonitor(population, options));
  }

  /** Records a state variable. */
  recordState(population: Population, options: StateOptions = {}): StateMonitor {
    return this.#record(population, () => {
      const monitor = new StateMonitor(population, options, this.dt, () => this.time);
      return monitor;
    });
  }

  /** Records the population's mean rate in bins. */
  recordRate(population: Population, options: RateOptions): RateMonitor {
    return this.#record(population, () => new RateMonitor(population, options, this.dt, () => this.time));
  }

  /** Counts interspike intervals and their moments. */
  recordIntervals(population: Population, options: IntervalOptions = {}): IntervalMonitor {
    return this.#record(population, () => new IntervalMonitor(population, options, () => this.time));
  }

  /** Counts the distribution of a variable. */
  recordHistogram(population: Population, options: HistogramOptions): HistogramMonitor {
    return this.#record(population, () => new HistogramMonitor(population, options, this.dt));
  }

  /** Builds connectivity and state in the core; the first run does it otherwise. Errors: InputError, MemoryError. */
  build(): void {
    if (this.#built) return;
    this.#refuseIfDisposed();
    try {
      for (const projection of this.#projections) projection.built ??= buildProjection(this.core, projection.options);
      this.#built = this.#layOut();
    } catch (error) {
      this.#releaseProjections();
      throw error;
    }
  }

  /** {@link Network.build} with breaks for the event loop, for large networks. */
  async buildAsync(
    options: Pick<RunOptions, "signal"> & { readonly onProgress?: (fraction: number) => void } = {},
  ): Promise<void> {
    if (this.#built) return;
    this.#refuseIfDisposed();
    const count = this.#projections.length;
    try {
      for (const [i, projection] of this.#projections.entries()) {
        projection.built ??= await buildProjectionAsync(this.core, {
          ...projection.options,
          ...(options.signal ? { signal: options.signal } : {}),
          onProgress: (fraction) => options.onProgress?.((i + fraction) / count),
        });
      }
      this.#built = this.#layOut();
    } catch (error) {
      this.#releaseProjections();
      throw error;
    }
  }

  /** Runs for `duration` ms (a multiple of dt), with a break for the event loop every 30 ms or so. Errors: InputError, KernelError, AbortError. */
  async run(duration: number, options: RunOptions = {}): Promise<void> {
    const steps = this.#checkRun(duration, options);
    this.#busy = true;
    try {
      await this.buildAsync(options.signal ? { signal: options.signal } : {});
      await finishWithBreaks(this.#stretches(steps, options));
    } finally {
      this.#busy = false;
    }
  }

  /** {@link Network.run} without breaks: returns when all is done. */
  runSync(duration: number, options: RunOptions = {}): void {
    const steps = this.#checkRun(duration, options);
    this.#busy = true;
    try {
      this.build();
      finish(this.#stretches(steps, options));
    } finally {
      this.#busy = false;
    }
  }

  /** Everything that changes during a run, as bytes that {@link Network.restore} takes. What monitors have recorded is not in it. */
  snapshot(): Uint8Array {
    this.#refuseIfUnusable();
    this.build();
    return writeSnapshot(this.#identity(), this.stepCount, (this.#built as Built).state);
  }

  /** Goes back to the state of a snapshot of a network with the same description. Recordings start anew. Errors: SnapshotError. */
  restore(snapshot: Uint8Array): void {
    this.#refuseIfDisposed();
    this.build();
    const { struct, state } = this.#built as Built;
    const step = readSnapshot(snapshot, this.#identity(), state);
    struct.set({ step });
    this.#failure = undefined;
    for (const monitor of this.#monitors) {
      monitor.drain();
      if (monitor.kind === "spikes" || monitor.kind === "states" || monitor.kind === "rates") monitor.clear();
    }
  }

  /** Gives the network's memory back to the core. Recordings stay readable; nothing else may be called afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#releaseProjections();
    for (const population of this.#populations) population.forget();
    for (const monitor of this.#monitors) monitor.forget?.();
    if (this.#built) this.core.heap.release(this.#built.arena.region);
    this.#built = undefined;
  }

  #add<P extends Population>(make: (id: number) => P): P {
    this.#refuseIfBuilt("add a population");
    const population = make(this.#populations.length);
    this.#populations.push(population);
    return population;
  }

  #record<M extends Monitor>(population: Population, make: () => M): M {
    this.#refuseIfBuilt("add a monitor");
    this.#checkOwn("population", population);
    const monitor = make();
    this.#monitors.push(monitor);
    return monitor;
  }

  #stretches(total: number, options: RunOptions): Generator<void, void> {
    const { address } = (this.#built as Built).struct;
    const advance = (count: number) => {
      const before = this.stepCount;
      try {
        this.core.run((e) => e.runNetwork(address, count), this.#ownerName);
      } catch (error) {
        if (error instanceof MicrocircuitError) this.#failure = error;
        throw error;
      }
      for (const monitor of this.#monitors) monitor.drain();
      return this.stepCount - before; // fewer where a monitor's memory is full
    };
    const aborted = (reason: unknown) => new AbortError(this.time, reason);
    return inStretches({ total, first: 64, advance, time: () => this.time, aborted }, options);
  }

  readonly #ownerName = (owner: number): string => `The membrane potential in "${this.#populations[owner]?.name}" of neuron`;

  #checkRun(duration: number, options: RunOptions): number {
    this.#refuseIfUnusable();
    if (this.#busy) throw new InputError("network", "running", "idle: await the run that is under way first");
    checkKeys("options", options, runKeys);
    checkRunOptions(options);
    const steps = checkSteps("duration", duration, this.dt, { min: 0 });
    if (this.stepCount + steps > 2 ** 52)
      throw new InputError("duration", duration, "such that a network does at most 2^52 steps");
    return steps;
  }

  #layOut(): Built {
    const { core, dt, seed } = this;
    const contents = { core, dt, seed, populations: this.#populations, projections: this.#projections, monitors: this.#monitors };
    const sizer = new Sizer();
    placeNetwork(contents, sizer);
    const arena = this.core.arena(sizer.bytes, `The state of ${this.#populations.length} populations`);
    try {
      const { struct, fill, state } = placeNetwork(contents, arena);
      fill();
      return { arena, struct, state };
    } catch (error) {
      this.core.heap.release(arena.region);
      throw error;
    }
  }

  #identity() {
    const projections = this.#projections.map(({ source, target, synapse, options }) => ({
      source: source.id,
      target: target.id,
      synapse,
      ...options,
    }));
    const populations = this.#populations.map((population) => population.describe());
    const monitors = this.#monitors.map((monitor) => monitor.describe());
    const network = hashDescription({ dt: this.dt, seed: this.seed, populations, projections, monitors });
    return { core: this.core.hash, network };
  }

  #nextStreams(count: number): bigint {
    const stream = this.#stream << 32n;
    this.#stream += BigInt(count);
    return stream;
  }

  #checkOwn(field: string, population: Population): void {
    if (population?.network !== this) throw new InputError(field, population, "a population that was added to this network");
  }

  #refuseIfBuilt(action: string): void {
    this.#refuseIfDisposed();
    if (this.#built)
      throw new InputError("network", "built", `still open to ${action}: describe the whole network before the first run`);
  }

  #refuseIfDisposed(): void {
    if (this.#disposed) throw new InputError("network", "disposed", "one that has not been disposed of");
  }

  #refuseIfUnusable(): void {
    this.#refuseIfDisposed();
    if (this.#failure)
      throw new MicrocircuitError(
        "failed",
        `This network stopped earlier: ${this.#failure.message} Restore a snapshot, or build a new network.`,
        { cause: this.#failure },
      );
  }

  #releaseProjections(): void {
    for (const projection of this.#projections) {
      projection.built?.dispose();
      projection.built = undefined;
    }
  }
}

interface Built {
  readonly arena: Arena;
  readonly struct: Struct<typeof NetworkLayout>;
  readonly state: StatePiece[];
}

/** The seed as a 64-bit key. */
function checkSeed(seed: unknown): bigint {
  if (typeof seed === "bigint" && seed >= 0n && seed < 1n << 64n) return seed;
  if (typeof seed === "number" && Number.isSafeInteger(seed) && seed >= 0) return BigInt(seed);
  throw new InputError("seed", seed, "an integer from 0 to 2^53 - 1, or a bigint from 0 to 2^64 - 1");
}
