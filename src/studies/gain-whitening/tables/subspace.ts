import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import { median } from "../statistics.js";
import { subspaceKinds } from "../subspace.js";

export const subspaceTitles = { gains: "whitening by gains", control: "no gains, columns of V normalised" } as const;

export function subspaceEnds({ subspace: all }: Sorted): TableInput {
  return {
    title: "Learning of a principal subspace: squared distance of projections after 1,000 steps",
    columns: ["circuit", "runs", "median", "smallest", "largest"],
    rows: subspaceKinds.map((kind) => {
      const { ends } = all[kind];
      return [subspaceTitles[kind], ends.length, median(ends), Math.min(...ends), Math.max(...ends)];
    }),
  };
}

export function subspace({ subspace: all }: Sorted): TableInput {
  return {
    title: "Learning of a principal subspace: median and quartiles of the squared distance of projections",
    columns: ["circuit", "step", "median", "low", "high"],
    rows: subspaceKinds.flatMap((kind) => {
      const { steps, median: middle, low, high } = all[kind];
      return steps.map((step, i) => [subspaceTitles[kind], step, middle[i]!, low[i]!, high[i]!]);
    }),
  };
}
