import type { FigureInput } from "../../framework/study.js";
import { palette } from "../../framework/theme.js";
import { aligned, flushLabels, logarithmic, panelTitle, quantitative, rule } from "./encodings.js";

export function clampedFigure(): FigureInput {
  const x = quantitative("step", "Offline steps", { scale: { domain: [0, 2000], nice: false }, axis: { tickCount: 4 } });
  const panel = (letter: string, title: string, kind: string) => ({
    title: panelTitle(letter, title),
    width: 210,
    height: 210,
    data: { name: "clamped" },
    transform: [{ filter: `datum.gains === '${kind}' && datum.step <= 2000` }],
    layer: [
      {
        transform: [{ fold: ["g1", "g2", "g3"], as: ["gain", "value"] }],
        mark: { type: "line", strokeWidth: 2 },
        encoding: {
          x,
          y: quantitative("value", "Gain", { scale: { domain: [-1.5, 1.5], nice: false } }),
          color: {
            field: "gain",
            type: "nominal",
            scale: { domain: ["g1", "g2", "g3"], range: [palette[0], palette[1], palette[2]] },
            legend: { title: null, symbolType: "stroke", orient: "bottom" },
          },
        },
      },
      rule("y", 0),
    ],
  });
  return {
    title: "Gains that must not be negative cannot amplify",
    caption:
      "In the manner of figure 5 of arXiv:2301.11955: the Mercedes-Benz frame and an input whose variances are 6 and 0.01. a: free gains whiten it, one of them being negative. b: gains kept at or above 0. c: variances of the response along its principal directions: free gains bring both to 1; clamped ones leave the small one small, and end where every interneuron with a gain has variance 1 and the one without has less (conditions of Karush, Kuhn and Tucker).",
    spec: {
      ...aligned,
      config: flushLabels,
      hconcat: [
        panel("a", "Free gains", "free"),
        panel("b", "Gains not negative", "not negative"),
        {
          title: panelTitle("c", "Variances"),
          width: 210,
          height: 210,
          data: { name: "clamped" },
          transform: [
            { filter: "datum.step <= 2000" },
            { fold: ["larger eigenvalue", "smaller eigenvalue"], as: ["which", "value"] },
          ],
          layer: [
            {
              mark: { type: "line", strokeWidth: 2 },
              encoding: {
                x,
                y: quantitative("value", "Variance", logarithmic([0.003, 10], [0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10])),
                color: {
                  field: "gains",
                  type: "nominal",
                  scale: { domain: ["free", "not negative"], range: [palette[3], palette[6]] },
                  legend: { title: null, symbolType: "stroke", orient: "bottom" },
                },
                detail: { field: "which" },
              },
            },
            rule("y", 1),
          ],
        },
      ],
      resolve: { scale: { color: "independent" } },
    },
  };
}
