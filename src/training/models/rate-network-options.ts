import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import { InputError } from "../../core/errors.js";

export const rateUnits = ["tanh", "relu", "threshold"] as const;
export type RateUnit = (typeof rateUnits)[number];

export interface RateNetworkOptions {
  /** Neurons, N. */
  readonly cells: number;
  /** Components of an input vector. */
  readonly inputs: number;
  /** alpha = dt / tau, the share of the state that a step renews: 0 < alpha <= 1. Default 0.2. */
  readonly rate?: number;
  /**
   * phi: "tanh" (default), "relu", or "threshold": r = 1 where x >= `threshold`, 0 elsewhere, with the surrogate gradient
   * phi'(x) = 1 / (1 + k |x - threshold|)^2 of a fast sigmoid on the way back.
   */
  readonly unit?: RateUnit;
  /** Of unit "threshold". Default 1. */
  readonly threshold?: number;
  /** k of unit "threshold". Default 25. */
  readonly surrogateSlope?: number;
  /** Dale's law: 1 (excitatory) or -1 (inhibitory) for every cell. A weight w of a cell of sign s acts as s |w|. */
  readonly signs?: ArrayLike<number>;
  /** Standard deviation of the states at the start, normal. Default 0: all start at 0. */
  readonly startSpread?: number;
  /** Recurrent weights at the start: normal with variance gain^2 / N. Default 1. */
  readonly gain?: number;
  /** Longest gradient that `backward` returns: one with a larger Euclidean norm is scaled down to it. Default: no limit. */
  readonly clip?: number;
  /** Numbers that a run computes with. Default "f64". */
  readonly precision?: "f64" | "f32";
}

export type CheckedRateOptions = Required<Omit<RateNetworkOptions, "signs">> & { readonly signs: Float64Array | undefined };

const known = [
  "cells",
  "inputs",
  "rate",
  "unit",
  "threshold",
  "surrogateSlope",
  "signs",
  "startSpread",
  "gain",
  "clip",
  "precision",
];

/** Errors: InputError. */
export function checkRateOptions(options: RateNetworkOptions): CheckedRateOptions {
  checkKeys("options", options, known);
  const cells = checkNumber("cells", options.cells, { min: 1, max: 2 ** 14, integer: true });
  return {
    cells,
    inputs: checkNumber("inputs", options.inputs, { min: 1, max: 2 ** 14, integer: true }),
    rate: checkNumber("rate", options.rate ?? 0.2, { above: 0, max: 1 }),
    unit: checkOneOf("unit", options.unit ?? "tanh", rateUnits),
    threshold: checkNumber("threshold", options.threshold ?? 1),
    surrogateSlope: checkNumber("surrogateSlope", options.surrogateSlope ?? 25, { min: 0 }),
    signs: options.signs === undefined ? undefined : checkSigns(options.signs, cells),
    startSpread: checkNumber("startSpread", options.startSpread ?? 0, { min: 0 }),
    gain: checkNumber("gain", options.gain ?? 1, { min: 0 }),
    clip: options.clip === undefined ? Number.POSITIVE_INFINITY : checkNumber("clip", options.clip, { above: 0 }),
    precision: checkOneOf("precision", options.precision ?? "f64", ["f64", "f32"]),
  };
}

function checkSigns(signs: ArrayLike<number>, cells: number): Float64Array {
  const checked = Float64Array.from(checkNumbers("signs", signs, cells, { min: -1, max: 1, integer: true }));
  const zero = checked.indexOf(0);
  if (zero >= 0) throw new InputError(`signs[${zero}]`, 0, "1 or -1");
  return checked;
}
