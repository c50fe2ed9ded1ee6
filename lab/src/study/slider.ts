import type { ParameterInfo } from "microcircuit/studies";

/** Positions 0 to `last` of a slider, and the values they stand for. */
export interface Slider {
  readonly last: number;
  positionOf(value: number): number;
  valueOf(position: number): number;
}

/** More positions than this are no help to a hand. */
const POSITIONS = 200;
/** From this ratio of its ends on, a range is passed through by factors. */
const DECADES = 100;

/** The slider of a number with a range; undefined where the range is open. Logarithmic over decades of positive numbers. */
export function sliderOf(parameter: ParameterInfo): Slider | undefined {
  const { type, minimum, maximum, exclusiveMinimum, exclusiveMaximum } = parameter;
  const integer = type === "integer";
  if (type !== "number" && !integer) return undefined;
  const high = maximum ?? exclusiveMaximum;
  if (high === undefined || (minimum === undefined && exclusiveMinimum === undefined)) return undefined;
  // A range open at zero begins four decades below its end.
  const low = minimum ?? (exclusiveMinimum === 0 ? high / 1e4 : exclusiveMinimum!);
  if (!(high > low)) return undefined;
  const allowed = (value: number) => value !== exclusiveMinimum && value !== exclusiveMaximum;
  return low > 0 && high / low >= DECADES ? logarithmic(low, high, integer) : linear(low, high, integer, allowed);
}

function linear(low: number, high: number, integer: boolean, allowed: (value: number) => boolean): Slider {
  const step = niceStep((high - low) / POSITIONS, integer);
  const last = Math.max(1, Math.ceil((high - low) / step - 1e-9));
  const digits = Math.max(0, -Math.floor(Math.log10(step)) + 1);
  return {
    last,
    positionOf: (value) => (value >= high ? last : clamp(Math.round((value - low) / step), last - 1)),
    valueOf(position) {
      const value = position >= last ? high : Number((low + position * step).toFixed(digits));
      return allowed(value) ? value : Number((low + (position === 0 ? 1 : position - 1) * step).toFixed(digits));
    },
  };
}

/** Values of three digits, at equal ratios. */
function logarithmic(low: number, high: number, integer: boolean): Slider {
  const ratio = Math.log(high / low);
  return {
    last: POSITIONS,
    positionOf: (value) => (value > 0 ? clamp(Math.round((POSITIONS * Math.log(value / low)) / ratio), POSITIONS) : 0),
    valueOf(position) {
      if (position <= 0) return low;
      if (position >= POSITIONS) return high;
      const value = Number((low * Math.exp((ratio * position) / POSITIONS)).toPrecision(3));
      return Math.min(high, Math.max(low, integer ? Math.round(value) : value));
    },
  };
}

/** The next of 1, 2, 5 times a power of ten. */
function niceStep(least: number, integer: boolean): number {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((digit) => digit * power).find((candidate) => candidate >= least * (1 - 1e-9))!;
  return integer ? Math.max(1, Math.round(step)) : step;
}

function clamp(position: number, last: number): number {
  return Math.min(last, Math.max(0, position));
}
