import type { Core } from "../../core/core.js";
import { SolverError } from "../../core/errors.js";
import type { Model } from "../../solvers/model.js";
import { differentiateBacksolve } from "./continuous-backsolve.js";
import { differentiateInterpolating, type InterpolatingGradient } from "./continuous-interpolating.js";
import { type ContinuousOptions, checkContinuous } from "./continuous-options.js";
import type { StateLoss } from "./discrete-gradient.js";

/** How far the backsolve adjoint is off. Infinity for all three where it failed. */
export interface BacksolveDeviation {
  /** Of the gradient by theta: |g - g'| / |g'| with g' of the interpolating adjoint, Euclidean norms. */
  readonly gradient: number;
  /** Of the gradient by y(start). */
  readonly initialGradient: number;
  /** Of y(start) as it came out of the integration backward. */
  readonly initialState: number;
  /** Why the integration backward could not go on. */
  readonly failure?: SolverError;
  /** What the backsolve adjoint was compared with. */
  readonly reference: InterpolatingGradient;
}

/**
 * Compares the backsolve adjoint with the interpolating adjoint at the same tolerances. Errors: those of {@link differentiateInterpolating}; a failure of the
 * backsolve adjoint itself is a result.
 */
export function backsolveDeviation(core: Core, model: Model, options: ContinuousOptions, loss: StateLoss): BacksolveDeviation {
  const { initial } = checkContinuous(model, options);
  const reference = differentiateInterpolating(core, model, options, loss);
  try {
    const { gradient, initialGradient, initialState } = differentiateBacksolve(core, model, options, loss);
    return {
      gradient: deviation(gradient, reference.gradient),
      initialGradient: deviation(initialGradient, reference.initialGradient),
      initialState: deviation(initialState, initial),
      reference,
    };
  } catch (error) {
    if (!(error instanceof SolverError)) throw error;
    return { gradient: Infinity, initialGradient: Infinity, initialState: Infinity, failure: error, reference };
  }
}

/** |a - b| / |b|; 0 where both are 0. */
function deviation(a: Float64Array, b: Float64Array): number {
  const difference = norm(a.map((x, i) => x - b[i]!));
  return difference === 0 ? 0 : difference / norm(b);
}

function norm(values: Float64Array): number {
  const largest = values.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
  if (largest === 0) return 0;
  return largest * Math.sqrt(values.reduce((sum, x) => sum + (x / largest) ** 2, 0));
}
