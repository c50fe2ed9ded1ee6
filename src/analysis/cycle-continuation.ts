import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { SolverError } from "../core/errors.js";
import { Curve, type CurvePoint } from "./arclength.js";
import { scalesAt, type VectorField } from "./field.js";
import { type Cycle, cycleOf } from "./limit-cycle.js";
import { rootBetween } from "./roots.js";
import { accuracyKeys, checkSection, firstReturn, type OrbitAccuracy, type Return, type Section } from "./section.js";

export interface CycleContinuationOptions extends OrbitAccuracy {
  /** Where to start: a cycle, or a parameter value with a state near a cycle. */
  readonly parameter: number;
  readonly state: ArrayLike<number>;
  /** The section that all cycles of the branch must pass; default: number 0 rising through 0. */
  readonly section?: Section;
  /** The branch is followed while the parameter is in this range. */
  readonly range: readonly [number, number];
  /** Whether the parameter grows ("up") or shrinks ("down") from the start; default "down". */
  readonly direction?: "up" | "down";
  /** Largest step of arclength in units of `field.scales` and of a hundredth of the range; default 0.5. */
  readonly largestStep?: number;
  /** Least step, at which the branch ends: where cycles turn so sharply that arithmetic does not tell them apart. Default 1e-7. */
  readonly smallestStep?: number;
  /** Default 1000. */
  readonly maximumPoints?: number;
  /** Ends at the first fold; default false. */
  readonly untilFold?: boolean;
  /** Period (ms) at which the branch ends, near homoclinic orbits and SNICs; default 1000. */
  readonly longestPeriod?: number;
}

/** A branch of cycles. */
export interface CycleBranch {
  /** In the order of the branch, stable and unstable. */
  readonly cycles: readonly Cycle[];
  /** Folds: a stable and an unstable cycle meet and vanish; extrema of the parameter along the branch, where a multiplier is 1. */
  readonly folds: readonly Cycle[];
  /**
   * Why it ended: at the edge of the range, after `maximumPoints`, at the first fold, at the longest period, or where no next cycle was found
   * (the cycles leave the section, or turn too sharply).
   */
  readonly end: "range" | "points" | "fold" | "period" | "lost";
}

const keys = [
  "parameter",
  "state",
  "section",
  "range",
  "direction",
  "largestStep",
  "smallestStep",
  "maximumPoints",
  "untilFold",
  "longestPeriod",
  ...accuracyKeys,
];

/**
 * Follows a branch of cycles, stable or not, over the parameter I: the curve P(z; I) = z with P the return map to the section and its derivatives
 * by the variational equations. Folds are found where I has an extremum along the branch, to about 1e-10 in I. Errors: InputError;
 * "no-convergence" if there is no cycle near the start; SolverError.
 */
export function continueCycles(core: Core, field: VectorField, options: CycleContinuationOptions): CycleBranch {
  const following = followCycles(core, field, options);
  for (;;) {
    const { done, value } = following.next();
    if (done) return value;
  }
}

/** A cycle of a branch that is being followed. */
export interface FollowedCycle {
  readonly cycle: Cycle;
  /** The fold between this cycle and the one before. */
  readonly fold: Cycle | undefined;
}

/**
 * {@link continueCycles} one cycle at a time, for branches that are drawn while they are followed, or given up: yields each cycle, then returns
 * the branch. Errors: as there, with the first cycle.
 */
