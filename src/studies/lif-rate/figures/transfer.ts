import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import type { Parameters } from "../parameters.js";
import { lowestTransferRate } from "../theory.js";
import { noiseShape, openSymbol, panelTitle, quantitative } from "./encodings.js";

const colours = [palette[0], palette[1], palette[2], palette[3], palette[4], palette[5]];

/** F1: rate and irregularity against the rate of excitation. */
export function transferFigure(p: Parameters): FigureInput {
  const labels = p.transferTimeConstants.map((tau) => `shifted, τₛ = ${tau} ms`);
  const domain = ["white noise", "ETC", ...labels];
  const legend = { title: "Formula (simulation in its colour)", symbolType: "stroke", symbolSize: 200 };
  const colour = {
    field: "series",
    type: "nominal",
    scale: { domain, range: [ink, palette[6], ...labels.map((_, i) => colours[i % colours.length])] },
    legend,
  };
  const dash = {
    field: "series",
    type: "nominal",
    scale: { domain, range: [[1, 0], [5, 4], ...labels.map(() => [1, 0])] },
    legend,
  };
  // The same text for a formula and the simulations it is meant for, so that both have one colour.
  const label = {
    calculate: "{ white: 'white noise', ETC: 'ETC' }[datum.formula] || 'shifted, τₛ = ' + datum.tau_s + ' ms'",
    as: "series",
  };
  const x = quantitative("excitatory rate", "Rate of excitatory events (1/ms)", {
    scale: { domain: [lowestTransferRate(p), Math.max(...p.transferRates) + 0.2], nice: false },
  });
  const panel = (title: object, field: string, y: object, errorBars: boolean) => ({
    title,
    width: 320,
    height: 300,
    layer: [
      {
        data: { name: "transfer_theory" },
        transform: [{ filter: `datum['${field}'] > 0` }, label],
        mark: { type: "line", strokeWidth: 1.75, clip: true },
        encoding: { x, y, color: colour, strokeDash: dash },
      },
      ...(errorBars
        ? [
            {
              data: { name: "transfer" },
              transform: [{ filter: "datum.low > 0" }, label],
              mark: { type: "rule", strokeWidth: 1.25, clip: true },
              encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color: colour },
            },
          ]
        : []),
      {
        data: { name: "transfer" },
        transform: [{ filter: `datum['${field}'] > 0` }, label],
        mark: openSymbol,
        encoding: { x, y, color: colour, shape: noiseShape },
      },
    ],
  });
  const rate = quantitative("rate", "Firing rate (Hz)", {
    scale: { type: "log", domain: [0.2, 200], nice: false },
    axis: { values: [0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200], format: "~g" },
  });
  const variation = quantitative("CV", "Coefficient of variation of intervals", { scale: { domain: [0, 1.1], nice: false } });
  return {
    title: "Firing rate and irregularity against the rate of excitation",
    caption: `Lines: formulas; symbols: simulations (bars of one standard error, mostly within the symbols). At low rates the white-noise formula is far too high even for decay times τₛ much shorter than the membrane's, and moving the bounds mends it; at high rates, where the mean drive crosses the threshold, all formulas meet. Gaussian and Poisson input agree. The effective-time-constant approximation (ETC), which has no coefficient of variation here, hardly differs from the white-noise formula on this scale. The shifted formula overestimates the irregularity at high rates for the longest decay time, when a conductance outlives part of an interval. Inhibition: ${p.inhibitoryRate} events per ms.`,
    spec: {
      hconcat: [
        panel(panelTitle("a", "Transfer curve"), "rate", rate, true),
        panel(panelTitle("b", "Irregularity of spiking"), "CV", variation, false),
      ],
      resolve: { scale: { color: "shared", shape: "shared", strokeDash: "shared" } },
    },
  };
}
