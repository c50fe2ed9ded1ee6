import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { randomOrthogonal } from "../../numeric/linear/index.js";
import { RandomStream } from "../../random/stream.js";
import { fromEigen } from "./covariance.js";
import type { SourceAddress } from "./source.js";

/**
 * How the eigenvalues of a random covariance are drawn:
 * - "uniform-variances": variances uniform on `range`
 * - "uniform-deviations": standard deviations uniform on `range`
 * - "log-spread": variances exp(0.1 (a_i + xi_i)), a from -3 to 3 in equal steps, xi standard normal (arXiv 2301.11955)
 */
export type SpectrumLaw = "uniform-variances" | "uniform-deviations" | "log-spread";

export interface RandomCovarianceOptions extends SourceAddress {
  /** n, 1 to 2000. */
  readonly size: number;
  /** Default "uniform-variances". */
  readonly law?: SpectrumLaw;
  /** [low, high] of the uniform laws, 0 < low <= high; default [0.5, 1.5]. */
  readonly range?: readonly [number, number];
}

export interface RandomCovariance {
  /** C = V diag(variances) V^T, n x n row by row. */
  readonly covariance: Float64Array;
  /** S = C^{1/2}. */
  readonly root: Float64Array;
  /** Eigenvalues of C, in the order of the columns of V. */
  readonly variances: Float64Array;
  /** V, orthogonal, uniformly (Haar) distributed; n x n row by row, eigenvectors in columns. */
  readonly vectors: Float64Array;
}

/** A random covariance with uniformly distributed eigenvectors, a function of (seed, stream). Errors: InputError. */
export function randomCovariance(core: Core, options: RandomCovarianceOptions): RandomCovariance {
  checkKeys("options", options, ["size", "law", "range", "seed", "stream"]);
  const size = checkNumber("size", options.size, { min: 1, max: 2000, integer: true });
  const law = checkOneOf("law", options.law ?? "uniform-variances", ["uniform-variances", "uniform-deviations", "log-spread"]);
  if (law === "log-spread" && options.range !== undefined) {
    throw new InputError("range", options.range, 'left out with the law "log-spread"');
  }
  const bounds = checkNumbers("range", options.range ?? [0.5, 1.5], 2, { above: 0, max: 1e100 });
  const low = bounds[0] as number;
  const high = checkNumber("range[1]", bounds[1], { min: low });
  const random = new RandomStream(core, { seed: options.seed, stream: options.stream ?? 0 });
  const spectrum = random.substream("spectrum");
  const vectors = randomOrthogonal(core, size, random.substream("vectors"));
  const uniform = (): Float64Array => spectrum.uniforms(size).map((u) => low + (high - low) * u);
  const deviations = {
    "uniform-variances": () => uniform().map(Math.sqrt),
    "uniform-deviations": uniform,
    "log-spread": () => {
      const exponents = spectrum.normals(size).map((xi, i) => 0.05 * (xi + (size > 1 ? -3 + (6 * i) / (size - 1) : 0)));
      return core.call((e) => exponents.map((exponent) => e.exp(exponent)));
    },
  }[law]();
  const variances = deviations.map((deviation) => deviation * deviation);
  return { covariance: fromEigen(variances, vectors), root: fromEigen(deviations, vectors), variances, vectors };
}
