import type { Core } from "../../core/core.js";
import {
  createMorrisLecarEnsemble,
  type MorrisLecarChoice,
  type MorrisLecarStepper,
  morrisLecarModel,
  morrisLecarSteppers,
} from "../../neurons/index.js";
import { solve } from "../../solvers/index.js";
import { tight } from "./orbits.js";

/** Steps, ms, that divide {@link STEPPERS_TIME}. */
export const stepperSteps = [0.4, 0.2, 0.1, 0.05, 0.025, 0.0125] as const;
/** ms */
export const STEPPERS_TIME = 50;
/** Long steps, ms, for the test of stability. */
export const longSteps = [4, 8, 20] as const;

export interface SteppersInput {
  readonly cell: MorrisLecarChoice;
  readonly current: number;
  readonly voltage: number;
  readonly recovery: number;
}

export interface SteppersResult {
  readonly reference: readonly [number, number];
  /** Errors of V (mV) and w at {@link STEPPERS_TIME}, for each of {@link stepperSteps}; null where the run did not stay finite. */
  readonly errors: Readonly<Record<MorrisLecarStepper, readonly (readonly [number, number] | null)[]>>;
}

export function stepperErrors(core: Core, { cell, current, voltage, recovery }: SteppersInput): SteppersResult {
  const model = morrisLecarModel({ parameters: cell, current, initial: [voltage, recovery] });
  const { state } = solve(core, model, { ...tight, relativeTolerance: 1e-13, end: STEPPERS_TIME, record: "end" });
  const error = (stepper: MorrisLecarStepper, dt: number): readonly [number, number] | null => {
    const ensemble = createMorrisLecarEnsemble(core, {
      cells: 1,
      parameters: cell,
      current,
      initial: { voltage, recovery },
      stepper,
      dt,
    });
    try {
      ensemble.run(STEPPERS_TIME);
      if (ensemble.failures.length > 0) return null;
      return [Math.abs(ensemble.voltages[0]! - state[0]!), Math.abs(ensemble.recoveries[0]! - state[1]!)];
    } finally {
      ensemble.dispose();
    }
  };
  const errors = morrisLecarSteppers.map((stepper) => [stepper, stepperSteps.map((dt) => error(stepper, dt))]);
  return { reference: [state[0]!, state[1]!], errors: Object.fromEntries(errors) };
}

export interface StabilityRow {
  readonly stepper: MorrisLecarStepper;
  readonly dt: number;
  /** Extremes of V, mV; null if the run did not stay finite. */
  readonly least: number | null;
  readonly greatest: number | null;
  /** Upward crossings of 0 mV in 2000 ms. */
  readonly spikes: number;
  /** ms, when it ceased to be finite. */
  readonly failed: number | null;
}

/** 2000 ms of the SNLC cell at I = 45 with steps beyond the explicit methods' limit. */
export function longStepRuns(core: Core): StabilityRow[] {
  return longSteps.flatMap((dt) =>
    morrisLecarSteppers.map((stepper) => {
      const ensemble = createMorrisLecarEnsemble(core, { cells: 1, parameters: "snlc", current: 45, stepper, dt, threshold: 0 });
      const { voltages } = ensemble.run(2000, { every: 1 });
      const failed = ensemble.failures[0]?.time ?? null;
      const spikes = ensemble.spikeCounts[0]!;
      ensemble.dispose();
      const [least, greatest] = failed === null ? [Math.min(...voltages), Math.max(...voltages)] : [null, null];
      return { stepper, dt, least, greatest, spikes, failed };
    }),
  );
}

/** How many numbers differ if eight cells run again, and if they are split over 2, 4 and 8 ensembles, all steppers together. */
export function differingBits(core: Core): { readonly compared: number; readonly differing: number } {
  const cells = 8;
  const currents = Array.from({ length: cells }, (_, i) => 38 + 2 * i);
  const run = (stepper: MorrisLecarStepper, parts: number) => {
    const size = cells / parts;
    return Array.from({ length: parts }, (_, part) => {
      const current = currents.slice(part * size, (part + 1) * size);
      const ensemble = createMorrisLecarEnsemble(core, { cells: size, parameters: "snlc", current, stepper, dt: 0.1 });
      ensemble.run(100);
      const state = Array.from({ length: size }, (_, i) => [ensemble.voltages[i]!, ensemble.recoveries[i]!]);
      ensemble.dispose();
      return state;
    }).flat(2);
  };
  let [compared, differing] = [0, 0];
  for (const stepper of morrisLecarSteppers) {
    const first = run(stepper, 1);
    for (const parts of [1, 2, 4, 8]) {
      const again = run(stepper, parts);
      compared += again.length;
      differing += again.filter((x, i) => !Object.is(x, first[i])).length;
    }
  }
  return { compared, differing };
}
