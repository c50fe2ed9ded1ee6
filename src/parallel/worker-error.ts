import { MicrocircuitError } from "../core/errors.js";

/** A piece of work ended every worker that took it. */
export class WorkerError extends MicrocircuitError {
  /** Workers that it ended. */
  readonly attempts: number;
  constructor(attempts: number, cause: unknown) {
    const why = cause instanceof Error ? cause.message.split("\n")[0] : String(cause);
    super(
      "worker",
      `${attempts} workers ended while they did the same piece of work (${why}). Look for what ends a thread: memory that runs out, or code that leaves it.`,
      { cause },
    );
    this.attempts = attempts;
  }
}
