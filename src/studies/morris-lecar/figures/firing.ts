import type { FigureInput } from "../../framework/study.js";
import { ink, palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import { panelTitle, quantitative } from "./encodings.js";

const rate = "Rate (Hz)";

/** f-I curves of both types. */
export function firingFigure({ firing }: Sorted): FigureInput {
  const law = { type: "line", color: ink, strokeDash: [4, 3], strokeWidth: 1.5, clip: true };
  const typeI = { data: { name: "firing" }, transform: [{ filter: "datum.cell === 'SNLC, type I'" }] };
  const critical = firing.I.snic!.current;
  const I = (domain: readonly [number, number]) => quantitative("I", "Current I (µA/cm²)", { scale: { domain, nice: false } });
  const firstY = (field: string) => quantitative(field, rate, { scale: { domain: [0, 30], nice: false } });
  const near = quantitative("I - I_c", "I - Ic (µA/cm²)", {
    scale: { type: "log", domain: [1e-3, 100], nice: false },
    axis: { values: [1e-3, 1e-2, 0.1, 1, 10, 100], format: "~g", grid: true },
  });
  const nearY = (field: string) =>
    quantitative(field, rate, {
      scale: { type: "log", domain: [0.1, 100], nice: false },
      axis: { values: [0.1, 0.3, 1, 3, 10, 30, 100], format: "~g" },
    });
  const curve = { type: "line", strokeWidth: 2.5, color: palette[0], clip: true };
  return {
    title: "Firing at any rate, and at a finite one",
    caption: `a, b: SNLC set (type I). Firing starts at rate 0, at a saddle-node on the cycle at Ic = ${critical.toFixed(4)} µA/cm², as 1000 √(I - Ic)/K Hz (dashed), K by the normal form. c: Hopf set (type II). Firing starts at a finite rate, at another current as I rises (each run from next to the rest state) than where it stops as I falls (each run from the cycle before).`,
    spec: {
      bounds: "flush",
      spacing: 62,
      hconcat: [
        {
          ...typeI,
          title: panelTitle("a", "Type I"),
          width: 235,
          height: 240,
          layer: [
            { mark: curve, encoding: { x: I([22, 115]), y: firstY("rate") } },
            { transform: [{ filter: "datum.law !== null" }], mark: law, encoding: { x: I([22, 115]), y: firstY("law") } },
          ],
        },
        {
          ...typeI,
          transform: [...typeI.transform, { filter: "datum.law !== null && datum.rate > 0" }],
          title: panelTitle("b", "Type I, the square-root law"),
          width: 235,
          height: 240,
          layer: [
            { mark: curve, encoding: { x: near, y: nearY("rate") } },
            { mark: law, encoding: { x: near, y: nearY("law") } },
          ],
        },
        {
          data: { name: "firing" },
          transform: [
            { filter: "datum.cell === 'Hopf, type II'" },
            { calculate: "datum.sweep === 'up' ? 'rising I, from rest' : 'falling I, from firing'", as: "direction" },
          ],
          title: panelTitle("c", "Type II"),
          width: 235,
          height: 240,
          mark: { type: "line", strokeWidth: 2.5 },
          encoding: {
            x: I([78, 152]),
            y: quantitative("rate", rate, { scale: { domain: [0, 16], nice: false } }),
            color: {
              field: "direction",
              type: "nominal",
              scale: { domain: ["rising I, from rest", "falling I, from firing"], range: [palette[0], palette[1]] },
              legend: { title: null, orient: "bottom", columns: 1 },
            },
          },
        },
      ],
      resolve: { scale: { color: "independent" }, legend: { color: "independent" } },
    },
  };
}
