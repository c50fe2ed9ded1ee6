import { checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { CoreExports } from "../../core/exports.js";
import { type Arena, type Block, blockBytes } from "../../core/memory.js";
import { checkSeed, RandomStream } from "../../random/stream.js";
import { childStream } from "../../random/substream.js";
import { type Box, checkBounds, reflect } from "./bounds.js";
import type { Goal, Strategy, StrategyOptions } from "./contract.js";
import { readable } from "./readable.js";
import type { SamplerState } from "./sampler.js";
import {
  checkState,
  plainOptions,
  readNumbers,
  readVector,
  STATE_FORMAT,
  STATE_VERSION,
  type StrategyState,
  storeNumbers,
  storeVector,
} from "./state.js";

/** Lengths of a strategy's vectors (f64): those that a state holds, and those that are only for work. */
interface Plan<K extends string> {
  readonly state?: Partial<Record<K, number>>;
  readonly work?: Partial<Record<K, number>>;
}

type CommonBlock = "centre" | "bestParameters" | "point" | "losses" | "ranks" | "order" | "sorting" | "weights";

/** What the strategies share: memory, counts, bounds, ranks, and the state. Subclasses sample and update. */
export abstract class EvolutionStrategy<K extends string = never> implements Strategy {
  abstract readonly name: string;
  readonly goal: Goal;
  readonly dimension: number;
  readonly populationSize: number;
  /** @internal */
  protected readonly core: Core;
  /** Seed and stream of the draws, as kernels take them. */
  protected readonly seed: bigint;
  protected readonly stream: bigint;
  /** @internal */
  protected readonly blocks: Readonly<Record<K | CommonBlock, Block<"f64">>>;
  /** All scalars that change; a state holds them. */
  protected readonly numbers: Record<string, number> = {
    generation: 0,
    evaluations: 0,
    notFinite: 0,
    bestLoss: Number.NaN,
    generationLoss: Number.NaN,
  };
  readonly #options: StrategyOptions;
  readonly #arena: Arena;
  readonly #box: Box | undefined;
  readonly #saved: readonly (K | CommonBlock)[];
  readonly #trials: bigint;
  #prepared = -1;
  #disposed = false;
  #samplerOptions: StrategyOptions | undefined;

  /** @internal */
  constructor(core: Core, options: StrategyOptions, populationSize: number, plan: Plan<K>) {
    this.core = core;
    this.goal = checkOneOf("goal", options.goal, ["minimize", "maximize"] as const);
    const start = checkNumbers("start", options.start, undefined);
    this.dimension = checkNumber("start.length", start.length, { min: 1, integer: true });
    this.populationSize = populationSize;
    this.#box = checkBounds(options.bounds, start);
    this.seed = checkSeed("seed", options.seed);
    const family = checkSeed("stream", options.stream ?? 0);
    this.stream = childStream(core, this.seed, family, "evolution");
    this.#trials = childStream(core, this.seed, family, "trials");
    this.#options = options;
    const n = this.dimension;
    const state = { centre: n, bestParameters: n, ...plan.state } as Record<string, number>;
    const listed = { point: n, losses: populationSize, ranks: populationSize, order: populationSize };
    const work = { ...listed, sorting: populationSize, weights: populationSize, ...plan.work } as Record<string, number>;
    const lengths = Object.entries({ ...state, ...work });
    this.#saved = Object.keys(state) as (K | CommonBlock)[];
    this.#arena = core.arena(
      lengths.reduce((sum, [, length]) => sum + blockBytes("f64", length), 0),
      "An evolution strategy",
    );
    this.blocks = Object.fromEntries(lengths.map(([name, length]) => [name, this.#arena.block("f64", length)])) as Record<
      K | CommonBlock,
      Block<"f64">
    >;
    this.blocks.centre.view.set(start);
    this.blocks.bestParameters.view.set(start);
  }

  get generation(): number {
    return this.numbers.generation!;
  }
  get evaluations(): number {
    return this.numbers.evaluations!;
  }
  get notFinite(): number {
    return this.numbers.notFinite!;
  }
  get bestValue(): number {
    return this.#value(this.numbers.bestLoss!);
  }
  get best(): Float64Array {
    this.#refuseIfDisposed();
    return this.blocks.bestParameters.view.slice();
  }
  get mean(): Float64Array {
    this.#refuseIfDisposed();
    return this.#inside(this.blocks.centre.view.slice());
  }
  abstract get stepSize(): number;
  get exhausted(): string | undefined {
    return undefined;
  }

  ask(): Float64Array[] {
    return Array.from({ length: this.populationSize }, (_, member) => this.candidate(member));
  }

  candidate(member: number): Float64Array {
    this.#refuseIfDisposed();
    checkNumber("member", member, { min: 0, max: this.populationSize - 1, integer: true });
    this.#prepare();
    this.write(member, this.blocks.point.address);
    return this.#inside(this.blocks.point.view.slice());
  }

  trials(member: number): RandomStream {
    const stream = BigInt.asUintN(64, this.#trials + BigInt(this.generation));
    const shared = new RandomStream(this.core, { seed: this.seed, stream });
    return (this.#options.commonRandomNumbers ?? true) ? shared : shared.substream(member);
  }

  tell(values: ArrayLike<number>): void {
    this.#refuseIfDisposed();
    if (values?.length !== this.populationSize)
      throw new InputError("values", values, `an array of ${this.populationSize} numbers, one per candidate`);
    const losses = this.blocks.losses.view;
    const { numbers } = this;
    let leader = -1;
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (typeof value !== "number") throw new InputError(`values[${i}]`, value, "a number");
      losses[i] = this.goal === "minimize" ? value : -value;
      if (!Number.isNaN(value) && (leader < 0 || losses[i]! < losses[leader]!)) leader = i;
    }
    this.#prepare();
    if (leader >= 0 && !(numbers.bestLoss! <= losses[leader]!)) {
      numbers.bestLoss = losses[leader]!;
      const winner = this.candidate(leader);
      this.blocks.bestParameters.view.set(winner);
    }
    numbers.generationLoss = leader < 0 ? Number.NaN : this.blocks.losses.view[leader]!;
    numbers.notFinite! += this.#rank();
    this.update();
    numbers.evaluations! += this.populationSize;
    numbers.generation! += 1;
  }

  log(): string {
    const { generationLoss } = this.numbers;
    const fields = [
      `${this.name} generation ${this.generation}`,
      `evaluations ${this.evaluations}`,
      `best ${readable(this.bestValue)}`,
      `this generation ${readable(this.#value(generationLoss!))}`,
      `step ${readable(this.stepSize)}`,
    ];
    if (this.notFinite > 0) fields.push(`NaN ${this.notFinite}`);
    if (this.exhausted) fields.push(this.exhausted);
    return fields.join(", ");
  }

  save(): StrategyState {
    this.#refuseIfDisposed();
    return {
      format: STATE_FORMAT,
      version: STATE_VERSION,
      core: this.core.hash,
      strategy: this.name,
      options: plainOptions(this.#options),
      numbers: storeNumbers(this.numbers),
      vectors: Object.fromEntries(this.#saved.map((name) => [name, storeVector(this.blocks[name].view)])),
    };
  }

  /** Takes over a state of a strategy with the same options. @internal */
  restore(state: StrategyState): void {
    checkState(state, this.core.hash);
    const numbers = readNumbers(state.numbers, Object.keys(this.numbers));
    for (const name of this.#saved) readVector(state.vectors, name, this.blocks[name].view);
    Object.assign(this.numbers, numbers);
    this.#prepared = -1;
    this.restored();
  }

  sampler(): SamplerState {
    this.#refuseIfDisposed();
    const { start: _, ...rest } = this.#options;
    // A start is only needed where bounds are checked against it. One object, by which replicas are told apart.
    this.#samplerOptions ??= { ...rest, start: this.#box ? Float64Array.from(this.#options.start) : new Float64Array(0) };
    const vectors = Object.fromEntries(this.sampled().map((name) => [name, this.blocks[name].view.slice()]));
    return {
      strategy: this.name,
      options: this.#samplerOptions,
      dimension: this.dimension,
      numbers: { ...this.numbers },
      vectors,
    };
  }

  /** Takes over what {@link sampler} of a strategy with the same options returned. @internal */
  follow({ numbers, vectors }: SamplerState): void {
    this.#refuseIfDisposed();
    for (const [name, values] of Object.entries(vectors)) this.blocks[name as K | CommonBlock].view.set(values);
    Object.assign(this.numbers, numbers);
    this.#prepared = -1;
    this.restored();
  }

  dispose(): void {
    if (!this.#disposed) this.core.heap.release(this.#arena.region);
    this.#disposed = true;
  }

  /** Makes what all candidates of this generation need, once per generation. */
  protected prepare(): void {}
  /** Writes candidate `member` at `out` (n f64), bounds left aside. */
  protected abstract write(member: number, out: number): void;
  /** Moves on by the losses, ranks and order of the generation (lower is better). */
  protected abstract update(): void;
  /** The vectors of the state that candidates depend on. */
  protected sampled(): readonly (K | CommonBlock)[] {
    return this.#saved.filter((name) => name !== "bestParameters");
  }
  /** Makes what follows from a restored state. */
  protected restored(): void {}

  /** Calls a kernel. */
  protected kernel<R>(call: (e: CoreExports) => R): R {
    return this.core.call(call);
  }

  /** Members from best to worst. */
  protected get order(): Uint32Array {
    return new Uint32Array(this.core.memory.buffer, this.blocks.order.address, this.populationSize);
  }

  /** Number of the generation as kernels take it. */
  protected get address(): bigint {
    return BigInt(this.generation);
  }

  #rank(): number {
    const { losses, order, ranks, sorting } = this.blocks;
    return this.kernel((e) => e.rankLosses(losses.address, this.populationSize, order.address, ranks.address, sorting.address));
  }

  #prepare(): void {
    if (this.#prepared === this.generation) return;
    this.prepare();
    this.#prepared = this.generation;
  }

  #inside(x: Float64Array): Float64Array {
    if (this.#box) reflect(x, this.#box);
    return x;
  }

  #value(loss: number): number {
    return this.goal === "minimize" ? loss : -loss;
  }

  #refuseIfDisposed(): void {
    if (this.#disposed) throw new InputError("strategy", "disposed", "one whose memory has not been given back");
  }
}
