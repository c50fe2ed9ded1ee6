import type { TableInput } from "../../framework/tables.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { column } from "./column.js";

export function localDistances({ local }: Sorted): TableInput {
  return {
    title: "Local whitening of image patches: correlations by distance",
    columns: [
      { name: "distance", unit: "pixels", description: "the larger of rows and columns" },
      column("before", "mean |correlation|"),
      column("after", "mean |correlation|"),
      column("largest", "largest |correlation| after"),
    ],
    rows: local.distances.map(({ distance, before, after, largest }) => [distance, before, after, largest]),
  };
}

export function localMaps(p: Parameters, { local }: Sorted): TableInput {
  const side = p.gridSide;
  return {
    title: "Correlation of the pixel in the middle with the others",
    columns: ["row", "column", "before", "after"],
    rows: local.mapBefore.map((before, at) => [Math.floor(at / side), at % side, before, local.mapAfter[at]!]),
  };
}

export function localSpectrum({ local }: Sorted): TableInput {
  return {
    title: "Eigenvalues of the patches' covariance",
    columns: ["rank", "before", "after"],
    rows: local.eigenvaluesBefore.map((_, i, all) => [i + 1, all.at(-1 - i)!, local.eigenvaluesAfter.at(-1 - i)!]),
  };
}
