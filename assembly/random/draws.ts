import { blockIndex, EXPONENTIAL_F64, NORMAL_F64, UNIFORM_F64 } from "./address";
import { philox, philoxHigh, philoxLow } from "./philox";
import { cosineHalf, exponentialLanes, halfTurnLanes, signedRadiusLanes, sineHalf, uniformLanes } from "./transform";

// Single draws, for event-driven kernels: the same bits as the draws that fill.ts writes.

/** Uniform draw `index` in (0, 1). */
export function uniform(seed: u64, stream: u64, index: u64): f64 {
  philox(seed, stream, blockIndex(UNIFORM_F64, index >> 1));
  return f64x2.extract_lane(uniformLanes<f64>(i64x2.splat(index & 1 ? philoxHigh() : philoxLow())), 0);
}

/** Exponential draw `index`, mean 1. */
export function exponential(seed: u64, stream: u64, index: u64): f64 {
  philox(seed, stream, blockIndex(EXPONENTIAL_F64, index >> 1));
  return f64x2.extract_lane(exponentialLanes<f64>(i64x2.splat(index & 1 ? philoxHigh() : philoxLow())), 0);
}

/** Normal draw `index`, mean 0, variance 1. */
export function normal(seed: u64, stream: u64, index: u64): f64 {
  philox(seed, stream, blockIndex(NORMAL_F64, index >> 1));
  const radius = signedRadiusLanes<f64>(i64x2.splat(philoxLow()));
  const w = halfTurnLanes<f64>(i64x2.splat(philoxHigh()));
  const q = v128.mul<f64>(w, w);
  const q2 = v128.mul<f64>(q, q);
  const draw = index & 1 ? sineHalf<f64>(radius, w, q, q2) : cosineHalf<f64>(radius, q, q2);
  return f64x2.extract_lane(draw, 0);
}

/**
 * A place in the exponential draws of (seed, stream), for one Poisson process. Zeroed memory with seed and stream set is
 * ready for use. Draws come in twos from one block; the second waits here, under its index, so `position` may be set freely.
 */
@unmanaged
export class ExponentialSequence {
  seed: u64;
  stream: u64;
  position: u64;
  /** Index of `spare`, an odd number; 0 when there is none. */
  spareIndex: u64;
  spare: f64;
}

/** Draw `position` of the sequence, mean 1; moves the position on by one. */
export function nextExponential(sequence: ExponentialSequence): f64 {
  const index = sequence.position;
  sequence.position = index + 1;
  if (index == sequence.spareIndex && (index & 1) != 0) return sequence.spare;
  if ((index & 1) != 0) return exponential(sequence.seed, sequence.stream, index);
  philox(sequence.seed, sequence.stream, blockIndex(EXPONENTIAL_F64, index >> 1));
  const both = exponentialLanes<f64>(i64x2.replace_lane(i64x2.splat(philoxLow()), 1, philoxHigh()));
  sequence.spareIndex = index | 1;
  sequence.spare = f64x2.extract_lane(both, 1);
  return f64x2.extract_lane(both, 0);
}
