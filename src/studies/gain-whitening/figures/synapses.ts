import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { protocolTitles } from "../tables/fast-gains.js";
import { aligned, flushLabels, inUnits, logarithmic, panelTitle, quantitative } from "./encodings.js";

export function synapsesFigure(p: Parameters): FigureInput {
  const x = quantitative("samples", "Samples (millions)", { axis: { tickCount: 4, ...inUnits(1e6) }, scale: { nice: false } });
  const errorScale = logarithmic([0.08, 10], [0.1, 0.3, 1, 3, 10]);
  const runs = (
    letter: string,
    title: string,
    protocol: string,
    field: string,
    label: string,
    scale: object,
    colour: string,
  ) => ({
    title: panelTitle(letter, title),
    width: 240,
    height: 210,
    data: { name: "synapse_errors" },
    transform: [{ filter: `datum.synapses === '${protocol}'` }],
    layer: [
      {
        mark: { type: "line", strokeWidth: 0.75, opacity: 0.45, color: colour },
        encoding: { x, y: quantitative(field, label, scale), detail: { field: "run" } },
      },
      {
        mark: { type: "line", strokeWidth: 2.5, color: colour },
        encoding: { x, y: { ...quantitative(field, label, scale), aggregate: "median" } },
      },
    ],
  });
  const panelColour = {
    field: "when",
    type: "nominal",
    scale: { domain: ["before", "after"], range: [palette[1], palette[0]] },
    legend: { title: null, orient: "bottom", symbolType: "stroke", symbolOpacity: 1 },
  };
  const within = (field: string) => quantitative(field, "Error ‖Cᵣᵣ − I‖", errorScale);
  const sample = quantitative("sample", "Sample in its context", { axis: { tickCount: 4 }, scale: { nice: false } });
  return {
    title: "Slow synapses learn what contexts share, so that fast gains whiten each",
    caption: `In the manner of arXiv:2308.13633: two neurons, two interneurons, 64 contexts with covariances (I + V diag(λ) Vᵀ)² of one V; ${p.synapseSeeds} runs each (thin; thick: median), every one with contexts and start of its own. a: error averaged over contexts and over the gains' adaptation within them, synapses of free length. b: the error within a context, over the first ten and the last ten contexts presented, which are the same (median and quartiles of runs). c: distance of the synapses from V, in the best order and signs, with synapses kept at length 1.`,
    spec: {
      ...aligned,
      config: flushLabels,
      hconcat: [
        runs("a", "Error while learning", protocolTitles.free, "error", "Error ‖Cᵣᵣ − I‖", errorScale, palette[0]),
        {
          title: panelTitle("b", "Before and after"),
          width: 240,
          height: 210,
          data: { name: "synapse_panels" },
          layer: [
            {
              mark: { type: "area", opacity: 0.2, clip: true },
              encoding: { x: sample, y: within("low"), y2: { field: "high" }, color: panelColour },
            },
            {
              mark: { type: "line", strokeWidth: 2, clip: true },
              encoding: { x: sample, y: within("median"), color: panelColour },
            },
          ],
        },
        runs(
          "c",
          "Synapses",
          protocolTitles.normalised,
          "distance",
          "‖W − V‖",
          logarithmic([1e-3, 1], [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]),
          ink,
        ),
      ],
      resolve: { scale: { color: "independent" } },
    },
  };
}
