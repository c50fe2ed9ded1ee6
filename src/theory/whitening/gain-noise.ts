import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { symmetricEigen } from "../../numeric/linear/eigen.js";
import { squaredGram } from "./gain-algebra.js";
import { checkProblem, type GainProblem, gainJacobian } from "./optimal-gains.js";

/**
 * Stationary covariance Q of the gains (K x K, row by row) of online learning from Gaussian samples near the whitened state, to first order in eta
 * (arXiv:2301.11955's circuit; Lyapunov equation)
 *
 *     J Q + Q J = 2 eta (W^T W)^{o2}
 *
 * where the right-hand side is eta times the covariance of z^2. Directions in which the gains do not settle (the frame's w_i w_i^T depend on each other)
 * are not driven by noise either, and get 0. A batch of B divides Q by B. Spectral frame: Var(g_i) = eta c_i/2; at C = I any frame: eta/2.
 * Errors: InputError.
 */
export function gainNoiseCovariance(core: Core, problem: GainProblem & { readonly learningRate: number }): Float64Array {
  const eta = checkNumber("learningRate", problem.learningRate, { above: 0 });
  const { frame } = checkProblem(core, problem);
  const k = frame.interneurons;
  const { values, vectors } = symmetricEigen(core, gainJacobian(core, problem), k);
  const drive = inBasis(squaredGram(core, frame), vectors, k, false);
  const cutoff = k * 2 ** -48 * values[k - 1]!;
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      const decay = Math.max(values[i]!, 0) + Math.max(values[j]!, 0);
      drive[i * k + j] = decay > cutoff ? (2 * eta * drive[i * k + j]!) / decay : 0;
    }
  }
  return inBasis(drive, vectors, k, true);
}

/** V^T X V, or V X V^T with `back`. */
function inBasis(x: Float64Array, vectors: Float64Array, k: number, back: boolean): Float64Array {
  const v = (row: number, column: number) => vectors[back ? column * k + row : row * k + column]!;
  const half = new Float64Array(k * k);
  for (let i = 0; i < k; i++) {
    for (let l = 0; l < k; l++) for (let j = 0; j < k; j++) half[i * k + j]! += x[i * k + l]! * v(l, j);
  }
  const whole = new Float64Array(k * k);
  for (let l = 0; l < k; l++) {
    for (let i = 0; i < k; i++) for (let j = 0; j < k; j++) whole[i * k + j]! += v(l, i) * half[l * k + j]!;
  }
  return whole;
}
