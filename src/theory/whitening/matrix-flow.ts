import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { symmetricEigen } from "../../numeric/linear/index.js";
import { fromEigen, inBasis } from "./algebra.js";
import { checkTime } from "./checks.js";
import { spectrumOf } from "./matrix.js";
import { directWeight } from "./scalar-direct.js";
import { interneuronWeight, type LeakOption } from "./scalar-interneurons.js";

// Starts that commute with the covariance (isotropic ones always do) keep their eigenvectors, and every mode obeys its scalar equation. For
// other starts there is no closed form here: P_t^2 = C + (P_0^2 - C) e^{-4t} does NOT hold for them, so they are refused.

/**
 * M(t) of the direct circuit from M_0 = `initial` at time 0, for a start that commutes with the covariance; both symmetric positive definite, n by n.
 * `time` in units of 1/eta. Errors: InputError, also for a start that does not commute.
 */
export function commutingDirectWeights(
  core: Core,
  covariance: ArrayLike<number>,
  initial: ArrayLike<number>,
  n: number,
  time: number,
): Float64Array {
  const t = checkTime(time);
  return byModes(core, covariance, initial, n, (deviation, start) => directWeight(core, deviation, start, t));
}

/** P(t) = W W^T of the interneuron circuit from P_0 = `initial`, as {@link commutingDirectWeights}; without leak P_t^2 = C + (P_0^2 - C) e^{-4t}. */
export function commutingInterneuronGram(
  core: Core,
  covariance: ArrayLike<number>,
  initial: ArrayLike<number>,
  n: number,
  time: number,
  { leak = 0 }: LeakOption = {},
): Float64Array {
  const t = checkTime(time);
  return byModes(core, covariance, initial, n, (deviation, start) => interneuronWeight(core, deviation, start, t, { leak }));
}

function byModes(
  core: Core,
  covariance: ArrayLike<number>,
  initial: ArrayLike<number>,
  n: number,
  weight: (deviation: number, start: number) => number,
): Float64Array {
  const variances = spectrumOf(core, "covariance", covariance, n).values;
  const starts = spectrumOf(core, "initial", initial, n).values;
  const scales = [variances[n - 1]!, starts[n - 1]!] as const;
  const basis = commonEigenvectors(core, covariance, initial, n, scales);
  const c = inBasis(core, covariance, basis, n);
  const m = inBasis(core, initial, basis, n);
  const weights = Float64Array.from({ length: n }, (_, i) => weight(Math.sqrt(c[i * n + i]!), m[i * n + i]!));
  return fromEigen(core, weights, basis, n);
}

/** Elements off the diagonal, relative to the greatest eigenvalue, that count as rounding: both matrices may be products of a few others. */
const COMMUTING = 1e-10;

/** Eigenvectors of both: those of a combination in which eigenvalues that one matrix repeats are told apart by the other. */
function commonEigenvectors(
  core: Core,
  covariance: ArrayLike<number>,
  initial: ArrayLike<number>,
  n: number,
  [varianceScale, startScale]: readonly [number, number],
): Float64Array {
  // Several combinations, since in one of them two eigenvalues may fall together by accident.
  for (const share of [0.61803, 1.32472, -0.75488, -1.46557]) {
    const combination = new Float64Array(n * n);
    for (let i = 0; i < n * n; i++) combination[i] = covariance[i]! / varianceScale + (share * initial[i]!) / startScale;
    const { vectors } = symmetricEigen(core, combination, n);
    const off = Math.max(
      offDiagonal(inBasis(core, covariance, vectors, n), n) / varianceScale,
      offDiagonal(inBasis(core, initial, vectors, n), n) / startScale,
    );
    if (off < COMMUTING) return vectors;
  }
  throw new InputError("initial", initial, "a matrix that commutes with the covariance: others have no closed form");
}

function offDiagonal(a: ArrayLike<number>, n: number): number {
  let greatest = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) if (i !== j) greatest = Math.max(greatest, Math.abs(a[i * n + j]!));
  return greatest;
}
