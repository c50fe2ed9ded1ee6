import type { TableInput } from "../../framework/tables.js";
import { contextFrameKinds, frameKinds, thresholds } from "../frames.js";
import type { Sorted } from "../jobs.js";
import { noiseCases } from "../noise.js";
import { mean, median, standardError } from "../statistics.js";
import { column } from "./column.js";

export const frameTitles = { random: "random", optimised: "optimised", spectral: "spectral" } as const;
export const contextFrameTitles = { shared: "eigenvectors of both contexts + 9 random", random: "21 random" } as const;
const noiseTitles = {
  spectral: "spectral, N = 3",
  "mercedes-benz": "Mercedes-Benz, C = I",
  "figure-2": "figure 2, context A",
} as const;

export function adaptationGains({ exact, adaptation: { ends } }: Sorted): TableInput {
  return {
    title: "Adaptation to two contexts: gains at their ends",
    columns: ["context", "gain", column("optimal", "formula"), column("mean", "over realisations, online"), "standard error"],
    rows: ["A", "B"].flatMap((context, c) =>
      [0, 1, 2].map((i) => {
        const values = ends.map((ofRun) => ofRun[c]![i]!);
        return [context, i + 1, exact.gains.theory[c]![i]!, mean(values), standardError(values)];
      }),
    ),
  };
}

export function noise({ noise: cases }: Sorted): TableInput {
  return {
    title: "Noise of gains that learn online",
    columns: [
      "frame",
      "gain",
      column("optimal", "formula"),
      column("mean", "over time and realisations"),
      column("variance", "measured about the optimal gain"),
      "standard error",
      column("predicted", "Lyapunov equation"),
    ],
    rows: noiseCases.flatMap((which) => {
      const { theory, means, variances } = cases[which];
      const k = theory.optimal.length;
      return theory.optimal.map((optimal, i) => {
        const values = variances.map((ofRun) => ofRun[i]!);
        return [
          noiseTitles[which],
          i + 1,
          optimal,
          mean(means.map((ofRun) => ofRun[i]!)),
          mean(values),
          standardError(values),
          theory.covariance[i * k + i]!,
        ];
      });
    }),
  };
}

export function frameSteps({ frames: all }: Sorted): TableInput {
  return {
    title: "Steps until the median error of random covariances is below a threshold",
    columns: ["frame", "threshold", "steps", column("low", "rank interval of the median"), "high"],
    rows: frameKinds.flatMap((kind) =>
      thresholds.map((threshold, t) => {
        const { median: middle, low, high } = all[kind].steps[t]!;
        return [frameTitles[kind], threshold, middle, low, high];
      }),
    ),
  };
}

export function contextEnds({ contexts: all }: Sorted): TableInput {
  return {
    title: "Contexts in turn: medians over pairs",
    columns: [
      "frame",
      "context",
      column("end", "signed error at its end"),
      column("first", "steps until the error is below 0.1"),
    ],
    rows: contextFrameKinds.flatMap((kind) =>
      ["A", "B", "A again", "B again"].map((context, c) => [
        contextFrameTitles[kind],
        context,
        median(all[kind].ends.map((ofPair) => ofPair[c]!)),
        median(all[kind].first.map((ofPair) => ofPair[c]!)),
      ]),
    ),
  };
}

export function adaptation({ adaptation: a }: Sorted): TableInput {
  const gains = (name: string, of: readonly number[][]) =>
    [0, 1, 2].map((i) => [`${name} g${i + 1}`, of.map((row) => row[i]!)] as const);
  const data = Object.fromEntries([
    ["sample", a.times],
    ...gains("run", a.gains),
    ...gains("mean", a.meanGains),
    ...gains("expected", a.expectedGains),
    ["run error", a.error],
    ["median error", a.medianError],
    ["expected error", a.expectedError],
  ]) as Record<string, number[]>;
  return { title: "Adaptation to two contexts: traces", columns: Object.keys(data), data };
}

export function frames({ frames: all }: Sorted): TableInput {
  return {
    title: "Median error against steps, by frame",
    columns: ["frame", "step", "median", "low", "high"],
    rows: frameKinds.flatMap((kind) => {
      const { curve } = all[kind];
      return curve.step.map((step, i) => [frameTitles[kind], step, curve.median[i]!, curve.low[i]!, curve.high[i]!]);
    }),
  };
}

export function contexts({ contexts: all }: Sorted): TableInput {
  return {
    title: "Contexts in turn: median and quartiles of the error",
    columns: ["frame", "step", "median", "low", "high"],
    rows: contextFrameKinds.flatMap((kind) => {
      const { times, median: middle, low, high } = all[kind];
      return times.map((time, i) => [contextFrameTitles[kind], time, middle[i]!, low[i]!, high[i]!]);
    }),
  };
}

const clampedTitles = { free: "free", clamped: "not negative" } as const;

export function clampedResult({ exact }: Sorted): TableInput {
  return {
    title: "Gains that must not be negative: where they end",
    columns: ["gains", "g1", "g2", "g3", "smaller eigenvalue", "larger eigenvalue"],
    rows: (["free", "clamped"] as const).map((kind) => [
      clampedTitles[kind],
      ...exact.clamped[kind].gains.at(-1)!,
      ...exact.clamped[kind].eigenvalues.at(-1)!,
    ]),
  };
}

export function clamped({ exact }: Sorted): TableInput {
  return {
    title: "Gains that must not be negative: course",
    columns: ["gains", "step", "g1", "g2", "g3", "smaller eigenvalue", "larger eigenvalue"],
    rows: (["free", "clamped"] as const).flatMap((kind) => {
      const { gains, eigenvalues } = exact.clamped[kind];
      return gains.map((g, row) => [clampedTitles[kind], 20 * row, ...g, ...eigenvalues[row]!]);
    }),
  };
}
