import { powerOfTen } from "../../../numeric/portable/index.js";
import { atLeast, atMost, type Claim, within } from "../../framework/claims.js";
import type { Sorted } from "../jobs.js";
import { SETTLE } from "../local.js";
import type { Parameters } from "../parameters.js";

/** C_yy of five neurons on a line with a window of two, C_ij = 4 x 0.9^|i-j|. */
const lineReference = [
  [0, 2, 0.734789],
  [0, 3, 0.157813],
  [0, 4, 0.514385],
  [1, 3, 0.624852],
] as const;

export function localClaims(p: Parameters, { exact, local }: Sorted): Claim[] {
  const { line, oneDimensional } = exact;
  const inWindow = Math.max(
    ...Array.from({ length: 5 }, (_, i) => Math.max(Math.abs(line[6 * i]! - 1), i > 0 ? Math.abs(line[6 * i - 1]!) : 0)),
  );
  // Gains at rest by `SETTLE` leave variances of interneurons this far from 1, and covariances within a window twice that.
  const left = (SETTLE.absolute + SETTLE.relative * local.largestGain) / local.learningRate;
  return [
    atMost({
      id: "line-window",
      statement:
        "On a line of five neurons, the convolutional frame brings variances to 1 and neighbours' covariances to 0 (largest deviation)",
      source: "equilibrium of the frame; gains at rest within 1e-14 at a learning rate of 0.03",
      limit: 1e-10,
      measured: inWindow,
    }),
    atMost({
      id: "line-outside",
      statement:
        "… and leaves those further apart: C₁₃ = 0.734789, C₁₄ = 0.157813, C₁₅ = 0.514385, C₂₄ = 0.624852 (largest difference)",
      source: "numbers of an independent program; half of the last digit",
      limit: 6e-7,
      measured: Math.max(...lineReference.map(([i, j, value]) => Math.abs(line[5 * i + j]! - value))),
    }),
    within({
      id: "one-dimensional-stop",
      statement: "The paper's one-dimensional example settles at step 1,969",
      source: "arXiv:2301.11955, appendix, the authors' matrix and rule (no gain changes by more than 10⁻⁸ + 10⁻⁵|g|); exact",
      expected: 1969,
      tolerance: 0,
      measured: oneDimensional.settled ? oneDimensional.updates : null,
    }),
    atMost({
      id: "one-dimensional-window",
      statement: "There, variances and first off-diagonal covariances are those of I (largest deviation)",
      source: "independent re-run of the example",
      limit: 1.2e-4,
      measured: oneDimensional.deviation,
    }),
    ...(
      [
        ["before", 0, 0.103, "smallest eigenvalue of the input"],
        ["before", 9, 28.07, "largest eigenvalue of the input"],
        ["after", 0, 0.0136, "smallest eigenvalue of the response"],
        ["after", 9, 2.297, "largest eigenvalue of the response"],
      ] as const
    ).map(([when, at, expected, what]) =>
      within({
        id: `one-dimensional-${when}-${at === 0 ? "smallest" : "largest"}`,
        statement: `There, the ${what} is ${expected}`,
        source: "independent re-run of the example; half of the last digit",
        expected,
        tolerance: 0.51 * powerOfTen(-String(expected).split(".")[1]!.length),
        measured: oneDimensional[when][at],
      }),
    ),
    atMost({
      id: "local-rate",
      statement: "The learning rate there is below the stability limit where the gains come to rest (ratio)",
      source:
        "offline steps are stable below 2/λ_max(J), J = 2 (WᵀFW) ∘ (WᵀC_yyW); the rate was set beforehand to that of the paper, 0.02, or 0.9 of the limit of the fully whitened state where that is less",
      limit: 1,
      measured: local.settled ? local.learningRate / local.stableLimit : null,
    }),
    atMost({
      id: "local-variances",
      statement: `Image patches, ${p.gridSide} × ${p.gridSide} pixels: the response variance of every pixel becomes 1 (largest deviation)`,
      source: "equilibrium of the convolutional frame; gains at rest by the stated rule",
      limit: left,
      measured: local.settled ? local.varianceDeviation : null,
    }),
    atMost({
      id: "local-window",
      statement: `… and the covariance of any two pixels within ${p.windowSide - 1} rows and columns becomes 0 (largest)`,
      source: "equilibrium of the convolutional frame; gains at rest by the stated rule, twice the deviation of a variance",
      limit: 2 * left,
      measured: local.settled ? local.withinWindow : null,
    }),
    atLeast({
      id: "local-outside",
      statement:
        "… while covariances further apart stay: the whitening is local (largest correlation outside the window over the largest covariance left within it)",
      source: "with fewer interneurons than entries of C the rest is not constrained; two orders of magnitude",
      limit: 100,
      measured:
        Math.max(...local.distances.filter(({ distance }) => distance >= p.windowSide).map(({ largest }) => largest)) /
        local.withinWindow,
    }),
    atLeast({
      id: "local-spectrum",
      statement: "The spread of the eigenvalues shrinks (condition number before over after)",
      source:
        "arXiv:2301.11955, figure 6: from 30 … 0.02 to 2.6 … 0.2 there; that it shrinks at least twofold is claimed for our images",
      limit: 2,
      measured:
        local.eigenvaluesBefore.at(-1)! /
        local.eigenvaluesBefore[0]! /
        (local.eigenvaluesAfter.at(-1)! / local.eigenvaluesAfter[0]!),
    }),
  ];
}
