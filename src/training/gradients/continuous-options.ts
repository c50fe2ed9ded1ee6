import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import { InputError, type IntegrationStatistics, MicrocircuitError } from "../../core/errors.js";
import type { MethodName } from "../../solvers/methods.js";
import type { Model } from "../../solvers/model.js";
import { type ToleranceOptions, toleranceKeys } from "../../solvers/options.js";
import type { StateLoss } from "./discrete-gradient.js";

/** How a continuous gradient is computed. */
export interface ContinuousOptions extends ToleranceOptions {
  /** y(start); default: the model's own. */
  readonly initial?: ArrayLike<number>;
  /** Theta, in the model's order; default: the model's own. */
  readonly parameters?: ArrayLike<number>;
  /** Default 0. */
  readonly start?: number;
  /** Times of the states that the loss sees, increasing, from `start` on. Steps end there. */
  readonly times: ArrayLike<number>;
  /** Any of `solve`; default "auto". */
  readonly method?: MethodName;
  /** Of the adjoint, where that is an integration of its own; default `method`. */
  readonly adjointMethod?: MethodName;
  /** Absolute tolerance of adjoints, gradients and sensitivities; default: the least of `absoluteTolerance`. */
  readonly adjointAbsoluteTolerance?: number;
}

/** A loss with its gradients, good to the tolerances of the integrations. */
export interface ContinuousGradient {
  readonly loss: number;
  /** A state for each of `times`, one after the other. */
  readonly states: Float64Array;
  /** By the model's parameters, in its order. */
  readonly gradient: Float64Array;
  /** By y(start). */
  readonly initialGradient: Float64Array;
  /** Of the run forward, with its sensitivities where it has them; without what is computed again. */
  readonly forward: IntegrationStatistics;
  /** Of the integration backward; all 0 where there is none. */
  readonly backward: IntegrationStatistics;
}

/** {@link ContinuousOptions}, checked but for what the solver checks. */
export interface CheckedContinuous {
  readonly initial: Float64Array;
  readonly parameters: ArrayLike<number> | undefined;
  readonly start: number;
  readonly times: Float64Array;
  readonly method: MethodName;
  readonly adjointMethod: MethodName;
  readonly tolerances: ToleranceOptions;
  /** For each number of the state, then one for all that comes with gradients. */
  readonly stateTolerances: Float64Array;
  readonly adjointTolerance: number;
}

export const continuousKeys = [
  "initial",
  "parameters",
  "start",
  "times",
  "method",
  "adjointMethod",
  "adjointAbsoluteTolerance",
  ...toleranceKeys,
] as const;

const DEFAULT_ABSOLUTE = 1e-9; // as of `solve`

/** Errors: InputError. */
export function checkContinuous(model: Model, options: ContinuousOptions, more: readonly string[] = []): CheckedContinuous {
  checkKeys("options", options, [...continuousKeys, ...more]);
  const { length } = model;
  const start = checkNumber("start", options.start ?? 0);
  const times = Float64Array.from(checkNumbers("times", options.times, undefined));
  if (times.length === 0) throw new InputError("times", options.times, "an array of at least one time");
  for (const [i, time] of times.entries()) {
    if (i === 0 && time < start) throw new InputError("times[0]", time, `at least start, ${start}`);
    if (i > 0 && !(time > times[i - 1]!)) {
      throw new InputError(`times[${i}]`, time, `greater than times[${i - 1}], ${times[i - 1]}`);
    }
  }
  const initial = options.initial ?? model.initial;
  const absolute = options.absoluteTolerance ?? DEFAULT_ABSOLUTE;
  const stateTolerances =
    typeof absolute === "number"
      ? new Float64Array(length).fill(checkNumber("absoluteTolerance", absolute, { above: 0 }))
      : Float64Array.from(checkNumbers("absoluteTolerance", absolute, length, { above: 0 }));
  const { relativeTolerance, maximumSteps, maximumStep, stepSize } = options;
  const given = { relativeTolerance, maximumSteps, maximumStep, stepSize };
  return {
    initial: Float64Array.from(checkNumbers("initial", initial, length)),
    parameters: options.parameters,
    start,
    times,
    method: options.method ?? "auto",
    adjointMethod: options.adjointMethod ?? options.method ?? "auto",
    tolerances: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    stateTolerances,
    adjointTolerance: checkNumber(
      "adjointAbsoluteTolerance",
      options.adjointAbsoluteTolerance ?? stateTolerances.reduce((least, x) => Math.min(least, x)),
      { above: 0 },
    ),
  };
}

/** The loss of the states and its gradient by them, checked. Errors: MicrocircuitError; what `loss` throws. */
export function lossOf(loss: StateLoss, states: Float64Array): { loss: number; gradient: ArrayLike<number> } {
  const given = loss(states);
  const refuse = (what: string) =>
    new MicrocircuitError(
      "loss-gradient",
      `The loss returned ${what}; it must return { loss, gradient } with the ${states.length} derivatives of the loss by the states.`,
    );
  if (given?.gradient?.length !== states.length) throw refuse(`a gradient of ${given?.gradient?.length} numbers`);
  for (let i = 0; i < states.length; i++) {
    if (!Number.isFinite(given.gradient[i])) throw refuse(`a gradient whose number ${i} is ${given.gradient[i]}`);
  }
  return given;
}

export const noStatistics: IntegrationStatistics = {
  accepted: 0,
  rejected: 0,
  evaluations: 0,
  jacobians: 0,
  factorizations: 0,
  solves: 0,
  iterations: 0,
  switches: 0,
  stiffness: 0,
};

/** Counts of two integrations together. */
export function addStatistics(a: IntegrationStatistics, b: IntegrationStatistics): IntegrationStatistics {
  return {
    accepted: a.accepted + b.accepted,
    rejected: a.rejected + b.rejected,
    evaluations: a.evaluations + b.evaluations,
    jacobians: a.jacobians + b.jacobians,
    factorizations: a.factorizations + b.factorizations,
    solves: a.solves + b.solves,
    iterations: a.iterations + b.iterations,
    switches: a.switches + b.switches,
    stiffness: Math.max(a.stiffness, b.stiffness),
  };
}
