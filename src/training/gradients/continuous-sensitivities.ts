import type { Core } from "../../core/core.js";
import { InputError, type IntegrationStatistics } from "../../core/errors.js";
import { methods } from "../../solvers/methods.js";
import type { Model } from "../../solvers/model.js";
import {
  addStatistics,
  type ContinuousGradient,
  type ContinuousOptions,
  checkContinuous,
  lossOf,
  noStatistics,
} from "./continuous-options.js";
import { ContinuousSession, integrationOptions, withAdjointTolerance } from "./continuous-session.js";
import type { StateLoss } from "./discrete-gradient.js";

export type SensitivityOptions = Omit<ContinuousOptions, "adjointMethod">;

/** States with their derivatives. */
export interface Sensitivities {
  /** A state for each of `times`, one after the other. */
  readonly states: Float64Array;
  /** dy/dtheta at each of `times`: parameters x numbers of the state. */
  readonly parameters: Float64Array;
  /** dy/dy(start) at each of `times`: numbers of the first state x numbers of the state. */
  readonly initial: Float64Array;
  readonly statistics: IntegrationStatistics;
}

/**
 * The states of a model at `options.times` with their sensitivities, S' = (df/dy) S + df/dtheta, all in one integration of n (1 + p + n) numbers whose errors are all
 * controlled. Implicit methods factor a matrix of that size, but for "ros2", "ros34pw2" and "rosenbrock23": these keep their order with the model's own
 * Jacobian alone, a block of n numbers for each column. Errors: InputError, SolverError.
 */
export function solveSensitivities(core: Core, model: Model, options: SensitivityOptions): Sensitivities {
  const { adjointMethod } = options as ContinuousOptions;
  if (adjointMethod !== undefined)
    throw new InputError("adjointMethod", adjointMethod, "left out: sensitivities are integrated forward");
  const checked = checkContinuous(model, options);
  const n = model.length;
  const session = new ContinuousSession(core, model, checked, (parameters) => parameters + n);
  try {
    const p = session.parameters;
    const length = n * (1 + p + n);
    const problem = session.gradientProblem((address, system) => core.exports.sensitivityProblem(address, system));
    const method = methods[checked.method] as { readonly anyJacobian?: boolean } | undefined;
    const integration = session.integration(`${model.name} with sensitivities`, length, problem, {
      ...integrationOptions(checked, checked.method, withAdjointTolerance(checked, length - n)),
      record: "end",
      ...(method?.anyJacobian && { jacobianBlock: n }),
    });
    const { times, start } = checked;
    const results = {
      states: new Float64Array(times.length * n),
      parameters: new Float64Array(times.length * p * n),
      initial: new Float64Array(times.length * n * n),
    };
    let statistics = noStatistics;
    let state = new Float64Array(length);
    state.set(checked.initial);
    for (let i = 0; i < n; i++) state[n * (1 + p + i) + i] = 1;
    let time = start;
    for (const [k, end] of times.entries()) {
      if (end !== time) {
        const result = integration.run(state, time, end);
        statistics = addStatistics(statistics, result.statistics);
        [state, time] = [Float64Array.from(result.state), end];
      }
      results.states.set(state.subarray(0, n), k * n);
      results.parameters.set(state.subarray(n, n * (1 + p)), k * p * n);
      results.initial.set(state.subarray(n * (1 + p)), k * n * n);
    }
    return { ...results, statistics };
  } finally {
    session.dispose();
  }
}

/**
 * A loss of a model's states at `options.times` and its gradient by forward sensitivities ({@link solveSensitivities}): best for up to some tens of parameters, and
 * for many losses of the same run. Errors: InputError, SolverError; what `loss` throws.
 */
export function differentiateForward(core: Core, model: Model, options: SensitivityOptions, loss: StateLoss): ContinuousGradient {
  const { states, parameters, initial, statistics } = solveSensitivities(core, model, options);
  const given = lossOf(loss, states);
  const outputs = states.length / model.length;
  return {
    loss: given.loss,
    states,
    gradient: contract(given.gradient, parameters, outputs, model.length),
    initialGradient: contract(given.gradient, initial, outputs, model.length),
    forward: statistics,
    backward: noStatistics,
  };
}

/** Sum over outputs and numbers of the state of gradient[k][i] columns[k][c][i], for each column c. */
function contract(gradient: ArrayLike<number>, columns: Float64Array, outputs: number, n: number): Float64Array {
  const count = columns.length / (outputs * n);
  const sums = new Float64Array(count);
  for (let k = 0; k < outputs; k++) {
    for (let c = 0; c < count; c++) {
      for (let i = 0; i < n; i++) sums[c]! += gradient[k * n + i]! * columns[(k * count + c) * n + i]!;
    }
  }
  return sums;
}
