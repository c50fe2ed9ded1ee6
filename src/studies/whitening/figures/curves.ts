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
  const x = (until: number) => quantitative("time", "Time (1/η)", { scale: { domain: [0, until], nice: false } });
  const linear = (field: string, title: string | null) =>
    quantitative(field, title, { scale: { domain: [0, 10.4], nice: false }, axis: { tickCount: 6 } });
  const logs = (field: string, title: string | null) => logarithmic(field, title, [0.01, 12]);
  const panel = (
    circuit: "direct" | "interneurons",
    title: object,
    until: number,
    every: number,
    y: typeof linear,
    yTitle: string | null,
  ) => ({
    title,
    width: 230,
    height: 230,
    data: { name: "curves" },
    transform: [{ filter: `datum.circuit === '${circuitTitles[circuit]}' && datum.time <= ${until}` }],
    layer: [
      {
        data: { values: [{}] },
        mark: { type: "rule", color: ink, strokeDash: [3, 3], strokeWidth: 1 },
        encoding: { y: { datum: 1 } },
      },
      { mark: { type: "line", strokeWidth: 1.75 }, encoding: { x: x(until), y: y("closed form", yTitle), color } },
      {
        transform: [{ filter: `datum.point % ${every} === 0` }],
        mark: { type: "point", filled: false, size: 24, strokeWidth: 1.1 },
        encoding: { x: x(until), y: y("flow", yTitle), color },
      },
    ],
  });
  return {
    title: "One mode: a straight descent, and an exponential one",
    caption:
      "Weight of a single mode of standard deviation 1 (dashed: its fixed point) from four starts. Lines: closed forms; circles: numerical solution of the flow. a: the direct circuit's weight m falls at the speed 1 from a large start and needs a time of about m₀. b: the interneurons' weight p = w² falls by the factor e² per unit of time. c: the same on a logarithmic axis and a shorter one of time, where that descent begins as a straight line. Both circuits rise from small starts within a unit of time.",
    spec: {
      ...aligned,
      hconcat: [
        panel("direct", panelTitle("a", "Direct circuit"), 12, 10, linear, "Weight"),
        panel("interneurons", panelTitle("b", "Interneurons"), 12, 10, linear, null),
        panel("interneurons", panelTitle("c", "Interneurons, in detail"), 2, 7, logs, null),
      ],
      resolve: { scale: { color: "shared" } },
    },
  };
}
