import { checkNumber, checkNumbers } from "../../core/check.js";

// A hard threshold has no useful derivative. On the way back it is replaced by that of the fast sigmoid x / (1 + k |x|) (F. Zenke, S. Ganguli, Neural
// Computation 30 (2018) 1514), as in snnTorch, whose slope k = 25 is the default:
//
//   forward  H(x) = 1 where x > 0, else 0;   backward  1 / (1 + k |x|)^2

export interface SurrogateOptions {
  /** k > 0; default 25. */
  readonly slope?: number;
  /** Where x is 0, in the units of the values; default 0. */
  readonly threshold?: number;
}

/** 1 where a value is above the threshold, else 0. `out` may be `values`. Errors: InputError. */
export function hardThreshold(values: ArrayLike<number>, out: Float64Array, { threshold = 0 }: SurrogateOptions = {}): void {
  checkNumber("threshold", threshold);
  checkNumbers("out", out, values.length);
  for (let i = 0; i < values.length; i++) out[i] = values[i]! > threshold ? 1 : 0;
}

/** `gradient` by the output of {@link hardThreshold} times the surrogate of its derivative, in place. Errors: InputError. */
export function surrogateGradient(
  values: ArrayLike<number>,
  gradient: Float64Array,
  { slope = 25, threshold = 0 }: SurrogateOptions = {},
): void {
  checkNumber("slope", slope, { above: 0 });
  checkNumber("threshold", threshold);
  if (gradient.length !== values.length) checkNumbers("gradient", gradient, values.length);
  for (let i = 0; i < values.length; i++) {
    const reach = 1 + slope * Math.abs(values[i]! - threshold);
    gradient[i]! /= reach * reach;
  }
}
