import { log } from "../../../numeric/portable/index.js";
import { atLeast, atMost, type Claim, within } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { mean, median, standardError } from "../statistics.js";
import type { SynapsesResult } from "../synapses.js";

/** A run is counted as stuck when W is further than this from V: between the mode near 0.01 and the mass near 1. */
export const STUCK = 0.3;

export const isStuck = ({ distances }: SynapsesResult): boolean => distances.at(-1)! > STUCK;

export function fastGainClaims(p: Parameters, { exact, synapses, imageSynapses }: Sorted): Claim[] {
  const { free, normalised } = synapses;
  const all = [...free, ...normalised];
  const freed = free.filter((run) => !isStuck(run));
  const settled = normalised.filter((run) => !isStuck(run));
  const last = freed.map(({ errors }) => mean(errors.slice(-4)));
  const improvements = freed.map(({ before, after }) => log(mean(before)) - log(mean(after)));
  const trained = mean(imageSynapses.means.slice(-100)) / mean(imageSynapses.means.slice(0, 20));
  const learned = mean(imageSynapses.errors.learned);
  const claims: Claim[] = [
    atMost({
      id: "shared-vectors-fixed-point",
      statement:
        "W = V with g = λ is an equilibrium of the circuit for a context (I + V diag(λ) Vᵀ)² (largest change of a gain or weight in one step)",
      source: "arXiv:2308.13633; derived; rounding",
      limit: 1e-14,
      measured: exact.sharedVectors.moved,
    }),
    atMost({
      id: "shared-vectors-covariance",
      statement:
        "Columns at 0 and 60 degrees and λ = (2, 0.7) make the covariance ((10.1725, 1.42461179), (1.42461179, 2.4175)) (largest difference)",
      source: "numbers of an independent program; half of the last digit",
      limit: 6e-9,
      measured: Math.max(
        ...[10.1725, 1.42461179, 1.42461179, 2.4175].map((value, i) => Math.abs(exact.sharedVectors.covariance[i]! - value)),
      ),
    }),
    atMost({
      id: "few-stuck",
      statement: "Few runs stick away from V (share of both protocols' runs)",
      source: "arXiv:2308.13633: a small stuck mass, 1 of 4 re-runs; a third is allowed for so few runs",
      limit: 1 / 3,
      measured: all.filter(isStuck).length / all.length,
    }),
    atMost({
      id: "weights-near-shared",
      statement: "With normalised synapses the others end close to V (median of ||W − V||_F)",
      source:
        "arXiv:2308.13633: a mode near 10⁻², re-runs 0.0047 to 0.020; the largest of these after its 10⁶ samples, in proportion for fewer",
      limit: 0.02 * Math.max(1, 1024 / p.synapseContexts),
      measured: median(settled.map(({ distances }) => distances.at(-1)!)),
    }),
    atLeast({
      id: "weights-start-far",
      statement: "They start far from it (median of ||W − V||_F)",
      source: "random directions: the cosine of the best match is far from 1; ten times where they may end",
      limit: 0.2,
      measured: median(normalised.map(({ distances }) => distances[0]!)),
    }),
    atLeast({
      id: "faster-after-learning",
      statement:
        "The same ten contexts are whitened better with the learned synapses than with the first ones (mean logarithm of the ratio of errors, three standard errors deducted)",
      source: "arXiv:2308.13633, panels before and after; protocol without normalisation",
      limit: 0,
      measured: mean(improvements) - 3 * standardError(improvements),
    }),
  ];
  if (p.synapseContexts >= 1024) {
    claims.push(
      within({
        id: "error-after-learning",
        statement:
          "The error, averaged over contexts and gains' adaptation in them, falls to about 0.3 (median of runs, last sixteenth)",
        source:
          "smoothed curve of arXiv:2308.13633 read as 0.3, after 10⁶ samples without normalisation; the reading's last digit, 0.05",
        expected: 0.3,
        tolerance: 0.05,
        measured: median(last),
      }),
      atLeast({
        id: "error-falls",
        statement: "… from several times that (median over runs of the first sixty-fourth's error over the last)",
        source:
          "the same curve, one run: 2.5 to 0.3, a ratio of 8; runs start at anything from nearly right to far off, and a quarter of the ratio is claimed for their median",
        limit: 2,
        measured: median(freed.map(({ errors }) => errors[0]! / errors.at(-1)!)),
      }),
    );
  }
  claims.push(
    atMost({
      id: "images-error-falls",
      statement:
        "On covariances of image patches, the error while the gains adapt falls at least by a third as the synapses learn (last hundred contexts over first twenty)",
      source:
        "arXiv:2308.13633 on its own covariances, re-run: 0.79 to 0.246, a ratio of 0.31; on ours 0.49 with a standard deviation of 0.05 over seeds 1 to 5, from which the limit of two thirds was chosen; seeds 6 to 8 give 0.41 to 0.56",
      limit: 2 / 3,
      measured: trained,
    }),
    atMost({
      id: "images-learned-basis",
      statement:
        "In contexts never seen, converged gains of the learned synapses whiten several times better than those of random ones (ratio of mean errors)",
      source: "arXiv:2308.13633 on its own covariances, re-run: 0.377 against 6.65; a fifth is claimed for ours",
      limit: 0.2,
      measured: learned / mean(imageSynapses.errors.random),
    }),
  );
  if (p.imageContexts >= 1000) {
    claims.push(
      within({
        id: "images-principal-components",
        statement: "… and about as well as principal components of the mean covariance (ratio of mean errors)",
        source: "re-run on the authors' covariances: 0.377 against 0.548; on ours the two are close, within a factor 1.5",
        expected: 1,
        tolerance: 0.5,
        measured: learned / mean(imageSynapses.errors["principal components"]),
      }),
      atLeast({
        id: "images-cosines",
        statement:
          "The learned synapses resemble a cosine transform (mean best overlap of a column, above that of random ones by)",
        source: "re-run on the authors' covariances: 0.92 against 0.46; a fifth above random is claimed for ours",
        limit: 0.2,
        measured: mean(imageSynapses.overlap) - mean(imageSynapses.randomOverlap),
      }),
    );
  }
  return claims;
}
