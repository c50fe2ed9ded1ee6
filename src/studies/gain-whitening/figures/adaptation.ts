import type { FigureInput } from "../../framework/study.js";
import { faintInk, ink, palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { aligned, flushLabels, logarithmic, panelTitle, quantitative, rule } from "./encodings.js";

export function adaptationFigure(p: Parameters, { exact }: Sorted): FigureInput {
  const x = quantitative("sample", "Samples", {
    scale: { domain: [0, 2 * p.adaptationSamples], nice: false },
    axis: { tickCount: 4 },
  });
  const y = (field: string) => quantitative(field, "Gain");
  const colours = [palette[0], palette[1], palette[2]];
  const optimal = exact.gains.theory.flatMap((gains, c) =>
    gains.map((gain, i) => ({ from: c * p.adaptationSamples, to: (c + 1) * p.adaptationSamples, gain, name: `g${i + 1}` })),
  );
  const color = {
    field: "name",
    type: "nominal",
    scale: { domain: ["g1", "g2", "g3"], range: colours },
    legend: { title: null, orient: "bottom", symbolType: "stroke" },
  };
  const error = (field: string) =>
    quantitative(field, "Largest variance − 1", logarithmic([0.01, 10], [0.01, 0.03, 0.1, 0.3, 1, 3, 10]));
  // A line is interrupted where its error is below the axis.
  const above = ["run error", "median error", "expected error"].map((field) => ({
    calculate: `datum['${field}'] > 0.01 ? datum['${field}'] : null`,
    as: field,
  }));
  const series = ["one run", "median of runs", "expected steps"];
  const errorColour = (name: string) => ({
    datum: name,
    type: "nominal",
    scale: { domain: series, range: [palette[5], palette[0], ink] },
    legend: { title: null, orient: "bottom", symbolType: "stroke" },
  });
  return {
    title: "Gains adapt to one covariance after another",
    caption: `In the manner of figure 2 of arXiv:2301.11955: two neurons, three interneurons with a fixed frame, learning rate ${p.adaptationRate}, single Gaussian samples. The covariance changes from A to B after ${p.adaptationSamples} samples. a: gains of one run (thin), mean over ${p.adaptationDraws} runs (thick), expected steps (dashed) and the formula's optimal gains (dotted). b: the error of the paper's code, the largest variance minus 1; it is signed, and passes below 0 in single runs, where its line is interrupted. Horizontal dashes: 0.1.`,
    spec: {
      ...aligned,
      config: flushLabels,
      hconcat: [
        {
          title: panelTitle("a", "Gains"),
          width: 360,
          height: 260,
          layer: [
            ...[0, 1, 2].flatMap((i) => [
              {
                data: { name: "adaptation" },
                mark: { type: "line", strokeWidth: 0.75, opacity: 0.6, color: colours[i] },
                encoding: { x, y: y(`run g${i + 1}`) },
              },
              {
                data: { name: "adaptation" },
                mark: { type: "line", strokeWidth: 2, color: colours[i] },
                encoding: { x, y: y(`mean g${i + 1}`) },
              },
              {
                data: { name: "adaptation" },
                mark: { type: "line", strokeWidth: 1, strokeDash: [4, 3], color: ink },
                encoding: { x, y: y(`expected g${i + 1}`) },
              },
            ]),
            {
              data: { values: optimal },
              mark: { type: "rule", strokeDash: [1, 2], strokeWidth: 1.5 },
              encoding: { x: { ...x, field: "from" }, x2: { field: "to" }, y: y("gain"), color },
            },
            rule("x", p.adaptationSamples, { color: faintInk }),
          ],
        },
        {
          title: panelTitle("b", "Whitening error"),
          width: 360,
          height: 260,
          layer: [
            {
              data: { name: "adaptation" },
              transform: above,
              mark: { type: "line", strokeWidth: 0.75 },
              encoding: { x, y: error("run error"), color: errorColour(series[0]!) },
            },
            {
              data: { name: "adaptation" },
              transform: above,
              mark: { type: "line", strokeWidth: 2 },
              encoding: { x, y: error("median error"), color: errorColour(series[1]!) },
            },
            {
              data: { name: "adaptation" },
              transform: above,
              mark: { type: "line", strokeWidth: 1.25, strokeDash: [4, 3] },
              encoding: { x, y: error("expected error"), color: errorColour(series[2]!) },
            },
            rule("y", 0.1),
            rule("x", p.adaptationSamples, { color: faintInk }),
          ],
        },
      ],
      resolve: { scale: { color: "independent" } },
    },
  };
}
