import { checkNumber } from "../core/check.js";
import { InputError } from "../core/errors.js";

/** The number of steps in `duration`. Errors: InputError. */
export function wholeSteps(duration: number, dt: number): number {
  checkNumber("duration", duration, { min: 0, unit: "ms" });
  const steps = Math.round(duration / dt);
  // a few roundings of duration / dt, relative to it
  if (Math.abs(duration / dt - steps) > 1e-6 * Math.max(1, steps * 1e-6)) {
    throw new InputError("duration", duration, `a whole number of steps of ${dt} ms`);
  }
  return steps;
}
