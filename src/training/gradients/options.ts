import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import { checkInitial } from "../../solvers/checked-solve.js";
import type { Method } from "../../solvers/methods.js";
import type { Model } from "../../solvers/model.js";
import { type CheckedTolerances, checkTolerances, type ToleranceOptions, toleranceKeys } from "../../solvers/options.js";
import type { CheckpointScheme } from "../problem.js";
import { checkGradientMethod, type GradientStepMethod } from "./methods.js";

/** How the states are computed of which a loss is a function. */
export interface GradientOptions extends ToleranceOptions {
  /** y(start); default: the model's own. */
  readonly initial?: ArrayLike<number>;
  /** Default 0. */
  readonly start?: number;
  /** Times of the states that the loss sees, increasing, from `start` on. */
  readonly times: ArrayLike<number>;
  /**
   * Default "tsit5". With `stepSize`, steps have this size and `times` are whole numbers of steps from each other; else the step size is controlled as by
   * `solve`, with each of `times` at the end of a step.
   */
  readonly method?: GradientStepMethod;
  /** States that are kept for the way back; default "all". Others come again from the same steps: the gradient has the same bits. */
  readonly checkpoints?: CheckpointScheme;
  /**
   * Truncated gradient, biased: the adjoint that begins with the loss at the state after k steps is followed back through the steps k - 1, ..., k - window
   * alone. Costs one adjoint for each of `times` within `window` steps. Default: back to the start.
   */
  readonly window?: number;
}

/** {@link GradientOptions}, checked. */
export interface CheckedGradient {
  readonly method: Method;
  readonly methodName: GradientStepMethod;
  readonly start: number;
  readonly times: Float64Array;
  readonly initial: Float64Array | undefined;
  readonly tolerances: CheckedTolerances;
  readonly checkpoints: CheckpointScheme;
  /** 0: none. */
  readonly window: number;
}

const keys = ["initial", "start", "times", "method", "checkpoints", "window", ...toleranceKeys] as const;
const defaults = { relativeTolerance: 1e-6, absoluteTolerance: 1e-9, maximumSteps: 1_000_000 };

/** Errors: InputError. */
export function checkGradientOptions(model: Model, options: GradientOptions): CheckedGradient {
  checkKeys("options", options, keys);
  const { method: methodName = "tsit5", checkpoints = "all", window, stepSize } = options;
  const method = checkGradientMethod(methodName);
  if (!method.adaptive && stepSize === undefined) {
    throw new InputError("stepSize", undefined, `given: ${methodName} does not estimate its error, so its steps are fixed`);
  }
  const start = checkNumber("start", options.start ?? 0);
  return {
    method,
    methodName,
    start,
    times: checkTimes(options.times, start),
    initial: checkInitial(options.initial ?? model.initial, model.length, options.initial !== undefined),
    tolerances: checkTolerances(options, model.length, defaults),
    checkpoints: checkCheckpoints(checkpoints),
    window: window === undefined ? 0 : checkNumber("window", window, { min: 1, max: 2 ** 31 - 1, integer: true }),
  };
}

function checkTimes(times: unknown, start: number): Float64Array {
  const list = Float64Array.from(checkNumbers("times", times, undefined));
  if (list.length === 0) throw new InputError("times", times, "an array of at least one time");
  if (list[0]! < start) throw new InputError("times[0]", list[0], `at least start, ${start}`);
  for (let i = 1; i < list.length; i++) {
    if (!(list[i]! > list[i - 1]!)) throw new InputError(`times[${i}]`, list[i], `greater than times[${i - 1}], ${list[i - 1]}`);
  }
  return list;
}

/** Errors: InputError. */
export function checkCheckpoints(scheme: CheckpointScheme, field = "checkpoints"): CheckpointScheme {
  if (scheme === "all" || scheme === "uniform") return scheme;
  if (scheme === null || typeof scheme !== "object") {
    throw new InputError(field, scheme, '"all", "uniform", or { snapshots: how many at most }');
  }
  checkKeys(field, scheme, ["snapshots"]);
  return { snapshots: checkNumber(`${field}.snapshots`, scheme.snapshots, { min: 1, max: 2 ** 31 - 1, integer: true }) };
}

/** Snapshots to have room for, and the distance between them (0: binomial), for a number of steps. */
export function snapshotPlan(scheme: CheckpointScheme, steps: number): { readonly capacity: number; readonly spacing: number } {
  if (scheme === "all") return { capacity: Math.max(steps, 1), spacing: Math.max(steps, 1) };
  if (scheme === "uniform") {
    const spacing = Math.max(1, Math.ceil(Math.sqrt(steps)));
    return { capacity: Math.ceil(steps / spacing) + spacing, spacing };
  }
  return { capacity: Math.max(1, Math.min(scheme.snapshots, steps)), spacing: 0 };
}

/** Adjoints that are on their way at a time: one, or with a window one for each output in it. Output steps increase. */
export function mostAdjoints(outputSteps: Uint32Array, window: number): number {
  if (window === 0) return 1;
  let [most, first] = [1, 0];
  for (const [i, step] of outputSteps.entries()) {
    while (step - outputSteps[first]! > window) first++;
    most = Math.max(most, i - first + 1);
  }
  return most;
}
