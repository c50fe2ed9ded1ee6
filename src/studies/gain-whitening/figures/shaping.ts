import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import type { Parameters } from "../parameters.js";
import { AUTHORS_UPDATES, OFFSET } from "../shape.js";
import { aligned, flushLabels, inUnits, logarithmic, panelTitle, quantitative, rule } from "./encodings.js";

const series = ["input", "response", "standard normal"];
const color = (name: string) => ({
  datum: name,
  type: "nominal",
  scale: { domain: series, range: [palette[1], palette[0], ink] },
  legend: { title: null, orient: "bottom", symbolType: "stroke", columns: 3 },
});
const value = quantitative("value", "Value (standard deviations)", {
  scale: { domain: [-5, 5], nice: false },
  axis: { tickCount: 5 },
});
const densityScale = logarithmic([1e-5, 3], [1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1], "~r");

const density = (field: string, labelled: boolean) =>
  quantitative(field, labelled ? "Density" : null, { ...densityScale, axis: { ...densityScale.axis, labels: labelled } });

/** Densities on a logarithmic axis, where tails show. */
const densityLayers = (source: string, labelled: boolean) => [
  ...(["input", "response"] as const).map((field) => ({
    data: { name: "densities" },
    transform: [{ filter: `datum.source === '${source}' && datum.${field} >= 1e-5` }],
    mark: { type: "line", strokeWidth: 2 },
    encoding: { x: value, y: density(field, labelled), color: color(field) },
  })),
  {
    data: { sequence: { start: -4.6, stop: 4.6, step: 0.1, as: "value" } },
    transform: [{ calculate: "exp(-datum.value * datum.value / 2) / sqrt(2 * PI)", as: "normal" }],
    mark: { type: "line", strokeWidth: 1.25, strokeDash: [4, 3] },
    encoding: { x: value, y: density("normal", labelled), color: color("standard normal") },
  },
];

export function shapingFigure(p: Parameters, { exact }: Sorted): FigureInput {
  const { gain, shape } = exact.shaping.stationarity;
  const x = quantitative("update", "Updates (thousands)", { axis: { tickCount: 4, ...inUnits(1e3) }, scale: { nice: false } });
  const trace = (letter: string, title: string, field: string, label: string, stationary: number, colour: string) => ({
    title: panelTitle(letter, title),
    width: 220,
    height: 210,
    layer: [
      {
        data: { name: "shaping_trace" },
        mark: { type: "line", strokeWidth: 1, opacity: 0.7, color: colour },
        encoding: { x, y: quantitative(field, label, { scale: { zero: false } }), detail: { field: "run" } },
      },
      rule("y", stationary, { color: ink, strokeWidth: 1.5 }),
    ],
  });
  return {
    title: "A circuit shapes a heavy-tailed input into a Gaussian response",
    caption: `In the manner of arXiv:2405.17745: one neuron and one interneuron, input with density ∝ exp(−(|s|/scale)^${p.shapingExponent}) and variance 1, batches of ten. a: densities of input and response (all ${p.shapingRealisations} runs together) against the standard normal. b, c: gain and shape; dashed: stationary values of the learning rules by quadrature. The authors' notebook stops after ${AUTHORS_UPDATES} updates, on the way.`,
    spec: {
      ...aligned,
      config: flushLabels,
      hconcat: [
        { title: panelTitle("a", "Densities"), width: 260, height: 210, layer: densityLayers("generalised Gaussian", true) },
        trace("b", "Gain", "gain", "g", gain, palette[0]),
        trace("c", "Shape", "shape", "θ", shape, palette[2]),
      ],
      resolve: { scale: { color: "independent" } },
    },
  };
}

export function imageShapingFigure({ imageShaping }: Sorted): FigureInput {
  const kinds = ["raw", "whitened", "shaped"] as const;
  const titles = { raw: "raw", whitened: "linearly whitened", shaped: "shaped" } as const;
  const information = imageShaping.flatMap(({ image, pairs }) =>
    kinds.map((kind) => ({ image, kind: titles[kind], nats: pairs[kind] })),
  );
  return {
    title: "Shaping the coefficients of band-filtered images",
    caption: `In the manner of arXiv:2405.17745, on the four images that ship with the package (not the authors'). a to d: densities of the finest vertical band of a steerable pyramid, scaled to variance 1, and of the response of one neuron with one interneuron. e: mutual information of pairs of coefficients ${OFFSET} pixels apart, before, after linear whitening, and in the response of two neurons with three interneurons (histogram estimates with bins of 0.5).`,
    spec: {
      config: flushLabels,
      vconcat: [
        {
          ...aligned,
          spacing: 24,
          hconcat: imageShaping.map(({ image }, i) => ({
            title: panelTitle("abcd"[i]!, image),
            width: 165,
            height: 170,
            layer: densityLayers(image, i === 0),
          })),
          resolve: { scale: { color: "shared" } },
        },
        {
          title: panelTitle("e", "Mutual information of pairs"),
          width: 420,
          height: 170,
          data: { values: information },
          mark: { type: "bar" },
          encoding: {
            x: { field: "image", type: "nominal", sort: imageShaping.map(({ image }) => image), title: null },
            xOffset: { field: "kind", sort: kinds.map((kind) => titles[kind]) },
            y: quantitative("nats", "Mutual information (nats)"),
            color: {
              field: "kind",
              type: "nominal",
              scale: { domain: kinds.map((kind) => titles[kind]), range: [palette[6], palette[4], palette[0]] },
              legend: { title: null, symbolType: "square" },
            },
          },
        },
      ],
      resolve: { scale: { color: "independent" } },
    },
  };
}
