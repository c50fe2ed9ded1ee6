import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { type ElementType, elementBytes, type View } from "../core/memory.js";
import { childStream } from "./substream.js";

/** Draws of one kind in one stream: positions 0, 1, ..., 2^48 - 1. */
const DRAWS = 2 ** 48;
const LARGEST_COUNT = 2 ** 28;
const LARGEST_MEAN = 1e15;

/** A seed or stream number: a whole number from 0 to 2^53 - 1, or a bigint from 0 to 2^64 - 1. */
export type Seed = number | bigint;

export interface RandomStreamOptions {
  /** Chooses the whole family of streams. */
  readonly seed: Seed;
  /** Number of the stream in its family; 0 when left out. */
  readonly stream?: Seed;
  /** Number of the first draw; 0 when left out. */
  readonly position?: number;
}

/**
 * Random numbers that are a pure function of (seed, stream, position), the same bits on every machine: Philox4x32-10
 * (J. Salmon and others, SC 2011). `position` counts draws, and each method takes its draws from there on and moves past
 * them. Draw j is the same however a stretch is divided into calls; different methods at the same position give
 * independent numbers.
 *
 * Arrays are fresh. Errors: InputError for arguments out of range, MemoryError where the core has no room for the draws.
 */
export class RandomStream {
  readonly seed: bigint;
  readonly stream: bigint;
  readonly #core: Core;
  #position: number;

  constructor(core: Core, options: RandomStreamOptions) {
    checkKeys("options", options, ["seed", "stream", "position"]);
    this.#core = core;
    this.seed = checkSeed("seed", options.seed);
    this.stream = checkSeed("stream", options.stream ?? 0);
    this.#position = checkPosition(options.position ?? 0);
  }

  /** Number of the next draw. Setting it repeats or leaves out draws. */
  get position(): number {
    return this.#position;
  }

  set position(position: number) {
    this.#position = checkPosition(position);
  }

  /** Leaves out `count` draws. Returns this stream. */
  skip(count: number): this {
    this.#position = this.#after("count", checkNumber("count", count, { min: 0, max: DRAWS, integer: true }));
    return this;
  }

