import { MicrocircuitError } from "../../core/errors.js";

/** An ensemble was ended by its AbortSignal, after `members` of its members. */
export class EnsembleAbortError extends MicrocircuitError {
  readonly members: number;
  constructor(members: number, of: number, reason: unknown) {
    super("aborted", `The ensemble was aborted after ${members} of ${of} members.`, { cause: reason });
    this.name = "AbortError";
    this.members = members;
  }
}
