import type { Core } from "../../core/core.js";
import { type MorrisLecarSet, morrisLecarModel, morrisLecarNetworkModel } from "../../neurons/index.js";
import { solve } from "../../solvers/index.js";
import { tight } from "./orbits.js";

/** Starts in different basins at one current. */
export const basins = [
  {
    id: "hopf-rest",
    set: "hopf",
    current: 90,
    start: [-26.6, 0.129],
    fires: false,
    voltage: -26.596866969698326,
    tolerance: 1e-3,
  },
  { id: "hopf-fires", set: "hopf", current: 90, start: [30, 0], fires: true },
  { id: "homoclinic-fires", set: "homoclinic", current: 38, start: [16, 0.25], fires: true },
  // weakly damped
  { id: "homoclinic-focus", set: "homoclinic", current: 38, start: [4, 0.3], fires: false, voltage: 4.5475, tolerance: 1e-2 },
  { id: "homoclinic-rest", set: "homoclinic", current: 38, start: [0, 0], fires: false, voltage: -34.4597, tolerance: 1e-3 },
] as const satisfies readonly Basin[];

interface Basin {
  readonly id: string;
  readonly set: MorrisLecarSet;
  readonly current: number;
  readonly start: readonly [number, number];
  readonly fires: boolean;
  readonly voltage?: number;
  readonly tolerance?: number;
}

export interface AttractorRow {
  /** V and w at 3000 ms. */
  readonly voltage: number;
  readonly recovery: number;
  /** Greatest less least V in the last 200 ms. */
  readonly range: number;
}

export interface AttractorsResult {
  /** In the order of {@link basins}. */
  readonly rows: readonly AttractorRow[];
  /** Period of a cell in a network of type "current" without weights and bias, ms. */
  readonly isolatedPeriod: number;
}

export function attractors(core: Core): AttractorsResult {
  const rows = basins.map(({ set, current, start }) => {
    const model = morrisLecarModel({ parameters: set, current, initial: start });
    const times = [0, ...Array.from({ length: 2001 }, (_, i) => 2800 + i / 10)];
    const { states } = solve(core, model, { ...tight, relativeTolerance: 1e-10, times });
    const voltages = states.slice(1).map((state) => state[0]!);
    const [voltage, recovery] = states.at(-1)!;
    return { voltage: voltage!, recovery: recovery!, range: Math.max(...voltages) - Math.min(...voltages) };
  });
  return { rows, isolatedPeriod: isolatedPeriod(core) };
}

/** z = 0: the network's cells get 39.9 uA/cm2 each, just above the SNIC of their parameters. */
function isolatedPeriod(core: Core): number {
  const model = morrisLecarNetworkModel({ type: "current", cells: 2, weights: [0, 0, 0, 0], bias: 0 });
  const event = { component: 0, threshold: 0, crossing: "rising", stopAfter: 21, required: true } as const;
  const { events } = solve(core, model, { ...tight, end: 20_000, record: "end", events: [event] });
  // the first ten are left to the transient
  return (events.at(-1)!.time - events.at(-11)!.time) / 10;
}
