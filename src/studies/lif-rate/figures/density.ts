import type { FigureInput } from "../../framework/study.js";
import { palette } from "../../framework/theme.js";
import { driveTitles, type Parameters } from "../parameters.js";
import { formulaColours, panelTitle, quantitative } from "./encodings.js";

const names = ["Simulation", "White noise", "Shifted bounds"];

/** F3: stationary density of the voltage. */
export function densityFigure(p: Parameters): FigureInput {
  const colour = (legend: object | null) => ({
    type: "nominal",
    scale: { domain: names, range: ["#c9d3dc", formulaColours.white, formulaColours.shifted] },
    legend,
  });
  const panel = (drive: "P1" | "P3", letter: string, last: boolean) => {
    const here = [{ filter: `datum.drive === '${driveTitles[drive]}' && datum.${"VOLTAGE"} >= ${p.reset - 2}` }];
    const only = (field: string) => [{ filter: here[0]!.filter.replace("VOLTAGE", field) }];
    const scale = { domain: [p.reset - 2, p.threshold + 0.5], nice: false };
    const x = (field: string) => quantitative(field, "Membrane voltage (mV)", { scale });
    const y = (field: string) => quantitative(field, last ? null : "Probability density (1/mV)");
    const legend = last ? { title: null, values: names, symbolType: "square" } : null;
    return {
      title: panelTitle(letter, `${driveTitles[drive]} drive`),
      width: 320,
      height: 260,
      layer: [
        {
          data: { name: "histogram" },
          transform: only("from"),
          mark: { type: "bar", binSpacing: 0.5 },
          encoding: {
            x: { ...x("from"), bin: { binned: true, step: 0.5 } },
            x2: { field: "to" },
            y: y("simulated"),
            color: { ...colour(legend), datum: names[0] },
          },
        },
        ...(["white", "shifted"] as const).map((field, i) => ({
          data: { name: "density" },
          transform: only("voltage"),
          mark: { type: "line", strokeWidth: 2, ...(field === "white" ? { strokeDash: [5, 3] } : {}) },
          encoding: { x: x("voltage"), y: y(field), color: { ...colour(null), datum: names[i + 1] } },
        })),
        {
          data: { values: [{ at: p.reset, name: "reset" }, { at: p.threshold, name: "threshold" }] },
          layer: [
            {
              mark: { type: "rule", strokeDash: [2, 2], color: palette[6] },
              encoding: { x: { field: "at", type: "quantitative" } },
            },
            {
              mark: { type: "text", align: "right", baseline: "top", dx: -4, dy: 2, color: palette[6] },
              encoding: { x: { field: "at", type: "quantitative" }, y: { value: 0 }, text: { field: "name" } },
            },
          ],
        },
      ],
    };
  };
  return {
    title: "Stationary density of the membrane voltage",
    caption: `Bars: simulation with Gaussian conductances, τₛ = ${p.densityTimeConstant} ms; lines: formulas. The density outside the refractory period, which takes the share of time that is missing from the area. White noise makes it vanish at the threshold; with coloured noise the voltage keeps a velocity, the density stays finite there, and moving both bounds outward accounts for it. The corner at the reset is the reinjected flux.`,
    spec: { hconcat: [panel("P1", "a", false), panel("P3", "b", true)], resolve: { scale: { color: "shared" } } },
  };
}
