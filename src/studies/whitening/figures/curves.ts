import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import { circuitTitles } from "../tables.js";
import { aligned, logarithmic, panelTitle, quantitative } from "./encodings.js";

const colours = [palette[1], palette[4], palette[2], palette[0]];

/** E1: one mode. */
export function curvesFigure(starts: readonly number[]): FigureInput {
  const color = {
    field: "start",
    type: "ordinal",
    sort: "descending",
    scale: { domain: starts, range: colours.slice(0, starts.length) },
    legend: { title: "Start", symbolType: "stroke", symbolStrokeWidth: 2 },
  };
  const x = quantitative("time", "Time (1/η)", { scale: { domain: [0, 12], nice: false } });
  const linear = (field: string, title: string | null) => quantitative(field, title, { scale: { domain: [0, 10], nice: false } });
  const logs = (field: string, title: string | null) => logarithmic(field, title, [0.01, 12]);
  const panel = (circuit: "direct" | "interneurons", letter: string, text: string, y: typeof linear, title: string | null) => ({
    title: panelTitle(letter, text),
    width: 270,
    height: 190,
    layer: [
      {
        data: { values: [{}] },
        mark: { type: "rule", color: ink, strokeDash: [3, 3], strokeWidth: 1 },
        encoding: { y: { datum: 1 } },
      },
      {
        data: { name: "curves" },
        transform: [{ filter: `datum.circuit === '${circuitTitles[circuit]}'` }],
        mark: { type: "line", strokeWidth: 1.75, clip: true },
        encoding: { x, y: y("closed form", title), color },
      },
      {
        data: { name: "curves" },
        transform: [{ filter: `datum.circuit === '${circuitTitles[circuit]}' && round(datum.time * 20) % 12 === 0` }],
        mark: { type: "point", filled: false, size: 24, strokeWidth: 1.1, clip: true },
        encoding: { x, y: y("flow", title), color },
      },
    ],
  });
  return {
    title: "One mode: a straight descent, and an exponential one",
    caption:
      "Weight of a single mode of standard deviation 1 (dashed: its fixed point) from four starts. Lines: closed forms; circles: numerical solution of the flow. a, c: the direct circuit's weight m falls at the speed 1 from a large start and needs a time of about m₀. b, d: the interneurons' weight p = w² falls by the factor e² per unit of time, a straight line on the logarithmic axis. Both rise from small starts in less than a unit of time.",
    spec: {
      vconcat: [
        {
          ...aligned,
          hconcat: [
            panel("direct", "a", "Direct circuit", linear, "Weight"),
            panel("interneurons", "b", "Interneurons", linear, null),
          ],
        },
        {
          ...aligned,
          hconcat: [
            panel("direct", "c", "The same, logarithmic axis", logs, "Weight"),
            panel("interneurons", "d", "The same, logarithmic axis", logs, null),
          ],
        },
      ],
      resolve: { scale: { color: "shared" } },
      config: { axisY: { minExtent: 30 } },
    },
  };
}
