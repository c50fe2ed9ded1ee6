import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { Ensemble, MemberResult } from "../../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../../core/memory.js";
import { type Struct, structAt } from "../../core/struct.js";
import type { CheckedSolve } from "../checked-solve.js";
import { Engine, type EngineOptions } from "../engine.js";
import type { BoundModel, Model } from "../model.js";
import type { CheckedEnsemble, MemberTables } from "./options.js";
import type { EnsemblePart } from "./part.js";

/** Memory for the starts and results of the members that are in the core at once. */
const CHUNK_BYTES = 2 ** 22;

/** The largest number of members in the core at once: even, so that pairs of members stay together. */
export function chunkMembers({ engine }: CheckedSolve, tables: Pick<MemberTables, "members" | "constantCount">): number {
  const numbers = engine.length * (2 + (engine.times?.length ?? 0)) + tables.constantCount;
  const fitting = Math.floor(CHUNK_BYTES / (8 * numbers + MemberResult.byteLength) / 2) * 2;
  return Math.max(2, Math.min(fitting, Math.ceil(tables.members / 2) * 2));
}

/** One model with the memory for ranges of members. Dispose of it. */
export class EnsembleRunner {
  readonly #core: Core;
  readonly #model: BoundModel;
  readonly #arena: Arena;
  readonly #solve: CheckedEnsemble;
  readonly #constantCount: number;
  readonly #engine: Engine;
  readonly #capacity: number;
  readonly #ensemble: Struct<typeof Ensemble>;
  readonly #blocks: Blocks;
  readonly #lanes: Arena | undefined;

