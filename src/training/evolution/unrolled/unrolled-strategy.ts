import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../../core/check.js";
import type { Core } from "../../../core/core.js";
import { InputError } from "../../../core/errors.js";
import type { CoreExports } from "../../../core/exports.js";
import { type Arena, type Block, blockBytes } from "../../../core/memory.js";
import { checkSeed, RandomStream } from "../../../random/stream.js";
import { childStream } from "../../../random/substream.js";
import { type Box, checkBounds, reflect } from "../bounds.js";
import type { Goal } from "../contract.js";
import { Optimiser } from "../optimiser.js";
import { readable } from "../readable.js";
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
} from "../state.js";
import { checkTrials, type UnrolledOptions, type UnrolledTrial, unrolledKeys } from "./options.js";
import { mean, PAIR_NUMBERS, PairTrials } from "./pair-trials.js";

type CommonBlock = "centre" | "gradient" | "first" | "second" | "draw" | "point" | "weights" | "pairs";

/**
 * What strategies for long trials share. A trial is divided into truncations; each update follows one truncation of every particle, and estimates
 * the gradient of the smoothed loss from the losses of these truncations. Estimates over all truncations of a trial add up to an estimate of the
 * gradient of its total loss. Subclasses say how particles are perturbed and what their losses are weighted with.
 */
