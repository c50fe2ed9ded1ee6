import type { Core } from "microcircuit";
import {
  type Cycle,
  cycleSamples,
  followCycles,
  type HopfPoint,
  limitCycle,
  type MorrisLecarField,
  restStates,
  type Section,
  steadyStateCurrent,
  type VectorField,
} from "microcircuit/analysis";
import { backward, centred } from "./centred.js";

/** A cycle of a branch. */
export interface BranchPoint {
  /** uA/cm2 */
  readonly current: number;
  /** V of the rest state that it goes around, mV. */
  readonly centre: number;
  /** w where V falls through it. */
  readonly recovery: number;
  /** ms; Infinity at a homoclinic orbit. */
  readonly period: number;
  /** Extrema of V, mV. */
  readonly low: number;
  readonly high: number;
  readonly stable: boolean;
}

/** A cycle of a branch with the fold between it and the one before: the current there. */
export interface FollowedPoint {
  readonly point: BranchPoint;
  readonly fold: number | undefined;
}

/** A cycle as it lies in the plane. */
export interface CyclePath {
  readonly stable: boolean;
  /** ms */
  readonly period: number;
  /** By which a small distance from the cycle is multiplied in one period. */
  readonly multiplier: number;
  /** V, w, V, w, ... */
  readonly path: Float64Array;
}

/** Rest states that are no saddles lie on pieces of the curve of rest states: from one saddle-node to the next. */
export interface Piece {
  /** V, mV. */
  readonly low: number;
  readonly high: number;
}

/** Where cycles are met: V falling through that of the rest state. There neighbours differ most, just before or after a canard too. */
const SECTION = { component: 0, value: 0, crossing: "falling" } as const satisfies Section;
/** The same crossing in backward time. */
const SECTION_BACKWARD = { component: 0, value: 0, crossing: "rising" } as const satisfies Section;
/** Errors of a step, relative: diagrams show three digits, and next to canards errors grow by 1e5 and more. */
const TOLERANCE = 1e-9;
/** Distance of V in which a path must close, mV: pictures show less than half a mV. */
const CLOSED = 0.1;
/** Branches end where periods exceed this, ms. */
export const LONGEST = 1000;
const SAMPLES = 240;
/** Cycles that are searched for have a range of V above this, mV. */
const LEAST = 2;

/** The cycles of one cell: found, followed, drawn. */
export class Cycles {
  readonly #core: Core;
  readonly #neuron: MorrisLecarField;
  readonly #field: VectorField;
  readonly #backward: VectorField;

  constructor(core: Core, neuron: MorrisLecarField) {
    this.#core = core;
    this.#neuron = neuron;
    this.#field = centred(neuron);
    this.#backward = backward(this.#field);
  }

