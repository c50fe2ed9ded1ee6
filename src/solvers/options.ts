import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import { InputError } from "../core/errors.js";
import type { EventOptions } from "./events.js";
import { type Method, type MethodName, methodNames, methods, type StepControl } from "./methods.js";

/** Tolerances and steps. */
export interface ToleranceOptions {
  /** Error allowed in a step, relative to each number of the state; 0 to 0.1. */
  readonly relativeTolerance?: number;
  /** Error allowed in a step beside the relative one: one number > 0, or one for each number of the state, >= 0. */
  readonly absoluteTolerance?: number | ArrayLike<number>;
  /** Steps tried at most. */
  readonly maximumSteps?: number;
  /** Largest step; default: no limit. */
  readonly maximumStep?: number;
  /** Fixed size of all steps, without control of the error. */
  readonly stepSize?: number;
}

/** What an integration is asked for. Exactly one of `end` and `times` is given. */
export interface SolveOptions extends ToleranceOptions {
  /** y(start): as many finite numbers as the model has. Default: the model's own, if it has one. */
  readonly initial?: ArrayLike<number>;
  /** Default 0. */
  readonly start?: number;
  /** The end of the integration; before `start`: backward in time. */
  readonly end?: number;
  /** Returns the states at these times, in the order of integration, by dense output, and integrates up to the last. */
  readonly times?: ArrayLike<number>;
  /** With `end`: returns every step (default) or the end alone. */
  readonly record?: "steps" | "end";
  /** Keeps what `solution.at(t)` needs; default false. */
  readonly dense?: boolean;
  /** Default "auto". See docs/solvers.md for how to choose. */
  readonly method?: MethodName;
  /** Size of the first step, > 0; default: found from the derivatives. */
  readonly firstStep?: number;
  readonly control?: Partial<StepControl>;
  readonly events?: readonly EventOptions[];
  /** Points of each step at which the event functions are looked at; default 4. */
  readonly eventSamples?: number;
  /** W-methods: only diagonal blocks of this size of the Jacobian are used; default: all of it. */
  readonly jacobianBlock?: number;
}

export const solveKeys = [
  "initial",
  "start",
  "end",
  "times",
  "record",
  "dense",
  "method",
  "relativeTolerance",
  "absoluteTolerance",
  "maximumSteps",
  "maximumStep",
  "stepSize",
  "firstStep",
  "control",
  "events",
  "eventSamples",
  "jacobianBlock",
] as const satisfies readonly (keyof SolveOptions)[];

export interface CheckedTolerances {
  readonly relativeTolerance: number;
  readonly absoluteTolerance: number | Float64Array;
  readonly maximumSteps: number;
  readonly maximumStep: number;
  readonly fixedStep: number;
}

export const toleranceKeys = ["relativeTolerance", "absoluteTolerance", "maximumSteps", "maximumStep", "stepSize"] as const;

/** Errors: InputError. */
export function checkTolerances(
  options: ToleranceOptions,
  length: number,
  defaults: { relativeTolerance: number; absoluteTolerance: number; maximumSteps: number },
): CheckedTolerances {
  const relativeTolerance = checkNumber("relativeTolerance", options.relativeTolerance ?? defaults.relativeTolerance, {
    min: 0,
    max: 0.1,
  });
  const { stepSize } = options;
  return {
    relativeTolerance,
    absoluteTolerance: checkAbsolute(options.absoluteTolerance ?? defaults.absoluteTolerance, length, relativeTolerance),
    maximumSteps: checkNumber("maximumSteps", options.maximumSteps ?? defaults.maximumSteps, {
      min: 1,
      max: 2 ** 31,
      integer: true,
    }),
    maximumStep: options.maximumStep === undefined ? Infinity : checkNumber("maximumStep", options.maximumStep, { above: 0 }),
    fixedStep: stepSize === undefined ? 0 : checkNumber("stepSize", stepSize, { above: 0 }),
  };
}

function checkAbsolute(value: number | ArrayLike<number>, length: number, relative: number): number | Float64Array {
  if (typeof value === "number") return checkNumber("absoluteTolerance", value, { above: 0 });
  return Float64Array.from(checkNumbers("absoluteTolerance", value, length, relative > 0 ? { min: 0 } : { above: 0 }));
}

/** The interval and the times at which the solution is wanted. */
export interface CheckedInterval {
  readonly start: number;
  readonly end: number;
  readonly times: Float64Array | undefined;
}

/** Errors: InputError. */
export function checkInterval(
  options: { readonly start?: number; readonly end?: number; readonly times?: ArrayLike<number> },
  endField = "end",
): CheckedInterval {
  const start = checkNumber("start", options.start ?? 0);
  const { end, times } = options;
  if ((end === undefined) === (times === undefined)) {
    throw new InputError(endField, end, "given when times is left out, and left out when times is given");
  }
  if (times === undefined) return { start, end: checkNumber(endField, end), times: undefined };
  const list = Float64Array.from(checkNumbers("times", times, undefined));
  if (list.length === 0) throw new InputError("times", times, "an array of at least one time");
  const direction = list.at(-1)! < start ? -1 : 1;
  for (const [i, time] of list.entries()) {
    const before = i === 0 ? start : list[i - 1]!;
    if ((time - before) * direction < 0) {
      const order = direction > 0 ? "at least" : "at most";
      throw new InputError(`times[${i}]`, time, `${order} ${i === 0 ? "start" : `times[${i - 1}]`}, ${before}`);
    }
  }
  return { start, end: list.at(-1)!, times: list };
}

/** The method and its step control. Errors: InputError. */
export function checkMethod(options: SolveOptions): { name: MethodName; method: Method; control: StepControl } {
  const name = checkOneOf("method", options.method ?? defaultMethod, methodNames);
  const method: Method = methods[name];
  if (!method.adaptive && options.stepSize === undefined) {
    throw new InputError("stepSize", undefined, `given: ${name} does not estimate its error, so its steps are fixed`);
  }
  const { control = {} } = options;
  checkKeys("control", control, Object.keys(method.control));
  const limits = { safety: { above: 0, max: 1 }, largestGrowth: { above: 1 }, largestCut: { above: 0, below: 1 } } as Record<
    string,
    object
  >;
  for (const [key, value] of Object.entries(control)) checkNumber(`control.${key}`, value, limits[key] ?? { min: -2, max: 2 });
  return { name, method, control: { ...method.control, ...control } };
}

const defaultMethod: MethodName = "auto";
