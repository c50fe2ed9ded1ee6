import { checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { solve } from "../solvers/index.js";
import { calculus, type VectorField } from "./field.js";
import type { Cycle } from "./limit-cycle.js";
import { type Complex, eigenvalues } from "./linear.js";
import { modelAt, type OrbitAccuracy, solverOptions } from "./section.js";

/** One period of a cycle. */
export interface CycleSamples {
  /** ms, from 0 to the period. */
  readonly times: Float64Array;
  readonly states: readonly Float64Array[];
}

/** A cycle at `count` equally spaced times, both ends included. Errors: InputError, SolverError. */
export function cycleSamples(
  core: Core,
  field: VectorField,
  cycle: Cycle,
  count = 1000,
  accuracy: OrbitAccuracy = {},
): CycleSamples {
  checkNumber("count", count, { min: 2, max: 1e6, integer: true });
  const times = Float64Array.from({ length: count }, (_, i) => (cycle.period * i) / (count - 1));
  const options = { ...solverOptions(field, cycle.state, accuracy), initial: cycle.state, times };
  return { times, states: solve(core, modelAt(field, cycle.parameter), options).states };
}

/** Eigenvalues of the Jacobian along an orbit: how fast neighbours separate or approach there and then. */
export interface OrbitSpectrum {
  /** For each state: the largest real part first, per unit of time (1/ms). */
  readonly eigenvalues: readonly (readonly Complex[])[];
  /** Least and largest real parts along the orbit, 1/ms. */
  readonly leastReal: number;
  readonly largestReal: number;
  /** Step (ms) up to which explicit Euler is stable where the orbit contracts fastest: 2 / |leastReal|. */
  readonly eulerLimit: number;
}

/** Eigenvalues of the Jacobian at each of `states`. They say how stiff a model is, not whether its orbits are stable. */
export function orbitSpectrum(field: VectorField, states: readonly ArrayLike<number>[], parameter: number): OrbitSpectrum {
  const { length, jacobian } = calculus(field);
  const values = states.map((state) => eigenvalues(length, jacobian(state, parameter)));
  let [leastReal, largestReal] = [Infinity, -Infinity];
  for (const list of values) {
    largestReal = Math.max(largestReal, list[0]!.re);
    leastReal = Math.min(leastReal, list.at(-1)!.re);
  }
  return { eigenvalues: values, leastReal, largestReal, eulerLimit: 2 / Math.abs(leastReal) };
}
