import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { symmetricEigen } from "../numeric/linear/eigen.js";
import { checkMatrix, matrix } from "../numeric/linear/matrix.js";
import { randomOrthogonal } from "../numeric/linear/random-orthogonal.js";
import { power } from "../numeric/portable/index.js";
import type { RandomStream } from "../random/stream.js";
import { checkCovariance, checkFrame, type Frame, LARGEST, normaliseColumns, transposed } from "./gain-checks.js";

const dimension = { min: 1, max: LARGEST, integer: true };

/**
 * The frame with the columns of W, given by its rows. `normalised` brings every column to length 1 (default false).
 * Errors: InputError, also for a column of zeros that is to be normalised.
 */
export function frameOf(rows: readonly ArrayLike<number>[], options: { readonly normalised?: boolean } = {}): Frame {
  checkKeys("options", options, ["normalised"]);
  const weights = matrix(rows);
  const frame = { primary: rows.length, interneurons: weights.length / rows.length, weights };
  if (options.normalised) normaliseColumns("rows", weights, rows.length, frame.interneurons);
  return frame;
}

/** K vectors uniform on the unit sphere in R^N. Takes N K normal draws of `stream`. Errors: InputError. */
export function randomFrame(primary: number, interneurons: number, stream: RandomStream): Frame {
  checkNumber("primary", primary, dimension);
  checkNumber("interneurons", interneurons, { min: 1, max: 2 ** 20, integer: true });
  const weights = stream.normals(primary * interneurons);
  normaliseColumns("weights", weights, primary, interneurons);
  return { primary, interneurons, weights };
}

/**
 * Three unit vectors in the plane at 0, 120 and 240 degrees (N = 2, K = 3): the frame for which gains of two-dimensional responses
 * adapt as evenly as they can. {@link rotated} turns it.
 */
export function mercedesBenzFrame(): Frame {
  const height = Math.sqrt(3) / 2;
  return { primary: 2, interneurons: 3, weights: Float64Array.of(1, -0.5, -0.5, 0, height, -height) };
}

/** The eigenvectors of C (N x N), K = N: each gain then is one mode of the direct circuit (1 + g_i = m_i with a leak of 1). Errors: InputError. */
export function spectralFrame(core: Core, covariance: ArrayLike<number>, n: number): Frame {
  checkNumber("n", n, dimension);
  const { vectors } = symmetricEigen(core, checkCovariance(core, "covariance", covariance, n), n);
  return { primary: n, interneurons: n, weights: vectors };
}

/** O W with the orthogonal matrix `rotation` (N x N): Haar-distributed when a stream is given in its place. Errors: InputError. */
export function rotated(core: Core, frame: Frame, rotation: ArrayLike<number> | RandomStream): Frame {
  const { primary: n, interneurons: k, weights } = checkFrame("frame", frame);
  const o = "normals" in rotation ? randomOrthogonal(core, n, rotation) : checkMatrix("rotation", rotation, n, n);
  const turned = new Float64Array(n * k);
  for (let a = 0; a < n; a++) {
    for (let b = 0; b < n; b++) for (let i = 0; i < k; i++) turned[a * k + i]! += o[a * n + b]! * weights[b * k + i]!;
  }
  return { primary: n, interneurons: k, weights: turned };
}

/** The columns of several frames of equal N side by side. Errors: InputError. */
export function joinFrames(...frames: readonly Frame[]): Frame {
  const checked = frames.map((frame, f) => checkFrame(`frames[${f}]`, frame));
  const primary = checked[0]?.primary;
  if (primary === undefined) throw new InputError("frames", frames, "at least one frame");
  const interneurons = checked.reduce((sum, frame) => sum + frame.interneurons, 0);
  const weights = new Float64Array(primary * interneurons);
  let column = 0;
  for (const [f, frame] of checked.entries()) {
    if (frame.primary !== primary)
      throw new InputError(`frames[${f}].primary`, frame.primary, `${primary}, as that of the first frame`);
    for (let a = 0; a < primary; a++) {
      weights.set(frame.weights.subarray(a * frame.interneurons, (a + 1) * frame.interneurons), a * interneurons + column);
    }
    column += frame.interneurons;
  }
  return { primary, interneurons, weights };
}

export interface OptimisedOptions {
  /** Steps of the descent. Default 2,000. */
  readonly steps?: number;
}

