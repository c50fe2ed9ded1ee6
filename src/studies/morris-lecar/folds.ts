import { continueCycles, homoclinicOrbit, limitCycle, morrisLecarField } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import type { MorrisLecarSet } from "../../neurons/index.js";
import { recipe } from "./orbits.js";

/** Branches of cycles are followed to their fold: from `current` in `direction`, on the section V = `section`. */
export const foldSearches = {
  "hopf-lower": { set: "hopf", current: 88.3, direction: "down", section: 0, range: [88, 98] },
  "hopf-upper": { set: "hopf", current: 216.8, direction: "up", section: 8, range: [200, 230] },
  snlc: { set: "snlc", current: 115.8, direction: "up", section: 8.5, range: [97, 130] },
  homoclinic: { set: "homoclinic", current: 40.4, direction: "up", section: 5, range: [34, 50] },
} as const satisfies Record<string, FoldSearch>;

interface FoldSearch {
  readonly set: MorrisLecarSet;
  readonly current: number;
  readonly direction: "up" | "down";
  readonly section: number;
  readonly range: readonly [number, number];
}

export type FoldName = keyof typeof foldSearches;

export interface FoldResult {
  readonly set: MorrisLecarSet;
  readonly current: number;
  readonly period: number;
  readonly section: number;
  readonly recovery: number;
  readonly multiplier: number;
}

/** The fold at which a stable and an unstable cycle meet. */
export function findFold(core: Core, name: FoldName): FoldResult {
  const { set, current, direction, section, range } = foldSearches[name];
  const field = morrisLecarField(core, set);
  const at = { value: section };
  const { state } = limitCycle(core, field, { parameter: current, start: recipe[set].start, section: at });
  const sizes = { largestStep: 1, smallestStep: 1e-9 };
  const branch = continueCycles(core, field, {
    parameter: current,
    state,
    section: at,
    range,
    direction,
    untilFold: true,
    ...sizes,
  });
  const fold = branch.folds[0];
  if (!fold) throw new Error(`The branch of cycles ${name} ends (${branch.end}) before a fold.`);
  const { parameter, period, state: on, multipliers } = fold;
  return { set, current: parameter, period, section, recovery: on[1]!, multiplier: multipliers[0]!.re };
}

export interface HomoclinicResult {
  readonly current: number;
  readonly saddleVoltage: number;
  readonly saddleRecovery: number;
  /** 1 / the saddle's unstable eigenvalue, ms: T is about -this log(I - I_c). */
  readonly periodPerLogarithm: number;
  readonly saddleQuantity: number;
}

export function findHomoclinic(core: Core): HomoclinicResult {
  const orbit = homoclinicOrbit(core, morrisLecarField(core, "homoclinic"), { between: [34.5, 36] });
  return {
    current: orbit.parameter,
    saddleVoltage: orbit.saddle.state[0]!,
    saddleRecovery: orbit.saddle.state[1]!,
    periodPerLogarithm: orbit.periodPerLogarithm,
    saddleQuantity: orbit.saddleQuantity,
  };
}
