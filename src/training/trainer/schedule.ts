import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";

/** How learning rates change: each is multiplied by a factor, 1 at the start. */
export type Schedule =
  | { readonly kind: "constant" }
  /** Half a period of the cosine from 1 down to `final` (default 0) in so many iterations, `final` from there on. */
  | { readonly kind: "cosine"; readonly iterations: number; readonly final?: number }
  /**
   * Times `factor` (default 0.5) whenever `patience` losses on end were not lower than the lowest by more than `threshold` (relative, default
   * 1e-4); not below `minimum` (default 0). Losses: of each validation, or without, of each iteration.
   */
  | {
      readonly kind: "plateau";
      readonly patience: number;
      readonly factor?: number;
      readonly threshold?: number;
      readonly minimum?: number;
    };

const keys = {
  constant: [],
  cosine: ["iterations", "final"],
  plateau: ["patience", "factor", "threshold", "minimum"],
} as const;

/** Numbers of a schedule that change; a checkpoint holds them. */
export interface ScheduleState {
  factor: number;
  lowest: number;
  idle: number;
}

export const newScheduleState = (): ScheduleState => ({ factor: 1, lowest: Number.POSITIVE_INFINITY, idle: 0 });

export function checkSchedule(field: string, schedule: Schedule): Schedule {
  const kind = checkOneOf(`${field}.kind`, schedule?.kind, Object.keys(keys) as (keyof typeof keys)[]);
  checkKeys(field, schedule, ["kind", ...keys[kind]]);
  if (schedule.kind === "cosine") {
    checkNumber(`${field}.iterations`, schedule.iterations, { min: 1, integer: true });
    checkNumber(`${field}.final`, schedule.final ?? 0, { min: 0, max: 1 });
  }
  if (schedule.kind === "plateau") {
    checkNumber(`${field}.patience`, schedule.patience, { min: 1, integer: true });
    checkNumber(`${field}.factor`, schedule.factor ?? 0.5, { above: 0, below: 1 });
    checkNumber(`${field}.threshold`, schedule.threshold ?? 1e-4, { min: 0, below: 1 });
    checkNumber(`${field}.minimum`, schedule.minimum ?? 0, { min: 0, max: 1 });
  }
  return schedule;
}

/** The factor of iteration `iteration`. */
export function scheduleFactor(core: Core, schedule: Schedule, state: ScheduleState, iteration: number): number {
  if (schedule.kind === "plateau") return state.factor;
  if (schedule.kind === "constant") return 1;
  // final + (1 - final) (1 + cos(pi i / I)) / 2
  const { iterations, final = 0 } = schedule;
  if (iteration >= iterations) return final;
  const cosine = core.call((e) => e.cos((Math.PI * iteration) / iterations));
  return final + ((1 - final) * (1 + cosine)) / 2;
}

/** Takes a loss that the schedule watches. NaN counts as no improvement. */
export function observeLoss(schedule: Schedule, state: ScheduleState, loss: number): void {
  if (schedule.kind !== "plateau") return;
  const { patience, factor = 0.5, threshold = 1e-4, minimum = 0 } = schedule;
  if (
    loss < state.lowest - threshold * Math.abs(state.lowest) ||
    (state.lowest === Number.POSITIVE_INFINITY && loss < state.lowest)
  ) {
    state.lowest = loss;
    state.idle = 0;
    return;
  }
  state.idle += 1;
  if (state.idle < patience) return;
  state.factor = Math.max(minimum, state.factor * factor);
  state.idle = 0;
}
