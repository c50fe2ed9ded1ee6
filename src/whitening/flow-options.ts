import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { cholesky, matrix, multiply, symmetricEigen } from "../numeric/linear/index.js";
import { checkMatrix, checkSymmetric } from "../numeric/linear/matrix.js";
import { type IntegrationOptions, integrationKeys } from "../solvers/options.js";

/** A matrix row by row in one array, or an array of its rows. */
export type MatrixInput = ArrayLike<number> | readonly ArrayLike<number>[];

/**
 * What an event watches, for the effective matrix A and D = A^-1 C A^-1 - I, n x n:
 * - "operator": largest magnitude of an eigenvalue of D
 * - "frobenius": |D|_F; "scaled-frobenius": |D|_F / n
 * - "filter": |A - S|_F / |S|_F with S = C^(1/2)
 * - "signed": largest eigenvalue of D, which misses variances below 1
 * - "largest-eigenvalue": largest eigenvalue of A
 */
export type FlowMetric = "operator" | "frobenius" | "scaled-frobenius" | "filter" | "signed" | "largest-eigenvalue";

/** The first time at which a metric is at or below a bound; time 0 where it is from the start. */
export interface FlowEvent {
  readonly metric: FlowMetric;
  readonly below: number;
  /** Whether the event ends the integration; default true. */
  readonly stop?: boolean;
}

/** What all flows have in common. Time is in units in which the learning rate is 1: time t is t / eta samples. */
export interface FlowOptions extends IntegrationOptions {
  /** C (n x n), symmetric positive definite: covariance of the input at time 0. */
  readonly covariance: MatrixInput;
  /** e: the input drifts as C(t) = exp(2 e t) C; default 0. */
  readonly driftRate?: number;
  readonly event?: FlowEvent;
}

export const flowKeys = ["covariance", "driftRate", "event", ...integrationKeys] as const;

/** Numbers of assembly/models/whitening/whitening-error.ts, from 1. */
const metrics = [
  "operator",
  "frobenius",
  "scaled-frobenius",
  "filter",
  "signed",
  "largest-eigenvalue",
] as const satisfies readonly FlowMetric[];

/** The event in the core's terms; metric 0: none. Errors: InputError. */
export function checkEvent(event: FlowEvent | undefined): { metric: number; bound: number; stop: boolean } {
  if (event === undefined) return { metric: 0, bound: 0, stop: false };
  checkKeys("event", event, ["metric", "below", "stop"]);
  const metric = metrics.indexOf(checkOneOf("event.metric", event.metric, metrics)) + 1;
  const { stop = true } = event;
  if (typeof stop !== "boolean") throw new InputError("event.stop", stop, "true or false");
  return { metric, bound: checkNumber("event.below", event.below, { above: 0 }), stop };
}

/** The numbers of a matrix row by row. */
export function numbersOf(field: string, value: MatrixInput): ArrayLike<number> {
  if (!Array.isArray(value) || !value.some((row) => typeof row === "object")) return value as ArrayLike<number>;
  const columns = (value[0] as ArrayLike<number>).length;
  for (const [i, row] of value.entries()) checkNumbers(`${field}[${i}]`, row, columns);
  return matrix(value);
}

/** A covariance, its dimension and its Cholesky factor. Errors: InputError. */
export function checkCovariance(core: Core, value: MatrixInput): { covariance: Float64Array; factor: Float64Array; n: number } {
  const numbers = numbersOf("covariance", value);
  const n = Math.sqrt(numbers?.length ?? 0);
  if (!Number.isInteger(n) || n < 1) throw new InputError("covariance", value, "a square matrix, n x n");
  const covariance = checkSymmetricState("covariance", value, n);
  return { covariance, factor: positiveFactor(core, "covariance", covariance, n), n };
}

/** A symmetric n x n matrix, symmetric to the last bit (its lower triangle counts). */
export function checkSymmetricState(field: string, value: MatrixInput, n: number): Float64Array {
  const a = Float64Array.from(checkSymmetric(field, numbersOf(field, value), n));
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) a[j * n + i] = a[i * n + j]!;
  return a;
}

/** The Cholesky factor, or an InputError that names the field; `what` is positive definite. */
export function positiveFactor(core: Core, field: string, a: Float64Array, n: number, what = "a positive definite matrix") {
  try {
    return cholesky(core, a, n);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(field, a, what);
    throw error;
  }
}

/** P as a start: positive semidefinite, and alpha I + P positive definite. */
export function checkProduct(core: Core, value: MatrixInput, n: number, leak: number): Float64Array {
  const product = checkSymmetricState("initial", value, n);
  const { values } = symmetricEigen(core, product, n);
  const [least, largest] = [values[0]!, values[n - 1]!];
  if (least < -1e-12 * Math.max(largest, -least)) {
    throw new InputError("initial", product, `positive semidefinite; its least eigenvalue is ${least}`);
  }
  refuseSingular(core, product, n, leak);
  return product;
}

/** W (n x k) as a start: alpha I + W W^T positive definite. */
export function checkWeights(core: Core, value: MatrixInput, n: number, leak: number): Float64Array {
  const numbers = numbersOf("initial", value);
  const k = (numbers?.length ?? 0) / n;
  if (!Number.isInteger(k) || k < 1) throw new InputError("initial", value, `a matrix of ${n} rows and at least one column`);
  const weights = Float64Array.from(checkMatrix("initial", numbers, n, k));
  const transposed = weights.map((_, at) => weights[(at % n) * k + Math.floor(at / n)]!);
  refuseSingular(core, multiply(core, weights, transposed, n, k, n), n, leak);
  return weights;
}

function refuseSingular(core: Core, product: Float64Array, n: number, leak: number): void {
  const effective = product.map((x, at) => (at % (n + 1) === 0 ? x + leak : x));
  positiveFactor(core, "initial", effective, n, leak > 0 ? "finite" : `of rank ${n}, because the leak is 0`);
}
