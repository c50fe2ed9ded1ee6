import { checkNumber, checkNumbers } from "../../core/check.js";
import { InputError } from "../../core/errors.js";

/** A box: one number for all parameters, or one per parameter. Infinite bounds are no bounds. */
export interface Bounds {
  readonly lower?: number | ArrayLike<number>;
  readonly upper?: number | ArrayLike<number>;
}

/** Bounds as vectors of n, or undefined where there are none. */
export interface Box {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export function checkBounds(bounds: Bounds | undefined, start: ArrayLike<number>): Box | undefined {
  if (bounds === undefined) return undefined;
  const lower = side("bounds.lower", bounds.lower, start.length, -Infinity);
  const upper = side("bounds.upper", bounds.upper, start.length, Infinity);
  for (let i = 0; i < start.length; i++) {
    if (!(lower[i]! < upper[i]!)) throw new InputError(`bounds.upper[${i}]`, upper[i], `a number > ${lower[i]}, the lower bound`);
    checkNumber(`start[${i}]`, start[i], {
      min: Math.max(lower[i]!, -Number.MAX_VALUE),
      max: Math.min(upper[i]!, Number.MAX_VALUE),
    });
  }
  return { lower, upper };
}

function side(field: string, value: number | ArrayLike<number> | undefined, n: number, none: number): Float64Array {
  if (value === undefined) return new Float64Array(n).fill(none);
  if (typeof value === "number") {
    if (Number.isNaN(value)) throw new InputError(field, value, "a number");
    return new Float64Array(n).fill(value);
  }
  const finite = Array.from(value, (bound) => (Math.abs(bound) === Infinity ? 0 : bound));
  checkNumbers(field, finite, n);
  return Float64Array.from(value);
}

/**
 * Folds points back into the box by reflection at its sides, as often as needed: a continuous map, so that a strategy that knows nothing of bounds
 * works inside them.
 */
export function reflect(x: Float64Array, box: Box): void {
  for (let i = 0; i < x.length; i++) {
    const low = box.lower[i]!;
    const high = box.upper[i]!;
    const value = x[i]!;
    if (value >= low && value <= high) continue;
    if (low === -Infinity) x[i] = high - (value - high);
    else if (high === Infinity) x[i] = low + (low - value);
    else {
      const width = high - low;
      const turns = (value - low) / (2 * width);
      const along = (turns - Math.floor(turns)) * 2 * width;
      // Rounding may leave the box by an ulp.
      x[i] = Math.min(high, Math.max(low, low + (along > width ? 2 * width - along : along)));
    }
  }
}
