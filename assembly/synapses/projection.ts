// A projection: every synapse from one population to another, in compressed rows (one row per source, so that a spike
// walks one contiguous stretch of memory). Laid out and filled by src/simulation/connectivity.

@unmanaged
export class Projection {
  /** u32[sourceCount + 1]: synapses of source s are rowStart[s] .. rowStart[s + 1] - 1. */
  rowStart: usize;
  /** u16[] or u32[] (see targetBytes): target of each synapse, ascending within a row. */
  targets: usize;
  /** T[] with the precision of the target population, or 0: every synapse has `weight`. */
  weights: usize;
  /** u16[] in steps, or 0: every synapse has `delay`. */
  delays: usize;
  /** The common weight. */
  weight: f64;
  /** The common delay, steps. */
  delay: u32;
  /** The longest delay of any synapse, steps. */
  maximumDelay: u32;
  sourceCount: u32;
  targetCount: u32;
  synapseCount: u32;
  /** Bytes of one target index: 2 (targetCount <= 65536) or 4. */
  targetBytes: u32;
}

/** Writes the target of synapse number `at`. */
// @ts-ignore: decorator
@inline
export function storeTarget(projection: Projection, at: u32, target: u32): void {
  if (projection.targetBytes == 2) store<u16>(projection.targets + (<usize>at << 1), <u16>target);
  else store<u32>(projection.targets + (<usize>at << 2), target);
}

/** First synapse of row `source`; the row ends where the next one starts. */
// @ts-ignore: decorator
@inline
export function rowStartOf(projection: Projection, source: u32): u32 {
  return load<u32>(projection.rowStart + (<usize>source << 2));
}

/** Takes the next free place of row `source` in a projection whose rows are open (openRows in rows.ts). */
// @ts-ignore: decorator
@inline
export function nextInRow(projection: Projection, source: u32): u32 {
  const cursor = projection.rowStart + (<usize>source << 2);
  const at = load<u32>(cursor, 4);
  store<u32>(cursor, at + 1, 4);
  return at;
}
