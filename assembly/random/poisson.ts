import { exp } from "../numeric/exp";
import { log } from "../numeric/log";
import { blockIndex, POISSON_LARGE, POISSON_SMALL } from "./address";
import { fillPoissonUniforms } from "./fill";
import { philox, philoxHigh, philoxLow } from "./philox";
import { uniformLanes } from "./transform";

/** Means from here on use rejection, smaller ones inversion: the smallest k with P(0) + ... + P(k) >= u. */
const REJECTION_FROM: f64 = 10.0;
const HALF_LOG_2PI: f64 = 0.9189385332046728;
/** Entries for k = 0, 1, ...: for means below 10 the sum stops growing before k = 50. */
const cumulativeTable: usize = memory.data(512, 16);
// log k! - log(sqrt(2 pi k) (k/e)^k), k = 1..15
const STIRLING_ERRORS: usize = memory.data<f64>([
  0.08106146679532726, 0.0413406959554093, 0.02767792568499834, 0.020790672103765093, 0.016644691189821193,
  0.013876128823070748, 0.01189670994589177, 0.010411265261972096, 0.009255462182712733, 0.00833056343336287,
  0.007573675487951841, 0.00694284010720953, 0.006408994188004207, 0.0059513701127588475, 0.005554733551962801,
]);

/** Poisson draw `index` for `mean` from 0 to 1e15: a number of events, as f64. */
export function poisson(mean: f64, seed: u64, stream: u64, index: u64): f64 {
  if (mean >= REJECTION_FROM) return poissonByRejection(mean, seed, stream, index);
  philox(seed, stream, blockIndex(POISSON_SMALL, index >> 1));
  const u = uniformOf(index & 1 ? philoxHigh() : philoxLow());
  let probability = exp(-mean);
  let cumulative = probability;
  let k = 0.0;
  while (u > cumulative) {
    k += 1.0;
    probability *= mean / k;
    const next = cumulative + probability;
    if (next == cumulative) break; // u lies in what rounding left over below 1
    cumulative = next;
  }
  return k;
}

/** Poisson draws start .. start + count - 1, all with the same mean. */
export function fillPoisson(out: usize, count: i32, mean: f64, seed: u64, stream: u64, start: u64): void {
  if (mean >= REJECTION_FROM) {
    for (let j = 0; j < count; j++) {
      store<f64>(out + (<usize>j << 3), poissonByRejection(mean, seed, stream, start + j));
    }
    return;
  }
  fillPoissonUniforms(out, count, seed, stream, start);
  tabulateCumulative(mean);
  const end = out + (<usize>count << 3);
  for (; out < end; out += 8) {
    const u = load<f64>(out);
    let entry = cumulativeTable;
    while (u > load<f64>(entry)) entry += 8;
    store<f64>(out, <f64>(<i32>(entry - cumulativeTable) >> 3));
  }
}

/** P(0), P(0) + P(1), ... by the arithmetic of `poisson`; the last entry, where the sum stops growing, is above every u. */
function tabulateCumulative(mean: f64): void {
  let probability = exp(-mean);
  let cumulative = probability;
  let k = 0.0;
  let entry = cumulativeTable;
  while (true) {
    store<f64>(entry, cumulative);
    entry += 8;
    k += 1.0;
    probability *= mean / k;
    const next = cumulative + probability;
    if (next == cumulative) break;
    cumulative = next;
  }
  store<f64>(entry, 2.0);
}

/**
 * Transformed rejection with squeeze (PTRS): W. Hoermann, "The transformed rejection method for generating Poisson random
 * variables", Insurance: Mathematics and Economics 12, 39 (1993). Attempt i of a draw uses block (index, attempt i).
 */
function poissonByRejection(mean: f64, seed: u64, stream: u64, index: u64): f64 {
  const b = 0.931 + 2.53 * sqrt<f64>(mean);
  const a = -0.059 + 0.02483 * b;
  const inverseAlpha = 1.1239 + 1.1328 / (b - 3.4);
  const squeeze = 0.9277 - 3.6224 / (b - 2.0);
  let attempt: u64 = 0;
  while (true) {
    philox(seed, stream, blockIndex(POISSON_LARGE, index, attempt++ & 255));
    const u = uniformOf(philoxLow()) - 0.5;
    const v = uniformOf(philoxHigh());
    const us = 0.5 - abs<f64>(u);
    const k = floor<f64>((2.0 * a / us + b) * u + mean + 0.43);
    if (us >= 0.07 && v <= squeeze) return k;
    if (k < 0.0 || (us < 0.013 && v > us)) continue;
    if (log(v * inverseAlpha / (a / (us * us) + b)) <= logProbability(k, mean)) return k;
  }
}

/**
 * log P(k) for a Poisson number, k >= 0, mean >= 10, by the saddle-point form of C. Loader, "Fast and accurate computation of
 * binomial probabilities" (2000): -D(k, mean) - S(k) - log(2 pi k) / 2, with S(k) Stirling's error and the deviance
 * D = k log(k/mean) + mean - k. The textbook form k log(mean) - mean - log k! loses all digits for large means.
 */
function logProbability(k: f64, mean: f64): f64 {
  if (k == 0.0) return -mean;
  return -deviance(k, mean) - stirlingError(k) - HALF_LOG_2PI - 0.5 * log(k);
}

function stirlingError(k: f64): f64 {
  if (k < 16.0) return load<f64>(STIRLING_ERRORS + (<usize>(k - 1.0) << 3));
  const k2 = k * k; // the next term is below 2e-14
  return (1.0 / 12.0 - (1.0 / 360.0 - (1.0 / 1260.0 - 1.0 / 1680.0 / k2) / k2) / k2) / k;
}

function deviance(k: f64, mean: f64): f64 {
  const difference = k - mean;
  const sum = k + mean;
  if (abs<f64>(difference) > 0.1 * sum) return k * log(k / mean) - difference;
  // k log(k/mean) = 2 k atanh(v), v = difference / sum: the terms that cancel are left out of the series
  const v = difference / sum;
  const v2 = v * v;
  let total = difference * v;
  let power = 2.0 * k * v;
  for (let j = 1; j < 20; j++) {
    power *= v2;
    const next = total + power / <f64>(2 * j + 1);
    if (next == total) break;
    total = next;
  }
  return total;
}

// @ts-ignore: decorator
@inline
function uniformOf(bits: u64): f64 {
  return f64x2.extract_lane(uniformLanes<f64>(i64x2.splat(bits)), 0);
}
