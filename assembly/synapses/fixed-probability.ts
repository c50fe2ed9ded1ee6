// Fixed probability: each candidate pair is connected with probability p, independently (a Bernoulli trial each).
// Instead of one trial per pair, the gap to the next connected target is drawn from its exact distribution:
//   P(gap >= k) = (1 - p)^k,   gap = floor(ln U / ln(1 - p)),   U uniform in (0, 1)
// (Batagelj and Brandes, Phys. Rev. E 71, 036113, 2005). Rows are independent of one another: the draws of row s are
// addressed by s, so any range of rows can be generated in any order, and again.

import { log1p } from "../numeric/log";
import { GROUP_BLOCKS, GROUP_BYTES, philoxGroups } from "../random/philox-lanes";
import { exponentialLanes } from "../random/transform";
import { connectionBlock } from "./draws";
import { Projection, rowStartOf, storeTarget } from "./projection";

/** Draws of a batch: a group of blocks, two draws each. */
const BATCH: i32 = 2 * GROUP_BLOCKS;

const words: usize = memory.data(128, 16);
const gaps: usize = memory.data(64, 16);

/** Writes gaps number 16 batch .. 16 batch + 15 of a row to `gaps`; a gap beyond 2^32 - 1 is cut to it. */
function drawGaps(seed: u64, stream: u64, row: u32, batch: u32, scale: v128): void {
  philoxGroups(words, 1, seed, stream, connectionBlock(row, batch * GROUP_BLOCKS));
  for (let at: usize = 0; at < <usize>GROUP_BYTES; at += 32) {
    // Low halves of two blocks, then their high halves; -ln U is an exponential draw.
    const low = v128.mul<f64>(exponentialLanes<f64>(v128.load(words + at)), scale);
    const high = v128.mul<f64>(exponentialLanes<f64>(v128.load(words + at, 16)), scale);
    const lowGaps = i32x4.trunc_sat_f64x2_u_zero(low);
    const highGaps = i32x4.trunc_sat_f64x2_u_zero(high);
    v128.store(gaps + (at >> 1), v128.shuffle<i32>(lowGaps, highGaps, 0, 4, 1, 5));
  }
}

/** Walks one row: counts its synapses, or writes them from number `at` on as well. */
// @ts-ignore: decorator
@inline
function walkRow(
  projection: Projection,
  row: u32,
  scale: v128,
  withoutSelf: bool,
  seed: u64,
  stream: u64,
  at: u32,
  write: bool,
): u32 {
  const candidates = <u64>projection.targetCount - (withoutSelf ? 1 : 0);
  let count: u32 = 0;
  let candidate: u64 = 0;
  let batch: u32 = 0;
  while (true) {
    drawGaps(seed, stream, row, batch++, scale);
    for (let i: usize = 0; i < <usize>BATCH; i++) {
      candidate += <u64>load<u32>(gaps + (i << 2));
      if (candidate >= candidates) return count;
      if (write) {
        // Without self connections the candidates after the row's own number move up by one.
        const target = <u32>candidate + (withoutSelf && <u32>candidate >= row ? 1 : 0);
        storeTarget(projection, at + count, target);
      }
      count++;
      candidate++;
    }
  }
}

// -1 / ln(1 - p). For p = 1 it is 0: every gap is 0.
function gapScale(probability: f64): v128 {
  return f64x2.splat(probability == 1.0 ? 0.0 : -1.0 / log1p(-probability));
}

/**
 * Counts the synapses of rows `first` .. `end - 1` into rowStart[row + 1] (their running sum makes rowStart) and returns
 * how many they are. 0 < probability <= 1.
 */
export function countFixedProbability(
  projection: Projection,
  probability: f64,
  withoutSelf: bool,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): f64 {
  const scale = gapScale(probability);
  let total: f64 = 0;
  for (let row = first; row < end; row++) {
    const count = walkRow(projection, row, scale, withoutSelf, seed, stream, 0, false);
    store<u32>(projection.rowStart + (<usize>row << 2), count, 4);
    total += <f64>count;
  }
  return total;
}

/** Writes the targets of rows `first` .. `end - 1`; rowStart is complete. */
export function fillFixedProbability(
  projection: Projection,
  probability: f64,
  withoutSelf: bool,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  const scale = gapScale(probability);
  for (let row = first; row < end; row++) {
    walkRow(projection, row, scale, withoutSelf, seed, stream, rowStartOf(projection, row), true);
  }
}
