import type { FigureInput } from "../../framework/study.js";
import { faintInk, palette } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { contextFrameTitles, frameTitles } from "../tables/gains.js";
import { logarithmic, quantitative, rule } from "./encodings.js";

export function framesFigure(p: Parameters): FigureInput {
  const x = quantitative("step", "Offline steps", {
    scale: { type: "log", domain: [1, p.frameSteps], nice: false },
    axis: { values: [1, 10, 100, 1000, 10_000], format: ",d" },
  });
  const scale = logarithmic([1e-5, 1], [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1], "~r");
  const color = {
    field: "frame",
    type: "nominal",
    scale: {
      domain: [frameTitles.random, frameTitles.optimised, frameTitles.spectral],
      range: [palette[1], palette[2], palette[0]],
    },
    legend: { title: "Frame", symbolType: "stroke", symbolOpacity: 1 },
  };
  return {
    title: "The frame decides how fast gains whiten",
    caption: `In the manner of figure 3 of arXiv:2301.11955: ${p.frameDraws} random covariances of two neurons; median over them of the largest variance minus 1, with the interval of ranks that holds the median of 100 draws. Random: three random vectors; optimised: the Mercedes-Benz frame, randomly turned; spectral: the eigenvectors of the covariance. Learning rate 0.01.`,
    spec: {
      width: 460,
      height: 290,
      data: { name: "frames" },
      layer: [
        {
          transform: [
            { calculate: "max(datum.low, 1e-5)", as: "bottom" },
            { calculate: "max(datum.high, 1e-5)", as: "top" },
          ],
          mark: { type: "area", opacity: 0.15 },
          encoding: { x, y: quantitative("bottom", "Largest variance − 1, median", scale), y2: { field: "top" }, color },
        },
        {
          transform: [{ filter: "datum.median > 1e-5" }],
          mark: { type: "line", strokeWidth: 2 },
          encoding: { x, y: quantitative("median", "Largest variance − 1, median", scale), color },
        },
      ],
    },
  };
}

export function contextsFigure(p: Parameters): FigureInput {
  const end = 4 * p.contextSteps;
  const x = quantitative("step", "Offline steps", {
    scale: { domain: [0, end], nice: false },
    axis: { tickCount: 5, format: ",d" },
  });
  const scale = logarithmic([3e-3, 1], [0.003, 0.01, 0.03, 0.1, 0.3, 1]);
  const color = {
    field: "frame",
    type: "nominal",
    scale: { domain: [contextFrameTitles.random, contextFrameTitles.shared], range: [palette[1], palette[0]] },
    legend: { title: "Frame of 21 vectors", orient: "bottom", symbolType: "stroke", symbolOpacity: 1, labelLimit: 400 },
  };
  const names = ["A", "B", "A", "B"].map((name, c) => ({ name: `Context ${name}`, at: (c + 0.5) * p.contextSteps }));
  return {
    title: "A frame that knows the contexts whitens them faster",
    caption: `In the manner of figure 4 of arXiv:2301.11955: six neurons, 21 interneurons, two covariances in turn, ${p.contextSteps} offline steps each at a learning rate of 0.001. Median over ${p.contextPairs} pairs of covariances, with quartiles, of the largest variance minus 1. The dashed line is 0.1.`,
    spec: {
      width: 560,
      height: 280,
      layer: [
        {
          data: { name: "contexts" },
          mark: { type: "area", opacity: 0.15, clip: true },
          encoding: { x, y: quantitative("low", "Largest variance − 1", scale), y2: { field: "high" }, color },
        },
        {
          data: { name: "contexts" },
          mark: { type: "line", strokeWidth: 2 },
          encoding: { x, y: quantitative("median", "Largest variance − 1", scale), color },
        },
        ...[1, 2, 3].map((c) => rule("x", c * p.contextSteps, { color: faintInk })),
        rule("y", 0.1),
        {
          data: { values: names },
          mark: { type: "text", baseline: "top", dy: 2, color: faintInk },
          encoding: { x: { ...x, field: "at" }, y: { value: 0 }, text: { field: "name" } },
        },
      ],
    },
  };
}
