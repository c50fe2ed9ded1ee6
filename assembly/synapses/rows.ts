// Row starts and the connectivities without chance: all-to-all, one-to-one, explicit lists.

import { Projection, nextInRow, rowStartOf, storeTarget } from "./projection";

/** Turns the counts in rowStart[1 ..] into row starts by their running sum. */
export function sumRowCounts(projection: Projection): void {
  let sum: u32 = 0;
  const end = projection.rowStart + (<usize>projection.sourceCount << 2);
  for (let at = projection.rowStart; at < end; at += 4) {
    sum += load<u32>(at, 4);
    store<u32>(at, sum, 4);
  }
}

/**
 * Moves the row starts up by one, rowStart[s + 1] = start of row s, for kernels that write in another order than that of
 * the rows: each synapse of row s goes to number rowStart[s + 1]++, and when all are written rowStart[s + 1] is the end
 * of row s, which is the start of row s + 1: rowStart is right again without a second array of cursors.
 */
export function openRows(projection: Projection): void {
  const first = projection.rowStart;
  memory.copy(first + 4, first, <usize>projection.sourceCount << 2);
  store<u32>(first, 0);
}

/** Writes the row starts and targets of rows `first` .. `end - 1` of an all-to-all projection. */
export function fillAllToAll(projection: Projection, withoutSelf: bool, first: u32, end: u32): void {
  const rowLength = projection.targetCount - (withoutSelf ? 1 : 0);
  for (let row = first; row < end; row++) {
    let at = row * rowLength;
    for (let target: u32 = 0; target < projection.targetCount; target++) {
      if (withoutSelf && target == row) continue;
      storeTarget(projection, at++, target);
    }
    store<u32>(projection.rowStart + (<usize>row << 2), at, 4);
  }
}

/** Writes the row starts and targets of rows `first` .. `end - 1` of a one-to-one projection. */
export function fillOneToOne(projection: Projection, first: u32, end: u32): void {
  for (let row = first; row < end; row++) {
    storeTarget(projection, row, row);
    store<u32>(projection.rowStart + (<usize>row << 2), row + 1, 4);
  }
}

/** Counts the sources of a piece of an explicit list (u32[length]) into rowStart[source + 1]. */
export function countSources(projection: Projection, sources: usize, length: u32): void {
  for (let i: usize = 0; i < <usize>length; i++) {
    const cell = projection.rowStart + (<usize>load<u32>(sources + (i << 2)) << 2);
    store<u32>(cell, load<u32>(cell, 4) + 1, 4);
  }
}

/**
 * Writes a piece of an explicit list behind what its rows hold already; the rows are open. weights: f64[length] or 0;
 * delays: u16[length] or 0; T is the precision of the projection's weights.
 */
export function placePairs<T>(
  projection: Projection,
  sources: usize,
  targets: usize,
  weights: usize,
  delays: usize,
  length: u32,
): void {
  for (let i: usize = 0; i < <usize>length; i++) {
    const at = nextInRow(projection, load<u32>(sources + (i << 2)));
    storeTarget(projection, at, load<u32>(targets + (i << 2)));
    if (weights != 0) store<T>(projection.weights + <usize>at * sizeof<T>(), <T>load<f64>(weights + (i << 3)));
    if (delays != 0) store<u16>(projection.delays + (<usize>at << 1), load<u16>(delays + (i << 1)));
  }
}

/** The longest row. */
export function longestRow(projection: Projection): u32 {
  let longest: u32 = 0;
  for (let row: u32 = 0; row < projection.sourceCount; row++) {
    longest = max(longest, rowStartOf(projection, row + 1) - rowStartOf(projection, row));
  }
  return longest;
}
