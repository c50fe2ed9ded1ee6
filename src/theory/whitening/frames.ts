import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { symmetricEigen } from "../../numeric/linear/eigen.js";
import type { ConvolutionalOptions } from "../../whitening/frames.js";
import { checkFrame, type Frame } from "../../whitening/gain-checks.js";
import { squaredGram } from "./gain-algebra.js";

const count = { min: 1, max: 2 ** 26, integer: true };

/**
 * N(N + 1)/2, the fewest interneurons whose gains can whiten every covariance of N inputs: w_i^T (C_yy - I) w_i = 0 for all i has to
 * force C_yy = I, so the w_i w_i^T have to span the symmetric matrices (arXiv:2301.11955). Errors: InputError.
 */
export function sufficientInterneurons(primary: number): number {
  checkNumber("primary", primary, count);
  return (primary * (primary + 1)) / 2;
}

/**
 * Dimension of the span of the matrices w_i w_i^T, the rank of (W^T W)^{o2}. The frame whitens every covariance if and only if it is N(N + 1)/2.
 * Errors: InputError.
 */
export function spannedDimensions(core: Core, frame: Frame): number {
  const checked = checkFrame("frame", frame);
  const k = checked.interneurons;
  const { values } = symmetricEigen(core, squaredGram(core, checked), k);
  return values.filter((value) => value > k * 2 ** -48 * values[k - 1]!).length;
}

/**
 * Interneurons of the convolutional frame on an n x m grid with a window of h x w: nm and one for each pair with fewer than h rows and w columns between
 * them, in all (nm + r c)/2 with r = n + 2 sum_{d=1}^{h-1} (n - d) and c likewise. Errors: InputError.
 */
export function convolutionalInterneurons(options: ConvolutionalOptions): number {
  checkKeys("options", options, ["grid", "window"]);
  const pair = (field: "grid" | "window"): readonly number[] => {
    const value: unknown = options[field];
    if (!Array.isArray(value) || value.length !== 2) throw new InputError(field, value, "a pair [rows, columns]");
    return value.map((each, i) => checkNumber(`${field}[${i}]`, each, count));
  };
  const window = pair("window");
  const grid = pair("grid");
  const [rows, columns] = grid.map((n, axis) => {
    const h = Math.min(window[axis]!, n);
    return n + 2 * ((h - 1) * n - (h * (h - 1)) / 2);
  });
  return (grid[0]! * grid[1]! + rows! * columns!) / 2;
}

/**
 * Distance min ||A - B P||_F between frames of equal size over the orders and signs P of the columns of B, which a circuit cannot tell apart.
 * All orders are tried: K <= 8. Errors: InputError.
 */
export function frameDistance(a: Frame, b: Frame): number {
  const first = checkFrame("a", a);
  const second = checkFrame("b", b);
  const { primary: n, interneurons: k } = first;
  checkNumber("a.interneurons", k, { max: 8 });
  if (second.primary !== n || second.interneurons !== k)
    throw new InputError("b", b, `a frame of ${n} x ${k} weights, as the other is`);
  const costs = Array.from({ length: k }, (_, i) => Array.from({ length: k }, (_, j) => columnDistance(first, second, i, j)));
  const best = (i: number, used: number): number => {
    if (i === k) return 0;
    let least = Number.POSITIVE_INFINITY;
    for (let j = 0; j < k; j++) {
      if ((used & (1 << j)) === 0) least = Math.min(least, costs[i]![j]! + best(i + 1, used | (1 << j)));
    }
    return least;
  };
  return Math.sqrt(best(0, 0));
}

/** Squared distance of column i of `a` from column j of `b` or its negative. */
function columnDistance(a: Frame, b: Frame, i: number, j: number): number {
  let plus = 0;
  let minus = 0;
  for (let row = 0; row < a.primary; row++) {
    const x = a.weights[row * a.interneurons + i]!;
    const y = b.weights[row * b.interneurons + j]!;
    plus += (x - y) ** 2;
    minus += (x + y) ** 2;
  }
  return Math.min(plus, minus);
}
