import {
  continueRestStates,
  type LimitCycle,
  limitCycle,
  morrisLecarField,
  restBifurcations,
  restStates,
} from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import { cos, power } from "../../numeric/portable/index.js";
import { backward, grid, orRest, recipe } from "./orbits.js";

export const diagramSets = ["hopf", "snlc", "homoclinic"] as const;
export type DiagramSet = (typeof diagramSets)[number];

/** Ranges of I that the diagrams show, uA/cm2. */
export const diagramRanges: Readonly<Record<DiagramSet, readonly [number, number]>> = {
  hopf: [60, 240],
  snlc: [-20, 130],
  homoclinic: [-20, 60],
};

/**
 * Where the stable cycles of a set are (uA/cm2): from `least` or, if it is not a fold, from a distance of `from` above it; and the unstable ones between
 * a Hopf point and a fold, [Hopf, fold]. Values are rounded inward: the exact ones come from jobs of their own.
 */
const cycleRanges: Readonly<
  Record<
    DiagramSet,
    {
      readonly stable: readonly [number, number];
      readonly infinite: boolean;
      readonly unstable: readonly (readonly [number, number])[];
    }
  >
> = {
  hopf: {
    stable: [88.2935, 216.899],
    infinite: false,
    unstable: [
      [93.8576, 88.2935],
      [212.0188, 216.899],
    ],
  },
  snlc: { stable: [39.963153, 115.948], infinite: true, unstable: [[97.6462, 115.948]] },
  homoclinic: { stable: [35.0067342, 40.5933], infinite: true, unstable: [[36.3162, 40.5933]] },
};

export interface DiagramInput {
  readonly set: DiagramSet;
  readonly points: number;
}

export interface DiagramResult {
  /** Pieces of the curve of rest states between which stability changes: I, V along each. */
  readonly rest: readonly {
    readonly stable: boolean;
    readonly current: readonly number[];
    readonly voltage: readonly number[];
  }[];
  /** Branches of cycles in order of I: extrema of V (mV) and period (ms). */
  readonly cycles: readonly {
    readonly stable: boolean;
    readonly current: readonly number[];
    readonly least: readonly number[];
    readonly greatest: readonly number[];
    readonly period: readonly number[];
  }[];
}

const rough = { relativeTolerance: 1e-9 } as const;

export function bifurcationDiagram(core: Core, { set, points }: DiagramInput): DiagramResult {
  const { stable, infinite, unstable } = cycleRanges[set];
  const [low, high] = stable;
  const middle = (low + high) / 2;
  const half = Math.ceil(points / 2);
  // towards folds as the square of the index, since extrema go with the root of the distance; towards infinite periods as a power
  const upper = grid(0, 1, half).map((u) => high - (high - middle) * u * u);
  const lower = grid(0, 1, half).map((u) => low + (middle - low) * (infinite ? power(10, -4.5 * (1 - u)) : u * u));
  const births = restBifurcations(morrisLecarField(core, set)).filter((point) => point.type === "hopf");
  return {
    rest: restCurve(core, set),
    cycles: [
      branchOf(true, stableCycles(core, set, [...lower, ...upper.reverse().slice(1)])),
      ...unstable.map(([hopf, fold]) => {
        // dense at both ends, from 2 % on: next to the Hopf point cycles attract (backward) too slowly
        const shares = grid(0.09, 1, half + 1).map((u) => (1 - cos(Math.PI * u)) / 2);
        const currents = [
          ...shares.map((share) => hopf + (fold - hopf) * share),
          ...CANARDS.filter((x) => set === "hopf" && fold < x && x < hopf),
        ];
        const cycles = currents.sort((a, b) => (a - b) * (fold - hopf)).map((current) => unstableCycle(core, set, current));
        const birth = births.find(({ parameter }) => Math.abs(parameter - hopf) < 1e-3)!;
        const at = { parameter: birth.parameter, period: birth.period, minima: birth.state, maxima: birth.state };
        return branchOf(false, [at, ...cycles.filter((cycle) => cycle !== undefined)]);
      }),
    ],
  };
}

/** Where the unstable cycles of the Hopf set grow fast with I, uA/cm2. */
const CANARDS = [88.295, 88.3, 88.32, 88.36, 88.4, 88.42, 88.44, 88.47, 88.7, 88.9];

type Extent = Pick<LimitCycle, "parameter" | "period" | "minima" | "maxima">;

const branchOf = (stable: boolean, cycles: readonly Extent[]) => ({
  stable,
  current: cycles.map(({ parameter }) => parameter),
  least: cycles.map(({ minima }) => minima[0]!),
  greatest: cycles.map(({ maxima }) => maxima[0]!),
  period: cycles.map(({ period }) => period),
});

/** Stable cycles at currents in ascending order, each search from the cycle before. */
function stableCycles(core: Core, set: DiagramSet, currents: readonly number[]): LimitCycle[] {
  const field = morrisLecarField(core, set);
  const cycles: LimitCycle[] = [];
  for (const parameter of currents) {
    const start = cycles.at(-1)?.state ?? recipe[set].start;
    const options = { parameter, start, section: { value: recipe[set].section }, transient: 2000, longestPeriod: 5000, ...rough };
    const cycle = orRest(() => limitCycle(core, field, options));
    if (cycle) cycles.push(cycle);
  }
  return cycles;
}

/** An unstable cycle around a stable focus attracts backward in time. */
function unstableCycle(core: Core, set: DiagramSet, current: number) {
  const field = morrisLecarField(core, set);
  const focus = restStates(field, current).at(-1)!.state;
  const start = [focus[0]! + 0.5, focus[1]!];
  const section = { value: focus[0]! };
  return orRest(() => limitCycle(core, backward(field), { parameter: current, start, section, transient: 5000, ...rough }));
}

function restCurve(core: Core, set: DiagramSet): DiagramResult["rest"] {
  const field = morrisLecarField(core, set);
  const range = diagramRanges[set];
  const { state } = restStates(field, range[0])[0]!;
  const { points } = continueRestStates(field, { parameter: range[0], state, range, direction: "up", largestStep: 0.5 });
  const special = restBifurcations(field)
    .filter(({ type }) => type !== "neutral-saddle")
    .map(({ parameter, state }) => ({ current: parameter, voltage: state[0]! }));
  const pieces: { stable: boolean; current: number[]; voltage: number[] }[] = [];
  let last: (typeof points)[number] | undefined;
  for (const point of points) {
    const before = pieces.at(-1);
    if (!before || before.stable !== point.stable) {
      const next = { stable: point.stable, current: [] as number[], voltage: [] as number[] };
      // the pieces meet at the bifurcation between them
      const [a, b] = [last?.state[0] ?? point.state[0]!, point.state[0]!];
      const meeting = special.find(({ voltage }) => (voltage - a) * (voltage - b) <= 0);
      if (last && meeting) {
        for (const piece of [before!, next]) {
          piece.current.push(meeting.current);
          piece.voltage.push(meeting.voltage);
        }
      }
      pieces.push(next);
    }
    pieces.at(-1)!.current.push(point.parameter);
    pieces.at(-1)!.voltage.push(point.state[0]!);
    last = point;
  }
  return pieces;
}
