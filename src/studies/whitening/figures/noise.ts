import type { FigureInput } from "../../framework/study.js";
import { ink, paper } from "../../framework/theme.js";
import { NOISE_LEAK, NOISE_SPECTRA } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { aligned, circuitColour, panelTitle, quantitative } from "./encodings.js";

/** Noise floors against the learning rate. */
export function noiseFigure(p: Parameters): FigureInput {
  const rates = p.noiseLearningRates;
  const x = quantitative("learning rate", "Learning rate η", {
    scale: { type: "log", domain: [Math.min(...rates) / 1.4, Math.max(...rates) * 1.4], nice: false },
    axis: { values: rates, format: "~g" },
  });
  const floor = (field: string) =>
    quantitative(field, "E‖C_yy − I‖²", {
      scale: { type: "log", nice: false, padding: 6 },
      axis: { values: [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5], format: "~g" },
    });
  const data = { name: "noise" };
  const only = [{ filter: `datum.neurons === ${NOISE_SPECTRA[1].length} && datum.batch === 1` }];
  const bars = [
    { calculate: "(datum.measured - datum['standard error']) / datum.formula", as: "low" },
    { calculate: "(datum.measured + datum['standard error']) / datum.formula", as: "high" },
  ];
  const ratio = quantitative("ratio", "Measured / formula", {
    scale: { zero: false, domainMin: 0.95, nice: false, padding: 6 },
    axis: { labelBound: true },
  });
  return {
    title: "Noise of online learning",
    caption: `a: mean square deviation E‖C_yy − I‖² of circuits that learn from single Gaussian samples, in the steady state, against the learning rate; c = (${NOISE_SPECTRA[1].join(", ")}), leak ${NOISE_LEAK}. Lines: formulas of first order in η. b: measured over predicted, with bars of one standard error; what is left is of the next order. Interneurons are the noisier circuit at equal η.`,
    spec: {
      ...aligned,
      hconcat: [
        {
          title: panelTitle("a", "Noise floor"),
          width: 290,
          height: 240,
          data,
          transform: only,
          layer: [
            {
              mark: { type: "line", strokeWidth: 1.5 },
              encoding: {
                x,
                y: floor("formula"),
                color: circuitColour(),
              },
            },
            {
              mark: { type: "point", filled: false, size: 44, strokeWidth: 1.4 },
              encoding: { x, y: floor("measured"), color: circuitColour() },
            },
          ],
        },
        {
          title: panelTitle("b", "Against the formula"),
          width: 290,
          height: 240,
          data,
          transform: [...only, ...bars],
          layer: [
            {
              data: { values: [{}] },
              mark: { type: "rule", color: ink, strokeDash: [3, 3], strokeWidth: 1 },
              encoding: { y: { datum: 1 } },
            },
            {
              mark: { type: "rule", strokeWidth: 1.25 },
              encoding: { x, y: { ...ratio, field: "low" }, y2: { field: "high" }, color: circuitColour() },
            },
            {
              mark: { type: "line", strokeWidth: 1, point: { filled: false, fill: paper, size: 40, strokeWidth: 1.4 } },
              encoding: { x, y: ratio, color: circuitColour() },
            },
          ],
        },
      ],
      resolve: { scale: { color: "shared" } },
    },
  };
}
