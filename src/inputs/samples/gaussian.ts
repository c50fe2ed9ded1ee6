import { checkKeys } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { type CovarianceRoot, covarianceRoot } from "./covariance.js";
import { checkAddress, checkIndex, checkStretch, type SampleSource, type SourceAddress, writeGaussian } from "./source.js";

export interface GaussianInputOptions extends SourceAddress {
  /** C, n x n row by row, symmetric and positive semi-definite. */
  readonly covariance: ArrayLike<number>;
}

/**
 * Gaussian samples x_t = S xi_t of mean zero and covariance C = S^2, S the principal root: sample t takes the normal draws
 * n t ... n t + n - 1 of (seed, stream). Errors: InputError.
 */
export class GaussianInput implements SampleSource {
  readonly size: number;
  readonly #core: Core;
  readonly #matrix: CovarianceRoot;
  readonly #address: { seed: bigint; stream: bigint };

  constructor(core: Core, options: GaussianInputOptions) {
    checkKeys("options", options, ["covariance", "seed", "stream"]);
    this.#core = core;
    this.#address = checkAddress(core, options);
    this.#matrix = covarianceRoot(core, "covariance", options.covariance);
    this.size = this.#matrix.size;
  }

  /** C, a copy. */
  get covariance(): Float64Array {
    return this.#matrix.covariance.slice();
  }

  /** S = C^{1/2}, a copy. */
  get root(): Float64Array {
    return this.#matrix.root.slice();
  }

  samples(first: number, count: number): Float64Array {
    const stretch = checkStretch(first, count, this.size);
    const out = new Float64Array(stretch.count * this.size);
    writeGaussian(this.#core, out, this.size, stretch.first, [{ root: this.#matrix.root, ...this.#address }]);
    return out;
  }

  covarianceAt(index: number): Float64Array {
    checkIndex(index);
    return this.covariance;
  }
}
