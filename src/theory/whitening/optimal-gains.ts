import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { inverse } from "../../numeric/linear/cholesky.js";
import { squareRootMatrix, symmetricEigen } from "../../numeric/linear/eigen.js";
import { multiply } from "../../numeric/linear/products.js";
import { checkCovariance, checkFrame, type Frame } from "../../whitening/gain-checks.js";
import { effectiveMatrix, quadraticForms, squaredGram } from "./gain-algebra.js";

// Theory of whitening by gains (arXiv:2301.11955). The circuit minimises over the gains
//
//     Phi(g) = Tr(F C) + 1^T g,  F = A^-1,  A = alpha I + W diag(g) W^T,     dPhi/dg_i = 1 - w_i^T F C F w_i
//
// which is convex where A is positive definite. Notation: S = C^{1/2}; o is the elementwise product and o2 the elementwise square.

/** A circuit with gains, and the covariance of its input. */
export interface GainProblem {
  /** W */
  readonly frame: Frame;
  /** C, N x N, row by row. */
  readonly covariance: ArrayLike<number>;
  /** alpha, >= 0. Default 1. */
  readonly leak?: number;
}

export interface OptimalGains {
  /** g* (K) */
  readonly gains: Float64Array;
  /** ||alpha I + W diag(g*) W^T - S||_F / ||S||_F: 0 up to rounding where gains of this frame can whiten C. */
  readonly residual: number;
}

/**
 * The gains that whiten C, where the frame can: alpha I + W diag(g) W^T = S, hence
 *
 *     g* = [(W^T W)^{o2}]^+ diag(W^T (S - alpha I) W)
 *
 * (the pseudoinverse: the gains of least norm where the w_i w_i^T depend on each other). Where the frame cannot (see `residual`) they bring
 * A as close to S as possible, and are not the minimum of Phi. Errors: InputError.
 */
export function optimalGains(core: Core, problem: GainProblem): OptimalGains {
  const { frame, covariance, leak } = checkProblem(core, problem);
  const { primary: n, interneurons: k } = frame;
  const root = squareRootMatrix(core, covariance, n);
  const target = root.slice();
  for (let a = 0; a < n; a++) target[a * n + a]! -= leak;
  const forms = quadraticForms(core, frame, target);
  const right = Float64Array.from({ length: k }, (_, i) => forms[i * k + i]!);
  const { values, vectors } = symmetricEigen(core, squaredGram(core, frame), k);
  const cutoff = k * 2 ** -48 * values[k - 1]!;
  const gains = new Float64Array(k);
  for (let mode = 0; mode < k; mode++) {
    if (values[mode]! <= cutoff) continue;
    let along = 0;
    for (let i = 0; i < k; i++) along += vectors[i * k + mode]! * right[i]!;
    for (let i = 0; i < k; i++) gains[i]! += (vectors[i * k + mode]! * along) / values[mode]!;
  }
  const reached = effectiveMatrix(frame, gains, leak);
  let difference = 0;
  let size = 0;
  for (let e = 0; e < n * n; e++) {
    difference += (reached[e]! - root[e]!) ** 2;
    size += root[e]! ** 2;
  }
  return { gains, residual: Math.sqrt(difference / size) };
}

/**
 * Jacobian of -dg/dt (K x K, row by row), the Hessian of Phi: J = 2 (W^T F W) o (W^T C_yy W). Without `gains` that of the whitened state, F = S^-1
 * and C_yy = I. It is positive semidefinite; its eigenvalues are the rates at which gains settle. Errors: InputError.
 */
export function gainJacobian(core: Core, problem: GainProblem & { readonly gains?: ArrayLike<number> }): Float64Array {
  const { frame, covariance, leak } = checkProblem(core, problem);
  const n = frame.primary;
  const { gains } = problem;
  let response: Float64Array;
  let output: Float64Array | undefined;
  if (gains === undefined) response = inverse(core, squareRootMatrix(core, covariance, n), n);
  else {
    response = inverse(core, effectiveMatrix(frame, checkNumbers("gains", gains, frame.interneurons), leak), n);
    output = symmetrised(multiply(core, multiply(core, response, covariance, n, n, n), response, n, n, n), n);
  }
  const first = quadraticForms(core, frame, response);
  const second = quadraticForms(core, frame, output);
  return first.map((value, e) => 2 * value * second[e]!);
}

