import { checkKeys, checkNumber } from "../core/check.js";

export interface BudgetSizes {
  readonly cells: number;
  /** Steps of a trial. */
  readonly steps: number;
  /** Trials of a batch. */
  readonly trials: number;
  /** Batches run in an iteration: the population of an evolution strategy. */
  readonly samples: number;
}

export interface BudgetRates {
  /** Multiply-accumulates of recurrent products per second. */
  readonly products: number;
  /** Steps of single cells per second, the rest of the work. */
  readonly cellSteps: number;
}

export interface Budget {
  /** Multiply-accumulates of an iteration: cells^2 x steps x trials x samples. */
  readonly multiplyAccumulates: number;
  /** cells x steps x trials x samples */
  readonly cellSteps: number;
  /** Of one thread. */
  readonly seconds: number;
}

/**
 * Measured with f32 networks of type "current" and exponential Euler, 16 trials of 32 and 128 cells, on one thread of a shared virtual machine: to a factor
 * of 2 elsewhere.
 */
export const typicalRates: BudgetRates = { products: 7e9, cellSteps: 1.3e8 };

/** What an iteration costs: 1.6e11 multiply-accumulates for 128 cells, 2000 steps, 50 trials and 100 samples. Errors: InputError. */
export function computeBudget(sizes: BudgetSizes, rates: BudgetRates = typicalRates): Budget {
  checkKeys("sizes", sizes, ["cells", "steps", "trials", "samples"]);
  checkKeys("rates", rates, ["products", "cellSteps"]);
  for (const [name, size] of Object.entries(sizes)) checkNumber(`sizes.${name}`, size, { min: 1, integer: true });
  for (const [name, rate] of Object.entries(rates)) checkNumber(`rates.${name}`, rate, { above: 0, unit: "1/s" });
  const { cells, steps, trials, samples } = sizes;
  const cellSteps = cells * steps * trials * samples;
  const multiplyAccumulates = cells * cellSteps;
  return { multiplyAccumulates, cellSteps, seconds: multiplyAccumulates / rates.products + cellSteps / rates.cellSteps };
}
