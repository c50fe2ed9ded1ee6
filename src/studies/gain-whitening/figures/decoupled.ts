import type { FigureInput } from "../../framework/study.js";
import { palette } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { aligned, flushLabels, logarithmic, panelTitle, quantitative } from "./encodings.js";

export function decoupledFigure(p: Parameters): FigureInput {
  const x = quantitative("samples", "Samples (thousands)", {
    axis: { tickCount: 4, labelExpr: "format(datum.value / 1000, ',~g')" },
    scale: { nice: false },
  });
  const scale = logarithmic([0.001, 1], [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1]);
  const panel = (letter: string, title: string, field: string, label: string, colour: string) => ({
    title: panelTitle(letter, title),
    width: 280,
    height: 220,
    data: { name: "decoupled" },
    layer: [
      {
        mark: { type: "line", strokeWidth: 0.75, opacity: 0.4, color: colour, clip: true },
        encoding: { x, y: quantitative(field, label, scale), detail: { field: "run" } },
      },
      {
        mark: { type: "line", strokeWidth: 2.5, color: colour },
        encoding: { x, y: { ...quantitative(field, label, scale), aggregate: "median" } },
      },
    ],
  });
  return {
    title: "Separate synapses of one sign in either direction",
    caption: `In the manner of the appendix of arXiv:2308.13633: weights from interneurons to neurons, Wₙᵣ, and back, Wᵣₙ, start apart, learn by the same changes, and are kept at or above 0, as the gains are. Contexts (I + V diag(λ) Vᵀ)² with V in the first quadrant; ${p.decoupledRuns} runs (thin; thick: median). a: distance of the two directions from each other's transpose. b: distance of Wₙᵣ from V, in the best order.`,
    spec: {
      ...aligned,
      spacing: 84,
      config: flushLabels,
      hconcat: [
        panel("a", "Asymmetry", "asymmetry", "‖Wᵣₙ − Wₙᵣᵀ‖", palette[0]),
        panel("b", "Distance from V", "distance", "‖Wₙᵣ − V‖", palette[2]),
      ],
    },
  };
}
