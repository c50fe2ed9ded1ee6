import { checkKeys, checkNumber, checkNumbers, checkOneOf, inRange } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import type { Precision } from "../parameters.js";

/** Weights drawn uniformly from [low, high]. */
export interface UniformWeight {
  readonly distribution: "uniform";
  readonly low: number;
  readonly high: number;
}

/** Normally distributed weights; those below `lowerBound` (default: none) are set to it. */
export interface NormalWeight {
  readonly distribution: "normal";
  readonly mean: number;
  readonly standardDeviation: number;
  readonly lowerBound?: number;
}

/**
 * Weight of the synapses, in the unit of what they act on (nS for a conductance): one number for all, one per synapse
 * (for an explicit list in the order of the list; for allToAll and oneToOne by source, then target), or a distribution.
 */
export type Weight = number | ArrayLike<number> | UniformWeight | NormalWeight;

/** Delays that are equally likely multiples of dt from `low` to `high` (ms), both included. */
export interface UniformDelay {
  readonly distribution: "uniform";
  readonly low: number;
  readonly high: number;
}

/**
 * Delay of the synapses, ms, a multiple of dt: one number for all, one per synapse (ordered as weights are), or a
 * distribution. A delay of 0 arrives at the start of the next step.
 */
export type Delay = number | ArrayLike<number> | UniformDelay;

export type { Precision };

/** The longest delay, steps: what an element of the delay array can hold. */
export const MAXIMUM_DELAY = 65535;

const largest: Readonly<Record<Precision, number>> = { f64: Number.MAX_VALUE, f32: 3.4028234663852886e38 };

/** A normal draw of the core is never farther from the mean than this many standard deviations (|Z| < sqrt(106 ln 2)). */
const LARGEST_NORMAL = 8.58;

/** Number of synapses for which values may be listed, or why they may not. */
export type Listable = number | "by chance";

/** Whether values are drawn rather than listed. */
export function isDistribution(value: ArrayLike<number> | UniformWeight | NormalWeight): value is UniformWeight | NormalWeight {
  return "distribution" in value;
}

function isList(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}

function refuseUnlistable(field: string, value: unknown, listable: Listable): asserts listable is number {
  if (listable === "by chance") {
    throw new InputError(field, value, "a number or a distribution: which synapses there will be is decided by chance");
  }
}

/** Refuses a weight that is not finite in `precision`, a list of the wrong length, or a distribution that makes no sense. */
export function checkWeight(weight: Weight, listable: Listable, precision: Precision): Weight {
  const range = { min: -largest[precision], max: largest[precision] };
  if (typeof weight === "number") return checkNumber("weight", weight, range);
  if (isList(weight)) {
    refuseUnlistable("weight", weight, listable);
    return checkNumbers("weight", weight, listable, range);
  }
  if (weight === null || typeof weight !== "object") {
    throw new InputError("weight", weight, "a finite number, an array of them, or a distribution");
  }
  const distribution = checkOneOf("weight.distribution", weight.distribution, ["uniform", "normal"]);
  if (distribution === "uniform") {
    checkKeys("weight", weight, ["distribution", "low", "high"]);
    const { low, high } = weight as UniformWeight;
    checkNumber("weight.low", low, range);
    checkNumber("weight.high", high, { min: low, max: largest[precision] });
    checkNumber("weight.high - weight.low", high - low, { min: 0 });
    return weight;
  }
  checkKeys("weight", weight, ["distribution", "mean", "standardDeviation", "lowerBound"]);
  const { mean, standardDeviation, lowerBound } = weight as NormalWeight;
  checkNumber("weight.mean", mean, range);
  checkNumber("weight.standardDeviation", standardDeviation, {
    min: 0,
    max: (largest[precision] - Math.abs(mean)) / LARGEST_NORMAL,
  });
  if (lowerBound !== undefined) checkNumber("weight.lowerBound", lowerBound, range);
  return weight;
}

/** Delays in steps: one for all, one per synapse, or equally likely ones from low to high. */
export type DelaySteps =
  | { readonly kind: "one"; readonly steps: number }
  | { readonly kind: "listed"; readonly steps: Uint16Array; readonly maximum: number }
  | { readonly kind: "uniform"; readonly low: number; readonly high: number };

/** The delay in steps of dt (ms). Refuses what is not a multiple of dt or beyond {@link MAXIMUM_DELAY} steps. */
export function delayInSteps(delay: Delay, listable: Listable, dt: number): DelaySteps {
  if (typeof delay === "number") return { kind: "one", steps: toSteps("delay", delay, dt) };
  if (isList(delay)) {
    refuseUnlistable("delay", delay, listable);
    checkNumbers("delay", delay, listable, { min: 0, unit: "ms" });
    const steps = new Uint16Array(delay.length);
    let maximum = 0;
    for (let i = 0; i < delay.length; i++) {
      steps[i] = toSteps(`delay[${i}]`, delay[i], dt);
      maximum = Math.max(maximum, steps[i] as number);
    }
    return { kind: "listed", steps, maximum };
  }
  if (delay === null || typeof delay !== "object") {
    throw new InputError("delay", delay, "a number of ms, an array of them, or a distribution");
  }
  checkOneOf("delay.distribution", delay.distribution, ["uniform"]);
  checkKeys("delay", delay, ["distribution", "low", "high"]);
  const low = toSteps("delay.low", delay.low, dt);
  const high = toSteps("delay.high", delay.high, dt);
  if (high < low) throw new InputError("delay.high", delay.high, `a number >= ${delay.low} (ms)`);
  return { kind: "uniform", low, high };
}

/** Relative distance from a multiple of dt that is put down to rounding of decimal fractions. */
const ROUNDING = 1e-9;

function toSteps(field: string, delay: unknown, dt: number): number {
  const longest = trim(MAXIMUM_DELAY * dt);
  if (!inRange(delay, { min: 0, max: longest })) {
    throw new InputError(field, delay, `a finite number from 0 to ${longest} (ms; ${MAXIMUM_DELAY} steps of dt)`);
  }
  const ratio = delay / dt;
  const steps = Math.round(ratio);
  if (Math.abs(ratio - steps) > ROUNDING * Math.max(1, ratio)) {
    const below = Math.floor(ratio);
    const above = Math.min(below + 1, MAXIMUM_DELAY);
    throw new InputError(
      field,
      delay,
      `a multiple of dt = ${dt} ms; the nearest are ${trim(below * dt)} and ${trim(above * dt)} ms`,
    );
  }
  return steps;
}

/** Without the noise that a product of decimal fractions has in its last digits. */
function trim(value: number): number {
  return Number(value.toPrecision(12));
}
