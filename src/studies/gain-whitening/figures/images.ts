import type { FigureInput } from "../../framework/study.js";
import { palette } from "../../framework/theme.js";
import { bases } from "../image-synapses.js";
import type { Sorted } from "../jobs.js";
import { aligned, flushLabels, logarithmic, panelTitle, quantitative } from "./encodings.js";

export function imagesFigure({ imageSynapses: { training, heldOut, errors, conditions } }: Sorted): FigureInput {
  const held = bases.flatMap((basis) => errors[basis].map((error) => ({ basis, error })));
  const colours = { domain: ["mean over its steps", "at its end"], range: [palette[0], palette[1]] };
  const line = (field: string, name: string) => ({
    mark: { type: "line", strokeWidth: 2 },
    encoding: {
      x: quantitative("context", "Contexts presented"),
      y: quantitative(field, "Error ‖Cᵣᵣ − I‖", { scale: { domainMin: 0 } }),
      color: {
        datum: name,
        type: "nominal",
        scale: colours,
        legend: { title: "In a context", orient: "top-right", symbolType: "stroke" },
      },
    },
  });
  return {
    title: "Synapses that learn from patches of images",
    caption: `In the manner of arXiv:2308.13633, on our own images: contexts are the covariances of 5 × 5 patches in parts of 64 × 64 pixels of the four images that ship with the package, a noise of 5 % of the largest variance added (condition numbers ${conditions.least.toFixed(0)} to ${conditions.most.toFixed(0)}); ${training} contexts to learn from, 50 offline steps at a time, and ${heldOut} others. a: error while learning. b: error in the other contexts once gains have settled, for the learned synapses and three fixed ones; rings are contexts, ticks their means. c: the learned synapses as patches, in the order of the vector of the cosine transform they resemble most (left to right, top to bottom: first its mean, then growing frequencies).`,
    spec: {
      ...aligned,
      config: flushLabels,
      hconcat: [
        {
          title: panelTitle("a", "Error while learning"),
          width: 230,
          height: 230,
          data: { name: "image_errors" },
          layer: [line("mean", "mean over its steps"), line("end", "at its end")],
        },
        {
          title: panelTitle("b", "Other contexts"),
          width: 190,
          height: 230,
          data: { values: held },
          layer: [
            {
              mark: { type: "point", filled: false, size: 30, opacity: 0.6, color: palette[0] },
              encoding: {
                x: { field: "basis", type: "nominal", sort: [...bases], title: null, axis: { labelAngle: -30 } },
                y: quantitative("error", "Error, gains settled", logarithmic([0.05, 10], [0.05, 0.1, 0.3, 1, 3, 10])),
              },
            },
            {
              mark: { type: "tick", thickness: 2, size: 26, color: palette[1] },
              encoding: {
                x: { field: "basis", type: "nominal", sort: [...bases] },
                y: { ...quantitative("error", "Error, gains settled"), aggregate: "mean" },
              },
            },
          ],
        },
        {
          title: panelTitle("c", "Learned synapses"),
          data: { name: "image_weights" },
          facet: {
            field: "interneuron",
            type: "ordinal",
            columns: 5,
            title: null,
            header: { title: null, labels: false, labelFontSize: 0, labelPadding: 0 },
          },
          columns: 5,
          spacing: 6,
          spec: {
            width: 41,
            height: 41,
            mark: { type: "rect" },
            encoding: {
              x: { field: "column", type: "ordinal", axis: null },
              y: { field: "row", type: "ordinal", axis: null },
              color: { field: "weight", type: "quantitative", scale: { scheme: "greys", domain: [-1, 1] }, legend: null },
            },
          },
        },
      ],
      resolve: { scale: { color: "independent" } },
    },
  };
}
