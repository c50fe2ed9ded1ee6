import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";

/** Grid from, from + spacing, ..., to. */
export interface LandscapeGrid {
  readonly from: number;
  readonly to: number;
  readonly spacing: number;
}

export interface Landscape {
  readonly at: Float64Array;
  readonly loss: Float64Array;
  /** Slope at each point. */
  readonly slope: Float64Array;
}

/** Standard deviations after which the Gaussian is cut off: 1e-8 of its weight lies beyond them. */
const REACH = 6;

/**
 * A loss of one parameter on a grid, with slopes by central differences (one-sided at the ends). `losses` computes many at once. Errors: InputError.
 */
export function lossLandscape(losses: (at: Float64Array) => Float64Array, grid: LandscapeGrid): Landscape {
  const at = gridPoints(grid);
  const loss = losses(at);
  const slope = loss.map((_, i) => {
    const [low, high] = [Math.max(0, i - 1), Math.min(at.length - 1, i + 1)];
    return (loss[high]! - loss[low]!) / (at[high]! - at[low]!);
  });
  return { at, loss, slope };
}

/**
 * The loss smoothed by a Gaussian, L_s(x) = E[L(x + s z)], and its slope E[L(x + s z) z] / s, on the same grid. The means are sums over a grid of
 * the same spacing that reaches 6 s beyond the ends, with the weights of the Gaussian normalised, less what their first moment leaves:
 *
 *     L_s(x_i) = sum_j p_j L(x_i + h j) ,  L_s'(x_i) = sum_j p_j h j L(x_i + h j) / sum_j p_j (h j)^2 ,  p_j ~ exp(-(h j / s)^2 / 2)
 *
 * so constants and straight lines come out exactly. For a staircase such sums over a fine grid (spacing <= s / 4) are the right quadrature:
 * Gauss-Hermite rules assume smooth functions. Errors: InputError.
 */
export function smoothedLandscape(
  core: Core,
  losses: (at: Float64Array) => Float64Array,
  grid: LandscapeGrid,
  standardDeviation: number,
): Landscape {
  const { spacing } = grid;
  const at = gridPoints(grid);
  checkNumber("standardDeviation", standardDeviation, { min: 4 * spacing });
  const reach = Math.ceil((REACH * standardDeviation) / spacing);
  const wide = Float64Array.from({ length: at.length + 2 * reach }, (_, i) => at[0]! + (i - reach) * spacing);
  const raw = losses(wide);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, j) => {
    const z = ((j - reach) * spacing) / standardDeviation;
    return core.exports.exp(-0.5 * z * z);
  });
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const square = weights.reduce((sum, weight, j) => sum + weight * ((j - reach) * spacing) ** 2, 0);
  const loss = new Float64Array(at.length);
  const slope = new Float64Array(at.length);
  for (let i = 0; i < at.length; i++) {
    let mean = 0;
    let moment = 0;
    for (let j = 0; j < weights.length; j++) {
      const weighed = weights[j]! * raw[i + j]!;
      mean += weighed;
      moment += weighed * (j - reach) * spacing;
    }
    loss[i] = mean / total;
    slope[i] = moment / square;
  }
  return { at, loss, slope };
}

/** Sum of the absolute differences of neighbours: how jagged a curve is. */
export function totalVariation(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 1; i < values.length; i++) sum += Math.abs(values[i]! - values[i - 1]!);
  return sum;
}

function gridPoints(grid: LandscapeGrid): Float64Array {
  checkKeys("grid", grid, ["from", "to", "spacing"]);
  const from = checkNumber("grid.from", grid.from);
  const to = checkNumber("grid.to", grid.to, { above: from });
  const spacing = checkNumber("grid.spacing", grid.spacing, { above: 0, max: to - from });
  const intervals = Math.round((to - from) / spacing);
  if (intervals > 1e6) throw new InputError("grid.spacing", spacing, "large enough for a million points at most");
  return Float64Array.from({ length: intervals + 1 }, (_, i) => from + i * spacing);
}
