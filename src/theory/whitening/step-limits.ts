import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { checkDeviation, checkDeviations, checkLearningRate } from "./checks.js";
import { directLateRates, interneuronLateRates } from "./late-rates.js";

/** Learning rate above which the offline direct circuit no longer settles at S: 2/max_ij rho_ij = c_min. */
export function directStepLimit(deviations: ArrayLike<number>): number {
  return 2 / directLateRates(deviations).fastest;
}

/**
 * Learning rate above which the offline interneuron circuit no longer settles at S: 2/max_ij r_ij. Without leak 2 kappa/(kappa+1)^2,
 * kappa = c_max/c_min; leak below c_min.
 */
export function interneuronStepLimit(deviations: ArrayLike<number>, leak = 0): number {
  return 2 / interneuronLateRates(deviations, leak).fastest;
}

/**
 * Learning rate below which one mode of the offline direct circuit stays positive from any start: 1.5^{1.5} sqrt(2) c = 2.598 c, where the
 * least value of m + eta (c^2/m^2 - 1) is 0. The interneuron circuit's bound is 1 whatever c.
 */
export function directPositivityLimit(deviation: number): number {
  return 1.5 * Math.sqrt(3) * checkDeviation(deviation);
}

/** Learning rate below which the interneuron circuit keeps the rank of W for any sample: I + eta (y y^T - I) > 0. */
export const INTERNEURON_RANK_LIMIT = 1;

/** Least of lambda_max(M_t) after `steps` samples of the direct circuit, whatever the samples: lambda_max(M_0) - eta t. */
export function directSpeedLimit(greatest: number, learningRate: number, steps: number): number {
  return checkNumber("greatest", greatest, { above: 0 }) - checkLearningRate(learningRate) * checkSteps(steps);
}

/** Least of sigma_max(W_t) after `steps` samples of the interneuron circuit, whatever the samples: (1 - eta)^t sigma_max(W_0), eta < 1. */
export function interneuronSpeedLimit(core: Core, greatest: number, learningRate: number, steps: number): number {
  const eta = checkLearningRate(learningRate, { below: 1 });
  return checkNumber("greatest", greatest, { above: 0 }) * core.exports.exp(checkSteps(steps) * core.exports.log1p(-eta));
}

/** Least start from which the first offline step of the direct circuit does not overshoot (much beyond) c: sqrt(eta c). */
export function directOvershootStart(deviation: number, learningRate: number): number {
  return Math.sqrt(checkLearningRate(learningRate) * checkDeviation(deviation));
}

/** The same for the interneuron circuit without leak, p_0 = c eta^{2/3}. */
export function interneuronOvershootStart(core: Core, deviation: number, learningRate: number): number {
  const { exp, log } = core.exports;
  return checkDeviation(deviation) * exp((2 / 3) * log(checkLearningRate(learningRate)));
}

/** One offline step of one mode of the direct circuit: m + eta (c^2/m^2 - 1). */
export function directModeStep(deviation: number, weight: number, learningRate: number): number {
  const c = checkDeviation(deviation);
  const m = checkNumber("weight", weight, { above: 0 });
  return m + checkLearningRate(learningRate) * ((c / m) * (c / m) - 1);
}

/** One offline step of one mode p = w^2 of the interneuron circuit: p (1 + eta (c^2/(alpha+p)^2 - 1))^2. */
export function interneuronModeStep(deviation: number, weight: number, learningRate: number, leak = 0): number {
  const c = checkDeviation(deviation);
  const p = checkNumber("weight", weight, { above: 0 });
  const ratio = c / (checkNumber("leak", leak, { min: 0 }) + p);
  const factor = 1 + checkLearningRate(learningRate) * (ratio * ratio - 1);
  return p * factor * factor;
}

/** Neural step gamma below which y <- y + gamma (x - A y) converges: 2/lambda_max(A); `eigenvalues` are those of A. */
export function neuralStepLimit(eigenvalues: ArrayLike<number>): number {
  return 2 / checkDeviations(eigenvalues, "eigenvalues").reduce((a, b) => Math.max(a, b));
}

const checkSteps = (steps: unknown): number => checkNumber("steps", steps, { min: 0, integer: true });
