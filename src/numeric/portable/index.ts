/**
 * Elementary functions made of sums, products and square roots alone, which every engine rounds alike: for code that runs without a core and whose results have to be
 * the same bits everywhere. JavaScript's own (Math.exp, Math.sin, x ** 3, ...) differ between engines, and between versions of one.
 * @module
 */
export { cosh, exp, log, log2, log10, power, powerOfTen, tanh } from "./exponential.js";
export { asin, atan2, cos, sin } from "./trigonometric.js";

/** Root of the sum of squares; for numbers whose squares are neither too large nor too small for one. */
export function hypot(...values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum);
}