  /** A cycle near the Hopf point at which it is born, on the side of it where there are some; undefined if none is found. */
  nearHopf({ state, criticality }: HopfPoint): Cycle | undefined {
    const stable = criticality === "supercritical";
    for (const distance of [0.3, 0.1, 0.8]) {
      for (const sign of [1, -1]) {
        const centre = state[0]! + sign * distance;
        const rest = this.#restAt(centre);
        // the cycle around a rest state is stable where the rest state is not
        if (!rest || rest.stable === stable) continue;
        const cycle = this.#search(centre, [1, rest.state[1]!], stable, 1500);
        if (cycle && this.#large(cycle)) return cycle;
      }
    }
    return undefined;
  }

  /** The stable cycle around the rest state at `centre` (V, mV) to which firing settles there, or undefined. */
  firing(centre: number): Cycle | undefined {
    const cycle = this.#search(centre, [60, 0], true, 2000);
    return cycle && this.#large(cycle) ? cycle : undefined;
  }

  /** A cycle as a point of a branch; undefined if its path does not close: errors have become too large to tell. */
  point(cycle: Cycle): BranchPoint | undefined {
    const path = this.#path(cycle);
    if (!path) return undefined;
    let [low, high] = [Infinity, -Infinity];
    for (let i = 0; i < path.length; i += 2) {
      low = Math.min(low, path[i]!);
      high = Math.max(high, path[i]!);
    }
    const { parameter: centre, state, period, stable } = cycle;
    return { current: steadyStateCurrent(this.#neuron, centre), centre, recovery: state[1]!, period, low, high, stable };
  }

  /** Follows the branch of a cycle for ever larger or smaller V of the rest state; returns why it ended. */
  *follow(seed: Cycle, piece: Piece, direction: "up" | "down"): Generator<FollowedPoint, "range" | "period" | "lost", undefined> {
    const following = followCycles(this.#core, this.#field, {
      parameter: seed.parameter,
      state: seed.state,
      section: SECTION,
      range: [Math.min(piece.low, seed.parameter), Math.max(piece.high, seed.parameter)],
      direction,
      largestStep: 1,
      smallestStep: 1e-6,
      longestPeriod: LONGEST,
      maximumPoints: 400,
      relativeTolerance: TOLERANCE,
    });
    for (;;) {
      const { done, value } = following.next();
      if (done) return value.end === "range" || value.end === "period" ? value.end : "lost";
      const { cycle, fold } = value;
      const point = this.point(cycle);
      if (!point) return "lost";
      yield { point, fold: fold && steadyStateCurrent(this.#neuron, fold.parameter) };
    }
  }

  /** The cycle of a branch between two of its points, refined by Newton's method at the V of its rest state; undefined if that fails. */
  at(centre: number, recovery: number, stable: boolean): CyclePath | undefined {
    const cycle = this.#search(centre, [0, recovery], stable, 0);
    const path = cycle && this.#path(cycle);
    if (!path) return undefined;
    return { stable: cycle.stable, period: cycle.period, multiplier: cycle.multipliers[0]!.re, path };
  }

  #restAt(centre: number) {
    const rests = restStates(this.#neuron, steadyStateCurrent(this.#neuron, centre));
    return rests.find(({ state }) => Math.abs(state[0]! - centre) < 1e-6);
  }

  /** Unstable cycles of two numbers attract in backward time. */
  #search(centre: number, start: readonly [number, number], stable: boolean, transient: number): Cycle | undefined {
    try {
      const cycle = limitCycle(this.#core, stable ? this.#field : this.#backward, {
        parameter: centre,
        start,
        transient,
        section: stable ? SECTION : SECTION_BACKWARD,
        longestPeriod: 2 * LONGEST,
        relativeTolerance: TOLERANCE,
      });
      if (stable) return cycle;
      return { ...cycle, stable: false, multipliers: cycle.multipliers.map(({ re }) => ({ re: 1 / re, im: 0 })) };
    } catch {
      return undefined; // it comes to rest, or runs away
    }
  }

  /** Orbits that still turn towards a focus are taken for cycles by nobody but Newton's method, where they shrink slowly. */
  #large(cycle: Cycle): boolean {
    const point = this.point(cycle);
    return point !== undefined && point.high - point.low > LEAST;
  }

  /** One period; undefined if it does not close. */
  #path({ parameter: centre, state, period, stable }: Cycle): Float64Array | undefined {
    const orbit = {
      parameter: steadyStateCurrent(this.#neuron, centre),
      period: stable ? period : -period,
      state: Float64Array.of(centre + state[0]!, state[1]!),
      multipliers: [],
      stable,
    };
    try {
      const { states } = cycleSamples(this.#core, this.#neuron, orbit, SAMPLES, { relativeTolerance: TOLERANCE });
      const [first, last] = [states[0]!, states.at(-1)!];
      if (!(Math.abs(first[0]! - last[0]!) < CLOSED)) return undefined;
      const path = new Float64Array(2 * states.length);
      for (const [i, at] of states.entries()) path.set(at, 2 * i);
      return path;
    } catch {
      return undefined;
    }
  }
}
