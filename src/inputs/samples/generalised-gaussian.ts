import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { blockBytes } from "../../core/memory.js";
import { unitVarianceScale } from "../../theory/whitening/generalised-gaussian.js";
import { rowProduct } from "./covariance.js";
import { checkAddress, checkIndex, checkStretch, type SampleSource, type SourceAddress } from "./source.js";

/** Draws of a stream; those beyond are attempts (assembly/inputs/generalised-gaussian.ts). */
const DRAWS = 2 ** 40;

export interface GeneralisedGaussianInputOptions extends SourceAddress {
  /** beta of the density ~ exp(-(|u|/scale)^beta), 0.1 to 100: 2 is Gaussian, 1 Laplacian, below 1 heavier-tailed still. */
  readonly exponent: number;
  /** Scale of the density; default that of unit variance. */
  readonly scale?: number;
  /** Numbers per sample; default 1. */
  readonly size?: number;
  /** B, size x size row by row: samples B u. Default none, independent numbers. */
  readonly mixing?: ArrayLike<number>;
}

/**
 * Heavy-tailed (or light-tailed) samples: `size` independent numbers u of a generalised Gaussian density, or a mixture B u of them. Number
 * i of sample t is draw size t + i of (seed, stream). Errors: InputError.
 */
export class GeneralisedGaussianInput implements SampleSource {
  readonly size: number;
  readonly exponent: number;
  readonly scale: number;
  readonly #core: Core;
  readonly #address: { seed: bigint; stream: bigint };
  readonly #mixing: Float64Array | undefined;

  constructor(core: Core, options: GeneralisedGaussianInputOptions) {
    checkKeys("options", options, ["exponent", "scale", "size", "mixing", "seed", "stream"]);
    this.#core = core;
    this.#address = checkAddress(core, options);
    this.exponent = checkNumber("exponent", options.exponent, { min: 0.1, max: 100 });
    this.scale = checkNumber("scale", options.scale ?? unitVarianceScale(core, this.exponent), { above: 0, max: 1e100 });
    this.size = checkNumber("size", options.size ?? 1, { min: 1, max: 2000, integer: true });
    if (options.mixing !== undefined) {
      this.#mixing = Float64Array.from(checkNumbers("mixing", options.mixing, this.size ** 2));
    }
  }

  samples(first: number, count: number): Float64Array {
    const stretch = checkStretch(first, count, this.size, Math.floor(DRAWS / this.size));
    const { seed, stream } = this.#address;
    const length = stretch.count * this.size;
    const arena = this.#core.arena(blockBytes("f64", length), "Generalised Gaussian samples");
    try {
      const block = arena.block("f64", length);
      const start = BigInt(stretch.first) * BigInt(this.size);
      this.#core.call((e) => e.fillGeneralisedGaussian(block.address, length, this.scale, this.exponent, seed, stream, start));
      return this.#mixing ? mixed(block.view, this.#mixing, this.size) : block.view.slice();
    } finally {
      this.#core.heap.release(arena.region);
    }
  }

  covarianceAt(index: number): Float64Array {
    checkIndex(index);
    const deviation = this.scale / unitVarianceScale(this.#core, this.exponent);
    const variance = deviation * deviation;
    const n = this.size;
    const mixing = this.#mixing;
    return Float64Array.from({ length: n * n }, (_, at) => {
      const [i, j] = [Math.floor(at / n), at % n];
      return variance * (mixing ? rowProduct(mixing, i, mixing, j, n) : Number(i === j));
    });
  }
}

/** B u for each sample u. */
function mixed(samples: Float64Array, mixing: Float64Array, n: number): Float64Array {
  return samples.map((_, at) => rowProduct(mixing, at % n, samples, Math.floor(at / n), n));
}
