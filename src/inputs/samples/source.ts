import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { blockBytes } from "../../core/memory.js";
import { RandomStream, type Seed } from "../../random/stream.js";

/** Samples that are a function of their number alone: any stretch can be made at any time, in any order, with the same bits. */
export interface SampleSource {
  /** Numbers per sample, n. */
  readonly size: number;
  /** Samples first, first + 1, ..., first + count - 1, row by row (count x n). */
  samples(first: number, count: number): Float64Array;
  /** Covariance of sample `index` (n x n). */
  covarianceAt(index: number): Float64Array;
}

/** Seed and stream of a source. */
export interface SourceAddress {
  readonly seed: Seed;
  /** Default 0. */
  readonly stream?: Seed;
}

/** Number of the last sample that a source has. */
export const LAST_SAMPLE = 2 ** 36;
const CHUNK = 8192; // normals made at a time

/** Checks the arguments of `samples`, with room for `size` numbers per sample; `last` is the number of the last sample that there is. */
export function checkStretch(first: unknown, count: unknown, size: number, last = LAST_SAMPLE): { first: number; count: number } {
  const end = Math.min(last, LAST_SAMPLE);
  const from = checkNumber("first", first, { min: 0, max: end, integer: true });
  const most = Math.min(end - from, Math.floor(2 ** 28 / size));
  return { first: from, count: checkNumber("count", count, { min: 0, max: most, integer: true }) };
}

/** Checks a sample's number. */
export function checkIndex(index: unknown): number {
  return checkNumber("index", index, { min: 0, max: LAST_SAMPLE, integer: true });
}

/** Seed and stream as the core takes them. */
export function checkAddress(core: Core, { seed, stream = 0 }: SourceAddress): { seed: bigint; stream: bigint } {
  const random = new RandomStream(core, { seed, stream });
  return { seed: random.seed, stream: random.stream };
}

/** One Gaussian part of samples: scale_t A xi_t, the normals xi_t from (seed, stream) at n t. */
export interface GaussianPart {
  /** n x n. */
  readonly root: Float64Array;
  readonly seed: bigint;
  readonly stream: bigint;
  /** Factors of the samples (count); 1 when left out. */
  readonly scales?: Float64Array;
}

/** Writes the sum of `parts` for samples first ... to `out` (count x n). */
export function writeGaussian(core: Core, out: Float64Array, size: number, first: number, parts: readonly GaussianPart[]): void {
  const count = out.length / size;
  const rows = Math.min(Math.max(Math.floor(CHUNK / size), 1), Math.max(count, 1));
  const needed = 2 * blockBytes("f64", rows * size) + blockBytes("f64", rows) + blockBytes("f64", size * size);
  const arena = core.arena(needed, "Gaussian samples");
  try {
    const samples = arena.block("f64", rows * size);
    const normals = arena.block("f64", rows * size);
    const scales = arena.block("f64", rows);
    const root = arena.block("f64", size * size);
    for (let at = 0; at < count; at += rows) {
      const n = Math.min(rows, count - at);
      parts.forEach((part, index) => {
        root.view.set(part.root);
        if (part.scales) scales.view.set(part.scales.subarray(at, at + n));
        core.call((e) =>
          e.gaussianSamples(
            samples.address,
            root.address,
            size,
            n,
            part.seed,
            part.stream,
            BigInt(first + at),
            part.scales ? scales.address : 0,
            index,
            normals.address,
          ),
        );
      });
      out.set(samples.view.subarray(0, n * size), at * size);
    }
  } finally {
    core.heap.release(arena.region);
  }
}

/** Refuses an empty or non-list value. */
export function checkList(field: string, value: unknown): readonly unknown[] {
  if (!Array.isArray(value) || value.length === 0) throw new InputError(field, value, "an array with at least one entry");
  return value;
}
