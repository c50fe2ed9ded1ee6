import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { type CovarianceRoot, covarianceRoot } from "./covariance.js";
import {
  checkAddress,
  checkIndex,
  checkList,
  checkStretch,
  LAST_SAMPLE,
  type SampleSource,
  type SourceAddress,
  writeGaussian,
} from "./source.js";

/** A stretch of samples of one covariance. */
export interface InputContext {
  /** n x n row by row. */
  readonly covariance: ArrayLike<number>;
  /** Number of samples. */
  readonly length: number;
}

export interface SwitchingInputOptions extends SourceAddress {
  /** In order; after the last one they begin again. */
  readonly contexts: readonly InputContext[];
}

/**
 * Gaussian samples whose covariance switches: those of context 0, then of context 1, ..., then of context 0 again. Sample t is S xi_t with
 * the same xi_t as that of a `GaussianInput` of the same seed and stream. Errors: InputError.
 */
export class SwitchingInput implements SampleSource {
  readonly size: number;
  /** Samples in one round of all contexts. */
  readonly period: number;
  readonly #core: Core;
  readonly #address: { seed: bigint; stream: bigint };
  readonly #contexts: (CovarianceRoot & { readonly from: number; readonly to: number })[] = [];

  constructor(core: Core, options: SwitchingInputOptions) {
    checkKeys("options", options, ["contexts", "seed", "stream"]);
    this.#core = core;
    this.#address = checkAddress(core, options);
    let from = 0;
    checkList("contexts", options.contexts).forEach((context, i) => {
      const field = `contexts[${i}]`;
      checkKeys(field, context, ["covariance", "length"]);
      const { covariance, length } = context as InputContext;
      const samples = checkNumber(`${field}.length`, length, { min: 1, max: LAST_SAMPLE, integer: true });
      const matrix = covarianceRoot(core, `${field}.covariance`, covariance, this.#contexts[0]?.size);
      this.#contexts.push({ ...matrix, from, to: from + samples });
      from += samples;
    });
    this.period = from;
    this.size = (this.#contexts[0] as CovarianceRoot).size;
  }

  /** Number of the context of sample `index` in the list of contexts. */
  contextAt(index: number): number {
    const phase = checkIndex(index) % this.period;
    return this.#contexts.findIndex(({ to }) => phase < to);
  }

  covarianceAt(index: number): Float64Array {
    return (this.#contexts[this.contextAt(index)] as CovarianceRoot).covariance.slice();
  }

  samples(first: number, count: number): Float64Array {
    const stretch = checkStretch(first, count, this.size);
    const out = new Float64Array(stretch.count * this.size);
    let done = 0;
    while (done < stretch.count) {
      const at = stretch.first + done;
      const context = this.#contexts[this.contextAt(at)] as CovarianceRoot & { to: number };
      const length = Math.min(stretch.count - done, context.to - (at % this.period));
      const part = out.subarray(done * this.size, (done + length) * this.size);
      writeGaussian(this.#core, part, this.size, at, [{ root: context.root, ...this.#address }]);
      done += length;
    }
    return out;
  }
}
