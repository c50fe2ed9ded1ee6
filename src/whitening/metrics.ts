import { checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { Arena } from "../core/memory.js";
import { blockBytes } from "../core/memory.js";
import { cholesky, squareRootMatrix } from "../numeric/linear/index.js";

/**
 * How far a circuit with effective matrix A (y = A^{-1} x) is from whitening inputs of covariance C, with C_yy = A^{-1} C A^{-1} (n x n),
 * D = C_yy - I and lambda the eigenvalues of C_yy:
 *
 * - `operator`: operator norm of D, max |lambda - 1|
 * - `frobenius`: Frobenius norm of D; `scaled-frobenius`: that over n; `mean-square`: ||D||_F^2 / n^2
 * - `signed`: lambda_max - 1, which is blind to variances that are too small
 * - `spectral`: sum (lambda - 1)^2 / n
 * - `clipped-spectral`: sum max(lambda - 1, 0)^2 / n
 * - `filter`: Frobenius norm of A - C^{1/2} over that of C^{1/2}
 */
export type WhiteningMetric =
  | "operator"
  | "frobenius"
  | "scaled-frobenius"
  | "filter"
  | "signed"
  | "spectral"
  | "clipped-spectral"
  | "mean-square";

// Codes of assembly/models/whitening/common-error.ts
const codes: Readonly<Record<WhiteningMetric, number>> = {
  operator: 0,
  frobenius: 1,
  "scaled-frobenius": 2,
  filter: 3,
  signed: 4,
  spectral: 5,
  "clipped-spectral": 6,
  "mean-square": 7,
};

/** The metrics' names. */
export const metrics: readonly WhiteningMetric[] = Object.keys(codes) as WhiteningMetric[];

/** The kernels' code of a metric. */
export function metricCode(field: string, metric: unknown, known: readonly WhiteningMetric[] = metrics): number {
  return codes[checkOneOf(field, metric, known)];
}

/** Covariance and metric in the core's memory, as the kernels take them. */
export interface Target {
  readonly covariance: number;
  /** C^{1/2}, or 0 for metrics that do not use it. */
  readonly root: number;
  readonly metric: number;
}

/** f64 that {@link placeTarget} takes. */
export function targetBytes(n: number): number {
  return 2 * blockBytes("f64", n * n);
}

/** Copies a covariance, and its root for the filter error, into an arena. Errors: InputError as {@link checkCovariance}. */
export function placeTarget(core: Core, arena: Arena, covariance: ArrayLike<number>, n: number, metric: WhiteningMetric): Target {
  const block = arena.block("f64", n * n);
  const code = metricCode("metric", metric);
  const values = metric === "filter" ? squareRootMatrix(core, covariance, n) : undefined;
  const root = values && arena.block("f64", n * n);
  if (values && root) root.view.set(values);
  block.view.set(covariance);
  return { covariance: block.address, root: root?.address ?? 0, metric: code };
}

/** Refuses a covariance (n by n, row by row) that is not symmetric and positive definite. Errors: InputError. */
export function checkCovariance(core: Core, field: string, covariance: ArrayLike<number>, n: number): void {
  try {
    cholesky(core, covariance, n);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(error.field.replace(/^a(?=$|\[)/, field), error.value, error.allowed);
    throw error;
  }
}

/**
 * Whitening error of any linear circuit y = A^{-1} x with symmetric positive definite A (n by n, row by row) for inputs of covariance C.
 * Errors: InputError for matrices that are not symmetric and positive definite.
 */
export function whiteningError(
  core: Core,
  effectiveMatrix: ArrayLike<number>,
  covariance: ArrayLike<number>,
  n: number,
  metric: WhiteningMetric = "operator",
): number {
  checkCovariance(core, "covariance", covariance, n);
  checkCovariance(core, "effectiveMatrix", effectiveMatrix, n);
  return withScratch(core, 2 * n * n + 3 * n + 1, n, effectiveMatrix, (arena, effective, work) => {
    const target = placeTarget(core, arena, covariance, n, metric);
    const result = work.address + 8 * (2 * n * n + 3 * n);
    core.run((e) => e.whiteningError(target.metric, effective, target.covariance, target.root, n, work.address, result));
    return work.view[2 * n * n + 3 * n]!;
  });
}

/** C_yy = A^{-1} C A^{-1} (n by n, row by row). Errors as {@link whiteningError}. */
export function whitenedCovariance(
  core: Core,
  effectiveMatrix: ArrayLike<number>,
  covariance: ArrayLike<number>,
  n: number,
): Float64Array {
  checkCovariance(core, "covariance", covariance, n);
  checkCovariance(core, "effectiveMatrix", effectiveMatrix, n);
  return withScratch(core, 2 * n * n, n, effectiveMatrix, (arena, effective, work) => {
    const target = placeTarget(core, arena, covariance, n, "operator");
    const out = work.address + 8 * n * n;
    core.run((e) => e.whitenedCovariance(out, effective, target.covariance, n, work.address));
    return work.view.slice(n * n);
  });
}

/**
 * U(A) = Tr(A^{-1} C) + Tr A, which both circuits minimise (V(W) = U(alpha I + W W^T) for interneurons); its minimum is 2 Tr C^{1/2}.
 * Errors as {@link whiteningError}.
 */
export function whiteningObjective(
  core: Core,
  effectiveMatrix: ArrayLike<number>,
  covariance: ArrayLike<number>,
  n: number,
): number {
  checkCovariance(core, "covariance", covariance, n);
  checkCovariance(core, "effectiveMatrix", effectiveMatrix, n);
  return withScratch(core, 2 * n * n + 1, n, effectiveMatrix, (arena, effective, work) => {
    const target = placeTarget(core, arena, covariance, n, "operator");
    const result = work.address + 16 * n * n;
    core.run((e) => e.whiteningObjective(effective, target.covariance, n, work.address, result));
    return work.view[2 * n * n]!;
  });
}

function withScratch<R>(
  core: Core,
  length: number,
  n: number,
  effectiveMatrix: ArrayLike<number>,
  use: (arena: Arena, effective: number, work: { address: number; view: Float64Array }) => R,
): R {
  const arena = core.arena(targetBytes(n) + blockBytes("f64", n * n) + blockBytes("f64", length), "A whitening error");
  try {
    const effective = arena.block("f64", n * n);
    effective.view.set(effectiveMatrix);
    return use(arena, effective.address, arena.block("f64", length));
  } finally {
    core.heap.release(arena.region);
  }
}
