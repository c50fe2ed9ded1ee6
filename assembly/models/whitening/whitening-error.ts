import { exp } from "../../numeric/exp";
import { operatorNorm, symmetricEigen } from "../../numeric/linear/eigen";
import { deviate, Flow } from "./flows";

// How far a circuit is from whitening its input, for the effective matrix A in flow.matrix; D = A^-1 C A^-1 - I, S = C^(1/2).

export const NONE: u32 = 0;
/** Largest magnitude of an eigenvalue of D. */
export const OPERATOR: u32 = 1;
/** |D|_F. */
export const FROBENIUS: u32 = 2;
/** |D|_F / n. */
export const SCALED_FROBENIUS: u32 = 3;
/** |A - S|_F / |S|_F. */
export const FILTER: u32 = 4;
/** Largest eigenvalue of D: misses variances below 1. */
export const SIGNED: u32 = 5;
/** Largest eigenvalue of A. */
export const LARGEST_EIGENVALUE: u32 = 6;

/** The flow's metric at `time`; infinite where A is not positive definite and the metric needs its inverse. Overwrites `matrix`. */
export function measure(flow: Flow, time: f64): f64 {
  const metric = flow.metric;
  const n = <i32>flow.neurons;
  if (metric == FILTER) return filterError(flow, time);
  if (metric == LARGEST_EIGENVALUE) return largestEigenvalue(flow, flow.matrix);
  if (!deviate(flow, time, flow.deviation)) return Infinity;
  if (metric == OPERATOR) return operatorNorm(flow.deviation, n, flow.scratch);
  if (metric == FROBENIUS) return frobeniusNorm(flow.deviation, n);
  if (metric == SCALED_FROBENIUS) return frobeniusNorm(flow.deviation, n) / <f64>n;
  return largestEigenvalue(flow, flow.deviation); // SIGNED
}

function largestEigenvalue(flow: Flow, matrix: usize): f64 {
  const n = <usize>flow.neurons;
  if (symmetricEigen(matrix, <i32>n, flow.scratch, 0, flow.scratch + (n << 3)) != 0) return NaN;
  return load<f64>(flow.scratch + ((n - 1) << 3));
}

function filterError(flow: Flow, time: f64): f64 {
  const bytes = (<usize>flow.neurons * flow.neurons) << 3;
  const scale = flow.driftRate == 0.0 ? 1.0 : exp(flow.driftRate * time);
  let sum = 0.0;
  for (let at: usize = 0; at < bytes; at += 8) {
    const difference = load<f64>(flow.matrix + at) - scale * load<f64>(flow.target + at);
    sum += difference * difference;
  }
  return sqrt(sum) / (scale * flow.targetSize);
}

function frobeniusNorm(a: usize, n: usize): f64 {
  let sum = 0.0;
  for (let at: usize = 0; at < (n * n) << 3; at += 8) sum += load<f64>(a + at) * load<f64>(a + at);
  return sqrt(sum);
}