  /**
   * A stream of the same seed that is independent of this one and of its other children, at position 0. The same `name`
   * always gives the same child. (Children are chosen by 64-bit hashes: among a million of them, two coincide with a
   * probability of 3e-8.)
   */
  substream(name: string | number): RandomStream {
    const valid = typeof name === "string" || (Number.isSafeInteger(name) && name >= 0);
    if (!valid) throw new InputError("name", name, "a string, or an integer >= 0");
    return new RandomStream(this.#core, { seed: this.seed, stream: childStream(this.#core, this.seed, this.stream, name) });
  }

  /** `n` numbers uniform in the open interval (0, 1), 52 random bits each. */
  uniforms(n: number): Float64Array {
    return this.#fill("f64", n, (e, out, start) => e.fillUniformsF64(out, n, this.seed, this.stream, start));
  }

  /** `n` numbers uniform in the open interval (0, 1), 23 random bits each. */
  uniformsF32(n: number): Float32Array {
    return this.#fill("f32", n, (e, out, start) => e.fillUniformsF32(out, n, this.seed, this.stream, start));
  }

  /** `n` normal numbers with mean 0 and variance 1, tails to 8.6 standard deviations. */
  normals(n: number): Float64Array {
    return this.#fill("f64", n, (e, out, start) => e.fillNormalsF64(out, n, this.seed, this.stream, start));
  }

  /** `n` normal numbers with mean 0 and variance 1, tails to 6.6 standard deviations. */
  normalsF32(n: number): Float32Array {
    return this.#fill("f32", n, (e, out, start) => e.fillNormalsF32(out, n, this.seed, this.stream, start));
  }

  /** `n` exponential numbers with mean 1. */
  exponentials(n: number): Float64Array {
    return this.#fill("f64", n, (e, out, start) => e.fillExponentialsF64(out, n, this.seed, this.stream, start));
  }

  /** `n` exponential numbers with mean 1. */
  exponentialsF32(n: number): Float32Array {
    return this.#fill("f32", n, (e, out, start) => e.fillExponentialsF32(out, n, this.seed, this.stream, start));
  }

  /** `n` Poisson numbers with the given mean, 0 to 1e15. */
  poisson(mean: number, n: number): Float64Array {
    checkNumber("mean", mean, { min: 0, max: LARGEST_MEAN });
    return this.#fill("f64", n, (e, out, start) => e.fillPoisson(out, n, mean, this.seed, this.stream, start));
  }

  /** `n` integers uniform on 0, 1, ..., below - 1, without bias; `below` from 1 to 2^53 - 1. */
  integers(n: number, below: number): Float64Array {
    checkNumber("below", below, { min: 1, max: Number.MAX_SAFE_INTEGER, integer: true });
    const limit = BigInt(below);
    return this.#fill("f64", n, (e, out, start) => e.fillIntegers(out, n, limit, this.seed, this.stream, start));
  }

  /** The numbers 0, 1, ..., n - 1 in random order, every order equally likely. Takes n draws. */
  permutation(n: number): Uint32Array {
    return this.#fill("u32", n, (e, out, start) => e.fillPermutation(out, n, this.seed, this.stream, start));
  }

  /**
   * `k` different numbers out of 0, 1, ..., n - 1, every subset equally likely; their order is neither sorted
   * nor uniformly random. Takes k draws; time and memory grow with k, not with n. 0 <= k <= n <= 2^31 - 1.
   */
  sample(k: number, n: number): Uint32Array {
    checkNumber("n", n, { min: 0, max: 2 ** 31 - 1, integer: true });
    checkNumber("k", k, { min: 0, max: Math.min(n, LARGEST_COUNT), integer: true });
    const slots = this.#core.call((e) => e.sampleTableSlots(k)) >>> 0;
    const table = this.#core.heap.take(4 * slots, "A random sample");
    try {
      return this.#fill("u32", k, (e, out, start) =>
        e.sampleWithoutReplacement(out, k, n, table.address, this.seed, this.stream, start),
      );
    } finally {
      this.#core.heap.release(table);
    }
  }

  /** Runs a kernel that writes `n` draws from `start` on into memory, and moves the position past them. */
  #fill<T extends ElementType>(type: T, n: number, kernel: (e: CoreExports, out: number, start: bigint) => void): View<T> {
    checkNumber("n", n, { min: 0, max: LARGEST_COUNT, integer: true });
    const next = this.#after("n", n);
    const arena = this.#core.arena(n * elementBytes(type) + 64, "A random stream");
    try {
      const block = arena.block(type, n);
      this.#core.call((e) => kernel(e, block.address, BigInt(this.#position)));
      this.#position = next;
      return block.view.slice() as View<T>;
    } finally {
      this.#core.heap.release(arena.region);
    }
  }

  /** The position `count` draws on. */
  #after(field: string, count: number): number {
    const left = DRAWS - this.#position;
    if (count > left) throw new InputError(field, count, `at most ${left}: a stream has 2^48 draws. Go on in a substream`);
    return this.#position + count;
  }
}

/** Returns a seed or stream number as a u64. */
export function checkSeed(field: string, value: unknown): bigint {
  const valid =
    typeof value === "bigint" ? value >= 0n && value < 1n << 64n : Number.isSafeInteger(value) && (value as number) >= 0;
  if (!valid) throw new InputError(field, value, "an integer from 0 to 2^53 - 1, or a bigint from 0n to 2n ** 64n - 1n");
  return BigInt(value as number | bigint);
}

function checkPosition(position: unknown): number {
  return checkNumber("position", position, { min: 0, max: DRAWS, integer: true });
}
