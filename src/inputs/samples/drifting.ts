import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { childStream } from "../../random/substream.js";
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

/** A covariance that is reached at a sample. */
export interface CovarianceKnot {
  /** Number of the sample. */
  readonly at: number;
  /** n x n row by row. */
  readonly covariance: ArrayLike<number>;
}

export type DriftingInputOptions = SourceAddress &
  (
    | {
        /** C at sample 0; standard deviations then grow as exp(rate t). */
        readonly covariance: ArrayLike<number>;
        /** Per sample, -1 to 1. */
        readonly rate: number;
      }
    | {
        /** Sorted by `at`. Between two knots the covariance is interpolated linearly, outside them it is that of the nearest. */
        readonly path: readonly CovarianceKnot[];
      }
  );

/** Fails beyond this factor of standard deviations. */
const LARGEST_EXPONENT = 300;

/**
 * Gaussian samples whose covariance drifts.
 *
 * With `rate` e: C(t) = exp(2 e t) C, x_t = exp(e t) S xi_t. With `path`, between knots A and B with w from 0 to 1:
 * C(t) = (1 - w) A + w B exactly, as x_t = sqrt(1 - w) S_A xi_t + sqrt(w) S_B xi'_t with two independent normal vectors; even
 * intervals between knots take A from one stream and B from the other, odd ones the other way round.
 * Errors: InputError, also for samples whose factor exp(e t) leaves the range exp(+-300).
 */
export class DriftingInput implements SampleSource {
  readonly size: number;
  readonly #core: Core;
  readonly #streams: readonly { seed: bigint; stream: bigint }[];
  readonly #knots: (CovarianceRoot & { readonly at: number })[];
  readonly #rate: number;

  constructor(core: Core, options: DriftingInputOptions) {
    const withRate = options !== null && typeof options === "object" && !("path" in options);
    checkKeys("options", options, withRate ? ["covariance", "rate", "seed", "stream"] : ["path", "seed", "stream"]);
    this.#core = core;
    const { seed, stream } = checkAddress(core, options);
    this.#streams = [
      { seed, stream },
      { seed, stream: childStream(core, seed, stream, "drift") },
    ];
    if ("path" in options) {
      this.#rate = 0;
      this.#knots = checkPath(core, options.path);
    } else {
      this.#rate = checkNumber("rate", options.rate, { min: -1, max: 1 });
      this.#knots = [{ ...covarianceRoot(core, "covariance", options.covariance), at: 0 }];
    }
    this.size = (this.#knots[0] as CovarianceRoot).size;
  }

  covarianceAt(index: number): Float64Array {
    const { interval, weight, factor } = this.#place(checkIndex(index));
    const before = this.#knot(interval).covariance;
    const after = this.#knot(interval + 1).covariance;
    return before.map((element, i) => factor * factor * ((1 - weight) * element + weight * (after[i] as number)));
  }

  samples(first: number, count: number): Float64Array {
    const stretch = checkStretch(first, count, this.size);
    const out = new Float64Array(stretch.count * this.size);
    let done = 0;
    while (done < stretch.count) {
      const at = stretch.first + done;
      const { interval } = this.#place(at);
      const end = interval + 1 < this.#knots.length ? this.#knot(interval + 1).at : Number.POSITIVE_INFINITY;
      const length = Math.min(stretch.count - done, (interval < 0 ? this.#knot(0).at : end) - at);
      this.#write(out.subarray(done * this.size, (done + length) * this.size), at, interval);
      done += length;
    }
    return out;
  }

  /** Samples within one interval between knots. */
  #write(out: Float64Array, first: number, interval: number): void {
    const count = out.length / this.size;
    const before = new Float64Array(count);
    const after = new Float64Array(count);
    for (let t = 0; t < count; t++) {
      const { weight, factor } = this.#place(first + t);
      before[t] = factor * Math.sqrt(1 - weight);
      after[t] = factor * Math.sqrt(weight);
    }
    const parity = Math.max(interval, 0) % 2;
    const [own, other] = parity === 0 ? this.#streams : [...this.#streams].reverse();
    const parts = [{ root: this.#knot(interval).root, scales: before, ...(own as { seed: bigint; stream: bigint }) }];
    if (after.some((scale) => scale > 0)) {
      parts.push({ root: this.#knot(interval + 1).root, scales: after, ...(other as { seed: bigint; stream: bigint }) });
    }
    writeGaussian(this.#core, out, this.size, first, parts);
  }

  /** The interval between knots (-1 before the first), the part of it that has passed, and the factor of standard deviations. */
  #place(index: number): { interval: number; weight: number; factor: number } {
    let interval = -1;
    while (interval + 1 < this.#knots.length && (this.#knots[interval + 1] as { at: number }).at <= index) interval++;
    const exponent = this.#rate * index;
    if (Math.abs(exponent) > LARGEST_EXPONENT) {
      const last = Math.floor(LARGEST_EXPONENT / Math.abs(this.#rate));
      throw new InputError("index", index, `<= ${last}: beyond it rate x index exceeds ${LARGEST_EXPONENT}`);
    }
    const factor = this.#rate === 0 ? 1 : this.#core.call((e) => e.exp(exponent));
    if (interval < 0 || interval === this.#knots.length - 1) return { interval, weight: 0, factor };
    const { at } = this.#knot(interval);
    return { interval, weight: (index - at) / (this.#knot(interval + 1).at - at), factor };
  }

  #knot(index: number): CovarianceRoot & { readonly at: number } {
    return this.#knots[Math.min(Math.max(index, 0), this.#knots.length - 1)] as CovarianceRoot & { at: number };
  }
}

function checkPath(core: Core, path: unknown): (CovarianceRoot & { readonly at: number })[] {
  const knots: (CovarianceRoot & { readonly at: number })[] = [];
  checkList("path", path).forEach((knot, i) => {
    const field = `path[${i}]`;
    checkKeys(field, knot, ["at", "covariance"]);
    const { at, covariance } = knot as CovarianceKnot;
    const previous = knots.at(-1)?.at;
    const range = { integer: true, max: LAST_SAMPLE, ...(previous === undefined ? { min: 0 } : { above: previous }) };
    const index = checkNumber(`${field}.at`, at, range);
    knots.push({ ...covarianceRoot(core, `${field}.covariance`, covariance, knots[0]?.size), at: index });
  });
  return knots;
}