export abstract class UnrolledStrategy {
  abstract readonly name: string;
  readonly goal: Goal;
  readonly dimension: number;
  readonly populationSize: number;
  readonly stepSize: number;
  /** Multiplies the optimiser's rate: for schedules. */
  rateScale = 1;
  /** @internal */
  protected readonly core: Core;
  protected readonly seed: bigint;
  protected readonly stream: bigint;
  /** @internal */
  protected readonly blocks: Readonly<Record<CommonBlock, Block<"f64">>>;
  /** One row of n per pair, where the subclass asked for it. @internal */
  protected readonly rows: Block<"f64"> | undefined;
  readonly #numbers: Record<string, number> = {
    generation: 0,
    evaluations: 0,
    notFinite: 0,
    trials: 0,
    trialLoss: Number.NaN,
    truncationLoss: Number.NaN,
  };
  readonly #options: UnrolledOptions;
  readonly #optimiser: Optimiser;
  readonly #arena: Arena;
  readonly #box: Box | undefined;
  readonly #pairs: PairTrials;
  readonly #trials: bigint;
  #disposed = false;

  /** @internal */
  constructor(core: Core, options: UnrolledOptions, rowsKept: boolean) {
    checkKeys("options", options, unrolledKeys);
    this.core = core;
    this.goal = checkOneOf("goal", options.goal, ["minimize", "maximize"] as const);
    const start = checkNumbers("start", options.start, undefined);
    const n = checkNumber("start.length", start.length, { min: 1, integer: true });
    this.dimension = n;
    const size = checkNumber("populationSize", options.populationSize ?? 32, { min: 2, integer: true });
    if (size % 2 !== 0) throw new InputError("populationSize", size, "even: particles come in pairs");
    this.populationSize = size;
    this.stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    checkTrials(options);
    this.#box = checkBounds(options.bounds, start);
    this.seed = checkSeed("seed", options.seed);
    const family = checkSeed("stream", options.stream ?? 0);
    this.stream = childStream(core, this.seed, family, "evolution");
    this.#trials = childStream(core, this.seed, family, "trials");
    this.#options = options;
    this.#optimiser = new Optimiser(core, options.optimiser ?? { kind: "adam", rate: 0.01 }, this.#numbers);
    const pairs = size / 2;
    const lengths = { centre: n, gradient: n, first: n, second: n, draw: n, point: n, weights: pairs };
    const all = Object.entries({ ...lengths, pairs: PAIR_NUMBERS * pairs });
    const kept = rowsKept ? blockBytes("f64", pairs * n) : 0;
    const bytes = all.reduce((sum, [, length]) => sum + blockBytes("f64", length), kept);
    this.#arena = core.arena(bytes, "An evolution strategy");
    this.blocks = Object.fromEntries(all.map(([name, length]) => [name, this.#arena.block("f64", length)])) as Record<
      CommonBlock,
      Block<"f64">
    >;
    this.rows = rowsKept ? this.#arena.block("f64", pairs * n) : undefined;
    this.blocks.centre.view.set(start);
    this.#pairs = new PairTrials(this.blocks.pairs, options);
  }

  /** Updates so far. */
  get generation(): number {
    return this.#numbers.generation!;
  }
  /** Truncations evaluated so far. */
  get evaluations(): number {
    return this.#numbers.evaluations!;
  }
  /** How many of their losses were NaN or infinite. */
  get notFinite(): number {
    return this.#numbers.notFinite!;
  }
  /** Trials that ended so far, without those cut short. */
  get trials(): number {
    return this.#numbers.trials!;
  }
  /** Mean total loss of the trials that ended last; NaN before the first. */
  get trialLoss(): number {
    return this.#value(this.#numbers.trialLoss!);
  }
  /** Mean loss of the last truncations; NaN before the first. */
  get truncationLoss(): number {
    return this.#value(this.#numbers.truncationLoss!);
  }
  /** The parameters, inside the bounds. A copy. */
  get mean(): Float64Array {
    this.#refuseIfDisposed();
    return this.#inside(this.blocks.centre.view.slice());
  }
  /** The last estimate of the gradient (lower is better). A copy. */
  get gradient(): Float64Array {
    this.#refuseIfDisposed();
    return this.blocks.gradient.view.slice();
  }
  /** Why going on is pointless, in words; undefined while it is not. */
  get exhausted(): string | undefined {
    return this.blocks.centre.view.every(Number.isFinite) ? undefined : "the parameters became infinite";
  }

  /** The particles' parameters for their next truncation, fresh arrays. Asking again gives the same ones. */
  ask(): Float64Array[] {
    return Array.from({ length: this.populationSize }, (_, member) => this.candidate(member));
  }

  /** Those of particle `member` alone: a pure function of the state. */
  candidate(member: number): Float64Array {
    this.#checkMember(member);
    const { centre, point, draw } = this.blocks;
    const step = member % 2 === 0 ? this.stepSize : -this.stepSize;
    this.kernel((e) => {
      this.perturb(e, member >> 1, draw.address);
      e.displace(point.address, centre.address, step, 0, draw.address, this.dimension);
    });
    return this.#inside(point.view.slice());
  }

  /** Where particle `member` is in its trial. */
  trial(member: number): UnrolledTrial {
    this.#checkMember(member);
    const { number, truncation } = this.#pairs.trial(member >> 1);
    const waiting = this.#pairs.waits(member);
    const whole = (): RandomStream =>
      new RandomStream(this.core, { seed: this.seed, stream: this.#trials }).substream(member >> 1).substream(number);
    return {
      member,
      number,
      truncation,
      waiting,
      get startRandom() {
        return whole().substream("start");
      },
      get random() {
        return whole().substream(truncation);
      },
    };
  }

  /**
   * Takes the losses of the truncations of all particles, in order, and whether each particle's trial is finished with it. Those of waiting
   * particles are left aside. A pair with a loss that is not finite is left out of the estimate, and begins a new trial.
   */
  tell(losses: ArrayLike<number>, finished: ArrayLike<boolean>): void {
    this.#refuseIfDisposed();
    const size = this.populationSize;
    if (losses?.length !== size) throw new InputError("losses", losses, `an array of ${size} numbers, one per particle`);
    if (finished?.length !== size) throw new InputError("finished", finished, `an array of ${size} booleans, one per particle`);
    for (let i = 0; i < size; i++) {
      if (typeof losses[i] !== "number") throw new InputError(`losses[${i}]`, losses[i], "a number");
      if (typeof finished[i] !== "boolean") throw new InputError(`finished[${i}]`, finished[i], "true or false");
    }
    const numbers = this.#numbers;
    const seen: number[] = [];
    const told = Array.from({ length: size / 2 }, (_, pair) => this.#take(pair, losses, finished, seen));
    numbers.truncationLoss = seen.length > 0 ? mean(seen) : Number.NaN;
    this.estimate();
    const { centre, gradient, first, second } = this.blocks;
    // Where no pair told anything, nothing was learnt.
    if (told.includes(true)) this.#optimiser.step(centre, gradient, first, second, this.rateScale);
    numbers.generation! += 1;
    this.#endTrials();
  }

  /** One readable line on where the search stands. */
  log(): string {
    const fields = [
      `${this.name} update ${this.generation}`,
      `truncations ${this.evaluations}`,
      `trials ${this.trials}`,
      `loss of a trial ${readable(this.trialLoss)}`,
      `of a truncation ${readable(this.truncationLoss)}`,
    ];
    if (this.notFinite > 0) fields.push(`not finite ${this.notFinite}`);
    if (this.exhausted) fields.push(this.exhausted);
    return fields.join(", ");
  }

  /** All of the state, which `JSON.stringify` keeps whole. The states of the particles' trials are the caller's to save. */
  save(): StrategyState {
    this.#refuseIfDisposed();
    return {
      format: STATE_FORMAT,
      version: STATE_VERSION,
      core: this.core.hash,
      strategy: this.name,
      options: plainOptions(this.#options),
      numbers: storeNumbers(this.#numbers),
      vectors: Object.fromEntries(this.#saved().map(([name, block]) => [name, storeVector(block.view)])),
    };
  }

  /** Takes over a state of a strategy with the same options. @internal */
  restore(state: StrategyState): void {
    checkState(state, this.core.hash);
    const numbers = readNumbers(state.numbers, Object.keys(this.#numbers));
    for (const [name, block] of this.#saved()) readVector(state.vectors, name, block.view);
    Object.assign(this.#numbers, numbers);
  }

  /** Gives the strategy's memory back. */
  dispose(): void {
    if (!this.#disposed) this.core.heap.release(this.#arena.region);
    this.#disposed = true;
  }

  /** Writes the perturbation of `pair` in units of sigma at `out` (n f64). */
  protected abstract perturb(e: CoreExports, pair: number, out: number): void;
  /** Writes the gradient from `weights` (by pair) into the block `gradient`. */
  protected abstract estimate(): void;
  /** Called where `pair` begins a new trial. */
  protected forget(_pair: number): void {}

  protected kernel<R>(call: (e: CoreExports) => R): R {
    return this.core.call(call);
  }

  /** The normal draw of `pair` that belongs to update `update`. */
  protected drawNormals(e: CoreExports, pair: number, update: number, out: number): void {
    e.memberNormals(out, pair, 1, this.dimension, this.seed, this.stream, BigInt(update));
  }

  /** The update at which the present trial of `pair` began. */
  protected begun(pair: number): number {
    return this.#pairs.trial(pair).begun;
  }

  /** gradient = sum over pairs of weight times perturbation, made again and not kept. */
  protected sumPerturbations(): void {
    const { gradient, draw, weights } = this.blocks;
    gradient.view.fill(0);
    const n = this.dimension;
    this.kernel((e) => {
      for (const [pair, weight] of weights.view.entries()) {
        if (weight === 0) continue;
        this.perturb(e, pair, draw.address);
        e.blend(gradient.address, 1, weight, draw.address, n);
      }
    });
  }

  /** Weighs `pair` by its losses, adds those that are finite to `seen`, and moves its trial on. Returns whether it told anything. */
  #take(pair: number, losses: ArrayLike<number>, finished: ArrayLike<boolean>, seen: number[]): boolean {
    const sides = [2 * pair, 2 * pair + 1].map((member) => {
      if (this.#pairs.waits(member)) return 0;
      const loss = this.#value(losses[member]!);
      this.#numbers.evaluations! += 1;
      if (Number.isFinite(loss)) seen.push(loss);
      else this.#numbers.notFinite! += 1;
      this.#pairs.add(member, loss, finished[member]!);
      return loss;
    });
    const difference = sides[0]! - sides[1]!;
    const told = Number.isFinite(difference);
    this.blocks.weights.view[pair] = told ? difference / (this.populationSize * this.stepSize) : 0;
    this.#pairs.moveOn(pair, told);
    return told;
  }

  #endTrials(): void {
    const numbers = this.#numbers;
    const whole: number[] = [];
    for (let pair = 0; pair < this.populationSize / 2; pair++) {
      if (!this.#pairs.ended(pair)) continue;
      whole.push(...this.#pairs.begin(pair, this.generation));
      this.forget(pair);
    }
    if (whole.length > 0) numbers.trialLoss = mean(whole);
    numbers.trials! += whole.length;
  }

  #saved(): [string, Block<"f64">][] {
    const { centre, gradient, first, second, pairs } = this.blocks;
    const saved = Object.entries({ centre, gradient, first, second, pairs });
    return this.rows ? [...saved, ["rows", this.rows]] : saved;
  }

  #value(loss: number): number {
    return this.goal === "minimize" ? loss : -loss;
  }

  #inside(x: Float64Array): Float64Array {
    if (this.#box) reflect(x, this.#box);
    return x;
  }

  #checkMember(member: number): void {
    this.#refuseIfDisposed();
    checkNumber("member", member, { min: 0, max: this.populationSize - 1, integer: true });
  }

  #refuseIfDisposed(): void {
    if (this.#disposed) throw new InputError("strategy", "disposed", "one whose memory has not been given back");
  }
}
