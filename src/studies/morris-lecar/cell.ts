import { cycleSamples, limitCycle, morrisLecarField, orbitSpectrum, phasePlane, runningMaximum } from "../../analysis/index.js";
import type { Core } from "../../core/core.js";
import {
  createMorrisLecarEnsemble,
  type MorrisLecarChoice,
  type MorrisLecarStepper,
  morrisLecarModel,
} from "../../neurons/index.js";
import { solve } from "../../solvers/index.js";
import { fine, grid, orRest } from "./orbits.js";
import { type RestRow, restRow } from "./rest.js";

export interface CellInput {
  readonly cell: MorrisLecarChoice;
  readonly current: number;
  readonly voltage: number;
  readonly recovery: number;
  readonly duration: number;
  readonly dt: number;
  readonly stepper: MorrisLecarStepper;
}

/** Values along a path, one list per quantity. */
type Columns<Names extends string> = Readonly<Record<Names, readonly number[]>>;

export interface CellResult {
  readonly rest: readonly RestRow[];
  /** Largest |V'| (mV/ms) and |w'| (1/ms) at the rest states, where they are zero but for rounding. */
  readonly residual: number;
  readonly voltageNullcline: Columns<"voltage" | "recovery">;
  readonly recoveryNullcline: Columns<"voltage" | "recovery">;
  /** Velocities (mV/ms, 1/ms) on a grid. */
  readonly arrows: Columns<"voltage" | "recovery" | "dV" | "dw">;
  readonly manifolds: readonly ({ readonly kind: "stable" | "unstable" } & Columns<"voltage" | "recovery">)[];
  /** With controlled error, from the start on. */
  readonly orbit: Columns<"time" | "voltage" | "recovery">;
  /** With fixed steps. */
  readonly stepped: Columns<"time" | "voltage">;
  /** Time (ms) at which the run with fixed steps ceased to be finite. */
  readonly failed: number | null;
  /** Eigenvalues of the Jacobian along one period of the cycle that the start leads to or, where it leads to rest, along the orbit. */
  readonly spectrum: {
    /** Of the cycle; null at rest. */
    readonly period: number | null;
    readonly multiplier: number | null;
    readonly least: number;
    readonly largest: number;
    readonly samples: Columns<"time" | "voltage" | "first" | "second">;
  };
  /** Running maximum of |dV/dI|. */
  readonly sensitivity: Columns<"time" | "value" | "maximum">;
}

const SAMPLES = 4000;

export function lookAtCell(core: Core, input: CellInput): CellResult {
  const { cell, current, voltage, recovery, duration } = input;
  const field = morrisLecarField(core, cell);
  const start = [voltage, recovery];
  const model = morrisLecarModel({ parameters: cell, current, initial: start, sensitivity: true });
  const times = grid(0, duration, Math.min(20_001, Math.round(10 * duration) + 1));
  const { states } = solve(core, model, { ...fine, times });
  const every = Math.max(1, Math.floor(times.length / SAMPLES));
  const kept = times.map((_, i) => i).filter((i) => i % every === 0);
  const maxima = runningMaximum(states.map((state) => state[2]!));

  const V = states.map((state) => state[0]!);
  const w = states.map((state) => state[1]!);
  const voltages = [Math.min(-70, ...V) - 5, Math.max(50, ...V) + 5] as const;
  const recoveries = [0, Math.min(1, Math.max(0.6, ...w.map((x) => 1.05 * x)))] as const;
  const plane = phasePlane(core, field, { input: current, voltages, recoveries, arrows: 17, points: 301 });
  const inside = (state: ArrayLike<number>) =>
    state[0]! >= voltages[0] && state[0]! <= voltages[1] && state[1]! >= recoveries[0] && state[1]! <= recoveries[1];
  const velocity = new Float64Array(2);
  const residuals = plane.restStates.map(({ state }) => {
    field.derivative(state, current, velocity);
    return Math.max(Math.abs(velocity[0]!), Math.abs(velocity[1]!));
  });
  return {
    rest: plane.restStates.map(restRow),
    residual: Math.max(0, ...residuals),
    voltageNullcline: columns(plane.voltageNullcline),
    recoveryNullcline: columns(plane.recoveryNullcline),
    arrows: arrowsOf(plane),
    manifolds: plane.manifolds.map(({ kind, states }) => ({ kind, ...columns(untilOutside(states, inside)) })),
    orbit: { time: kept.map((i) => times[i]!), voltage: kept.map((i) => V[i]!), recovery: kept.map((i) => w[i]!) },
    ...stepped(core, input),
    spectrum: spectrumOf(core, input),
    sensitivity: {
      time: kept.map((i) => times[i]!),
      value: kept.map((i) => Math.abs(states[i]![2]!)),
      maximum: kept.map((i) => maxima[i]!),
    },
  };
}

