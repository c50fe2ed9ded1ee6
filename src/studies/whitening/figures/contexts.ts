import type { FigureInput } from "../../framework/study.js";
import { faintInk, gridInk, ink } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { algorithmColour, aligned, logarithmic, panelTitle, quantitative } from "./encodings.js";

/** E5: online learning in changing contexts. */
export function contextsFigure(p: Parameters): FigureInput {
  const ends = p.contextSamples.map((_, i) => p.contextSamples.slice(0, i + 1).reduce((a, b) => a + b, 0));
  const bands = ends.map((end, i) => ({ from: end - p.contextSamples[i]!, to: end, context: i % 2 === 0 ? "A" : "B" }));
  const total = ends.at(-1)!;
  const y = (field: string, title: string | null = "Error ‖C_yy − I‖ / n") => logarithmic(field, title, [0.005, 100]);
  const x = (field: string) =>
    quantitative(field, "Samples (thousands)", {
      scale: { domain: [0, total], nice: false },
      axis: { labelExpr: "format(datum.value / 1000, '~g')", tickCount: 8 },
    });
  const b = { from: bands[1]!.from, to: bands[1]!.to };
  const tolerance = {
    data: { values: [{}] },
    mark: { type: "rule", color: ink, strokeDash: [3, 3], strokeWidth: 1 },
    encoding: { y: { datum: p.tolerance } },
  };
  const line = { type: "line", strokeWidth: 1.1, clip: true };
  return {
    title: "Online learning in changing contexts",
    caption: `Exact whitening error, from the covariance in force, while both algorithms learn from the same Gaussian samples (first run; n = ${p.neurons}, η = ${p.onlineLearningRate}). In context B standard deviations are ${p.contextContrast} times as large as in A, with other eigenvectors. a: the whole course; later looks are thinned out. Dashed: the tolerance ${p.tolerance}. b: after the first change to B, on logarithmic axes; Algorithm 1 needs a time proportional to the standard deviations of B, whether they come or go, Algorithm 2 one proportional to their logarithm. At equal η Algorithm 2 is the noisier one, and its noise knows no unit of the input; a fair comparison matches noise, which changes times by a constant factor only.`,
    spec: {
      ...aligned,
      hconcat: [
        {
          title: panelTitle("a", "Contexts A, B, A, B"),
          width: 400,
          height: 270,
          layer: [
            {
              data: { values: bands.filter(({ context }) => context === "B") },
              mark: { type: "rect", color: gridInk, opacity: 0.6 },
              encoding: { x: x("from"), x2: { field: "to" } },
            },
            tolerance,
            {
              data: { name: "context_errors" },
              mark: line,
              encoding: { x: x("sample"), y: y("error"), color: algorithmColour({ title: null, orient: "bottom" }) },
            },
            {
              data: { values: bands.map(({ from, to, context }) => ({ at: (from + to) / 2, context })) },
              mark: { type: "text", color: faintInk, fontSize: 12, baseline: "top", dy: 3 },
              encoding: { x: { field: "at", type: "quantitative" }, y: { value: 0 }, text: { field: "context" } },
            },
          ],
        },
        {
          title: panelTitle("b", "After the first change to B"),
          width: 230,
          height: 270,
          layer: [
            tolerance,
            {
              data: { name: "context_errors" },
              transform: [
                { filter: `datum.sample > ${b.from} && datum.sample < ${b.to}` },
                { calculate: `datum.sample - ${b.from}`, as: "since" },
              ],
              mark: line,
              encoding: {
                x: logarithmic("since", "Samples since the change", [50, b.to - b.from]),
                y: y("error", null),
                color: algorithmColour({ title: null, orient: "bottom" }),
              },
            },
          ],
        },
      ],
      resolve: { scale: { color: "shared" } },
    },
  };
}
