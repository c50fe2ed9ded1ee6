import type { Core } from "../core/core.js";
import { type IntegrationStatistics, SolverError } from "../core/errors.js";
import { type MethodName, methods } from "./methods.js";

interface Where {
  /** The problem. */
  readonly what: string;
  readonly method: string;
  /** The responsible number of the state, by its name. */
  readonly component: string;
  readonly time: number;
  readonly step: number;
  readonly statistics: IntegrationStatistics;
}

interface Failure {
  readonly code: string;
  readonly sentence: (where: Where) => string;
  readonly remedy: string;
}

const steps = ({ accepted, rejected }: IntegrationStatistics) => `${accepted} steps (${rejected} more rejected)`;

// Codes of assembly/core/status.ts
const failures: Readonly<Record<number, Failure>> = {
  10: {
    code: "solver-not-finite",
    sentence: ({ what, component, time, step, statistics }) =>
      `${what} has no finite solution after time ${time}: ${component} becomes infinite or NaN even with steps of ${step} (after ${steps(statistics)}).`,
    remedy: "Check whether the right-hand side is defined there; with fixed steps, make stepSize smaller.",
  },
  11: {
    code: "step-too-small",
    sentence: ({ what, component, time, step, statistics }) =>
      `${what} needs steps below ${step} at time ${time}, which is below rounding error, mostly because of ${component} (after ${steps(statistics)}).`,
    remedy:
      "Look for a discontinuity or singularity of the right-hand side at this time and end the integration there, or loosen the tolerances.",
  },
  12: {
    code: "too-many-steps",
    sentence: ({ what, time, step, statistics, component }) =>
      `${what} used up its ${statistics.accepted + statistics.rejected} steps at time ${time}, where the next is of size ${step}; the error of ${component} weighs most.`,
    remedy: "Raise maximumSteps, loosen the tolerances, or end earlier.",
  },
  13: {
    code: "outside-domain",
    sentence: ({ what, time, step }) => `${what} leaves the states for which it is defined at time ${time} (step ${step}).`,
    remedy: "Start farther inside (whitening: a better conditioned effective matrix), or use tighter tolerances.",
  },
  14: {
    code: "not-finite-at-start",
    sentence: ({ what, component, time }) =>
      `The right-hand side of ${what} is infinite or NaN at the start, time ${time}: the derivative of ${component}.`,
    remedy: "Check the initial state and the parameters, and that the right-hand side sets all of its output.",
  },
  15: {
    code: "tolerance-below-rounding",
    sentence: ({ what, component, time }) =>
      `${what} is asked for more accuracy than numbers of 64 bits have: the tolerance of ${component} at time ${time} is below its rounding error.`,
    remedy: "Use a relativeTolerance of at least 1e-15, or an absoluteTolerance above 1e-15 times the size of the solution.",
  },
  16: {
    code: "stiff",
    sentence: ({ what, method, time, step, statistics }) =>
      `${what} is stiff, and ${method} is an explicit method: it used up its ${statistics.accepted + statistics.rejected} steps at time ${time} with steps of ${step}, as long as its stability allows (|h lambda| = ${statistics.stiffness.toPrecision(3)}).`,
    remedy: 'Use method "auto", "rodas5p" or "radau" for stiff problems.',
  },
  17: {
    code: "singular-matrix",
    sentence: ({ what, time, step, component }) =>
      `The linear systems of ${what} are singular at time ${time}, even with steps of ${step} (${component}).`,
    remedy: "Check the Jacobian (its entries must be finite), or leave it out to have it formed by differences.",
  },
  18: {
    code: "newton-failed",
    sentence: ({ what, time, step, statistics, component }) =>
      `Newton's iteration for ${what} does not converge at time ${time}, even with steps of ${step} (after ${steps(statistics)}; ${component}).`,
    remedy:
      "With fixed steps, make stepSize smaller; check the Jacobian against differences (leave it out to use them), or try a Rosenbrock method, which needs no iteration.",
  },
  19: {
    code: "blow-up",
    sentence: ({ what, component, time, step, statistics }) =>
      `${what} grows without bound in finite time: ${component} runs away near time ${time}, where steps of ${step} do not suffice (after ${steps(statistics)}).`,
    remedy:
      "End the integration earlier, or stop it by an event at a largest size; if the true solution is bounded, use tighter tolerances or a method for stiff problems, and check the signs of the right-hand side.",
  },
};

/** Where a kernel says that it failed. */
export interface FailedAt {
  /** The number of the state that is responsible. */
  readonly index: number;
  readonly time: number;
  readonly step: number;
}

interface Names {
  readonly what: string;
  readonly method: string;
  readonly components?: readonly string[] | undefined;
}

/** The error for the status that a kernel of assembly/solvers has just returned. */
export function solverError(core: Core, status: number, names: Names, statistics: IntegrationStatistics): SolverError {
  const view = new DataView(core.memory.buffer, core.exports.statusAddress() >>> 0, 32);
  const at = { index: view.getUint32(4, true), time: view.getFloat64(8, true), step: view.getFloat64(16, true) };
  return solverErrorAt(status, at, names, statistics);
}

const STIFF = 16;
const TOO_MANY_STEPS = 12;

/** The error for a status and where it arose. */
export function solverErrorAt(status: number, at: FailedAt, names: Names, statistics: IntegrationStatistics): SolverError {
  const { index, time, step } = at;
  const component = names.components?.[index] ?? `y[${index}]`;
  const code = status === STIFF && methods[names.method as MethodName]?.family !== "explicit" ? TOO_MANY_STEPS : status;
  const failure = failures[code] ?? { code: "unknown", sentence: () => `A solver returned the status ${status}.`, remedy: "" };
  const where = { what: names.what, method: names.method, component, time, step, statistics };
  return new SolverError(failure.code, failure.sentence(where), {
    time,
    index,
    value: step,
    remedy: failure.remedy,
    statistics,
  });
}
