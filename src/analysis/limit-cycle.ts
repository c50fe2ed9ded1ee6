import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { MicrocircuitError } from "../core/errors.js";
import { functionModel, solve } from "../solvers/index.js";
import { calculus, scalesAt, type VectorField } from "./field.js";
import { type Complex, eigenvalues, solveLinear } from "./linear.js";
import {
  accuracyKeys,
  checkSection,
  firstReturn,
  modelAt,
  nextCrossing,
  type OrbitAccuracy,
  type Return,
  type Section,
  solverOptions,
} from "./section.js";

/** A periodic orbit. */
export interface Cycle {
  /** Input current, uA/cm2. */
  readonly parameter: number;
  /** ms. */
  readonly period: number;
  /** Where it passes the section. */
  readonly state: Float64Array;
  /** Floquet multipliers besides the trivial 1: eigenvalues of the return map's derivative, the largest real part first. */
  readonly multipliers: readonly Complex[];
  /** Whether all multipliers are inside the unit circle. */
  readonly stable: boolean;
}

/** A cycle with its extent. */
export interface LimitCycle extends Cycle {
  /** Firing rate in Hz, for periods in ms: 1000 / period. */
  readonly frequency: number;
  /** Least and largest values of each number of the state along the cycle. */
  readonly minima: Float64Array;
  readonly maxima: Float64Array;
}

export interface LimitCycleOptions extends OrbitAccuracy {
  readonly parameter: number;
  /** Where to start; with `transient` 0, near the cycle. */
  readonly start: ArrayLike<number>;
  /** Time (ms) in which the orbit may approach the cycle; default 3000. Take 6000 within 1 uA/cm2 of a SNIC. */
  readonly transient?: number;
  /** Default: number 0 rising through 0. */
  readonly section?: Section;
  /** Time (ms) in which the orbit must come back to the section; default 10,000. */
  readonly longestPeriod?: number;
}

const keys = ["parameter", "start", "transient", "section", "longestPeriod", ...accuracyKeys];

/**
 * The limit cycle that an orbit approaches: integrates away the transient, then solves "the return map to the section leaves this point where
 * it is" by Newton's method. Periods agree with those in quadruple precision to about 1e-10. Errors: InputError; "no-cycle" if the orbit does
 * not come back to the section, as one that ends at rest; SolverError.
 */
export function limitCycle(core: Core, field: VectorField, options: LimitCycleOptions): LimitCycle {
  checkKeys("options", options, keys);
  const parameter = checkNumber("parameter", options.parameter);
  const start = checkNumbers("start", options.start, field.length);
  const transient = checkNumber("transient", options.transient ?? 3000, { min: 0 });
  const longest = checkNumber("longestPeriod", options.longestPeriod ?? 10_000, { above: 0 });
  const section = checkSection(field, options.section);
  const model = modelAt(field, parameter);
  const tolerances = solverOptions(field, start, options);
  const settled = solve(core, model, { ...tolerances, initial: start, end: transient, record: "end" }).state;
  const flow = { model, f: (y: ArrayLike<number>) => calculus(field).f(y, parameter) };
  const first = nextCrossing(core, flow, section, settled, longest, tolerances);
  const where = `the section (${field.components?.[section.component] ?? `y[${section.component}]`} ${section.crossing} through ${section.value})`;
  const cycle = first && cycleNear(core, field, section, first.state, parameter, longest, options);
  if (!cycle) {
    throw new MicrocircuitError(
      "no-cycle",
      `${field.name} does not return to ${where} within ${longest} ms at parameter ${parameter}: it is at rest, its cycle does not reach the section, or it is slower. Choose another start or section, or a longer longestPeriod.`,
    );
  }
  return { ...cycle, frequency: 1000 / cycle.period, ...extent(core, field, cycle, options) };
}

/** The cycle near a point of the section by Newton's method, or undefined. */
export function cycleNear(
  core: Core,
  field: VectorField,
  section: Required<Section>,
  guess: Float64Array,
  parameter: number,
  longest: number,
  accuracy: OrbitAccuracy,
): Cycle | undefined {
  const n = field.length;
  const scales = scalesAt(field, guess);
  let state = guess;
  let before = Infinity;
  for (let iteration = 0; iteration < 20; iteration++) {
    const back = firstReturn(core, field, section, state, parameter, longest, accuracy);
    if (!back) return undefined;
    const matrix = back.byState.slice();
    for (let i = 0; i < n; i++) matrix[i * n + i]! -= 1; // the section's own row: change = 0
    const change = solveLinear(
      n,
      matrix,
      state.map((x, i) => x - back.state[i]!),
    );
    if (!change) return undefined;
    const next = state.map((x, i) => x + change[i]!);
    const size = Math.max(...change.map((x, i) => Math.abs(x) / scales[i]!));
    if (size < 1e-13 || (size < 1e-8 && size > before / 2)) return cycleOf(section, state, back, parameter);
    before = size;
    state = next;
  }
  return undefined;
}

/** The cycle through `state`, from its return, forward or backward. */
export function cycleOf({ component }: Required<Section>, state: Float64Array, back: Return, parameter: number): Cycle {
  const n = state.length;
  const kept = Array.from({ length: n }, (_, i) => i).filter((i) => i !== component);
  const map = Float64Array.from(kept.flatMap((i) => kept.map((j) => back.byState[i * n + j]!)));
  const values = n === 2 ? [{ re: map[0]!, im: 0 }] : eigenvalues(n - 1, map);
  const multipliers = back.time > 0 ? values : values.map(inverse).sort((a, b) => b.re - a.re || b.im - a.im);
  const stable = multipliers.every(({ re, im }) => re * re + im * im < 1);
  return { parameter, period: Math.abs(back.time), state, multipliers, stable };
}

function inverse({ re, im }: Complex): Complex {
  const square = re * re + im * im;
  return { re: re / square, im: -im / square };
}

/** Extrema of the numbers of the state along a cycle: events where their derivatives change sign. */
function extent(core: Core, field: VectorField, cycle: Cycle, accuracy: OrbitAccuracy) {
  const n = field.length;
  const { f } = calculus(field);
  const model = functionModel(
    (_, y, out) => {
      field.derivative(y, cycle.parameter, out);
    },
    {
      length: n,
      name: field.name,
      autonomous: true,
      events: Array.from({ length: n }, (_, i) => (_: number, y: Float64Array) => f(y, cycle.parameter)[i]!),
    },
  );
  const run = solve(core, model, {
    ...solverOptions(field, cycle.state, accuracy),
    initial: cycle.state,
    end: cycle.period,
    record: "end",
    events: Array.from({ length: n }, (_, i) => ({ function: i })),
  });
  const [minima, maxima] = [cycle.state.slice(), cycle.state.slice()];
  for (const { event, state } of run.events) {
    minima[event] = Math.min(minima[event]!, state[event]!);
    maxima[event] = Math.max(maxima[event]!, state[event]!);
  }
  return { minima, maxima };
}
