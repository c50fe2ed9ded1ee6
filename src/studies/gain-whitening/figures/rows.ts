import type { FigureInput } from "../../framework/study.js";
import { palette } from "../../framework/theme.js";
import { MOST_INTERNEURONS, ROW } from "../image-rows.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { aligned, flushLabels, logarithmic, panelTitle, quantitative } from "./encodings.js";

export function rowsFigure(p: Parameters, { imageRows }: Sorted): FigureInput {
  const { training, heldOut } = imageRows[0]!;
  const titles = {
    train: "contexts learnt",
    test: "other contexts",
    fixed: "other contexts, mean gains",
    control: "random eigenvectors, other contexts",
  } as const;
  const x = quantitative("interneurons", "Interneurons", {
    scale: { domain: [0, MOST_INTERNEURONS], nice: false },
    axis: { values: [0, 8, 16, 24, 32] },
  });
  const y = quantitative("error", "Error ‖Cᵣᵣ − I‖", logarithmic([0.1, 10], [0.1, 0.3, 1, 3, 10]));
  const color = {
    field: "name",
    type: "nominal",
    scale: { domain: Object.values(titles), range: [palette[0], palette[1], palette[2], palette[6]] },
    legend: { title: null, orient: "bottom", columns: 2, symbolType: "stroke", labelLimit: 300, symbolOpacity: 1 },
  };
  const rows = imageRows.flatMap(({ runs }) =>
    runs.flatMap((run) =>
      (["train", "test", "fixed"] as const).map((which) => ({
        interneurons: run.interneurons,
        name: titles[which],
        error: run[which],
      })),
    ),
  );
  const controls = imageRows.map(({ control }) => ({ interneurons: ROW, name: titles.control, error: control.test }));
  return {
    title: "Rows of natural images: more interneurons, better whitening",
    caption: `In the manner of arXiv:2308.13633, on our own images: contexts are the covariances of rows of ${ROW} pixels along a random walk in parts of 64 × 64 pixels, noise of 1/19 of the largest variance added; ${training} to learn from, ${heldOut} others; gains at their optimum in every context, ${p.rowContexts} contexts presented. a: error against the number of interneurons, mean of ${p.rowRuns === 1 ? "one run" : `${p.rowRuns} runs`}: in the contexts to learn from, in others with adapting gains, and in these with gains at their means; diamond: ${ROW} interneurons for contexts of the same spectra whose eigenvectors are random. b: what ${ROW} interneurons learn, from smooth to rough, each scaled to its largest weight.`,
    spec: {
      ...aligned,
      config: flushLabels,
      hconcat: [
        {
          title: panelTitle("a", "Error"),
          width: 300,
          height: 250,
          layer: [
            {
              data: { values: rows },
              mark: { type: "line", strokeWidth: 1.75, point: { size: 22 } },
              encoding: { x, y: { ...y, aggregate: "mean" }, color },
            },
            {
              data: { values: controls },
              mark: { type: "point", shape: "diamond", size: 70, filled: true },
              encoding: { x, y: { ...y, aggregate: "mean" }, color },
            },
          ],
        },
        {
          title: panelTitle("b", "Synapses"),
          width: 250,
          height: 250,
          data: { name: "row_vectors" },
          mark: { type: "rect" },
          encoding: {
            x: { field: "pixel", type: "ordinal", title: "Pixel", axis: { values: [1, 4, 8, 12, 16], labelAngle: 0 } },
            y: { field: "interneuron", type: "ordinal", title: "Interneuron", axis: { values: [1, 4, 8, 12, 16] } },
            color: {
              field: "weight",
              type: "quantitative",
              scale: { scheme: "blueorange", domain: [-1, 1] },
              legend: { title: "Weight", gradientLength: 150 },
            },
          },
        },
      ],
      resolve: { scale: { color: "independent" } },
    },
  };
}