  /** Takes memory for `capacity` members with `constantCount` numbers of their own. Errors: MemoryError. */
  constructor(core: Core, model: Model, solve: CheckedEnsemble, capacity: number, constantCount: number) {
    const kernel = () => 0; // integrateMembers goes on with the engine's struct
    const engineOptions: EngineOptions = { ...solve.engine, kernel };
    const plan = planOf(engineOptions, capacity, constantCount);
    const bytes = Object.values(plan).reduce((sum, [type, length]) => sum + blockBytes(type, length), 0);
    this.#core = core;
    this.#solve = solve;
    this.#capacity = capacity;
    this.#constantCount = constantCount;
    this.#arena = core.arena(Engine.bytes(engineOptions) + model.bytes(core) + 64 + bytes, `An ensemble of ${model.name}`);
    try {
      this.#model = model.bind(core, (size) => this.#arena.block("u8", size).address);
      this.#engine = new Engine(core, this.#arena, engineOptions);
      const blocks = Object.fromEntries(
        Object.entries(plan).map(([name, [type, length]]) => [name, this.#arena.block(type, length)]),
      );
      this.#blocks = blocks as unknown as Blocks;
      this.#ensemble = structAt(core.memory, Ensemble, this.#blocks.ensemble);
      this.#lanes = this.#takeLanes(model);
    } catch (error) {
      core.heap.release(this.#arena.region);
      throw error;
    }
  }

  /** Memory for members side by side, where the core has code for it. Errors: InputError. */
  #takeLanes(model: Model): Arena | undefined {
    const { lanes, sharedSteps, method, engine } = this.#solve;
    const able = lanes && this.#model.constants !== undefined;
    const bytes = able ? this.#core.call((e) => e.laneBlockBytes(method, this.#model.address)) : 0;
    if (bytes > 0) return this.#core.arena(bytes, `Lanes of ${model.name}`);
    if (!sharedSteps) return undefined;
    throw new InputError(
      "sharedSteps",
      true,
      `false for ${model.name} and ${engine.method}, which the core cannot integrate side by side`,
    );
  }

  /**
   * Integrates the members from `from` to `to` of `tables`, at most the capacity. Yields, after each call of the kernel, how many of them have
   * ended, and takes how many steps the next call may try.
   */
  *run(
    tables: MemberTables,
    from: number,
    to: number,
    stepsPerCall = 2 ** 31 - 1,
  ): Generator<number, EnsemblePart, number | undefined> {
    const { run, events } = this.#engine.parts;
    const members = Math.min(to - from, this.#capacity);
    this.#begin(tables, from, members);
    const found = { members: [] as number[], indices: [] as number[], times: [] as number[], states: [] as Float64Array[] };
    const { length } = this.#solve.engine;
    let steps = stepsPerCall;
    for (;;) {
      this.#ensemble.set({ stepsPerCall: steps });
      this.#core.call((e) => e.integrateMembers(this.#solve.method, this.#model.address, this.#ensemble.address));
      const count = run.get("events");
      if (count > 0) {
        found.members.push(...this.#blocks.eventMembers.view.subarray(0, count));
        found.indices.push(...events.indices.view.subarray(0, count));
        found.times.push(...events.times.view.subarray(0, count));
        found.states.push(events.states.view.slice(0, count * length));
        run.set({ events: 0 });
      }
      const ended = this.#ensemble.get("ended");
      if (ended >= members) break;
      steps = (yield ended) ?? steps;
    }
    const eventStates = new Float64Array(found.members.length * length);
    let at = 0;
    for (const states of found.states) {
      eventStates.set(states, at);
      at += states.length;
    }
    const times = this.#solve.engine.times?.length ?? 0;
    return {
      members,
      states: this.#blocks.states.view.slice(0, members * length),
      records: this.#blocks.records.view.slice(0, members * times * length),
      results: this.#blocks.results.view.slice(0, members * MemberResult.byteLength),
      eventMembers: Uint32Array.from(found.members),
      eventIndices: Uint32Array.from(found.indices),
      eventTimes: Float64Array.from(found.times),
      eventStates,
    };
  }

  dispose(): void {
    this.#model.release?.();
    this.#core.heap.release(this.#arena.region);
    if (this.#lanes) this.#core.heap.release(this.#lanes.region);
  }

  #begin({ initial, sharesInitial, constants }: MemberTables, from: number, members: number): void {
    const { interval, engine } = this.#solve;
    const { run, fresh, freshWatches } = this.#engine.parts;
    const { length } = engine;
    const blocks = this.#blocks;
    run.set({ events: 0 });
    blocks.fresh.view.set(fresh);
    blocks.freshWatches.view.set(freshWatches);
    const { start, end } = interval;
    const direction = end < start ? -1 : 1;
    structAt(this.#core.memory, this.#engine.parts.run.layout, blocks.fresh).set({ time: start, end, direction });
    blocks.initial.view.set(sharesInitial ? initial : initial.subarray(from * length, (from + members) * length));
    const count = this.#constantCount;
    blocks.constants.view.set(constants.subarray(from * count, (from + members) * count));
    if (engine.times) new Float64Array(this.#core.memory.buffer, run.get("recordTimes"), engine.times.length).set(engine.times);
    this.#ensemble.set({ members, next: 0, underWay: 0, initialBytes: sharesInitial ? 0 : 8 * length, constantCount: count });
    this.#ensemble.set({ run: run.address, fresh: blocks.fresh.address, freshWatches: blocks.freshWatches.address });
    this.#ensemble.set({ initial: blocks.initial.address, constants: blocks.constants.address });
    this.#ensemble.set({
      modelConstants: this.#model.constants ?? 0,
      prepare: this.#model.prepare ?? 0,
      states: blocks.states.address,
    });
    this.#ensemble.set({ records: blocks.records.address, results: blocks.results.address });
    this.#ensemble.set({ eventMembers: blocks.eventMembers.address, ended: 0, alone: 0 });
    const region = this.#lanes?.region;
    if (region) new Uint8Array(this.#core.memory.buffer, region.address, region.bytes).fill(0);
    this.#ensemble.set({ lanes: region?.address ?? 0, shared: this.#solve.sharedSteps ? 1 : 0 });
  }
}

type Plan = ReturnType<typeof planOf>;
type Blocks = { readonly [K in keyof Plan]: Block<Plan[K][0]> };

function planOf(options: EngineOptions, capacity: number, constantCount: number) {
  const { length } = options;
  return {
    ensemble: ["u8", Ensemble.byteLength],
    fresh: ["u8", Engine.structBytes],
    freshWatches: ["u8", Engine.watchBytes(options)],
    initial: ["f64", capacity * length],
    constants: ["f64", capacity * constantCount],
    states: ["f64", capacity * length],
    records: ["f64", capacity * (options.times?.length ?? 0) * length],
    results: ["u8", capacity * MemberResult.byteLength],
    eventMembers: ["u32", Engine.eventCapacity(options)],
  } as const;
}
