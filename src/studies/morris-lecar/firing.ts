import { firingCurve, morrisLecarField, restBifurcations } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import type { MorrisLecarSet } from "../../neurons/index.js";
import { log10, power } from "../../numeric/portable/index.js";
import { cycleOf, grid, recipe } from "./orbits.js";
import { periods } from "./references.js";

export interface PeriodRow {
  readonly current: number;
  readonly period: number;
  readonly frequency: number;
  readonly recovery: number;
  readonly multiplier: number;
  readonly voltage: readonly [number, number];
  readonly recoveries: readonly [number, number];
}

/** Periods of a set at the currents of {@link periods}. */
export function periodsOf(core: Core, { set }: { readonly set: MorrisLecarSet }): PeriodRow[] {
  return periods
    .filter((row) => row.set === set)
    .map(({ current }) => {
      const { period, frequency, state, multipliers, minima, maxima } = cycleOf(core, set, current);
      return {
        current,
        period,
        frequency,
        recovery: state[1]!,
        multiplier: multipliers[0]!.re,
        voltage: [minima[0]!, maxima[0]!],
        recoveries: [minima[1]!, maxima[1]!],
      };
    });
}

export interface FiringResult {
  /** Sweep: from rest or back; I (uA/cm2) and Hz at each point. */
  readonly curves: readonly {
    readonly sweep: "up" | "down";
    readonly current: readonly number[];
    readonly frequency: readonly number[];
  }[];
  /** Where firing begins in the theory: I of the SNIC and K, or null. */
  readonly snic: { readonly current: number; readonly passageConstant: number } | null;
}

/** Type I: firing starts at rate 0, at a SNIC. */
export function firingOfTypeI(core: Core, points: number): FiringResult {
  const field = morrisLecarField(core, "snlc");
  const snic = restBifurcations(field)
    .filter((point) => point.type === "saddle-node")
    .reduce((a, b) => (a.parameter > b.parameter ? a : b));
  const { parameter, passageConstant } = snic;
  const inputs = [
    ...grid(25, 39.9, 4),
    // a distance of 1e-3 to 70, evenly on a logarithmic scale; at the first the period is 5.6 s
    ...grid(-3, log10(70), 2 * points).map((exponent) => parameter + power(10, exponent)),
  ];
  const curve = firingCurve(core, field, inputs, {
    start: recipe.snlc.start,
    transient: 6000,
    longestPeriod: 20_000,
    relativeTolerance: 1e-10,
  });
  return {
    curves: [{ sweep: "up", current: inputs, frequency: curve.map(({ frequency }) => frequency) }],
    snic: { current: parameter, passageConstant },
  };
}

/** Type II: firing starts at a finite rate, and stops at a lower current than it starts at. */
export function firingOfTypeII(core: Core, points: number): FiringResult {
  const field = morrisLecarField(core, "hopf");
  const low = grid(80, 88, 4);
  const both = [88.3, 88.5, ...grid(89, 93.5, Math.max(6, Math.round(points / 2)))];
  const high = grid(94, 150, points);
  const inputs = [...low, ...both, ...high];
  const options = { transient: 3000, relativeTolerance: 1e-10 } as const;
  // up: each from next to the rest state at I = 90, whose basin it is in while that is stable
  const up = firingCurve(core, field, inputs, { ...options, start: [-26.6, 0.129] });
  const down = firingCurve(core, field, [...inputs].reverse(), { ...options, start: recipe.hopf.start, follow: true }).reverse();
  const frequencies = (curve: typeof up) => curve.map(({ frequency }) => frequency);
  return {
    curves: [
      { sweep: "up", current: inputs, frequency: frequencies(up) },
      { sweep: "down", current: inputs, frequency: frequencies(down) },
    ],
    snic: null,
  };
}
