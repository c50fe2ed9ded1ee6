import type { Core } from "../../core/core.js";
import { morrisLecarModel, morrisLecarNetworkModel } from "../../neurons/index.js";
import { testProblems } from "../../solvers/problems/index.js";
import { backsolveDeviation, differentiateInterpolating, solveSensitivities } from "../../training/gradients/continuous.js";
import { differentiate, type StateLoss } from "../../training/gradients/index.js";
import type { JobContext } from "../framework/study.js";
import { derivativeByComplexStep, SMALL_STEP, SMALL_STEPS, smallNetwork } from "./complex-step.js";
import { threeCellReference, threeCells } from "./three-cells.js";

export interface ComplexStepResult {
  /** Largest difference of BPTT from complex steps over the largest derivative. */
  readonly error: number;
  readonly derivatives: number;
  readonly largest: number;
}

/** BPTT through 100 steps of four cells, by all weights, against complex steps. */
export function complexStep({ core }: JobContext): ComplexStepResult {
  const { cells, weights, voltage, recovery } = smallNetwork;
  const model = morrisLecarNetworkModel({ type: "current", cells, weights, initial: { voltage, recovery } });
  const times = [SMALL_STEP * SMALL_STEPS];
  const { gradient } = differentiate(core, model, { times, method: "rk4", stepSize: SMALL_STEP }, (states) => ({
    loss: states.reduce((sum, x, i) => (i % 2 === 0 ? sum + x : sum), 0),
    gradient: Float64Array.from(states, (_, i) => (i % 2 === 0 ? 1 : 0)),
  }));
  const byWeight = gradient.subarray(gradient.length - cells * cells);
  // theta holds the weights by target
  const pairs = weights.map((_, at) => {
    const [source, target] = [Math.floor(at / cells), at % cells];
    return [byWeight[target * cells + source]!, derivativeByComplexStep(core, smallNetwork, at)] as const;
  });
  const largest = Math.max(...pairs.map(([, exact]) => Math.abs(exact)));
  const error = Math.max(...pairs.map(([given, exact]) => Math.abs(given - exact))) / largest;
  return { error, derivatives: pairs.length, largest };
}

export const threeCellWays = ["BPTT, fine steps", "interpolating adjoint", "forward sensitivities"] as const;

export interface ThreeCellResult {
  /** Largest relative error of the sixteen known derivatives by way. */
  readonly errors: Readonly<Record<(typeof threeCellWays)[number], number>>;
}

/** The published network of three cells at 100 ms. */
export function threeCellGradients({ core }: JobContext): ThreeCellResult {
  const model = morrisLecarNetworkModel({ ...threeCells, integrals: true });
  const tight = { times: [100], relativeTolerance: 1e-11, absoluteTolerance: 1e-12, method: "dop853" } as const;
  const sensitivities = solveSensitivities(core, model, tight).parameters;
  const errors: Record<(typeof threeCellWays)[number], number> = {
    "BPTT, fine steps": 0,
    "interpolating adjoint": 0,
    "forward sensitivities": 0,
  };
  const note = (way: (typeof threeCellWays)[number], given: number, exact: number) => {
    errors[way] = Math.max(errors[way], Math.abs(given / exact - 1));
  };
  for (const { at, weight, entries } of threeCellReference) {
    const loss = component(at, weight);
    const bptt = differentiate(core, model, { times: [100], method: "rk4", stepSize: 0.01 }, loss).gradient;
    const adjoint = differentiateInterpolating(core, model, tight, loss).gradient;
    for (const [parameter, exact] of entries) {
      note("BPTT, fine steps", bptt[parameter]!, exact);
      note("interpolating adjoint", adjoint[parameter]!, exact);
      note("forward sensitivities", weight * sensitivities[parameter * model.length + at]!, exact);
    }
  }
  return { errors };
}

const component =
  (at: number, weight = 1): StateLoss =>
  (states) => ({
    loss: weight * states[at]!,
    gradient: Float64Array.from(states, (_, i) => (i === at ? weight : 0)),
  });

export interface DeviationRow {
  readonly problem: string;
  readonly tolerance: number;
  /** Relative deviation of the backsolve adjoint's gradient, and of the start it arrives at; null where it failed. */
  readonly gradient: number | null;
  readonly initialState: number | null;
  /** Why it could not go on. */
  readonly failure: string | null;
}

const tolerances = [1e-3, 1e-6, 1e-9] as const;

/** How far backsolving is off the interpolating adjoint at the same tolerances. */
export function backsolveDeviations({ core }: JobContext): readonly DeviationRow[] {
  const cell = morrisLecarModel({ parameters: "snlc", current: 45 });
  const network = morrisLecarNetworkModel({ ...threeCells, integrals: true });
  return tolerances.flatMap((tolerance) => [
    deviation(core, "single cell, 100 ms", cell, { times: [100], method: "dopri5" }, tolerance, component(0)),
    deviation(core, "three cells, 100 ms", network, { times: [100], method: "dopri5" }, tolerance, component(0)),
    deviation(core, "Robertson, to 40", testProblems.rober(), { times: [40], method: "rodas5p" }, tolerance, component(0)),
  ]);
}

function deviation(
  core: Core,
  problem: string,
  model: Parameters<typeof backsolveDeviation>[1],
  options: { readonly times: readonly number[]; readonly method: "dopri5" | "rodas5p" },
  tolerance: number,
  loss: StateLoss,
): DeviationRow {
  const absoluteTolerance = problem.startsWith("Robertson") ? 1e-4 * tolerance : tolerance;
  const all = { ...options, relativeTolerance: tolerance, absoluteTolerance, maximumSteps: 100_000 };
  const { gradient, initialState, failure } = backsolveDeviation(core, model, all, loss);
  const finite = (x: number) => (Number.isFinite(x) ? x : null);
  return { problem, tolerance, gradient: finite(gradient), initialState: finite(initialState), failure: failure?.code ?? null };
}
