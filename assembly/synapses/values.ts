// Random weights and delays, one draw per synapse: synapse number s takes draw s of its projection's (seed, stream), so
// the numbers do not depend on how a range is divided.

import { fillNormals, fillUniforms } from "../random/fill";
import { fillIntegers } from "../random/integers";
import { Projection } from "./projection";

/** Weights of synapses `first` .. `end - 1`: low + (high - low) U, within [low, high]; U the uniform draws of precision T. */
export function uniformWeights<T>(
  projection: Projection,
  low: f64,
  high: f64,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  let at = projection.weights + <usize>first * sizeof<T>();
  const last = projection.weights + <usize>end * sizeof<T>();
  fillUniforms<T>(at, end - first, seed, stream, first);
  const span = high - low;
  // The smaller of the two: rounding may carry the sum beyond high.
  for (; at < last; at += sizeof<T>()) store<T>(at, <T>min(low + span * <f64>load<T>(at), high));
}

/**
 * Weights of synapses `first` .. `end - 1`: max(lowerBound, mean + standardDeviation Z); Z the normal draws of precision
 * T. lowerBound may be -infinity.
 */
export function normalWeights<T>(
  projection: Projection,
  mean: f64,
  standardDeviation: f64,
  lowerBound: f64,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  let at = projection.weights + <usize>first * sizeof<T>();
  const last = projection.weights + <usize>end * sizeof<T>();
  fillNormals<T>(at, end - first, seed, stream, first);
  for (; at < last; at += sizeof<T>()) {
    store<T>(at, <T>max(mean + standardDeviation * <f64>load<T>(at), lowerBound));
  }
}

/** Integer draws made at a time. */
const BATCH: u32 = 512;
const integers: usize = memory.data(4096, 16);

/** Delays of synapses `first` .. `end - 1`: low + an integer draw below `span`, steps. */
export function uniformDelays(
  projection: Projection,
  low: u32,
  span: u32,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  let at = first;
  while (at < end) {
    const count = min(BATCH, end - at);
    fillIntegers(integers, count, span, seed, stream, at);
    const delays = projection.delays + (<usize>at << 1);
    for (let i: usize = 0; i < <usize>count; i++) {
      store<u16>(delays + (i << 1), <u16>(low + <u32>load<f64>(integers + (i << 3))));
    }
    at += count;
  }
}
