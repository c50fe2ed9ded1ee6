import type { TableInput } from "../../framework/tables.js";
import { DECOUPLED_SAMPLES } from "../decoupled.js";
import { ROW } from "../image-rows.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { STRETCHES } from "../synapses.js";
import { column } from "./column.js";

export function decoupledRuns({ decoupled: runs }: Sorted): TableInput {
  return {
    title: "Separate synapses of one sign in either direction: every run",
    columns: [
      "run",
      column("asymmetry before", "||W_rn - W_nr^T||_F"),
      "asymmetry after",
      column("distance before", "||W_nr - V||_F"),
      "distance after",
      column("error before", "at the ends of the first 64th of the contexts"),
      column("error after", "last 64th"),
    ],
    rows: runs.map(({ asymmetry, distances, errors }, i) => [
      i + 1,
      asymmetry[0]!,
      asymmetry.at(-1)!,
      distances[0]!,
      distances.at(-1)!,
      errors[0]!,
      errors.at(-1)!,
    ]),
  };
}

export function decoupled(p: Parameters, { decoupled: runs }: Sorted): TableInput {
  const samples = (p.decoupledContexts * DECOUPLED_SAMPLES) / STRETCHES;
  return {
    title: "Separate synapses of one sign in either direction: course",
    columns: ["run", "samples", "asymmetry", "distance"],
    rows: runs.flatMap(({ asymmetry, distances }, run) =>
      asymmetry.map((value, at) => [run + 1, at * samples, value, distances[at]!]),
    ),
  };
}

export function rowRuns({ imageRows: all }: Sorted): TableInput {
  return {
    title: "Rows of pixels: mean error ‖C_rr − I‖ with optimal gains",
    columns: [
      "contexts",
      "run",
      "interneurons",
      column("start", "contexts to learn from, before learning"),
      column("train", "the same, afterwards"),
      column("test", "other contexts"),
      column("fixed", "other contexts, with the gains' means over those to learn from"),
    ],
    rows: all.flatMap(({ runs, control }, run) =>
      [...runs.map((of) => ["images", of] as const), ["random eigenvectors", control] as const].map(([contexts, of]) => [
        contexts,
        run + 1,
        of.interneurons,
        of.start,
        of.train,
        of.test,
        of.fixed,
      ]),
    ),
  };
}

export function rowVectors({ imageRows: [first] }: Sorted): TableInput {
  return {
    title: "Learned synapses on rows of pixels, first run, from smooth to rough, each scaled to its largest weight",
    columns: ["interneuron", "pixel", "weight"],
    rows: Array.from({ length: ROW }, (_, i) => first!.vectors.slice(i * ROW, (i + 1) * ROW))
      .sort((a, b) => roughness(a) - roughness(b))
      .flatMap((vector, i) => {
        const largest = vector.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
        return vector.map((value, pixel) => [i + 1, pixel + 1, value / largest]);
      }),
  };
}

/** Sum of the squared differences of neighbours: grows with the frequency of a vector of given length. */
const roughness = (vector: readonly number[]): number =>
  vector.reduce((sum, value, at) => (at === 0 ? 0 : sum + (value - vector[at - 1]!) ** 2), 0);
