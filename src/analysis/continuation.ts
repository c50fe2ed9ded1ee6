import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import { Curve, type CurvePoint, type StepSizes } from "./arclength.js";
import { type Bifurcation, neutralPointAt, saddleNodeAt } from "./bifurcations.js";
import { type Calculus, calculus, scalesAt, type VectorField } from "./field.js";
import { eigenvalues } from "./linear.js";
import { rootBetween } from "./roots.js";
import { pairSumProduct, type RestState, restStateAt } from "./stability.js";

export interface ContinuationOptions {
  /** Where to start: a parameter value, and a state near a rest state there. */
  readonly parameter: number;
  readonly state: ArrayLike<number>;
  /** The branch is followed while the parameter is in this range. */
  readonly range: readonly [number, number];
  /** "up" and "down" follow the branch to one side of the start; default "both". */
  readonly direction?: "up" | "down" | "both";
  /** Largest step of arclength, in units of `field.scales` and of a hundredth of the range; default 1. */
  readonly largestStep?: number;
  /** Default 10,000. */
  readonly maximumPoints?: number;
}

/** A branch of rest states. */
export interface RestBranch {
  /** In the order of the branch. */
  readonly points: readonly RestState[];
  /** In the order of the branch. */
  readonly bifurcations: readonly Bifurcation[];
}

const keys = ["parameter", "state", "range", "direction", "largestStep", "maximumPoints"];

/**
 * Follows a branch of rest states of any vector field of up to about 10 numbers over its parameter by pseudo-arclength continuation, around
 * folds, and finds its saddle-nodes, Hopf points (with frequency and criticality) and neutral saddles, each to rounding of the field's
 * derivatives: about 1e-12 with exact ones. Two special points closer to each other than a step are missed: use smaller steps.
 * Errors: InputError; "no-convergence" if there is no rest state near the start.
 */
export function continueRestStates(field: VectorField, options: ContinuationOptions): RestBranch {
  checkKeys("options", options, keys);
  const derivatives = calculus(field);
  const n = field.length;
  const state = Float64Array.from(checkNumbers("state", options.state, n));
  const [low, high] = [options.range?.[0], options.range?.[1]].map((x, i) => checkNumber(`range[${i}]`, x)) as [number, number];
  checkNumber("range[1]", high, { above: low });
  const parameter = checkNumber("parameter", options.parameter, { min: low, max: high });
  const direction = checkOneOf("direction", options.direction ?? "both", ["up", "down", "both"]);
  const largest = checkNumber("largestStep", options.largestStep ?? 1, { above: 0 });
  const limit = checkNumber("maximumPoints", options.maximumPoints ?? 10_000, { min: 2, integer: true });
  const branch = new Follower(derivatives, state, parameter, [low, high], { first: largest / 10, smallest: 1e-10, largest });
  const up = direction === "down" ? undefined : branch.follow(1, limit);
  const down = direction === "up" ? undefined : branch.follow(-1, limit);
  if (!down) return up!;
  const reversed = { points: [...down.points].reverse(), bifurcations: [...down.bifurcations].reverse() };
  if (!up) return down;
  return {
    points: [...reversed.points, ...up.points.slice(1)],
    bifurcations: [...reversed.bifurcations, ...up.bifurcations],
  };
}

/** One branch in scaled unknowns: (y_i / scale_i, (p - p_0) / scale). */
class Follower {
  readonly #derivatives: Calculus;
  readonly #curve: Curve;
  readonly #scales: Float64Array;
  readonly #guess: Float64Array;
  readonly #range: readonly [number, number];
  readonly #sizes: StepSizes;

  constructor(derivatives: Calculus, state: Float64Array, parameter: number, range: readonly [number, number], sizes: StepSizes) {
    const n = derivatives.length;
    const scales = Float64Array.from([...scalesAt(derivatives.field, state), (range[1] - range[0]) / 100]);
    this.#derivatives = derivatives;
    this.#scales = scales;
    this.#range = range;
    this.#sizes = sizes;
    this.#guess = Float64Array.from({ length: n + 1 }, (_, i) => (i < n ? state[i]! : parameter) / scales[i]!);
    this.#curve = new Curve(
      (u) => {
        const { y, p } = this.#unscaled(u);
        const J = derivatives.jacobian(y, p);
        const slope = derivatives.parameterDerivative(y, p);
        const jacobian = new Float64Array(n * (n + 1));
        for (let i = 0; i < n; i++) {
          for (let j = 0; j < n; j++) jacobian[i * (n + 1) + j] = J[i * n + j]! * scales[j]!;
          jacobian[i * (n + 1) + n] = slope[i]! * scales[n]!;
        }
        return { value: derivatives.f(y, p), jacobian };
      },
      n + 1,
      1e-13,
    );
  }

  follow(orientation: 1 | -1, limit: number): RestBranch {
    const n = this.#derivatives.length;
    let point = this.#curve.start(this.#guess, n, orientation);
    let step = this.#sizes.first;
    const points = [this.#rest(point)];
    const bifurcations: Bifurcation[] = [];
    while (points.length < limit) {
      const found = this.#curve.next(point, step, this.#sizes);
      if (!found) break;
      const parameter = found.point.u[n]! * this.#scales[n]!;
      const outside = parameter < this.#range[0] || parameter > this.#range[1];
      let { point: next, taken } = found;
      if (outside) {
        // ends on the edge of the range
        const edge = parameter < this.#range[0] ? this.#range[0] : this.#range[1];
        const beyond = (s: number) => this.#at(point, s).u[n]! * this.#scales[n]! - edge;
        taken = rootBetween(beyond, 0, taken);
        next = this.#at(point, taken);
      }
      bifurcations.push(...this.#between(point, next, taken));
      points.push(this.#rest(next));
      if (outside) break;
      [point, step] = [next, found.step];
    }
    return { points, bifurcations };
  }

  /** The special points between two points of the branch `length` apart. */
  #between(from: CurvePoint, to: CurvePoint, length: number): Bifurcation[] {
    const n = this.#derivatives.length;
    const tests = [(point: CurvePoint) => point.tangent[n]!, (point: CurvePoint) => this.#pairSums(point)];
    const found: { at: number; bifurcation: Bifurcation }[] = [];
    for (const [kind, test] of tests.entries()) {
      if (test(from) > 0 === test(to) > 0) continue;
      const at = rootBetween((s) => test(s === length ? to : this.#at(from, s)), 0, length);
      const { y, p } = this.#unscaled(this.#at(from, at).u);
      found.push({ at, bifurcation: (kind === 0 ? saddleNodeAt : neutralPointAt)(this.#derivatives, y, p) });
    }
    return found.sort((a, b) => a.at - b.at).map(({ bifurcation }) => bifurcation);
  }

  /** A point between two points of the branch, where Newton's method has converged already. */
  #at(from: CurvePoint, s: number): CurvePoint {
    return s === 0 ? from : (this.#curve.advance(from, s) ?? from);
  }

  #pairSums(point: CurvePoint): number {
    const { y, p } = this.#unscaled(point.u);
    return pairSumProduct(eigenvalues(this.#derivatives.length, this.#derivatives.jacobian(y, p)));
  }

  #rest(point: CurvePoint): RestState {
    const { y, p } = this.#unscaled(point.u);
    return restStateAt(this.#derivatives, y, p);
  }

  #unscaled(u: Float64Array): { y: Float64Array; p: number } {
    const n = this.#derivatives.length;
    return { y: u.slice(0, n).map((x, i) => x * this.#scales[i]!), p: u[n]! * this.#scales[n]! };
  }
}
