/** Base of every error this library throws on purpose. `code` is stable; `message` is a sentence for a person. */
export class MicrocircuitError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** An argument was refused before anything ran: which field, which value, what is allowed. */
export class InputError extends MicrocircuitError {
  readonly field: string;
  readonly value: unknown;
  readonly allowed: string;
  constructor(field: string, value: unknown, allowed: string) {
    super("input", `${field} is ${describe(value)}; it must be ${allowed}.`);
    this.field = field;
    this.value = value;
    this.allowed = allowed;
  }
}

/** A matrix has no inverse: elimination came to a pivot, number `pivot` from 0, that is 0 or not finite. */
export class SingularMatrixError extends InputError {
  readonly pivot: number;
  constructor(field: string, pivot: number) {
    super(field, `a matrix whose pivot ${pivot} in elimination is 0 or not finite`, "a matrix that has an inverse");
    this.pivot = pivot;
  }
}

/** Memory of the module is exhausted or a request exceeds what a module can address. */
export class MemoryError extends MicrocircuitError {
  readonly requestedBytes: number;
  constructor(message: string, requestedBytes: number) {
    super("memory", message);
    this.requestedBytes = requestedBytes;
  }
}

/** A kernel stopped: what happened, at what time (ms), for which element, with which value, and what to try. */
export class KernelError extends MicrocircuitError {
  readonly time: number;
  readonly index: number;
  readonly value: number;
  readonly remedy: string;
  constructor(code: string, message: string, where: { time: number; index: number; value: number; remedy: string }) {
    super(code, `${message} ${where.remedy}`);
    this.time = where.time;
    this.index = where.index;
    this.value = where.value;
    this.remedy = where.remedy;
  }
}

/** A recurrent matrix lost positive definiteness at sample (or offline step) `index`; the circuit keeps the state before it. */
export class NotPositiveDefiniteError extends KernelError {}

/** Neural dynamics moved away from their fixed point in sample `index`, in step `time`: the neural step is too large. */
export class UnstableDynamicsError extends KernelError {}
/** Counts of one integration. */
export interface IntegrationStatistics {
  /** Steps that met the tolerances. */
  readonly accepted: number;
  /** Steps tried again, shorter. */
  readonly rejected: number;
  /** Evaluations of the right-hand side, those for differences included. */
  readonly evaluations: number;
  /** Jacobian matrices. */
  readonly jacobians: number;
  /** Factorizations of matrices. */
  readonly factorizations: number;
  /** Systems of linear equations solved with them. */
  readonly solves: number;
  /** Newton iterations. */
  readonly iterations: number;
  /** Switches between a method for non-stiff and one for stiff problems. */
  readonly switches: number;
  /** |h lambda| of the last step, as the method estimates it: above about 2 the steps of explicit methods are limited by stability. */
  readonly stiffness: number;
}

/**
 * An integration stopped at `time`, in the model's unit of time, with `stepSize` as the step it took or was about to take; `index` is the
 * number of the state that is responsible, `statistics` what was done up to there. `code`: see docs/solvers.md.
 */
export class SolverError extends KernelError {
  readonly statistics: IntegrationStatistics;
  constructor(
    code: string,
    message: string,
    where: { time: number; index: number; value: number; remedy: string; statistics: IntegrationStatistics },
  ) {
    super(code, message, where);
    this.statistics = where.statistics;
  }

  get stepSize(): number {
    return this.value;
  }
}

/** The instance trapped earlier (a defect of the core): its memory can no longer be trusted. */
export class PoisonedError extends MicrocircuitError {
  constructor(cause: unknown) {
    super(
      "poisoned",
      "This core trapped inside a kernel and its memory can no longer be trusted. Load a new core, rebuild the models in it (from a snapshot, if you took one), and please report the trap.",
      { cause },
    );
  }
}

/** A snapshot does not belong to this version of the core or to this model, or is damaged. */
export class SnapshotError extends MicrocircuitError {
  constructor(message: string) {
    super("snapshot", message);
  }
}

/** A run was ended by its AbortSignal. A model stands at `time` (ms) and can go on from there; an integration says what it had done. */
export class AbortError extends MicrocircuitError {
  readonly time: number;
  readonly stepSize?: number;
  readonly statistics?: IntegrationStatistics;
  constructor(time: number, reason: unknown, integration?: { stepSize: number; statistics: IntegrationStatistics }) {
    const message = integration
      ? `The integration was aborted at time ${time}, after ${integration.statistics.accepted} steps, with the next of size ${integration.stepSize}. Start again from the last recorded state to go on.`
      : `The run was aborted at ${time} ms. The model keeps its state and can be run on from there.`;
    super("aborted", message, { cause: reason });
    this.name = "AbortError";
    this.time = time;
    if (integration) {
      this.stepSize = integration.stepSize;
      this.statistics = integration.statistics;
    }
  }
}

/** A value as it should appear in a message: short, and with its type where that is the mistake. */
export function describe(value: unknown): string {
  if (typeof value === "number" || typeof value === "boolean" || value === undefined || value === null) return String(value);
  if (typeof value === "bigint") return `${value}n`;
  if (typeof value === "string") return JSON.stringify(value.length > 40 ? `${value.slice(0, 40)}…` : value);
  if (typeof value === "function") return "a function";
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const length = (value as ArrayLike<unknown>).length;
    return `an array of length ${length ?? (value as DataView).byteLength}`;
  }
  return typeof value === "object" ? `an object of type ${value?.constructor?.name ?? "Object"}` : `a ${typeof value}`;
}
