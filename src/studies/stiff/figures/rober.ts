import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import { titleOf } from "../method-groups.js";
import { logarithmic, methodChannels, panelTitle, quantitative } from "./encodings.js";

export function roberFigure({ trace }: Sorted): FigureInput {
  const titles = trace.traces.map(({ method }) => titleOf(method));
  const shown = titles.includes("RODAS5P") ? "RODAS5P" : titles[0]!;
  const domain = ["y₁", "10⁴ y₂", "y₃"];
  const x = (title: string | null) =>
    logarithmic("time", title, { scale: { domain: [1e-6, 1e11], nice: false }, axis: { tickCount: 9 } });
  return {
    title: "ROBER: solution and steps over 17 decades of time",
    caption: `Robertson's reaction at rtol 1e-6. a: the solution (y₂ is magnified; it settles within the first 10⁻³ and then follows the others), ${shown}. b: steps. They grow with the time itself, since the solution changes on its scale alone; an explicit method would have to keep them below 3·10⁻⁴ (line), whatever its tolerance.`,
    spec: {
      vconcat: [
        {
          title: panelTitle("a", "Solution"),
          width: 520,
          height: 180,
          data: { name: "rober" },
          transform: [
            { filter: `datum.method === '${shown}' && datum.time >= 1e-6` },
            { calculate: "datum.y1", as: domain[0] },
            { calculate: "1e4 * datum.y2", as: domain[1] },
            { calculate: "datum.y3", as: domain[2] },
            { fold: domain, as: ["number", "value"] },
          ],
          mark: { type: "line", strokeWidth: 1.75 },
          encoding: {
            x: x(null),
            y: quantitative("value", "concentration"),
            color: {
              field: "number",
              type: "nominal",
              scale: { domain, range: [palette[0], palette[1], palette[2]] },
              legend: { title: null, symbolType: "stroke" },
            },
          },
        },
        {
          title: panelTitle("b", "Step size"),
          width: 520,
          height: 240,
          layer: [
            {
              data: { values: [{ limit: 3e-4 }] },
              mark: { type: "rule", color: ink, strokeDash: [4, 3] },
              encoding: { y: { field: "limit", type: "quantitative" } },
            },
            {
              data: { name: "rober" },
              transform: [{ filter: "datum.time >= 1e-6" }],
              mark: { type: "line", strokeWidth: 1.5 },
              encoding: {
                x: x("time"),
                y: logarithmic("step", "step", { axis: { tickCount: 8 } }),
                order: { field: "time", type: "quantitative" },
                ...methodChannels(titles),
              },
            },
          ],
        },
      ],
      resolve: { scale: { color: "independent", strokeDash: "independent" } },
      config: { axisY: { minExtent: 38 } },
    },
  };
}
