import type { FigureInput } from "../../framework/study.js";
import { palette } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { SUBSPACE_STEPS } from "../subspace.js";
import { subspaceTitles } from "../tables/subspace.js";
import { logarithmic, quantitative } from "./encodings.js";

export function subspaceFigure(p: Parameters): FigureInput {
  const x = quantitative("step", "Steps", { scale: { domain: [0, SUBSPACE_STEPS], nice: false }, axis: { tickCount: 5 } });
  const scale = logarithmic([1e-3, 3], [0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3]);
  const color = {
    field: "circuit",
    type: "nominal",
    scale: { domain: [subspaceTitles.control, subspaceTitles.gains], range: [palette[1], palette[0]] },
    legend: { title: null, orient: "bottom", symbolType: "stroke", symbolOpacity: 1, labelLimit: 300 },
  };
  return {
    title: "Whitening by gains lets a local rule find a principal subspace",
    caption: `In the manner of the appendix of arXiv:2301.11955: three sources of variances 5, 2 and 1, two neurons that receive Vs, V learning by an Oja-like rule at 0.005 from batches of ten, Mercedes-Benz frame, gains learning 20 times as fast. Squared distance of the projection on the rows of V from that on the two stronger sources; median of ${p.subspaceRuns} runs, with quartiles. The control has no gains, and the columns of its V are kept at length 1.`,
    spec: {
      width: 420,
      height: 260,
      data: { name: "subspace" },
      layer: [
        {
          mark: { type: "area", opacity: 0.15, clip: true },
          encoding: { x, y: quantitative("low", "Squared distance of projections", scale), y2: { field: "high" }, color },
        },
        {
          mark: { type: "line", strokeWidth: 2, clip: true },
          encoding: { x, y: quantitative("median", "Squared distance of projections", scale), color },
        },
      ],
    },
  };
}
