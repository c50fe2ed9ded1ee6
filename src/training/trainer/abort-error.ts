import { MicrocircuitError } from "../../core/errors.js";

/** Training was ended by its AbortSignal. The trainer stands after `iteration` whole iterations and can go on from there. */
export class TrainingAbortError extends MicrocircuitError {
  readonly iteration: number;
  constructor(iteration: number, reason: unknown) {
    super("aborted", `Training was aborted after ${iteration} iterations. The trainer can go on from there.`, { cause: reason });
    this.name = "AbortError";
    this.iteration = iteration;
  }
}
