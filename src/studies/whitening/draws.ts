import type { Core } from "../../core/core.js";
import { multiply, randomOrthogonal } from "../../numeric/linear/index.js";
import { RandomStream } from "../../random/stream.js";
import { fromEigen } from "../../theory/whitening/algebra.js";

/** Width of the spectra: standard deviations of the input, and initial weights over their scale, are uniform in this range. */
export interface Spread {
  readonly least: number;
  readonly greatest: number;
}

/** A covariance with random eigenvectors, and what a circuit starts from, over its scale sigma. */
export interface Draw {
  /** C = V diag(c^2) V^T, n by n. */
  readonly covariance: Float64Array;
  /** c, ascending. */
  readonly deviations: number[];
  /** M_0/sigma = Q diag(l) Q^T, n by n. */
  readonly direct: Float64Array;
  /** W_0/sqrt(sigma), n by k, with W_0 W_0^T = M_0. */
  readonly interneurons: Float64Array;
  /** Eigenvalues l of M_0/sigma, ascending. */
  readonly start: number[];
}

/** V, Q, R uniform over the orthogonal matrices; c and l uniform in `spread`. All from the stream of `seed`. */
export function drawOf(core: Core, seed: bigint, n: number, k: number, spread: Spread): Draw {
  const stream = new RandomStream(core, { seed });
  const uniform = (name: string) =>
    [...stream.substream(name).uniforms(n)].map((u) => spread.least + (spread.greatest - spread.least) * u).sort((a, b) => a - b);
  const rotation = (name: string, size: number) => randomOrthogonal(core, size, stream.substream(name));
  const deviations = uniform("deviations");
  const start = uniform("start");
  const startVectors = rotation("start eigenvectors", n);
  const root = fromEigen(core, start.map(Math.sqrt), startVectors, n);
  return {
    covariance: fromEigen(
      core,
      deviations.map((c) => c * c),
      rotation("input eigenvectors", n),
      n,
    ),
    deviations,
    direct: fromEigen(core, start, startVectors, n),
    interneurons: multiply(core, root, rotation("interneurons", k).slice(0, n * k), n, n, k),
    start,
  };
}

export const scaled = (matrix: Float64Array, factor: number): Float64Array => matrix.map((x) => x * factor);