export interface GainRates {
  /** Eigenvalues of the Jacobian, ascending (K): rates of exponential decay in units of 1/eta updates. */
  readonly rates: Float64Array;
  /** Largest learning rate at which offline steps settle near this state: 2/lambda_max. */
  readonly stableLearningRate: number;
}

/** Rates of the gains near the whitened state, or near `gains`. Errors: InputError. */
export function gainRates(core: Core, problem: GainProblem & { readonly gains?: ArrayLike<number> }): GainRates {
  const k = checkFrame("frame", problem.frame).interneurons;
  const rates = symmetricEigen(core, gainJacobian(core, problem), k).values;
  return { rates, stableLearningRate: 2 / rates[k - 1]! };
}

export interface GainConditions {
  /** w_i^T C_yy w_i (K) */
  readonly variances: Float64Array;
  /** Largest -g_i, variance - 1 and |g_i (variance - 1)|; 0 where the condition holds. */
  readonly negativity: number;
  readonly excess: number;
  readonly slackness: number;
  /** Whether all three are within the tolerance. */
  readonly hold: boolean;
}

/**
 * The Karush-Kuhn-Tucker conditions of non-negative gains: g_i >= 0, variance_i <= 1 and g_i (variance_i - 1) = 0, with variance_i =
 * w_i^T C_yy w_i. Interneurons without gain leave a variance below 1 alone. `tolerance`: default 1e-6. Errors: InputError.
 */
export function gainConditions(
  core: Core,
  problem: GainProblem & { readonly gains: ArrayLike<number>; readonly tolerance?: number },
): GainConditions {
  const { frame, covariance, leak } = checkProblem(core, problem);
  const { primary: n, interneurons: k } = frame;
  const gains = checkNumbers("gains", problem.gains, k);
  const tolerance = checkNumber("tolerance", problem.tolerance ?? 1e-6, { min: 0 });
  const response = inverse(core, effectiveMatrix(frame, gains, leak), n);
  const output = symmetrised(multiply(core, multiply(core, response, covariance, n, n, n), response, n, n, n), n);
  const forms = quadraticForms(core, frame, output);
  const variances = Float64Array.from({ length: k }, (_, i) => forms[i * k + i]!);
  const each = (violation: (gain: number, excess: number) => number) =>
    variances.reduce((largest, variance, i) => Math.max(largest, violation(gains[i]!, variance - 1)), 0);
  const negativity = each((gain) => -gain);
  const excess = each((_, over) => over);
  const slackness = each((gain, over) => Math.abs(gain * over));
  return { variances, negativity, excess, slackness, hold: Math.max(negativity, excess, slackness) <= tolerance };
}

/**
 * The covariance that given gains whiten exactly: C = (alpha I + W diag(g) W^T)^2 (N x N). Contexts that share a frame W are whitened by gains
 * alone (arXiv:2308.13633). Errors: InputError.
 */
export function gainWhitenedCovariance(core: Core, frame: Frame, gains: ArrayLike<number>, leak = 1): Float64Array {
  const checked = checkFrame("frame", frame);
  checkNumber("leak", leak, { min: 0 });
  const n = checked.primary;
  const a = effectiveMatrix(checked, checkNumbers("gains", gains, checked.interneurons), leak);
  return symmetrised(multiply(core, a, a, n, n, n), n);
}

/** Refuses what the functions of this folder cannot take; returns copies. */
export function checkProblem(core: Core, problem: GainProblem): Required<GainProblem> & { readonly covariance: Float64Array } {
  checkKeys("problem", problem, ["frame", "covariance", "leak", "gains", "tolerance", "learningRate"]);
  const frame = checkFrame("frame", problem.frame);
  const leak = checkNumber("leak", problem.leak ?? 1, { min: 0 });
  return { frame, leak, covariance: checkCovariance(core, "covariance", problem.covariance, frame.primary) };
}

/** Removes the asymmetry of rounding. */
function symmetrised(matrix: Float64Array, n: number): Float64Array {
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const mean = 0.5 * (matrix[i * n + j]! + matrix[j * n + i]!);
      matrix[i * n + j] = mean;
      matrix[j * n + i] = mean;
    }
  }
  return matrix;
}
