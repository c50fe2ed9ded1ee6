import type { FigureInput } from "../../framework/study.js";
import { faintInk, palette } from "../../framework/theme.js";
import { RASTER, RATE_BIN } from "../network.js";
import { panelTitle, quantitative } from "./encodings.js";

/** F4: the COBA network. */
export function networkFigure(): FigureInput {
  const domain = ["excitatory", "inhibitory"];
  const color = { type: "nominal", scale: { domain, range: [palette[0], palette[1]] } };
  const legend = { title: null, orient: "bottom", symbolType: "square", symbolStrokeWidth: 0 };
  const time = (title: string | null, axis: object = {}) =>
    quantitative("time", title, { scale: { domain: [0, 1000], nice: false }, axis: { format: "d", ...axis } });
  const neurons = RASTER.excitatory + RASTER.inhibitory;
  return {
    title: "A network of such neurons fires irregularly by itself",
    caption: `The COBA network of 3200 excitatory and 800 inhibitory neurons without external drive, first realisation. a: spikes of ${RASTER.excitatory} excitatory and, above them, ${RASTER.inhibitory} inhibitory neurons. b: mean rates of the whole populations in bins of ${RATE_BIN} ms; both follow the same fluctuations, after a start from random conductances. c: neurons of all realisations by the coefficient of variation of their own intervals; a Poisson process has 1 (dashed).`,
    spec: {
      hconcat: [
        {
          vconcat: [
            {
              title: panelTitle("a", "Spikes"),
              width: 460,
              height: 300,
              data: { name: "network_raster" },
              transform: [{ calculate: `datum.neuron < ${RASTER.excitatory} ? 'excitatory' : 'inhibitory'`, as: "population" }],
              mark: { type: "tick", orient: "vertical", thickness: 1, size: 2.2, opacity: 1 },
              encoding: {
                x: time(null, { labels: false }),
                y: quantitative("neuron", "Neuron", { scale: { domain: [0, neurons], nice: false }, axis: { grid: false } }),
                color: { ...color, field: "population", legend },
              },
            },
            {
              title: panelTitle("b", "Population rates"),
              width: 460,
              height: 120,
              data: { name: "network_rates" },
              mark: { type: "line", strokeWidth: 1.5 },
              encoding: {
                x: time("Time (ms)"),
                y: quantitative("rate", "Rate (Hz)"),
                color: { ...color, field: "population", legend },
              },
            },
          ],
        },
        {
          title: panelTitle("c", "Irregularity"),
          width: 210,
          height: 300,
          layer: [
            {
              data: { name: "network_variation" },
              mark: { type: "bar", color: palette[2], binSpacing: 0.5 },
              encoding: {
                x: {
                  ...quantitative("from", "Coefficient of variation"),
                  bin: { binned: true, step: 0.1 },
                  axis: { values: [0, 1, 2, 3, 4], format: "d" },
                },
                x2: { field: "to" },
                y: quantitative("share", "Neurons (%)"),
              },
            },
            {
              data: { values: [{}] },
              mark: { type: "rule", strokeDash: [4, 3], color: faintInk },
              encoding: { x: { datum: 1 } },
            },
          ],
        },
      ],
    },
  };
}
