import { MicrocircuitError } from "../core/errors.js";
import { dot, solveLinear } from "./linear.js";

// Pseudo-arclength continuation (H. B. Keller, 1977) of the curve G(u) = 0, m equations in m + 1 unknowns, which may turn back in any of them.

/** G and its Jacobian, m x (m + 1), row-major; undefined where G has no value. */
export type CurveEquation = (
  u: Float64Array,
) => { readonly value: ArrayLike<number>; readonly jacobian: ArrayLike<number> } | undefined;

/** A point of the curve with the unit tangent there, and what the equation was evaluated to. */
export interface CurvePoint {
  readonly u: Float64Array;
  readonly tangent: Float64Array;
}

export interface StepSizes {
  readonly first: number;
  readonly smallest: number;
  readonly largest: number;
}

/** Newton's iterations at most. */
const NEWTON_STEPS = 8;
/** Where errors of rounding or integration keep steps from shrinking further, that is convergence below this size. */
const NEARLY = 1e-8;

/** Follows one curve from a point near it. */
export class Curve {
  readonly #equation: CurveEquation;
  readonly #m: number;
  readonly #tolerance: number;
  #iterations = 0;

  /** `tolerance`: the size of a step of Newton's method (all unknowns are scaled to sizes of 1) below which it has converged. */
  constructor(equation: CurveEquation, unknowns: number, tolerance: number) {
    this.#equation = equation;
    this.#m = unknowns - 1;
    this.#tolerance = tolerance;
  }

  /** The point near `guess` with the same unknown `fixed`, and its tangent with the `orientation` along that unknown. */
  start(guess: Float64Array, fixed: number, orientation: 1 | -1): CurvePoint {
    const unit = new Float64Array(this.#m + 1);
    unit[fixed] = 1;
    const start = this.#correct(guess, unit);
    if (start) return start.tangent[fixed]! * orientation < 0 ? { ...start, tangent: start.tangent.map((x) => -x) } : start;
    throw new MicrocircuitError("no-convergence", "Newton's method finds no solution near the guess. Start nearer to one.");
  }

  /** The point at the arclength `step` from `point`, or undefined where Newton's method fails. */
  advance(point: CurvePoint, step: number): CurvePoint | undefined {
    const guess = point.u.map((x, i) => x + step * point.tangent[i]!);
    return this.#correct(guess, point.tangent);
  }

  /** {@link Curve.advance} with a step that is adapted: returns the point and the next step; undefined at the end of the curve. */
  next(point: CurvePoint, step: number, sizes: StepSizes): { point: CurvePoint; step: number; taken: number } | undefined {
    for (let size = step; size >= sizes.smallest; size /= 2) {
      const next = this.advance(point, size);
      // a turn of more than 25 degrees, or a jump to another branch, is taken in smaller steps
      if (!next || dot(next.tangent, point.tangent) < 0.9) continue;
      const factor = this.#iterations <= 3 ? 1.6 : this.#iterations >= 6 ? 0.6 : 1;
      return { point: next, step: Math.min(sizes.largest, Math.max(sizes.smallest, size * factor)), taken: size };
    }
    return undefined;
  }

  /** Newton's method in the plane through `guess` across `direction`. */
  #correct(guess: Float64Array, direction: Float64Array): CurvePoint | undefined {
    const n = this.#m + 1;
    const u = guess.slice();
    let before = Infinity;
    for (this.#iterations = 1; this.#iterations <= NEWTON_STEPS; this.#iterations++) {
      const at = this.#equation(u);
      if (!at) return undefined;
      const matrix = new Float64Array(n * n);
      matrix.set(at.jacobian);
      matrix.set(direction, this.#m * n);
      const right = new Float64Array(n);
      for (let i = 0; i < this.#m; i++) right[i] = -at.value[i]!;
      for (let i = 0; i < n; i++) right[this.#m]! -= direction[i]! * (u[i]! - guess[i]!);
      const change = solveLinear(n, matrix, right);
      if (!change) return undefined;
      let size = 0;
      for (let i = 0; i < n; i++) {
        u[i]! += change[i]!;
        size = Math.max(size, Math.abs(change[i]!));
      }
      if (!(size < Infinity)) return undefined;
      if (size <= this.#tolerance || (size < NEARLY && size > before / 2)) return tangentAt(u, matrix);
      before = size;
    }
    return undefined;
  }
}

/** The point with its tangent: the solution of G_u t = 0, along the last row of `matrix`. */
function tangentAt(u: Float64Array, matrix: Float64Array): CurvePoint | undefined {
  const right = new Float64Array(u.length);
  right[u.length - 1] = 1;
  const tangent = solveLinear(u.length, matrix, right);
  if (!tangent) return undefined;
  const length = Math.sqrt(dot(tangent, tangent));
  return { u, tangent: tangent.map((x) => x / length) };
}
