// Random weights and delays, one draw per synapse, addressed by the synapse's number (its place in the rows): the two
// 64-bit halves of block n belong to synapses 2 n and 2 n + 1.

import { DELAYS, FOUR_BLOCKS, WEIGHTS, logLanes, philoxFour, uniformOpenLanes } from "./draws";
import { Projection } from "./projection";

/** Synapses per batch: four blocks of two. Ranges start at a multiple of it. */
const BATCH: u32 = 8;

const words: usize = memory.data(FOUR_BLOCKS, 16);
const batch: usize = memory.data(BATCH * 8, 16);

// @ts-ignore: decorator
@inline
function drawBatch(purpose: u64, seed: u64, stream: u64, synapse: u32): void {
  philoxFour(seed, stream, purpose | <u64>(synapse >> 1), words);
}

/** Stores the batch's f64[8] as weights of synapses `at` .. , not beyond `end`. */
// @ts-ignore: decorator
@inline
function storeBatch<T>(projection: Projection, at: u32, end: u32): void {
  const weights = projection.weights + <usize>at * sizeof<T>();
  const count = <usize>min(BATCH, end - at);
  for (let i: usize = 0; i < count; i++) store<T>(weights + i * sizeof<T>(), <T>load<f64>(batch + (i << 3)));
}

/** Weights of synapses `first` .. `end - 1`: low + (high - low) U. `first` is a multiple of 8. */
export function uniformWeights<T>(
  projection: Projection,
  low: f64,
  high: f64,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  const offset = f64x2.splat(low);
  const span = f64x2.splat(high - low);
  for (let at = first; at < end; at += BATCH) {
    drawBatch(WEIGHTS, seed, stream, at);
    for (let i: usize = 0; i < <usize>FOUR_BLOCKS; i += 16) {
      v128.store(batch + i, v128.add<f64>(offset, v128.mul<f64>(span, uniformOpenLanes(v128.load(words + i)))));
    }
    storeBatch<T>(projection, at, end);
    if (end - at <= BATCH) break; // at + BATCH could wrap
  }
}

// sin and cos of (pi/2) r for |r| <= 1/2: their Taylor series, errors below 1e-16.
// @ts-ignore: decorator
@inline
function sineSeries(x: v128, y: v128): v128 {
  let p = v128.mul<f64>(y, f64x2.splat(-1.0 / 1307674368000.0));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(1.0 / 6227020800.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(-1.0 / 39916800.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(1.0 / 362880.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(-1.0 / 5040.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(1.0 / 120.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(-1.0 / 6.0)));
  return v128.add<f64>(x, v128.mul<f64>(x, p));
}

// @ts-ignore: decorator
@inline
function cosineSeries(y: v128): v128 {
  let p = v128.mul<f64>(y, f64x2.splat(1.0 / 20922789888000.0));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(-1.0 / 87178291200.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(1.0 / 479001600.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(-1.0 / 3628800.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(1.0 / 40320.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(-1.0 / 720.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(1.0 / 24.0)));
  p = v128.mul<f64>(y, v128.add<f64>(p, f64x2.splat(-0.5)));
  return v128.add<f64>(f64x2.splat(1.0), p);
}

/**
 * Weights of synapses `first` .. `end - 1`: max(lowerBound, mean + standardDeviation Z), Z standard normal by
 *   Z1 = sqrt(-2 ln U) cos(2 pi V),   Z2 = sqrt(-2 ln U) sin(2 pi V)
 * (G. Box and M. Muller, Ann. Math. Stat. 29, 610, 1958), U and V the halves of a block. `first` is a multiple of 8;
 * lowerBound may be -infinity.
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
  const offset = f64x2.splat(mean);
  const scale = f64x2.splat(standardDeviation);
  const bound = f64x2.splat(lowerBound);
  for (let at = first; at < end; at += BATCH) {
    drawBatch(WEIGHTS, seed, stream, at);
    for (let i: usize = 0; i < <usize>FOUR_BLOCKS; i += 32) {
      const block0 = v128.load(words + i);
      const block1 = v128.load(words + i, 16);
      const radius = v128.sqrt<f64>(
        v128.mul<f64>(f64x2.splat(-2.0), logLanes(uniformOpenLanes(i64x2.shuffle(block0, block1, 0, 2)))),
      );
      const turn = v128.mul<f64>(f64x2.splat(4.0), uniformOpenLanes(i64x2.shuffle(block0, block1, 1, 3)));
      const quarter = v128.nearest<f64>(turn); // 0 .. 4
      const x = v128.mul<f64>(v128.sub<f64>(turn, quarter), f64x2.splat(1.5707963267948966));
      const y = v128.mul<f64>(x, x);
      const sine = sineSeries(x, y);
      const cosine = cosineSeries(y);
      // Quarter q turns (cos, sin) into (cos, sin), (-sin, cos), (-cos, -sin), (sin, -cos).
      const bits = v128.add<f64>(quarter, f64x2.splat(4503599627370496.0)); // low bits of the mantissa hold q
      const swap = v128.eq<i64>(v128.and(bits, i64x2.splat(1)), i64x2.splat(1));
      const cosineSign = v128.shl<i64>(v128.and(v128.add<i64>(bits, i64x2.splat(1)), i64x2.splat(2)), 62);
      const sineSign = v128.shl<i64>(v128.and(bits, i64x2.splat(2)), 62);
      const cosineTurned = v128.xor(v128.bitselect(sine, cosine, swap), cosineSign);
      const sineTurned = v128.xor(v128.bitselect(cosine, sine, swap), sineSign);
      const even = v128.add<f64>(offset, v128.mul<f64>(scale, v128.mul<f64>(radius, cosineTurned)));
      const odd = v128.add<f64>(offset, v128.mul<f64>(scale, v128.mul<f64>(radius, sineTurned)));
      v128.store(batch + i, v128.pmax<f64>(bound, i64x2.shuffle(even, odd, 0, 2)));
      v128.store(batch + i, v128.pmax<f64>(bound, i64x2.shuffle(even, odd, 1, 3)), 16);
    }
    storeBatch<T>(projection, at, end);
    if (end - at <= BATCH) break;
  }
}

/**
 * Delays of synapses `first` .. `end - 1`: low + floor(span R / 2^64) steps, R 64 random bits, span <= 65536 (so each
 * delay is equally likely to 2^-48). `first` is a multiple of 8.
 */
export function uniformDelays(
  projection: Projection,
  low: u32,
  span: u32,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  for (let at = first; at < end; at += BATCH) {
    drawBatch(DELAYS, seed, stream, at);
    const count = <usize>min(BATCH, end - at);
    for (let i: usize = 0; i < count; i++) {
      const lowBits = <u64>load<u32>(words + (i << 3));
      const highBits = <u64>load<u32>(words + (i << 3), 4);
      const steps = (highBits * <u64>span + ((lowBits * <u64>span) >> 32)) >> 32;
      store<u16>(projection.delays + (<usize>at << 1) + (i << 1), <u16>(low + <u32>steps));
    }
    if (end - at <= BATCH) break;
  }
}
