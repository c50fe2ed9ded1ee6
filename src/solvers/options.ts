import { checkNumber, checkNumbers } from "../core/check.js";
import { InputError } from "../core/errors.js";

/** What an adaptive integration is asked for. Exactly one of `until` and `times` is given. */
export interface IntegrationOptions {
  /** Integrates from time 0 to here and returns every step. */
  readonly until?: number;
  /** Returns the states at these times, ascending and >= 0, by dense output, and integrates up to the last. */
  readonly times?: ArrayLike<number>;
  /** Error allowed in a step, relative to each number of the state; 1e-14 to 0.1, default 1e-9. */
  readonly relativeTolerance?: number;
  /** Error allowed in a step beside the relative one, > 0; default 1e-12. */
  readonly absoluteTolerance?: number;
  /** Steps tried at most; default 100,000. */
  readonly maximumSteps?: number;
  /** Largest step; default: no limit. */
  readonly maximumStep?: number;
  /** Fixed size of all steps, without control of the error. */
  readonly stepSize?: number;
}

export const integrationKeys = [
  "until",
  "times",
  "relativeTolerance",
  "absoluteTolerance",
  "maximumSteps",
  "maximumStep",
  "stepSize",
] as const satisfies readonly (keyof IntegrationOptions)[];

export interface CheckedOptions {
  readonly end: number;
  readonly times: Float64Array | undefined;
  readonly relativeTolerance: number;
  readonly absoluteTolerance: number;
  readonly maximumSteps: number;
  readonly maximumStep: number;
  readonly fixedStep: number;
}

/** Errors: InputError. */
export function checkIntegration(options: IntegrationOptions): CheckedOptions {
  const { until, times, stepSize } = options;
  if ((until === undefined) === (times === undefined)) {
    throw new InputError("until", until, "given when times is left out, and left out when times is given");
  }
  const checkedTimes = times === undefined ? undefined : checkTimes(times);
  return {
    end: checkedTimes ? (checkedTimes.at(-1) as number) : checkNumber("until", until, { above: 0 }),
    times: checkedTimes,
    relativeTolerance: checkNumber("relativeTolerance", options.relativeTolerance ?? 1e-9, { min: 1e-14, max: 0.1 }),
    absoluteTolerance: checkNumber("absoluteTolerance", options.absoluteTolerance ?? 1e-12, { above: 0 }),
    maximumSteps: checkNumber("maximumSteps", options.maximumSteps ?? 100_000, { min: 1, max: 1e9, integer: true }),
    maximumStep: options.maximumStep === undefined ? Infinity : checkNumber("maximumStep", options.maximumStep, { above: 0 }),
    fixedStep: stepSize === undefined ? 0 : checkNumber("stepSize", stepSize, { above: 0 }),
  };
}

function checkTimes(times: ArrayLike<number>): Float64Array {
  const list = Float64Array.from(checkNumbers("times", times, undefined, { min: 0 }));
  if (list.length === 0) throw new InputError("times", times, "an array of at least one time");
  for (let i = 1; i < list.length; i++) {
    if (list[i]! < list[i - 1]!) throw new InputError(`times[${i}]`, list[i], `at least times[${i - 1}], ${list[i - 1]}`);
  }
  return list;
}
