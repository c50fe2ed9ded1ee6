import { checkKeys, checkNumber } from "../core/check.js";

/** Responses found by letting the neurons settle from rest, with Euler steps, in place of a linear solve: y <- y + gamma (x - A y). */
export interface IteratedResponse {
  /** gamma, > 0, in units of the primary neurons' time constant. The steps converge if gamma < 2 / (largest eigenvalue of A). */
  readonly step: number;
  /** Largest current into a neuron at which they end, over the largest |x|; default 1e-12. */
  readonly tolerance?: number;
  /** Default 100,000. */
  readonly maximumIterations?: number;
}

/** As {@link IteratedResponse} for a circuit with interneurons. */
export interface IteratedInterneuronResponse extends IteratedResponse {
  /**
   * tau_z, > 0: interneurons settle with a time constant of their own, z <- z + (gamma / tau_z) (W^T y - z). Stable in continuous time for
   * every tau_z, but it may ring, and then needs smaller steps. Default: interneurons follow at once, z = W^T y.
   */
  readonly interneuronTimeConstant?: number;
}

/** Fields of the core's WhiteningResponse. */
export interface ResponseFields {
  readonly method: number;
  readonly maximumSteps: number;
  readonly neuralStep: number;
  readonly tolerance: number;
  readonly timeConstant: number;
}

// Codes of assembly/models/whitening/common-response.ts
const SOLVE = 0;
const DYNAMICS = 1;
const TWO_POPULATIONS = 2;

/** Returns the core's fields for valid options; undefined: a linear solve. Errors: InputError. */
export function checkResponse(options: unknown, twoPopulations: boolean): ResponseFields {
  if (options === undefined) return { method: SOLVE, maximumSteps: 0, neuralStep: 0, tolerance: 0, timeConstant: 1 };
  const own = twoPopulations ? ["interneuronTimeConstant"] : [];
  checkKeys("neuralDynamics", options, ["step", "tolerance", "maximumIterations", ...own]);
  const { step, tolerance = 1e-12, maximumIterations = 100_000, interneuronTimeConstant } = options as Record<string, unknown>;
  const separate = interneuronTimeConstant !== undefined;
  return {
    method: separate ? TWO_POPULATIONS : DYNAMICS,
    maximumSteps: checkNumber("neuralDynamics.maximumIterations", maximumIterations, { integer: true, min: 1, max: 2 ** 31 }),
    neuralStep: checkNumber("neuralDynamics.step", step, { above: 0 }),
    tolerance: checkNumber("neuralDynamics.tolerance", tolerance, { min: 0, max: 1 }),
    timeConstant: separate ? checkNumber("neuralDynamics.interneuronTimeConstant", interneuronTimeConstant, { above: 0 }) : 1,
  };
}
