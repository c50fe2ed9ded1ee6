import { log } from "../../../numeric/portable/index.js";
import { atLeast, atMost, type Claim, within } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { mean, standardDeviation, standardError } from "../statistics.js";

/** One run of the paper's appendix: ||W_rn - W_nr^T||_F before and after 10^6 samples. */
const PUBLISHED = [0.13, 0.04] as const;

export function decoupledClaims(p: Parameters, { decoupled: runs }: Sorted): Claim[] {
  const change = (of: readonly number[]) => log(of.at(-1)! / of[0]!);
  const asymmetry = runs.map((run) => change(run.asymmetry));
  const distance = runs.map((run) => change(run.distances));
  const errors = runs.map((run) => change(run.errors));
  const falls = (id: string, statement: string, changes: number[]): Claim =>
    atMost({
      id,
      statement: `${statement} (mean logarithm of the ratio of end and start, three standard errors added)`,
      source: "arXiv:2308.13633, appendix, one run; three standard errors over ours",
      limit: 0,
      measured: mean(changes) + 3 * standardError(changes),
    });
  const claims = [
    atLeast({
      id: "decoupled-signs",
      statement: "Separate synapses of one sign: no weight, gain or multiplier is ever negative (smallest)",
      source: "arXiv:2308.13633, appendix: all are clipped at 0; exact",
      limit: 0,
      measured: Math.min(...runs.map(({ least }) => least)),
    }),
    falls("decoupled-asymmetry", "… the two directions come closer to each other's transposes", asymmetry),
    falls("decoupled-distance", "… the weights come closer to the V that the contexts share", distance),
    falls("decoupled-error", "… and contexts end better whitened", errors),
  ];
  if (p.decoupledContexts === 1024) {
    claims.push(
      within({
        id: "decoupled-published",
        statement: "The asymmetry falls as in the paper's run (ln of the ratio of end and start, mean)",
        source: "arXiv:2308.13633, appendix: 0.13 to 0.04 in 10⁶ samples; three standard deviations of a single run over ours",
        expected: log(PUBLISHED[1] / PUBLISHED[0]),
        tolerance: 3 * standardDeviation(asymmetry) * Math.sqrt(1 + 1 / runs.length),
        measured: mean(asymmetry),
      }),
    );
  }
  return claims;
}
