import type { FigureInput } from "../../framework/study.js";
import { faintInk, ink, palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import { CELL_SIGMA, cellMethods } from "../single-cell.js";
import { logarithmic, methodChannels, narrow, panelTitle, quantitative } from "./encodings.js";

const layers = (names: readonly string[], range: readonly string[]) => ({
  field: "kind",
  type: "nominal",
  scale: { domain: names, range },
  legend: { title: null, symbolType: "stroke", symbolSize: 260 },
});

/** The staircase, what smoothing makes of it, and both gradients. */
export function landscapeFigure(): FigureInput {
  const x = (title: string | null) => quantitative("W", title, { scale: { nice: false } });
  return {
    title: "A loss that is a staircase, and what each method sees of it",
    caption: `Single Morris-Lecar cell, I = 100 W µA/cm², loss: share of the time above 20 mV in 500 ms (EL = -55 mV). a: the loss, and its mean under a Gaussian of deviation ${CELL_SIGMA}, which evolution descends. b: slopes. The derivative of the computed loss (BPTT; points) is 0 almost everywhere, and huge and of either sign where a sample happens to fall on an upstroke, with no relation to the course of the curve; the adjoint restarted every ms at loose tolerances agrees with neither. The line is the slope of the smoothed loss.`,
    spec: {
      vconcat: [
        {
          title: panelTitle("a", "Loss"),
          width: 520,
          height: 200,
          data: { name: "landscape" },
          transform: [
            { calculate: "datum.loss", as: "as it is" },
            { calculate: "datum['smoothed loss']", as: "smoothed" },
            { fold: ["as it is", "smoothed"], as: ["kind", "value"] },
          ],
          mark: { type: "line", strokeWidth: 1.75 },
          encoding: {
            x: x(null),
            y: quantitative("value", "loss"),
            color: layers(["as it is", "smoothed"], [faintInk, palette[0]]),
          },
        },
        {
          title: panelTitle("b", "Slope"),
          width: 520,
          height: 240,
          layer: [
            {
              data: { name: "landscape" },
              transform: [{ calculate: "'smoothed (evolution)'", as: "kind" }],
              mark: { type: "line", strokeWidth: 2 },
              encoding: {
                x: x("W"),
                y: quantitative("smoothed slope", "slope", { scale: { type: "symlog", constant: 1 } }),
                color: layers(["smoothed (evolution)", "BPTT", "restarted adjoint"], [palette[0], palette[1], palette[2]]),
              },
            },
            {
              data: { name: "landscape_gradients" },
              transform: [
                { calculate: "datum.BPTT", as: "BPTT" },
                { calculate: "datum['adjoint, restarted']", as: "restarted adjoint" },
                { fold: ["BPTT", "restarted adjoint"], as: ["kind", "value"] },
                { filter: "datum.value !== null" },
              ],
              mark: { type: "point", size: 36, filled: true, opacity: 0.9 },
              encoding: {
                x: x("W"),
                y: quantitative("value", "slope", {
                  scale: { type: "symlog", constant: 1 },
                  axis: { values: [-10000, -100, -10, -1, 0, 1, 10, 100, 10000], format: "~g" },
                }),
                color: layers(["smoothed (evolution)", "BPTT", "restarted adjoint"], [palette[0], palette[1], palette[2]]),
              },
            },
          ],
        },
      ],
      resolve: { scale: { color: "independent" } },
      config: { axisY: { minExtent: 44 } },
    },
  };
}

export function cellFigure({ cells }: Sorted): FigureInput {
  const shown = Object.values(cellMethods).map(({ title, family }) => ({ method: title, family }));
  const repetitions = new Set(cells.map(({ input }) => input.repetition)).size;
  const encoding = {
    x: quantitative("iteration", "iteration", { scale: { nice: false } }),
    ...methodChannels(shown),
  };
  return {
    title: "Single cell: evolution comes down the staircase",
    caption: `Gradient descent from W = 0.5; mean and range of ${repetitions} repetitions, each with a leak reversal of its own. Evolution estimates the slope of the smoothed loss from 100 candidates; at the released rate of 0.01 it hardly moves in 15 iterations, at 0.3 it is done in three. Exact or approximate derivatives of the loss itself are 0 almost always, and now and then throw W far away: where it lands is chance, even if it is a place of loss 0. The backsolve adjoint fails: no gradient, no move.`,
    spec: {
      width: 460,
      height: 280,
      data: { name: "single_cell_means" },
      layer: [
        {
          mark: { type: "area", opacity: 0.12 },
          encoding: {
            x: encoding.x,
            y: quantitative("low", "loss"),
            y2: { field: "high" },
            color: encoding.color,
          },
        },
        { mark: { type: "line", strokeWidth: 1.75 }, encoding: { ...encoding, y: quantitative("loss", "loss") } },
      ],
    },
  };
}

export function spreadFigure({ spread }: Sorted): FigureInput {
  return {
    title: "Spread of the estimated gradient",
    caption: `Standard deviation of 200 estimates of the smoothed loss's slope at W = 0.5 (it is ${Number(spread.exact.toPrecision(3))}; dashed) against the number of candidates S. It falls with 1/√S for all; subtracting the loss of the centre (baseline) and mirroring candidates both lower it, at no cost.`,
    spec: {
      width: 380,
      height: 260,
      layer: [
        {
          data: { values: [{ exact: Math.abs(spread.exact) }] },
          mark: { type: "rule", color: ink, strokeDash: [4, 3] },
          encoding: { y: { field: "exact", type: "quantitative" } },
        },
        {
          data: { name: "spread" },
          mark: { type: "line", point: { size: 40 }, strokeWidth: 1.75 },
          encoding: {
            x: narrow("S", "S", { scale: { base: 2 }, axis: { values: [4, 8, 16, 32, 64, 128, 256, 512] } }),
            y: logarithmic("deviation", "standard deviation"),
            color: {
              field: "estimator",
              type: "nominal",
              scale: { domain: ["plain", "baseline", "antithetic"], range: palette.slice(0, 3) },
              legend: { title: null, symbolType: "stroke" },
            },
          },
        },
      ],
    },
  };
}