const columns = (states: readonly ArrayLike<number>[]) => ({
  voltage: states.map((x) => x[0]!),
  recovery: states.map((x) => x[1]!),
});

/** The states up to the first that leaves the plane. */
function untilOutside<T>(states: readonly T[], inside: (state: T) => boolean): readonly T[] {
  const end = states.findIndex((state) => !inside(state));
  return end < 0 ? states : states.slice(0, end);
}

function arrowsOf({ voltages, recoveries, voltageVelocity, recoveryVelocity }: ReturnType<typeof phasePlane>) {
  const at = (i: number) => [voltages[i % voltages.length]!, recoveries[Math.floor(i / voltages.length)]!] as const;
  const places = Array.from(voltageVelocity, (_, i) => at(i));
  return { ...columns(places), dV: Array.from(voltageVelocity), dw: Array.from(recoveryVelocity) };
}

function stepped(
  core: Core,
  { cell, current, voltage, recovery, duration, dt, stepper }: CellInput,
): Pick<CellResult, "stepped" | "failed"> {
  const options = { cells: 1, parameters: cell, current, initial: { voltage, recovery }, stepper, dt };
  const ensemble = createMorrisLecarEnsemble(core, options);
  try {
    const steps = Math.floor(duration / dt + 1e-9);
    const { times, voltages } = ensemble.run(steps * dt, { every: Math.max(1, Math.floor(steps / SAMPLES)) });
    const failed = ensemble.failures[0]?.time ?? null;
    const finite = Array.from(times, (_, i) => i).filter((i) => Number.isFinite(voltages[i]!));
    return {
      stepped: { time: [0, ...finite.map((i) => times[i]!)], voltage: [voltage, ...finite.map((i) => voltages[i]!)] },
      failed,
    };
  } finally {
    ensemble.dispose();
  }
}

function spectrumOf(core: Core, { cell, current, voltage, recovery, duration }: CellInput): CellResult["spectrum"] {
  const field = morrisLecarField(core, cell);
  const start = [voltage, recovery];
  const cycle = orRest(() => limitCycle(core, field, { parameter: current, start, transient: 6000 }));
  const times = grid(0, Math.min(duration, 500), 1001);
  const path = cycle
    ? cycleSamples(core, field, cycle, 1001)
    : { times, states: solve(core, morrisLecarModel({ parameters: cell, current, initial: start }), { ...fine, times }).states };
  // a cycle is shown from its least V on
  const first = cycle ? lowestOf(path.states) : 0;
  const states = cycle ? [...path.states.slice(first, -1), ...path.states.slice(0, first + 1)] : path.states;
  const { eigenvalues, leastReal, largestReal } = orbitSpectrum(field, states, current);
  return {
    period: cycle?.period ?? null,
    multiplier: cycle ? cycle.multipliers[0]!.re : null,
    least: leastReal,
    largest: largestReal,
    samples: {
      time: Array.from(path.times),
      voltage: states.map((state) => state[0]!),
      first: eigenvalues.map((values) => values[0]!.re),
      second: eigenvalues.map((values) => values.at(-1)!.re),
    },
  };
}

const lowestOf = (states: readonly Float64Array[]): number =>
  states.reduce((best, state, i) => (state[0]! < states[best]![0]! ? i : best), 0);
