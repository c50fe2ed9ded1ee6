import { MicrocircuitError } from "../core/errors.js";
import { type Calculus, scalesAt } from "./field.js";
import { realEigenvector, solveLinear } from "./linear.js";
import type { RestState } from "./stability.js";

/** The four half-branches of the manifolds of a planar saddle: side 1 leaves it towards larger V. */
export interface ManifoldStart {
  readonly kind: "stable" | "unstable";
  readonly side: 1 | -1;
  /** A state on the manifold next to the saddle. */
  readonly state: Float64Array;
  readonly eigenvalue: number;
}

/** Distance from the saddle in units of `field.scales`: the series of the manifold then errs by its cube. */
const DISTANCE = 1e-4;

/**
 * States on the manifolds of a saddle with two real eigenvalues: x + s v + s^2 c + O(s^3), with A v = lambda v and
 * (2 lambda - A) c = B(v, v) / 2.
 */
export function manifoldStarts(derivatives: Calculus, saddle: RestState): ManifoldStart[] {
  if (derivatives.length !== 2 || saddle.kind !== "saddle") {
    throw new MicrocircuitError("no-saddle", "Manifolds are traced for saddles of two numbers.");
  }
  const { state, parameter } = saddle;
  const A = derivatives.jacobian(state, parameter);
  const scales = scalesAt(derivatives.field, state);
  return saddle.eigenvalues.flatMap(({ re: eigenvalue }) => {
    const direction = realEigenvector(2, A, eigenvalue);
    const size = Math.max(...direction.map((x, i) => Math.abs(x) / scales[i]!));
    const v = direction.map((x) => ((direction[0]! < 0 ? -1 : 1) * x) / size);
    const half = derivatives.second(state, parameter, v, v).map((x) => x / 2);
    const matrix = A.map((x, k) => (k % 3 === 0 ? 2 * eigenvalue : 0) - x);
    const bend = solveLinear(2, matrix, half) ?? new Float64Array(2);
    return ([1, -1] as const).map((side) => {
      const s = side * DISTANCE;
      const start = state.map((x, i) => x + s * v[i]! + s * s * bend[i]!);
      return { kind: eigenvalue > 0 ? ("unstable" as const) : ("stable" as const), side, state: start, eigenvalue };
    });
  });
}
