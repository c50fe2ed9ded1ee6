import type { FigureInput } from "../../framework/study.js";
import { faintInk } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { aligned, circuitColour, logarithmic, openSymbol, panelTitle, quantitative } from "./encodings.js";

const shapes = ["continuous time", "offline"] as const;

/** The study's main result: convergence time against initialisation. */
export function initialisationFigure(p: Parameters): FigureInput {
  const low = 0.5 * Math.min(...p.scales);
  const high = 2 * Math.max(...p.scales, ...p.offlineScales);
  const x = (field: string) => logarithmic(field, "Greatest initial eigenvalue, λₘₐₓ(M₀) = λₘₐₓ(W₀W₀ᵀ)", [low, high]);
  const shape = (of: (typeof shapes)[number]) => ({
    datum: of,
    type: "nominal",
    scale: { domain: [...shapes], range: ["circle", "diamond"] },
    legend: { title: null, symbolFillColor: "transparent", symbolSize: 60 },
  });
  const panel = (title: object, y: (field: string) => object, width: number) => ({
    title,
    width,
    height: 320,
    layer: [
      {
        data: { name: "isotropic" },
        mark: { type: "line", strokeWidth: 1.5, clip: true },
        encoding: { x: x("start"), y: y("time"), color: circuitColour({ title: "Circuit (line: isotropic start)" }) },
      },
      {
        data: { name: "starts" },
        mark: openSymbol,
        encoding: {
          x: x("λ_max"),
          y: y("time"),
          color: circuitColour({ title: "Circuit (line: isotropic start)" }),
          shape: shape("continuous time"),
        },
      },
      {
        data: { name: "offline_starts" },
        mark: { ...openSymbol, size: 34 },
        encoding: {
          x: x("λ_max"),
          y: y("time"),
          color: circuitColour({ title: "Circuit (line: isotropic start)" }),
          shape: shape("offline"),
        },
      },
      slopeLabel(high, title === firstTitle),
    ],
  });
  const times = "Convergence time (1/η)";
  return {
    title: "Learning time against initialisation: linear and logarithmic",
    caption: `Time until the whitening error is at most ${p.tolerance}, for ${p.draws} random inputs and starts at each scale (symbols; inputs and starts do not commute). a: on two logarithmic axes the direct circuit follows a line of slope 1. b: the same times, cut off above, on a linear axis: those of interneurons grow by 1/2 for each factor e of the initial weights, with and without leak. From small starts neither circuit needs longer, but for interneurons with leak, which grow out of 0 exponentially. Circles: flows in continuous time, n = ${p.neurons}. Diamonds: η times the iterations of Algorithms 1 and 2 with expected updates, η = ${p.offlineLearningRate}, n = ${p.offlineNeurons}. Lines: closed form for isotropic starts and a typical input. Leak: ${p.leakShare} of the input's least standard deviation.`,
    spec: {
      ...aligned,
      hconcat: [
        panel(firstTitle, (field) => logarithmic(field, times, [0.1, 2 * high]), 310),
        panel(
          panelTitle("b", "Logarithmic and linear axis"),
          (field) => quantitative(field, times, { scale: { domain: [0, 8.3], nice: false } }),
          310,
        ),
      ],
      resolve: { scale: { color: "shared", shape: "shared" } },
    },
  };
}

const firstTitle = panelTitle("a", "Logarithmic axes");

function slopeLabel(high: number, first: boolean) {
  const values = first
    ? [
        { x: high / 40, y: high / 9, label: "slope 1" },
        { x: high / 1.5, y: 0.8, label: "½ ln λₘₐₓ + constant" },
      ]
    : [{ x: high / 1.5, y: 1.25, label: "½ for each factor e" }];
  return {
    data: { values },
    mark: { type: "text", align: "right", color: faintInk, fontStyle: "italic" },
    encoding: { x: { field: "x", type: "quantitative" }, y: { field: "y", type: "quantitative" }, text: { field: "label" } },
  };
}
