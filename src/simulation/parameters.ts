import { checkKeys, checkNumber, checkNumbers, inRange, type Range } from "../core/check.js";
import { InputError } from "../core/errors.js";
import type { Block } from "../core/memory.js";
import type { Layout, Struct } from "../core/struct.js";
import type { Allocator, StatePiece } from "./layout.js";

/** One value for all neurons, or one for each (length: the population's size). */
export type NeuronParameter = number | ArrayLike<number>;

/** Element type of a population's state: f64 (two neurons in a vector) or f32 (four). */
export type Precision = "f64" | "f32";

/** A number for all, an array with one for each neuron, or a distribution to draw from. */
export type InitialValue =
  | NeuronParameter
  | { readonly distribution: "normal"; readonly mean: number; readonly standardDeviation: number }
  | { readonly distribution: "uniform"; readonly low: number; readonly high: number };

/** Returns the parameter if it is a number in range or an array of `size` numbers in range. Arrays are copied. */
export function checkParameter(field: string, value: unknown, size: number, range: Range = {}): NeuronParameter {
  if (typeof value === "object" && value !== null) return Float64Array.from(checkNumbers(field, value, size, range));
  return checkNumber(field, value, range);
}

/** Like {@link checkParameter}, where Infinity is allowed as well. */
export function checkParameterOrInfinity(field: string, value: unknown, size: number, range: Range = {}): NeuronParameter {
  return value === Number.POSITIVE_INFINITY ? value : checkParameter(field, value, size, range);
}

/** Value of neuron `i`. */
export function parameterAt(parameter: NeuronParameter, i: number): number {
  return typeof parameter === "number" ? parameter : (parameter[i] as number);
}

/** Applies `transform` to a shared value or to each neuron's values. */
export function mapParameters(transform: (...values: number[]) => number, ...parameters: NeuronParameter[]): NeuronParameter {
  const lengths = parameters.filter((p) => typeof p !== "number").map((p) => (p as ArrayLike<number>).length);
  if (lengths.length === 0) return transform(...(parameters as number[]));
  return Float64Array.from({ length: lengths[0] as number }, (_, i) => transform(...parameters.map((p) => parameterAt(p, i))));
}

/** Throws unless `holds` for every neuron. */
export function checkEach(
  size: number,
  parameters: readonly NeuronParameter[],
  holds: (...values: number[]) => boolean,
  refuse: (index: number | undefined, values: number[]) => never,
): void {
  const shared = parameters.every((p) => typeof p === "number");
  for (let i = 0; i < (shared ? 1 : size); i++) {
    const values = parameters.map((p) => parameterAt(p, i));
    if (!holds(...values)) refuse(shared ? undefined : i, values);
  }
}

/** A parameter in the core's memory: address and mask as assembly/models/lif/lif.ts explains. */
export interface ParameterBlock {
  readonly address: number;
  readonly mask: number;
  /** Writes the values; call it on real memory only. */
  fill(values: NeuronParameter): void;
}

/** Room for a parameter: one vector if it is shared, `padded` elements otherwise. */
export function parameterBlock(
  allocator: Allocator,
  precision: Precision,
  shape: NeuronParameter,
  padded: number,
): ParameterBlock {
  const shared = typeof shape === "number";
  const block: Block<Precision> = allocator.block(precision, shared ? 16 / (precision === "f64" ? 8 : 4) : padded);
  return {
    address: block.address,
    mask: shared ? 0 : 0xffffffff,
    fill(values) {
      const view = block.view;
      if (typeof values === "number") view.fill(values);
      else for (let i = 0; i < view.length; i++) view[i] = values[Math.min(i, values.length - 1)] as number;
    },
  };
}

/** Parameters of a struct whose fields are called NAME and NAMEMask. */
export function parameterPart(
  allocator: Allocator,
  struct: Struct<{ byteLength: number; fields: Layout["fields"] }>,
  precision: Precision,
  padded: number,
  values: Record<string, NeuronParameter>,
) {
  const blocks = Object.entries(values).map(([name, value]): [string, ParameterBlock] => [
    name,
    parameterBlock(allocator, precision, value, padded),
  ]);
  const change = (to: Record<string, NeuronParameter>) => {
    for (const [name, block] of blocks) block.fill(to[name] as NeuronParameter);
  };
  return {
    fill: () => {
      change(values);
      for (const [name, block] of blocks) struct.set({ [name]: block.address, [`${name}Mask`]: block.mask });
    },
    /** Writes other values, of the same shape or one number for all; call it after `fill`. */
    change,
    state: [] as StatePiece[],
  };
}

/** Returns the initial value if it is one of the forms of {@link InitialValue}. */
export function checkInitial(field: string, value: unknown, size: number): InitialValue {
  if (typeof value === "object" && value !== null && "distribution" in value) {
    const given = value as Record<string, unknown>;
    if (given.distribution === "normal") {
      checkKeys(field, given, ["distribution", "mean", "standardDeviation"]);
      return {
        distribution: "normal",
        mean: checkNumber(`${field}.mean`, given.mean),
        standardDeviation: checkNumber(`${field}.standardDeviation`, given.standardDeviation, { min: 0 }),
      };
    }
    if (given.distribution === "uniform") {
      checkKeys(field, given, ["distribution", "low", "high"]);
      const low = checkNumber(`${field}.low`, given.low);
      return { distribution: "uniform", low, high: checkNumber(`${field}.high`, given.high, { min: low }) };
    }
    throw new InputError(`${field}.distribution`, given.distribution, 'one of "normal", "uniform"');
  }
  return checkParameter(field, value, size);
}

/** Whether `duration` is a whole number of steps of `dt`, up to rounding; the number if so. */
export function stepsOf(duration: number, dt: number): number | undefined {
  const steps = Math.round(duration / dt);
  return Math.abs(duration / dt - steps) <= 1e-9 * Math.max(1, Math.abs(steps)) ? steps : undefined;
}

/** Steps of a duration, or an {@link InputError} that names the nearest durations that dt divides. */
export function checkSteps(field: string, duration: unknown, dt: number, range: Range): number {
  const value = checkNumber(field, duration, { ...range, unit: "ms" });
  const steps = stepsOf(value, dt);
  if (steps === undefined) {
    const below = Math.floor(value / dt);
    throw new InputError(field, value, `a multiple of dt = ${dt} ms, such as ${tidy(below * dt)} or ${tidy((below + 1) * dt)}`);
  }
  if (!inRange(steps, { min: 0, max: 2 ** 52 })) throw new InputError(field, value, "at most 2^52 steps of dt");
  return steps;
}

function tidy(value: number): number {
  return Number.parseFloat(value.toPrecision(12));
}
