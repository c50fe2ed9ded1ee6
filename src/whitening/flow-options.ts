import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { cholesky, matrix, multiply, symmetricEigen } from "../numeric/linear/index.js";
import { checkMatrix, checkSymmetric } from "../numeric/linear/matrix.js";
import { type IntegrationOptions, integrationKeys } from "../solvers/flow-options.js";
import { metricCode, metrics, type WhiteningMetric } from "./metrics.js";

/** A matrix row by row in one array, or an array of its rows. */
export type MatrixInput = ArrayLike<number> | readonly ArrayLike<number>[];

/** What an event watches: a whitening error, or the largest eigenvalue of the effective matrix. */
export type FlowMetric = WhiteningMetric | "largest-eigenvalue";

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

// Codes of assembly/models/whitening/flow-event.ts beyond those of the whitening errors
const LARGEST_EIGENVALUE = 8;
const NONE = 9;

/** The event in the core's terms; metric NONE: there is none. Errors: InputError. */
export function checkEvent(event: FlowEvent | undefined): { metric: number; bound: number; stop: boolean } {
  if (event === undefined) return { metric: NONE, bound: 0, stop: false };
  checkKeys("event", event, ["metric", "below", "stop"]);
  const name = checkOneOf("event.metric", event.metric, [...metrics, "largest-eigenvalue"]);
  const metric = name === "largest-eigenvalue" ? LARGEST_EIGENVALUE : metricCode("event.metric", name);
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

/** A covariance, its dimension and its Cholesky factor. */
export interface CheckedCovariance {
  readonly covariance: Float64Array;
  readonly factor: Float64Array;
  readonly n: number;
}

/** Errors: InputError. */
export function checkCovariance(core: Core, value: MatrixInput, field = "covariance"): CheckedCovariance {
  const numbers = numbersOf(field, value);
  const n = Math.sqrt(numbers?.length ?? 0);
  if (!Number.isInteger(n) || n < 1) throw new InputError(field, value, "a square matrix, n x n");
  const covariance = checkSymmetricState(field, value, n);
  return { covariance, factor: positiveFactor(core, field, covariance, n), n };
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
