import type { FigureInput } from "../../framework/study.js";
import { faintInk, ink } from "../../framework/theme.js";
import { driveTitles } from "../parameters.js";
import { formulaColours, noiseShape, openSymbol, panelTitle, quantitative } from "./encodings.js";

const x = quantitative("smallness", "√(τₛ/τₑ)", { axis: { tickCount: 6, format: "~g" }, scale: { nice: true } });

/** F2: relative error of the formulas against the small parameter. */
export function errorsFigure(): FigureInput {
  return {
    title: "Error of the formulas against the small parameter √(τₛ/τₑ)",
    caption:
      "τₑ is the effective membrane time constant. a, b: white-noise rate over simulated rate; it tends to 1 as the decay time τₛ vanishes, along the line that the shift of the bounds predicts (white over shifted formula). c, d: what the shifted formula leaves, of the order τₛ/τₑ. Poisson input stays a few per cent below the Gaussian because its events have a finite size, which shows most under the strong drive. Bars: one standard error.",
    spec: {
      vconcat: [
        { hconcat: [biasPanel("P1", "a", true), biasPanel("P3", "b", false)] },
        { hconcat: [shiftedPanel("P1", "c", true), shiftedPanel("P3", "d", false)] },
      ],
      resolve: { scale: { shape: "shared" } },
      config: { axisY: { minExtent: 30 } }, // one left edge for the panels of a column
    },
  };
}

const at = (drive: "P1" | "P3") => `datum.drive === '${driveTitles[drive]}'`;
const simulated = (drive: "P1" | "P3") => ({ filter: `${at(drive)} && datum.tau_s > 0 && datum['error of white'] !== null` });

/** Symbols with a bar from `low` to `high`, expressions of the row. */
function points(y: object, low: string, high: string, color: string) {
  const bars = [
    { calculate: low, as: "low" },
    { calculate: high, as: "high" },
  ];
  return [
    {
      transform: bars,
      mark: { type: "rule", color, strokeWidth: 1.25 },
      encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
    },
    { mark: { ...openSymbol, color }, encoding: { x, y, shape: noiseShape } },
  ];
}

function biasPanel(drive: "P1" | "P3", letter: string, titled: boolean) {
  const y = quantitative("ratio", titled ? "White-noise / simulated rate" : null, {
    scale: { type: "log", domainMin: 1, nice: true },
    axis: { values: [1, 1.2, 1.4, 1.6, 1.8, 2, 2.5, 3, 4, 5, 7, 10, 20, 50, 100], format: "~g" },
  });
  return {
    title: panelTitle(letter, `White-noise formula, ${driveTitles[drive]} drive`),
    width: 290,
    height: 190,
    layer: [
      {
        data: { name: "bias" },
        transform: [{ filter: at(drive) }],
        mark: { type: "line", color: ink, strokeWidth: 1.5 },
        encoding: { x, y },
      },
      {
        data: { name: "rates" },
        transform: [simulated(drive), { calculate: "datum.white / datum.rate", as: "ratio" }],
        layer: points(
          y,
          "datum.ratio * (1 - datum['sampling error'] / 100)",
          "datum.ratio * (1 + datum['sampling error'] / 100)",
          formulaColours.white,
        ),
      },
    ],
  };
}

function shiftedPanel(drive: "P1" | "P3", letter: string, titled: boolean) {
  const y = quantitative("error of shifted", titled ? "Error of shifted formula (%)" : null);
  return {
    title: panelTitle(letter, `Shifted formula, ${driveTitles[drive]} drive`),
    width: 290,
    height: 150,
    layer: [
      { data: { values: [{}] }, mark: { type: "rule", color: faintInk, strokeWidth: 1 }, encoding: { y: { datum: 0 } } },
      {
        data: { name: "rates" },
        transform: [simulated(drive)],
        layer: points(
          y,
          "datum['error of shifted'] - datum['sampling error']",
          "datum['error of shifted'] + datum['sampling error']",
          formulaColours.shifted,
        ),
      },
    ],
  };
}
