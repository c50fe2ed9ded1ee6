import type { Core } from "../../core/core.js";
import { InputError, SolverError } from "../../core/errors.js";
import { type MorrisLecarParameters, morrisLecarModel } from "../../neurons/index.js";
import type { Model } from "../../solvers/model.js";
import { differentiateBacksolve } from "../gradients/continuous-backsolve.js";
import { differentiateInterpolating } from "../gradients/continuous-interpolating.js";
import { differentiateForward } from "../gradients/continuous-sensitivities.js";
import { createGradient, differentiate, type StateLoss } from "../gradients/discrete-gradient.js";
import type { GradientRequest } from "../problem.js";

/** A cell's run. */
export interface SingleCellRun {
  readonly parameters: MorrisLecarParameters;
  /** uA/cm2 */
  readonly current: number;
  /** V, mV, and w */
  readonly initial: readonly [number, number];
  /** Samples fall on each whole ms up to this. */
  readonly duration: number;
  /** Steps of RK4, ms. */
  readonly dt: number;
  /** In place of them, Bogacki-Shampine 3(2) at this relative and absolute tolerance. */
  readonly tolerance: number | undefined;
  /** Of the backsolve adjoint: begins each ms with the state of the run forward. */
  readonly keepStates: boolean;
}

/** Loss of V after 1, 2, ... ms, and its gradient by them. */
export type VoltageLoss = (voltages: Float64Array) => { readonly loss: number; readonly gradient: Float64Array };

/** V after 1, 2, ... ms, mV. */
export function singleCellVoltages(core: Core, run: SingleCellRun): Float64Array {
  const gradient = createGradient(core, modelOf(run), stepsOf(run));
  try {
    return everyOther(gradient.simulate());
  } finally {
    gradient.dispose();
  }
}

/** The loss and its derivative by the current; NaN where a continuous adjoint's integration fails. */
export function singleCellGradient(
  core: Core,
  run: SingleCellRun,
  voltageLoss: VoltageLoss,
  { method, window, checkpoints }: GradientRequest,
): { readonly loss: number; readonly byCurrent: number } {
  const model = modelOf(run);
  const steps = stepsOf(run);
  let known = Number.NaN;
  const loss: StateLoss = (states) => {
    const { loss, gradient } = voltageLoss(everyOther(states));
    known = loss;
    const byStates = new Float64Array(states.length);
    gradient.forEach((value, k) => {
      byStates[2 * k] = value;
    });
    return { loss, gradient: byStates };
  };
  const take = () => {
    if (method === "backsolve-adjoint")
      return differentiateBacksolve(core, model, { ...steps, keepStates: run.keepStates }, loss);
    if (method === "interpolating-adjoint") return differentiateInterpolating(core, model, steps, loss);
    if (method === "forward-sensitivity") return differentiateForward(core, model, steps, loss);
    const truncated = method === "truncated-backpropagation";
    if (truncated && window === undefined) throw new InputError("request.window", window, "given: steps that are gone back");
    return differentiate(
      core,
      model,
      { ...steps, ...(truncated ? { window: window! } : {}), ...(checkpoints === undefined ? {} : { checkpoints }) },
      loss,
    );
  };
  try {
    const { loss, gradient } = take();
    return { loss, byCurrent: gradient.at(-1)! }; // theta: the twelve parameters, then the current
  } catch (error) {
    if (error instanceof SolverError) return { loss: known, byCurrent: Number.NaN };
    throw error;
  }
}

function modelOf({ parameters, current, initial }: SingleCellRun): Model {
  return morrisLecarModel({ parameters: { set: "authors", ...parameters }, current, initial });
}

function stepsOf({ duration, dt, tolerance }: SingleCellRun) {
  const times = Float64Array.from({ length: duration }, (_, k) => k + 1);
  if (tolerance === undefined) return { times, method: "rk4", stepSize: dt } as const;
  return { times, method: "bs3", relativeTolerance: tolerance, absoluteTolerance: tolerance } as const;
}

/** V of states (V, w). */
function everyOther(states: Float64Array): Float64Array {
  return Float64Array.from({ length: states.length / 2 }, (_, k) => states[2 * k]!);
}
