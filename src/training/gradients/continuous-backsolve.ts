import type { Core } from "../../core/core.js";
import { InputError, type IntegrationStatistics } from "../../core/errors.js";
import type { Model } from "../../solvers/model.js";
import {
  addStatistics,
  type CheckedContinuous,
  type ContinuousGradient,
  type ContinuousOptions,
  checkContinuous,
  lossOf,
  noStatistics,
} from "./continuous-options.js";
import { ContinuousSession, integrationOptions, withAdjointTolerance } from "./continuous-session.js";
import type { StateLoss } from "./discrete-gradient.js";

export interface BacksolveOptions extends ContinuousOptions {
  /**
   * Takes the state of the run forward at each of `times` on the way back, as torchdiffeq does, so that errors of states grow between two of them alone.
   * Default false: states come back all the way.
   */
  readonly keepStates?: boolean;
}

export interface BacksolveGradient extends ContinuousGradient {
  /** y(start) as it came out of the integration backward: how far it is from the true one shows what the gradient is worth. */
  readonly initialState: Float64Array;
}

/**
 * A loss of a model's states at `options.times` and its gradient by the backsolve adjoint,
 *
 *     y' = f ,  a' = -(df/dy)^T a ,  g' = -(df/dtheta)^T a   backward in time, a growing by dloss/dy at each of `times` ,
 *
 * in which the states come again from an integration backward. Without `keepStates` it needs next to no memory, but is right only where that integration is: not for stiff or
 * dissipative models, whose backward solutions grow without bound. {@link backsolveDeviation} says how far off it is. Of interest as what is
 * commonly meant by the adjoint method of neural ODEs (R. T. Q. Chen et al., NeurIPS 2018).
 *
 * Errors: InputError; SolverError, named "The backsolve adjoint of ...", where the integration backward cannot go on; what `loss` throws.
 */
export function differentiateBacksolve(core: Core, model: Model, options: BacksolveOptions, loss: StateLoss): BacksolveGradient {
  const { keepStates = false, ...rest } = options;
  if (typeof keepStates !== "boolean") throw new InputError("keepStates", keepStates, "true or false");
  const checked = checkContinuous(model, rest);
  const session = new ContinuousSession(core, model, checked);
  try {
    const { states, statistics } = forwardStates(session, checked);
    const given = lossOf(loss, states);
    const n = model.length;
    const p = session.parameters;
    const problem = session.gradientProblem((address, system) => core.exports.backsolveProblem(address, system));
    const tolerances = withAdjointTolerance(checked, n + p);
    const backward = session.integration(`The backsolve adjoint of ${model.name}`, 2 * n + p, problem, {
      ...integrationOptions(checked, checked.adjointMethod, tolerances),
      record: "end",
    });
    const { times, start } = checked;
    let state = new Float64Array(2 * n + p);
    let counted = noStatistics;
    state.set(states.subarray(-n));
    for (let k = times.length - 1; k >= 0; k--) {
      if (keepStates) state.set(states.subarray(k * n, (k + 1) * n));
      for (let i = 0; i < n; i++) state[n + i]! += given.gradient[k * n + i]!;
      const end = k > 0 ? times[k - 1]! : start;
      if (end === times[k]) continue;
      const result = backward.run(state, times[k]!, end);
      state = Float64Array.from(result.state);
      counted = addStatistics(counted, result.statistics);
    }
    return {
      loss: given.loss,
      states,
      gradient: state.slice(2 * n),
      initialGradient: state.slice(n, 2 * n),
      initialState: state.slice(0, n),
      forward: statistics,
      backward: counted,
    };
  } finally {
    session.dispose();
  }
}

/** The states at the output times, with steps that end there. Errors: InputError, SolverError. */
export function forwardStates(
  session: ContinuousSession,
  checked: CheckedContinuous,
): { states: Float64Array; statistics: IntegrationStatistics } {
  const { model, problem } = session;
  const { times, start, initial } = checked;
  const options = { ...integrationOptions(checked, checked.method, checked.stateTolerances), record: "end" as const };
  const integration = session.integration(model.name, model.length, problem, options);
  const states = new Float64Array(times.length * model.length);
  let statistics = noStatistics;
  let [state, time] = [initial, start];
  for (const [k, end] of times.entries()) {
    if (end !== time) {
      const result = integration.run(state, time, end);
      statistics = addStatistics(statistics, result.statistics);
      [state, time] = [Float64Array.from(result.state), end];
    }
    states.set(state, k * model.length);
  }
  return { states, statistics };
}
