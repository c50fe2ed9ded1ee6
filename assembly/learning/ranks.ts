// Ranks of losses, 0 the lowest. Losses that are equal share the average of their ranks; NaN counts as worse than everything, and all NaN as equal.

// @ts-ignore: decorator
@inline
function comesAfter(values: usize, i: u32, j: u32): bool {
  const x = load<f64>(values + (<usize>i << 3));
  const y = load<f64>(values + (<usize>j << 3));
  return x > y || (isNaN(x) && !isNaN(y));
}

/**
 * `order` (count u32): members from best to worst, equal ones in the order of their numbers; `ranks` (count f64): ranks by member. `scratch`:
 * count u32. Returns the number of NaN.
 */
export function rankLosses(values: usize, count: i32, order: usize, ranks: usize, scratch: usize): i32 {
  for (let i = 0; i < count; i++) store<u32>(order + (<usize>i << 2), i);
  // Merge sort from the bottom up: runs of 1, 2, 4, ... members.
  let from = order;
  let to = scratch;
  for (let run = 1; run < count; run <<= 1) {
    for (let start = 0; start < count; start += 2 * run) merge(values, from, to, start, min(start + run, count), min(start + 2 * run, count));
    const swap = from;
    from = to;
    to = swap;
  }
  if (from != order) memory.copy(order, from, <usize>count << 2);
  shareRanks(values, count, order, ranks);
  let missing = 0;
  for (let i = 0; i < count; i++) if (isNaN(load<f64>(values + (<usize>i << 3)))) missing++;
  return missing;
}

function merge(values: usize, from: usize, to: usize, start: i32, middle: i32, end: i32): void {
  let left = start;
  let right = middle;
  for (let k = start; k < end; k++) {
    const a = load<u32>(from + (<usize>min(left, middle - 1) << 2));
    const b = load<u32>(from + (<usize>min(right, end - 1) << 2));
    const takeRight = right < end && (left >= middle || comesAfter(values, a, b));
    store<u32>(to + (<usize>k << 2), takeRight ? b : a);
    if (takeRight) right++;
    else left++;
  }
}

function shareRanks(values: usize, count: i32, order: usize, ranks: usize): void {
  for (let first = 0; first < count; ) {
    const member = load<u32>(order + (<usize>first << 2));
    let last = first;
    while (last + 1 < count && !comesAfter(values, load<u32>(order + (<usize>(last + 1) << 2)), member)) last++;
    const rank = 0.5 * <f64>(first + last);
    for (let k = first; k <= last; k++) store<f64>(ranks + (<usize>load<u32>(order + (<usize>k << 2)) << 3), rank);
    first = last + 1;
  }
}
