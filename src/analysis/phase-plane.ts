import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { type EventOptions, solve } from "../solvers/index.js";
import { calculus, type PlanarNeuronField } from "./field.js";
import { manifoldStarts } from "./manifolds.js";
import { restStates } from "./rest-states.js";
import { modelAt, solverOptions } from "./section.js";
import type { RestState } from "./stability.js";

export interface PhasePlaneOptions {
  /** uA/cm2. */
  readonly input: number;
  /** Default -80 to 60 mV. */
  readonly voltages?: readonly [number, number];
  /** Default 0 to 1. */
  readonly recoveries?: readonly [number, number];
  /** Arrows along each axis; default 21. */
  readonly arrows?: number;
  /** Points of a nullcline; default 401. */
  readonly points?: number;
  /** Time (ms) over which the manifolds of saddles are followed; default 300; 0: not at all. */
  readonly manifoldTime?: number;
  /** Longest time (ms) from one state of a manifold to the next, for smooth pictures; default: that of the solver's steps. */
  readonly manifoldStep?: number;
}

/** A manifold of a saddle: the stable ones separate the basins of attractors, the unstable ones lead to them. */
export interface ManifoldPath {
  readonly kind: "stable" | "unstable";
  /** 1: leaves the saddle towards larger V. */
  readonly side: 1 | -1;
  /** From the saddle on, to one width beyond the plane or the end of the time. */
  readonly states: readonly Float64Array[];
}

/** What a phase plane shows. */
export interface PhasePlane {
  readonly voltages: Float64Array;
  readonly recoveries: Float64Array;
  /** V' (mV/ms) and w' (1/ms) at [row of w][column of V], row-major. */
  readonly voltageVelocity: Float64Array;
  readonly recoveryVelocity: Float64Array;
  /** Points [V, w] with V' = 0, inside the plane. */
  readonly voltageNullcline: readonly (readonly [number, number])[];
  /** Points [V, w] with w' = 0. */
  readonly recoveryNullcline: readonly (readonly [number, number])[];
  readonly restStates: readonly RestState[];
  readonly manifolds: readonly ManifoldPath[];
}

const keys = ["input", "voltages", "recoveries", "arrows", "points", "manifoldTime", "manifoldStep"];

/** The phase plane of a neuron of two numbers (V, w): vector field, nullclines, rest states and manifolds. Errors: InputError, SolverError. */
export function phasePlane(core: Core, field: PlanarNeuronField, options: PhasePlaneOptions): PhasePlane {
  checkKeys("options", options, keys);
  if (field.length !== 2) throw new InputError("field.length", field.length, "2");
  const input = checkNumber("input", options.input);
  const [V0, V1] = checkRange("voltages", options.voltages ?? [-80, 60]);
  const [w0, w1] = checkRange("recoveries", options.recoveries ?? [0, 1]);
  const arrows = checkNumber("arrows", options.arrows ?? 21, { min: 2, max: 1000, integer: true });
  const points = checkNumber("points", options.points ?? 401, { min: 2, max: 1e6, integer: true });
  const time = checkNumber("manifoldTime", options.manifoldTime ?? 300, { min: 0 });
  const step =
    options.manifoldStep === undefined ? undefined : checkNumber("manifoldStep", options.manifoldStep, { above: 0, unit: "ms" });
  const grid = (low: number, high: number, count: number) =>
    Float64Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

  const voltages = grid(V0, V1, arrows);
  const recoveries = grid(w0, w1, arrows);
  const voltageVelocity = new Float64Array(arrows * arrows);
  const recoveryVelocity = new Float64Array(arrows * arrows);
  const { f } = calculus(field);
  for (const [row, w] of recoveries.entries()) {
    for (const [column, V] of voltages.entries()) {
      const velocity = f([V, w], input);
      voltageVelocity[row * arrows + column] = velocity[0]!;
      recoveryVelocity[row * arrows + column] = velocity[1]!;
    }
  }
  const along = (nullcline: (V: number) => number) =>
    Array.from(grid(V0, V1, points), (V) => [V, nullcline(V)] as const).filter(([, w]) => w >= w0 && w <= w1);
  const states = restStates(field, input);
  // manifolds may leave the plane for a while: they end one width beyond it
  const edges = [
    { component: 0, threshold: 2 * V0 - V1, stopAfter: 1 },
    { component: 0, threshold: 2 * V1 - V0, stopAfter: 1 },
    { component: 1, threshold: 2 * w0 - w1, stopAfter: 1 },
    { component: 1, threshold: 2 * w1 - w0, stopAfter: 1 },
  ];
  return {
    voltages,
    recoveries,
    voltageVelocity,
    recoveryVelocity,
    voltageNullcline: along((V) => field.voltageNullcline(V, input)),
    recoveryNullcline: along((V) => field.recoveryNullcline(V)),
    restStates: states,
    manifolds:
      time === 0
        ? []
        : states.filter(({ kind }) => kind === "saddle").flatMap((saddle) => manifoldsOf(core, field, saddle, time, step, edges)),
  };
}

/** The four half-branches of the manifolds of a saddle of two numbers, stable ones followed backward for `time` (ms). */
function manifoldsOf(
  core: Core,
  field: PlanarNeuronField,
  saddle: RestState,
  time: number,
  step: number | undefined,
  events: readonly EventOptions[],
): ManifoldPath[] {
  const model = modelAt(field, saddle.parameter);
  return manifoldStarts(calculus(field), saddle).map(({ kind, side, state }) => {
    const tolerances = {
      ...solverOptions(field, state, { relativeTolerance: 1e-8 }),
      ...(step !== undefined && { maximumStep: step }),
    };
    const run = solve(core, model, { ...tolerances, initial: state, end: kind === "stable" ? -time : time, events });
    return { kind, side, states: [saddle.state, ...run.states] };
  });
}

function checkRange(field: string, range: readonly [number, number]): readonly [number, number] {
  const low = checkNumber(`${field}[0]`, range?.[0]);
  return [low, checkNumber(`${field}[1]`, range[1], { above: low })];
}
