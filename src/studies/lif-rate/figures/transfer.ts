import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { noiseShape, panelTitle, quantitative } from "./encodings.js";

const colours = [palette[0], palette[1], palette[2], palette[3], palette[4], palette[5]];

/** F1: rate and irregularity against the rate of excitation. */
export function transferFigure(p: Parameters): FigureInput {
  const times = p.transferTimeConstants;
  const labels = times.map((tau) => `Shifted, τₛ = ${tau} ms`);
  const domain = ["White noise", "ETC", ...labels];
  const range = [ink, palette[6], ...labels.map((_, i) => colours[i % colours.length])];
  // Rows carry the decay time; the label is the same text for lines and symbols, so both share the colours.
  const label = "datum.formula === 'white' ? 'White noise' : datum.formula === 'ETC' ? 'ETC' : 'Shifted, τₛ = ' + datum.tau_s + ' ms'";
  const colour = (legend: object | null) => ({ field: "series", type: "nominal", scale: { domain, range }, legend });
  const dash = {
    field: "series",
    type: "nominal",
    scale: { domain, range: [[1, 0], [4, 3], ...labels.map(() => [1, 0])] },
    legend: null,
  };
  const x = quantitative("excitatory rate", "Rate of excitatory events (1/ms)", {
    scale: { domain: [Math.min(...p.transferRates) - 0.5, Math.max(...p.transferRates) + 0.2], nice: false },
  });
  const panel = (title: object, y: object, field: string, lines: string, last: boolean) => ({
    title,
    width: 330,
    height: 300,
    layer: [
      {
        data: { name: "transfer_theory" },
        transform: [{ filter: lines }, { calculate: label, as: "series" }],
        mark: { type: "line", strokeWidth: 1.75, clip: true },
        encoding: {
          x,
          y: { ...y, field },
          color: colour(last ? { title: "Formula (lines)", orient: "right", values: domain } : null),
          strokeDash: dash,
        },
      },
      {
        data: { name: "transfer" },
        transform: [{ filter: `datum['${field}'] > 0` }, { calculate: label, as: "series" }],
        layer: [
          ...(field === "rate"
            ? [
                {
                  mark: { type: "rule", strokeWidth: 1.25, clip: true },
                  encoding: { x, y: { field: "low", type: "quantitative" }, y2: { field: "high" }, color: colour(null) },
                },
              ]
            : []),
          {
            transform: [{ filter: "datum.noise === 'Gaussian'" }],
            mark: { type: "point", filled: true, size: 42, clip: true },
            encoding: { x, y: { ...y, field }, color: colour(null), shape: { ...noiseShape, legend: null } },
          },
          {
            transform: [{ filter: "datum.noise === 'Poisson'" }],
            mark: { type: "point", filled: false, size: 70, strokeWidth: 1.25, clip: true },
            encoding: {
              x,
              y: { ...y, field },
              color: colour(null),
              shape: {
                ...noiseShape,
                legend: last ? { title: "Simulation (symbols)", symbolFillColor: "transparent", symbolStrokeColor: ink } : null,
              },
            },
          },
        ],
      },
    ],
  });
  const rate = quantitative("rate", "Firing rate (Hz)", {
    scale: { type: "log", domain: [0.2, 200] },
    axis: { values: [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200], format: "~g" },
  });
  const cv = quantitative("CV", "Coefficient of variation of intervals", { scale: { domain: [0, 1] } });
  return {
    title: "Firing rate and irregularity against the rate of excitation",
    caption: `Lines: formulas; symbols: simulations (bars: one standard error where larger than the symbol). At low rates the white-noise formula is far too high even for decay times τₛ much shorter than the membrane's, and the shifted bounds mend it; at high rates, where the mean drive crosses the threshold, all formulas meet. Gaussian (filled circles) and Poisson input (open diamonds) agree. The effective-time-constant approximation (ETC) misses the state dependence of the noise, which matters at low rates. Inhibition: ${p.inhibitoryRate} events per ms.`,
    spec: {
      hconcat: [
        panel(panelTitle("a", "Transfer curve"), rate, "rate", "datum.rate > 0.1", false),
        panel(panelTitle("b", "Irregularity of spiking"), cv, "CV", "datum.CV !== null", true),
      ],
      resolve: { scale: { color: "shared", shape: "shared", strokeDash: "shared" } },
    },
  };
}