/**
 * A frame whose gains adapt evenly: K unit vectors that minimise sum_ij (w_i . w_j)^4. With J = 2 (W^T W)^{o2} the rates of the gains at C = I are
 * the eigenvalues of J; their sum is fixed, and this is the sum of their squares. Descent from a random frame (N K normal draws of `stream`); a local
 * minimum, for N = 2, K = 3 the Mercedes-Benz frame in a random position. Errors: InputError.
 */
export function optimisedFrame(
  primary: number,
  interneurons: number,
  stream: RandomStream,
  options: OptimisedOptions = {},
): Frame {
  checkKeys("options", options, ["steps"]);
  const steps = checkNumber("steps", options.steps ?? 2000, { min: 0, max: 1e6, integer: true });
  const frame = randomFrame(primary, interneurons, stream);
  const vectors = transposed(frame.weights, primary, interneurons);
  let rate = 0.1;
  let potential = framePotential(vectors, primary, interneurons);
  for (let step = 0; step < steps && rate > 1e-12; step++) {
    const trial = descend(vectors, primary, interneurons, rate);
    const reached = framePotential(trial, primary, interneurons);
    if (reached < potential) {
      vectors.set(trial);
      potential = reached;
      rate *= 1.2;
    } else rate /= 2;
  }
  return { primary, interneurons, weights: transposed(vectors, interneurons, primary) };
}

function framePotential(vectors: Float64Array, n: number, k: number): number {
  let sum = 0;
  for (let i = 0; i < k; i++) for (let j = 0; j < i; j++) sum += power(overlap(vectors, n, i, j), 4);
  return sum;
}

function overlap(vectors: Float64Array, n: number, i: number, j: number): number {
  let sum = 0;
  for (let a = 0; a < n; a++) sum += vectors[i * n + a]! * vectors[j * n + a]!;
  return sum;
}

/** One step down the gradient of the potential, sum_j 4 (w_i . w_j)^3 w_j, back on the sphere. */
function descend(vectors: Float64Array, n: number, k: number, rate: number): Float64Array {
  const moved = vectors.slice();
  for (let i = 0; i < k; i++) {
    for (let j = 0; j < k; j++) {
      if (i === j) continue;
      const factor = 4 * rate * power(overlap(vectors, n, i, j), 3);
      for (let a = 0; a < n; a++) moved[i * n + a]! -= factor * vectors[j * n + a]!;
    }
    const length = Math.sqrt(overlap(moved, n, i, i));
    for (let a = 0; a < n; a++) moved[i * n + a]! /= length;
  }
  return moved;
}

export interface ConvolutionalOptions {
  /** Rows and columns of the grid; N is their product. */
  readonly grid: readonly [rows: number, columns: number];
  /** h and w: pairs of neurons less than h rows and less than w columns apart share an interneuron. */
  readonly window: readonly [rows: number, columns: number];
}

/**
 * The convolutional frame on a grid (arXiv:2301.11955): a unit vector e_a for each neuron, then (e_a + e_b)/sqrt 2 for each pair within the window. At its
 * equilibrium every entry of C_yy within the window equals that of I; the others are free. A window as large as the grid gives N(N + 1)/2 vectors and
 * whitens in full. Errors: InputError.
 */
export function convolutionalFrame(options: ConvolutionalOptions): Frame {
  checkKeys("options", options, ["grid", "window"]);
  const [rows, columns] = checkPair("grid", options.grid);
  const [height, width] = checkPair("window", options.window);
  const n = rows * columns;
  checkNumber("grid rows x columns", n, { max: LARGEST });
  const pairs: [number, number][] = [];
  for (let a = 0; a < n; a++) {
    for (let b = a + 1; b < n; b++) {
      const down = Math.floor(b / columns) - Math.floor(a / columns);
      const across = Math.abs((b % columns) - (a % columns));
      if (down < height && across < width) pairs.push([a, b]);
    }
  }
  const k = n + pairs.length;
  const weights = new Float64Array(n * k);
  for (let a = 0; a < n; a++) weights[a * k + a] = 1;
  for (const [p, [a, b]] of pairs.entries()) {
    weights[a * k + n + p] = Math.SQRT1_2;
    weights[b * k + n + p] = Math.SQRT1_2;
  }
  return { primary: n, interneurons: k, weights };
}

function checkPair(field: string, pair: unknown): readonly [number, number] {
  if (!Array.isArray(pair) || pair.length !== 2) throw new InputError(field, pair, "a pair [rows, columns]");
  return [checkNumber(`${field}[0]`, pair[0], dimension), checkNumber(`${field}[1]`, pair[1], dimension)];
}
