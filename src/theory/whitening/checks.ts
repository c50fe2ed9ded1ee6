import { checkNumber, checkNumbers } from "../../core/check.js";
import { InputError } from "../../core/errors.js";

/** A standard deviation c > 0 of the input along one eigenvector of its covariance: the square root of a variance. */
export const checkDeviation = (value: unknown, field = "deviation"): number => checkNumber(field, value, { above: 0 });

/** The standard deviations c_1, ..., c_n > 0 of all modes: eigenvalues of C^{1/2}, not of C. */
export function checkDeviations(values: unknown, field = "deviations"): Float64Array {
  const list = checkNumbers(field, values, undefined, { above: 0 });
  if (list.length === 0) throw new InputError(field, values, "an array of at least one number");
  return Float64Array.from(list);
}

export const checkTime = (value: unknown, field = "time"): number => checkNumber(field, value, { min: 0 });

/** Self-inhibition alpha >= 0 of primary neurons. */
export const checkLeak = (value: unknown, field = "leak"): number => checkNumber(field, value, { min: 0 });

export const checkLearningRate = (value: unknown, range: { max?: number; below?: number } = {}): number =>
  checkNumber("learningRate", value, { above: 0, ...range });

/** Relative tolerance eps of a convergence time. */
export const checkTolerance = (value: unknown): number => checkNumber("tolerance", value, { above: 0, below: 1 });
