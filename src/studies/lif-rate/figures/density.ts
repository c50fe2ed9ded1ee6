import type { FigureInput } from "../../framework/study.js";
import { barFill, faintInk, paper } from "../../framework/theme.js";
import { driveTitles, type Parameters } from "../parameters.js";
import { formulaColours, panelTitle, quantitative } from "./encodings.js";

const names = ["simulation", "white noise", "shifted bounds"] as const;

/** F3: stationary density of the voltage. */
export function densityFigure(p: Parameters): FigureInput {
  const low = p.reset - 2;
  const color = (name: (typeof names)[number]) => ({
    datum: name,
    type: "nominal",
    scale: { domain: names, range: [barFill, formulaColours.white, formulaColours.shifted] },
    legend: { title: null, symbolType: "square", symbolStrokeWidth: 0 },
  });
  const panel = (drive: "P1" | "P3", letter: string, titled: boolean) => {
    const from = (field: string) => [{ filter: `datum.drive === '${driveTitles[drive]}' && datum['${field}'] >= ${low}` }];
    const x = (field: string) =>
      quantitative(field, "Membrane voltage (mV)", {
        scale: { domain: [low, p.threshold + 0.5], nice: false },
        axis: { tickCount: 6, format: "~g" },
      });
    const y = (field: string) =>
      quantitative(field, titled ? "Probability density (1/mV)" : null, { axis: { format: "~g", tickCount: 6 } });
    const line = (field: "white" | "shifted", name: (typeof names)[number], mark: object) => ({
      data: { name: "density" },
      transform: from("voltage"),
      mark: { type: "line", strokeWidth: 2, ...mark },
      encoding: { x: x("voltage"), y: y(field), color: color(name) },
    });
    const bound = { field: "at", type: "quantitative" };
    return {
      title: panelTitle(letter, `${driveTitles[drive]} drive`),
      width: 320,
      height: 260,
      layer: [
        {
          data: { name: "histogram" },
          transform: from("from"),
          mark: { type: "rect", stroke: paper, strokeWidth: 0.5 },
          encoding: { x: x("from"), x2: { field: "to" }, y: y("simulated"), y2: { datum: 0 }, color: color("simulation") },
        },
        line("white", "white noise", { strokeDash: [5, 3] }),
        line("shifted", "shifted bounds", {}),
        {
          data: {
            values: [
              { at: p.reset, name: "reset" },
              { at: p.threshold, name: "threshold" },
            ],
          },
          layer: [
            { mark: { type: "rule", strokeDash: [2, 2], color: faintInk }, encoding: { x: bound } },
            {
              mark: { type: "text", align: "right", baseline: "top", dx: -4, dy: 2, color: faintInk },
              encoding: { x: bound, y: { value: 0 }, text: { field: "name" } },
            },
          ],
        },
      ],
    };
  };
  return {
    title: "Stationary density of the membrane voltage",
    caption: `Bars: simulation with Gaussian conductances, τₛ = ${p.densityTimeConstant} ms; lines: formulas. The area is the share of time outside the refractory period. For white noise the density vanishes at the threshold; coloured noise carries the voltage across at a finite velocity, so that the density stays finite there and jumps at the reset, and moving both bounds upward accounts for it except within a shift's length of the bounds.`,
    spec: {
      hconcat: [panel("P1", "a", true), panel("P3", "b", false)],
      resolve: { scale: { color: "shared" } },
    },
  };
}
