import { checkNumber } from "../../core/check.js";

/**
 * Shortens `gradient` in place to a Euclidean length of at most `longest`, keeping its direction; returns the length it had. A gradient with numbers that are
 * not finite is left alone: see {@link zeroNotFinite}. Errors: InputError.
 */
export function clipGradient(gradient: Float64Array, longest: number): number {
  checkNumber("longest", longest, { above: 0 });
  const length = euclideanLength(gradient);
  if (!(length > longest) || length === Infinity) return length;
  // In two steps: longest / length may be below the smallest number.
  for (let i = 0; i < gradient.length; i++) gradient[i] = (gradient[i]! / length) * longest;
  return length;
}

/** Sets numbers that are infinite or NaN to 0 in place, and returns how many there were. */
export function zeroNotFinite(gradient: Float64Array): number {
  let count = 0;
  for (let i = 0; i < gradient.length; i++) {
    if (Number.isFinite(gradient[i])) continue;
    gradient[i] = 0;
    count++;
  }
  return count;
}

/** Scaled by the largest number, so that squares neither overflow nor vanish. */
function euclideanLength(values: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i]!);
    if (!(size <= largest)) largest = size;
    if (Number.isNaN(largest)) return NaN;
  }
  if (largest === 0 || largest === Infinity) return largest;
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}
