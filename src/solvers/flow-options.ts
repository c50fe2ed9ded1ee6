import { checkNumber, checkNumbers } from "../core/check.js";
import { InputError } from "../core/errors.js";
import { type CheckedTolerances, checkInterval, checkTolerances, type ToleranceOptions, toleranceKeys } from "./options.js";

/** What an adaptive integration of a flow is asked for. Exactly one of `until` and `times` is given. */
export interface IntegrationOptions extends ToleranceOptions {
  /** Integrates from time 0 to here and returns every step. */
  readonly until?: number;
  /** Returns the states at these times, ascending and >= 0, by dense output, and integrates up to the last. */
  readonly times?: ArrayLike<number>;
  /** Default 1e-9; least 1e-14. */
  readonly relativeTolerance?: number;
  /** Default 1e-12. */
  readonly absoluteTolerance?: number | ArrayLike<number>;
  /** Default 100,000. */
  readonly maximumSteps?: number;
}

export const integrationKeys = ["until", "times", ...toleranceKeys] as const satisfies readonly (keyof IntegrationOptions)[];

export interface CheckedFlow extends CheckedTolerances {
  readonly end: number;
  readonly times: Float64Array | undefined;
}

const defaults = { relativeTolerance: 1e-9, absoluteTolerance: 1e-12, maximumSteps: 100_000 };

/** For a state of `length` numbers. Errors: InputError. */
export function checkIntegration(options: IntegrationOptions, length: number): CheckedFlow {
  const { until, times } = options;
  if ((until === undefined) === (times === undefined)) {
    throw new InputError("until", until, "given when times is left out, and left out when times is given");
  }
  if (times !== undefined) checkNumbers("times", times, undefined, { min: 0 });
  if (until !== undefined) checkNumber("until", until, { above: 0 });
  checkNumber("relativeTolerance", options.relativeTolerance ?? defaults.relativeTolerance, { min: 1e-14, max: 0.1 });
  const interval = checkInterval(times === undefined ? { end: until as number } : { times });
  return { ...checkTolerances(options, length, defaults), end: interval.end, times: interval.times };
}
