import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { withBlocks } from "../../numeric/linear/workspace.js";

/** What an estimate is weighted with: ranks in [-1/2, 1/2], the utilities of NES, or the values themselves. */
export type Shaping = "centered-ranks" | "nes-utilities" | "none";
export const shapings = ["centered-ranks", "nes-utilities", "none"] as const;

/**
 * Centered ranks r / (count - 1) - 1/2 of losses, r = 0 for the lowest: -1/2 ... 1/2. Equal losses share the average of their ranks, so that equal
 * losses all give 0; NaN ranks as the worst.
 */
export function centeredRanks(core: Core, losses: ArrayLike<number>): Float64Array {
  const count = losses?.length;
  if (!(count >= 1)) throw new InputError("losses", losses, "an array of at least one number");
  return withBlocks(core, [count, count, count, count], (values, order, ranks, scratch) => {
    values!.view.set(losses);
    core.call((e) => e.rankLosses(values!.address, count, order!.address, ranks!.address, scratch!.address));
    return centre(ranks!.view);
  });
}

/** r / (count - 1) - 1/2 */
export function centre(ranks: Float64Array): Float64Array {
  return ranks.map((rank) => (ranks.length === 1 ? 0 : rank / (ranks.length - 1) - 0.5));
}

/**
 * Utilities of natural evolution strategies by rank, best first: u_k = max(0, ln(count / 2 + 1) - ln k) / sum - 1 / count, k = 1 ... count
 * (D. Wierstra and others, Journal of Machine Learning Research 15, 2014). They sum to 0.
 */
export function nesUtilities(core: Core, count: number): Float64Array {
  checkNumber("count", count, { min: 1, integer: true });
  const positive = Float64Array.from({ length: count }, (_, k) =>
    Math.max(
      0,
      core.call((e) => e.log(count / 2 + 1) - e.log(k + 1)),
    ),
  );
  let sum = 0;
  for (const value of positive) sum += value;
  return positive.map((value) => value / sum - 1 / count);
}

/** Utilities by member: equal losses share the average of theirs; 0 where all are equal. */
export function shareUtilities(utilities: Float64Array, ranks: Float64Array, order: Uint32Array): Float64Array {
  const shared = new Float64Array(ranks.length);
  for (let first = 0; first < order.length; ) {
    const rank = ranks[order[first]!]!;
    const last = 2 * rank - first; // the average of first ... last is the rank
    let sum = 0;
    for (let k = first; k <= last; k++) sum += utilities[k]!;
    const all = last - first + 1 === order.length;
    for (let k = first; k <= last; k++) shared[order[k]!] = all ? 0 : sum / (last - first + 1);
    first = last + 1;
  }
  return shared;
}
