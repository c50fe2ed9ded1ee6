import type { TableInput } from "../../framework/tables.js";
import { bases, PATCH } from "../image-synapses.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { mean, median } from "../statistics.js";
import { ERROR_STRIDE, type Protocol, protocols, STRETCHES } from "../synapses.js";
import { column } from "./column.js";

export const protocolTitles = { free: "free length", normalised: "normalised" } as const;

const protocolNames = Object.keys(protocols) as Protocol[];

export function synapseRuns({ synapses }: Sorted): TableInput {
  return {
    title: "Fast gains and slow synapses: every run",
    columns: [
      "synapses",
      "run",
      column("distance before", "||W - V||_F"),
      "distance after",
      column("error before", "first 64th of the contexts"),
      column("error after", "last 64th"),
    ],
    rows: protocolNames.flatMap((protocol) =>
      synapses[protocol].map(({ distances, errors }, i) => [
        protocolTitles[protocol],
        i + 1,
        distances[0]!,
        distances.at(-1)!,
        errors[0]!,
        errors.at(-1)!,
      ]),
    ),
  };
}

export function synapseErrors(p: Parameters, { synapses }: Sorted): TableInput {
  const samples = (protocol: Protocol) => p.synapseContexts * protocols[protocol].perContexts * protocols[protocol].samples;
  return {
    title: "Fast gains and slow synapses: error and distance from V against samples",
    columns: ["synapses", "run", "samples", "error", "distance"],
    rows: protocolNames.flatMap((protocol) =>
      synapses[protocol].flatMap(({ errors, distances }, run) =>
        errors.map((error, at) => [
          protocolTitles[protocol],
          run + 1,
          ((at + 0.5) * samples(protocol)) / STRETCHES,
          error,
          (distances[at]! + distances[at + 1]!) / 2,
        ]),
      ),
    ),
  };
}

export function synapsePanels({ synapses: { free } }: Sorted): TableInput {
  return {
    title:
      "Error within a context, before and after the synapses learnt (medians and quartiles over runs of the means over ten contexts)",
    columns: ["when", "sample", "median", "low", "high"],
    rows: (["before", "after"] as const).flatMap((when) =>
      free[0]![when].map((_, at) => {
        const values = free.map((run) => run[when][at]!).sort((a, b) => a - b);
        const rank = (share: number) => values[Math.round(share * (values.length - 1))]!;
        return [when, (at + 1) * ERROR_STRIDE, median(values), rank(0.25), rank(0.75)];
      }),
    ),
  };
}

export function imageBases({ imageSynapses: { errors, heldOut } }: Sorted): TableInput {
  return {
    title: `Held-out image contexts (${heldOut}): error with converged gains`,
    columns: ["basis", "mean", "smallest", "largest"],
    rows: bases.map((basis) => [basis, mean(errors[basis]), Math.min(...errors[basis]), Math.max(...errors[basis])]),
  };
}

export function imageErrors({ imageSynapses: { means, ends } }: Sorted): TableInput {
  const width = Math.max(1, Math.floor(means.length / 50));
  const groups = Math.floor(means.length / width);
  return {
    title: "Synapses that learn from image patches: error against contexts presented",
    columns: ["context", column("mean", "mean error over the steps of a context"), column("end", "error at its end")],
    rows: Array.from({ length: groups }, (_, g) => {
      const of = (values: readonly number[]) => mean(values.slice(g * width, (g + 1) * width));
      return [(g + 0.5) * width, of(means), of(ends)];
    }),
  };
}

export function imageWeights({ imageSynapses: { weights, overlap } }: Sorted): TableInput {
  const size = PATCH * PATCH;
  return {
    title: "Learned synapses on image patches, each scaled to its largest weight",
    columns: ["interneuron", "row", "column", "weight", column("overlap", "with the best vector of the cosine transform")],
    rows: Array.from({ length: size }, (_, vector) => {
      const values = Array.from({ length: size }, (_, pixel) => weights[pixel * size + vector]!);
      const largest = values.reduce((most, value) => (Math.abs(value) > Math.abs(most) ? value : most), 0);
      return values.map((value, pixel) => [
        vector + 1,
        Math.floor(pixel / PATCH),
        pixel % PATCH,
        value / largest,
        overlap[vector]!,
      ]);
    }).flat(),
  };
}
