import { exp } from "../../numeric/exp";
import { symmetricEigen } from "../../numeric/linear/eigen";
import { errorOf, FILTER } from "./common-error";
import { deviate, Flow } from "./flows";

// What the event of a flow watches: a whitening error of common-error.ts, or the size of the effective matrix A in flow.matrix.

/** Largest eigenvalue of A; the codes below it are those of common-error.ts. */
export const LARGEST_EIGENVALUE: u32 = 8;
/** No event. */
export const NONE: u32 = 9;

/** The flow's metric at `time`; infinite where A is not positive definite and the metric needs its inverse. Overwrites `matrix`. */
export function measure(flow: Flow, time: f64): f64 {
  if (flow.metric == LARGEST_EIGENVALUE) return largestEigenvalue(flow);
  if (flow.metric == FILTER) {
    scaleBack(flow, time);
  } else if (!deviate(flow, time, flow.deviation)) {
    return Infinity;
  }
  return errorOf(flow.metric, flow.deviation, flow.matrix, flow.target, flow.neurons, flow.scratch);
}

/** The root of a drifted covariance is exp(e t) S: instead of S, A is scaled, |A - exp(e t) S| / |exp(e t) S| = |exp(-e t) A - S| / |S|. */
export function scaleBack(flow: Flow, time: f64): void {
  if (flow.driftRate == 0.0) return;
  const scale = exp(-flow.driftRate * time);
  for (let at: usize = 0; at < (<usize>flow.neurons * flow.neurons) << 3; at += 8) {
    store<f64>(flow.matrix + at, scale * load<f64>(flow.matrix + at));
  }
}

function largestEigenvalue(flow: Flow): f64 {
  const n = <usize>flow.neurons;
  if (symmetricEigen(flow.matrix, <i32>n, flow.scratch, 0, flow.scratch + (n << 3)) != 0) return NaN;
  return load<f64>(flow.scratch + ((n - 1) << 3));
}
