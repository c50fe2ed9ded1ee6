import type { FigureInput } from "../../framework/study.js";
import { palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { aligned, flushLabels, logarithmic, panelTitle, quantitative } from "./encodings.js";

export function localFigure(p: Parameters, { local }: Sorted): FigureInput {
  const map = (letter: string, title: string, field: string, legend: object | null) => ({
    title: panelTitle(letter, title),
    width: 170,
    height: 170,
    data: { name: "local_maps" },
    mark: { type: "rect" },
    encoding: {
      x: { field: "column", type: "ordinal", axis: { labels: false, ticks: false, title: null, domain: false } },
      y: { field: "row", type: "ordinal", axis: { labels: false, ticks: false, title: null, domain: false } },
      color: { field, type: "quantitative", scale: { scheme: "blueorange", domain: [-1, 1] }, legend },
    },
  });
  const series = {
    field: "when",
    type: "nominal",
    scale: { domain: ["before", "after"], range: [palette[6], palette[0]] },
    legend: { title: null, symbolType: "circle", orient: "bottom" },
  };
  return {
    title: "A convolutional frame whitens image patches locally",
    caption: `In the manner of figure 6 of arXiv:2301.11955, on an image of our own ("${p.image}", which ships with the package; the paper's are not): patches of ${p.gridSide} × ${p.gridSide} pixels along a random walk, logarithm of the pixels, with a noise of variance 0.1 added, largest variance 30. ${local.interneurons} interneurons: one for each pixel and one for each pair less than ${p.windowSide} rows and columns apart. a, b: correlation of the pixel in the middle with the others before and after the gains settled (${local.updates} steps at a learning rate of ${local.learningRate.toPrecision(3)}). c: mean absolute correlation against distance: it is zero within the window; further apart it is small, but not constrained. d: eigenvalues of the covariance.`,
    spec: {
      config: flushLabels,
      vconcat: [
        {
          hconcat: [
            map("a", "Input", "before", null),
            map("b", "Response", "after", { title: "Correlation", gradientLength: 150 }),
          ],
          spacing: 30,
          resolve: { scale: { color: "independent" } },
        },
        {
          ...aligned,
          hconcat: [
            {
              title: panelTitle("c", "Correlation and distance"),
              width: 230,
              height: 190,
              data: { name: "local_distances" },
              transform: [{ fold: ["before", "after"], as: ["when", "value"] }],
              mark: { type: "line", point: true, strokeWidth: 1.5 },
              encoding: {
                x: quantitative("distance", "Distance (pixels)", {
                  axis: { tickMinStep: 1, format: "d" },
                  scale: { domainMin: 0 },
                }),
                y: quantitative("value", "Mean |correlation|", { scale: { domain: [0, 1] } }),
                color: series,
              },
            },
            {
              title: panelTitle("d", "Spectrum"),
              width: 230,
              height: 190,
              data: { name: "local_spectrum" },
              transform: [{ fold: ["before", "after"], as: ["when", "value"] }],
              mark: { type: "line", strokeWidth: 2 },
              encoding: {
                x: quantitative("rank", "Rank", { scale: { domain: [0, p.gridSide ** 2], nice: false } }),
                y: quantitative("value", "Eigenvalue", logarithmic([0.03, 30], [0.03, 0.1, 0.3, 1, 3, 10, 30])),
                color: series,
              },
            },
          ],
        },
      ],
    },
  };
}
