import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { multiply, symmetricEigen } from "../../numeric/linear/index.js";
import { whitenedCovariance } from "../../whitening/metrics.js";
import { fromEigen, symmetrised } from "./algebra.js";
import { checkLeak } from "./checks.js";

// Matrices are n by n, row by row, unless stated. C is the covariance of the input, S = C^{1/2} (principal root), A the effective recurrent
// matrix (M, or alpha I + W W^T), C_yy = A^{-1} C A^{-1} the covariance of the responses y = A^{-1} x.

/** ZCA whitening of a covariance: the response with covariance I that is nearest to the input in mean square, y = S^{-1} x. */
export interface WhiteningOptimum {
  /** S = C^{1/2}, what the recurrent matrix converges to. */
  readonly target: Float64Array;
  /** c_1 <= ... <= c_n, eigenvalues of S: standard deviations of the input along the eigenvectors. */
  readonly deviations: Float64Array;
  /** Column j is the eigenvector of deviations[j]. */
  readonly eigenvectors: Float64Array;
  /** U* = 2 Tr S, the least value of U(M) = Tr(M^{-1} C) + Tr M. */
  readonly objective: number;
  /** E |y - x|^2 = sum_i (c_i - 1)^2. */
  readonly displacement: number;
}

/** Errors: InputError for a covariance that is not symmetric positive definite. */
export function whiteningOptimum(core: Core, covariance: ArrayLike<number>, n: number): WhiteningOptimum {
  const { values, vectors } = spectrumOf(core, "covariance", covariance, n);
  const deviations = values.map(Math.sqrt);
  return {
    target: fromEigen(core, deviations, vectors, n),
    deviations,
    eigenvectors: vectors,
    objective: 2 * deviations.reduce((a, b) => a + b, 0),
    displacement: deviations.reduce((sum, c) => sum + (c - 1) * (c - 1), 0),
  };
}

/** S = C^{1/2}, the matrix that both circuits converge to. Errors as {@link whiteningOptimum}. */
export function whiteningTarget(core: Core, covariance: ArrayLike<number>, n: number): Float64Array {
  return whiteningOptimum(core, covariance, n).target;
}

/** dM/dt of the direct circuit: D = C_yy - I = -grad U(M), U(M) = Tr(M^{-1} C) + Tr M. `weights`: M. */
export function directVelocity(core: Core, weights: ArrayLike<number>, covariance: ArrayLike<number>, n: number): Float64Array {
  const output = whitenedCovariance(core, weights, covariance, n);
  for (let i = 0; i < n; i++) output[i * n + i]! -= 1;
  return output;
}

/** dW/dt of the interneuron circuit (n by k): D W = -1/2 of the gradient of V(W) = U(alpha I + W W^T). `weights`: W, n by k. */
export function interneuronVelocity(
  core: Core,
  weights: ArrayLike<number>,
  covariance: ArrayLike<number>,
  n: number,
  k: number,
  leak = 0,
): Float64Array {
  return multiply(core, directVelocity(core, effectiveMatrix(core, weights, n, k, leak), covariance, n), weights, n, n, k);
}

/** A = alpha I + W W^T, exactly symmetric, for W n by k. */
export function effectiveMatrix(core: Core, weights: ArrayLike<number>, n: number, k: number, leak = 0): Float64Array {
  const transposed = new Float64Array(k * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < k; j++) transposed[j * n + i] = weights[i * k + j]!;
  const product = symmetrised(multiply(core, weights, transposed, n, k, n), n);
  for (let i = 0; i < n; i++) product[i * n + i]! += checkLeak(leak);
  return product;
}

export interface EquilibriumOptions {
  /** Self-inhibition alpha. Default 0. */
  readonly leak?: number;
  /** Number k of interneurons. Default n. */
  readonly interneurons?: number;
}

/** What the interneuron circuit settles at from any start of full rank. */
export interface InterneuronEquilibrium {
  /** W W^T = sum over the (at most k) largest modes of max(c_i - alpha, 0) v_i v_i^T. */
  readonly gram: Float64Array;
  /** Its eigenvalues, in the order of ascending c_i. */
  readonly eigenvalues: Float64Array;
  /** Variances of the responses along the same modes: 1, or (c_i/alpha)^2 where the interneurons leave a mode alone (Infinity for alpha = 0). */
  readonly outputVariances: Float64Array;
}

/** Equilibrium for any leak and number of interneurons. Errors: InputError. */
export function interneuronEquilibrium(
  core: Core,
  covariance: ArrayLike<number>,
  n: number,
  options: EquilibriumOptions = {},
): InterneuronEquilibrium {
  checkKeys("options", options, ["leak", "interneurons"]);
  const leak = checkLeak(options.leak ?? 0);
  const k = checkNumber("interneurons", options.interneurons ?? n, { min: 1, integer: true });
  const { deviations, eigenvectors } = whiteningOptimum(core, covariance, n);
  const eigenvalues = deviations.map((c, i) => (i >= n - k ? Math.max(c - leak, 0) : 0));
  return {
    gram: fromEigen(core, eigenvalues, eigenvectors, n),
    eigenvalues,
    outputVariances: deviations.map((c, i) => (eigenvalues[i]! > 0 ? 1 : (c / leak) * (c / leak))),
  };
}

/** Eigenvalues and -vectors of a symmetric matrix, refused when it is not positive definite. */
export function spectrumOf(core: Core, field: string, matrix: ArrayLike<number>, n: number) {
  const eigen = symmetricEigen(core, matrix, n);
  const least = eigen.values[0]!;
  if (!(least > 0)) throw new InputError(field, matrix, `a positive definite matrix: its least eigenvalue is ${least}`);
  return eigen;
}
