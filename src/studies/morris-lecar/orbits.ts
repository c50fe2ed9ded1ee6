import { type LimitCycle, limitCycle, morrisLecarField, type NeuronField, type VectorField } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import { MicrocircuitError } from "../../core/errors.js";
import type { MorrisLecarSet } from "../../neurons/index.js";

/** Where runs start that end on the cycle of a set, and the section (V rising through it) on which its period is measured. */
export const recipe: Readonly<Record<MorrisLecarSet, { readonly start: readonly [number, number]; readonly section: number }>> = {
  hopf: { start: [30, 0], section: 0 },
  snlc: { start: [-20, 0.1], section: 0 },
  snlcFifteenth: { start: [-20, 0.1], section: 0 },
  authors: { start: [-20, 0.1], section: 0 },
  homoclinic: { start: [14, 0.3], section: 5 },
};

/** The cycle of a set; 3000 ms of transient, 6000 ms near a SNIC. */
export function cycleOf(
  core: Core,
  set: MorrisLecarSet,
  current: number,
  options: { readonly relativeTolerance?: number } = {},
): LimitCycle {
  const { start, section } = recipe[set];
  const slow = set !== "hopf" && set !== "homoclinic" && current < 41;
  const transient = slow ? 6000 : 3000;
  return limitCycle(core, morrisLecarField(core, set), {
    parameter: current,
    start,
    section: { value: section },
    transient,
    ...options,
  });
}

/** What `find` finds, or undefined where an orbit comes to rest. */
export function orRest<T>(find: () => T): T | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof MicrocircuitError && error.code === "no-cycle") return undefined;
    throw error;
  }
}

/** y' = -f(y): time runs backward, so that the unstable cycles and foci of a planar field attract. */
export function backward(field: NeuronField): VectorField {
  const negative = (out: Float64Array) => {
    for (let i = 0; i < out.length; i++) out[i] = -out[i]!;
  };
  return {
    name: `${field.name}, backward in time`,
    length: field.length,
    ...(field.components ? { components: field.components } : {}),
    ...(field.scales ? { scales: field.scales } : {}),
    derivative(state, parameter, out) {
      field.derivative(state, parameter, out);
      negative(out);
    },
    jacobian(state, parameter, out) {
      field.jacobian!(state, parameter, out);
      negative(out);
    },
    parameterDerivative(state, parameter, out) {
      field.parameterDerivative!(state, parameter, out);
      negative(out);
    },
  };
}

/** Tolerances of runs. */
export const tight = { method: "dop853", relativeTolerance: 1e-12, absoluteTolerance: 1e-13, maximumSteps: 1e7 } as const;
export const fine = { method: "dop853", relativeTolerance: 1e-9, absoluteTolerance: 1e-10, maximumSteps: 1e7 } as const;

export const grid = (low: number, high: number, count: number): number[] =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
