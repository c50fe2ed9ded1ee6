import { checkNumber } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import { checkDeviations } from "./checks.js";

/** Rates at which deviations from the fixed point die away, in units of eta. */
export interface LateRates {
  /** n x n, row-major, symmetric: the element (i, j) of A - S in the eigenbasis of C decays as exp(-rates[i n + j] t). */
  readonly rates: Float64Array;
  readonly slowest: number;
  readonly fastest: number;
}

/**
 * Late rates of the direct circuit, rho_ij = 1/c_i + 1/c_j, for standard deviations c_1..c_n: Hessian of U(M) = Tr(M^{-1} C) + Tr M at S.
 * The slowest, 2/c_max, falls with the scale of the input.
 */
export function directLateRates(deviations: ArrayLike<number>): LateRates {
  return ratesOf(checkDeviations(deviations), (a, b) => 1 / a + 1 / b);
}

/**
 * Late rates of the interneuron circuit, r_ij = (1/c_i + 1/c_j)(c_i + c_j - 2 alpha), leak alpha < c_min. Without leak every r_ii is 4 and
 * 4 is the slowest rate of all, whatever the spectrum.
 */
export function interneuronLateRates(deviations: ArrayLike<number>, leak = 0): LateRates {
  const c = checkDeviations(deviations);
  const alpha = checkLeakBelow(c, leak);
  return ratesOf(c, (a, b) => (1 / a + 1 / b) * (a + b - 2 * alpha));
}

/** A leak with which the circuit still whitens: 0 <= alpha < c_min. */
export function checkLeakBelow(deviations: Float64Array, leak: unknown): number {
  const least = deviations.reduce((a, b) => Math.min(a, b));
  const value = checkNumber("leak", leak, { min: 0 });
  if (!(value < least))
    throw new InputError("leak", value, `below the least standard deviation ${least}: larger leaks do not whiten`);
  return value;
}

function ratesOf(c: Float64Array, rate: (a: number, b: number) => number): LateRates {
  const n = c.length;
  const rates = new Float64Array(n * n);
  for (let i = 0; i < n; i++) for (let j = 0; j < n; j++) rates[i * n + j] = rate(c[i]!, c[j]!);
  return { rates, slowest: rates.reduce((a, b) => Math.min(a, b)), fastest: rates.reduce((a, b) => Math.max(a, b)) };
}