export function* followCycles(
  core: Core,
  field: VectorField,
  options: CycleContinuationOptions,
): Generator<FollowedCycle, CycleBranch, undefined> {
  checkKeys("options", options, keys);
  const n = field.length;
  const section = checkSection(field, options.section);
  const [low, high] = [0, 1].map((i) => checkNumber(`range[${i}]`, options.range?.[i])) as [number, number];
  checkNumber("range[1]", high, { above: low });
  const parameter = checkNumber("parameter", options.parameter, { min: low, max: high });
  const state = Float64Array.from(checkNumbers("state", options.state, n));
  const orientation = checkOneOf("direction", options.direction ?? "down", ["up", "down"]) === "up" ? 1 : -1;
  const largest = checkNumber("largestStep", options.largestStep ?? 0.5, { above: 0 });
  const smallest = checkNumber("smallestStep", options.smallestStep ?? 1e-7, { above: 0 });
  const limit = checkNumber("maximumPoints", options.maximumPoints ?? 1000, { min: 2, integer: true });
  const longest = checkNumber("longestPeriod", options.longestPeriod ?? 1000, { above: 0 });
  const map = new ReturnCurve(core, field, section, state, high - low, 2 * longest, options);

  const sizes = { first: Math.min(largest, Math.max(smallest, largest / 100)), smallest, largest };
  let point = map.curve.start(map.scaled(state, parameter), n - 1, orientation);
  let step = sizes.first;
  let last = map.cycle(point);
  const cycles = last ? [last] : [];
  const folds: Cycle[] = [];
  if (last) yield { cycle: last, fold: undefined };
  for (;;) {
    const found = map.curve.next(point, step, sizes);
    const cycle = found && map.cycle(found.point);
    if (!found || !cycle || !last) return { cycles, folds, end: "lost" };
    const stretch = cycle.period / last.period;
    if (stretch > LARGEST_STRETCH || stretch < 1 / LARGEST_STRETCH) {
      step = found.taken / 4;
      if (step < smallest) return { cycles, folds, end: "lost" };
      continue;
    }
    let fold: Cycle | undefined;
    if (point.tangent[n - 1]! > 0 !== found.point.tangent[n - 1]! > 0) {
      fold = map.fold(point, found.point, found.taken) ?? cycle;
      folds.push(fold);
      if (options.untilFold) return { cycles, folds, end: "fold" };
    }
    if (cycle.parameter < low || cycle.parameter > high) return { cycles, folds, end: "range" };
    if (cycle.period > longest) return { cycles, folds, end: "period" };
    cycles.push(cycle);
    yield { cycle, fold };
    map.backward = n === 2 && !cycle.stable;
    if (cycles.length >= limit) return { cycles, folds, end: "points" };
    [point, step, last] = [found.point, found.step, cycle];
  }
}

/**
 * Largest factor between the periods of neighbours: a larger one belongs to an orbit that passed the section once more, or once less, than
 * the cycles of this branch.
 */
const LARGEST_STRETCH = 1.4;

/** P(z; p) - z = 0 in scaled unknowns: the numbers of the state besides the section's, and the parameter. */
class ReturnCurve {
  /** Whether orbits are followed backward, which damps errors near unstable cycles of two numbers: their multipliers can exceed 1e8. */
  backward = false;
  readonly curve: Curve;
  readonly #section: Required<Section>;
  readonly #scales: Float64Array;
  readonly #kept: readonly number[];
  readonly #returnAt: (u: Float64Array) => Return | undefined;

  constructor(
    core: Core,
    field: VectorField,
    section: Required<Section>,
    state: Float64Array,
    range: number,
    longest: number,
    accuracy: OrbitAccuracy,
  ) {
    const n = field.length;
    const sizes = scalesAt(field, state);
    const kept = Array.from({ length: n }, (_, i) => i).filter((i) => i !== section.component);
    const scales = Float64Array.from([...kept.map((i) => sizes[i]!), range / 100]);
    this.#section = section;
    this.#kept = kept;
    this.#scales = scales;
    this.#returnAt = (u) => {
      const { state: from, parameter } = this.#unscaled(u);
      try {
        return firstReturn(core, field, section, from, parameter, this.backward ? -longest : longest, accuracy);
      } catch (error) {
        if (error instanceof SolverError) return undefined; // a guess from which orbits run away
        throw error;
      }
    };
    this.curve = new Curve(
      (u) => {
        const back = this.#returnAt(u);
        if (!back) return undefined;
        const value = kept.map((i, row) => back.state[i]! / scales[row]! - u[row]!);
        const jacobian = kept.flatMap((i, row) => [
          ...kept.map((j, column) => (back.byState[i * n + j]! * scales[column]!) / scales[row]! - (row === column ? 1 : 0)),
          (back.byParameter[i]! * scales[n - 1]!) / scales[row]!,
        ]);
        return { value, jacobian };
      },
      n,
      1e-10,
    );
  }

  scaled(state: Float64Array, parameter: number): Float64Array {
    return Float64Array.from([...this.#kept.map((i) => state[i]!), parameter], (x, i) => x / this.#scales[i]!);
  }

  cycle({ u }: CurvePoint): Cycle | undefined {
    const { state, parameter } = this.#unscaled(u);
    const back = this.#returnAt(u);
    return back && cycleOf(this.#section, state, back, parameter);
  }

  /** The cycle at which the parameter turns, between two points `length` apart. */
  fold(from: CurvePoint, to: CurvePoint, length: number): Cycle | undefined {
    const last = this.#kept.length;
    const at = (s: number) => (s === 0 ? from : s === length ? to : (this.curve.advance(from, s) ?? from));
    const s = rootBetween((x) => at(x).tangent[last]!, 0, length, 1e-7 * length);
    return this.cycle(at(s));
  }

  #unscaled(u: Float64Array): { state: Float64Array; parameter: number } {
    const state = new Float64Array(u.length);
    state[this.#section.component] = this.#section.value;
    for (const [row, i] of this.#kept.entries()) state[i] = u[row]! * this.#scales[row]!;
    return { state, parameter: u.at(-1)! * this.#scales.at(-1)! };
  }
}
