import type { FigureInput } from "../../framework/study.js";
import { faintInk, gridInk, ink } from "../../framework/theme.js";
import { driveTitles, type Parameters } from "../parameters.js";
import { formulaColours, noiseShape, panelTitle, quantitative } from "./encodings.js";

/** F2: relative error of the formulas against the small parameter. */
export function errorsFigure(_p: Parameters): FigureInput {
  const x = quantitative("smallness", "√(τₛ/τ_eff)", { scale: { zero: true, nice: true } });
  const points = (y: object, low: string, high: string, colour: string, legend: boolean) => [
    {
      transform: [{ calculate: low, as: "low" }, { calculate: high, as: "high" }],
      mark: { type: "rule", color: colour, strokeWidth: 1.25 },
      encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" } },
    },
    ...(["Gaussian", "Poisson"] as const).map((noise) => ({
      transform: [{ filter: `datum.noise === '${noise}'` }],
      mark: { type: "point", filled: noise === "Gaussian", size: noise === "Gaussian" ? 50 : 80, color: colour, strokeWidth: 1.5 },
      encoding: {
        x,
        y,
        shape: {
          ...noiseShape,
          legend:
            legend && noise === "Poisson" ? { title: "Simulation", symbolFillColor: "transparent", symbolStrokeColor: ink } : null,
        },
      },
    })),
  ];
  const column = (drive: "P1" | "P3", letters: readonly [string, string], last: boolean) => {
    const here = [{ filter: `datum.drive === '${driveTitles[drive]}' && datum.tau_s > 0 && datum['error of white'] !== null` }];
    const ratio = quantitative("ratio", last ? null : "White-noise formula / simulated rate", {
      scale: { type: "log", domainMin: 1 },
      axis: { values: [1, 1.2, 1.5, 2, 3, 4, 5, 10, 20, 50], format: "~g" },
    });
    const error = quantitative("error of shifted", last ? null : "Error of shifted formula (%)", { scale: { nice: true } });
    return {
      vconcat: [
        {
          title: panelTitle(letters[0], `White-noise formula, ${driveTitles[drive]} drive`),
          width: 300,
          height: 190,
          layer: [
            {
              data: { name: "bias" },
              transform: [{ filter: `datum.drive === '${driveTitles[drive]}'` }],
              mark: { type: "line", color: ink, strokeWidth: 1.5 },
              encoding: { x, y: { ...ratio, field: "ratio" } },
            },
            {
              data: { name: "rates" },
              transform: [...here, { calculate: "datum.white / datum.rate", as: "ratio" }],
              layer: points(
                ratio,
                "datum.ratio * (1 - datum['sampling error'] / 100)",
                "datum.ratio * (1 + datum['sampling error'] / 100)",
                formulaColours.white,
                last,
              ),
            },
          ],
        },
        {
          title: panelTitle(letters[1], `Shifted formula, ${driveTitles[drive]} drive`),
          width: 300,
          height: 150,
          layer: [
            { data: { values: [{}] }, mark: { type: "rule", color: faintInk, strokeWidth: 1 }, encoding: { y: { datum: 0 } } },
            {
              data: { name: "rates" },
              transform: here,
              layer: points(
                error,
                "datum['error of shifted'] - datum['sampling error']",
                "datum['error of shifted'] + datum['sampling error']",
                formulaColours.shifted,
                false,
              ),
            },
          ],
        },
      ],
    };
  };
  return {
    title: "Error of the formulas against the small parameter √(τₛ/τ_eff)",
    caption:
      "a, c: the white-noise rate over the simulated rate; it tends to 1 as the decay time vanishes, along the line that the shift of the bounds predicts (white over shifted formula). b, d: what the shifted formula leaves, of the order τₛ/τ_eff. Filled circles: Gaussian conductances; open diamonds: Poisson input, which stays a few per cent below for short decay times because its events have a finite size. Bars: one standard error.",
    spec: {
      hconcat: [column("P1", ["a", "b"], false), column("P3", ["c", "d"], true)],
      config: { axis: { gridColor: gridInk } },
      resolve: { scale: { shape: "shared" } },
    },
  };
}
