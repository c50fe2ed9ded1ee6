import { atMost, type Claim, within } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import { ascending, median, rankShare } from "../statistics.js";
import { type SubspaceKind, subspaceKinds } from "../subspace.js";

/** Medians over the 50 seeds of the paper's notebook, from an independent re-run. */
const reference = { gains: 0.01, control: 1.1 } as const;
const PUBLISHED_RUNS = 50;

/** How far the median of 50 runs may lie from ours: the wider half of the interval of ranks that holds it at three standard errors of both. */
function band(ends: readonly number[]): number {
  const share = rankShare(Math.min(ends.length, PUBLISHED_RUNS), 3 * Math.SQRT2);
  const sorted = ascending(ends);
  const rank = (fraction: number) => sorted[Math.round(fraction * (ends.length - 1))]!;
  return Math.max(rank(1 - share) - median(ends), median(ends) - rank(share));
}

export function subspaceClaims({ subspace }: Sorted): Claim[] {
  const what: Record<SubspaceKind, string> = {
    gains:
      "With gains that whiten on the way, an Oja-like rule finds the two-dimensional principal subspace: its squared error is about 0.01",
    control: "Without gains it does not: the squared error stays at about 1.1",
  };
  return [
    ...subspaceKinds.map((kind) =>
      within({
        id: `subspace-${kind}`,
        statement: `${what[kind]} after 1,000 steps (median of runs)`,
        source:
          "arXiv:2301.11955, appendix, re-run over 50 seeds; the interval of ranks that holds the median of so many at three standard errors of the difference, whatever the distribution",
        expected: reference[kind],
        tolerance: band(subspace[kind].ends),
        measured: median(subspace[kind].ends),
      }),
    ),
    atMost({
      id: "subspace-ratio",
      statement: "The gains make the error at least ten times smaller (ratio of the medians)",
      source: "arXiv:2301.11955, appendix: about 0.01 to 1.1, a ratio of 0.009; a tenth is claimed",
      limit: 0.1,
      measured: median(subspace.gains.ends) / median(subspace.control.ends),
    }),
  ];
}
