import { type MorrisLecarStepper, morrisLecarSteppers } from "../../../neurons/index.js";
import { log10, power } from "../../../numeric/portable/index.js";
import type { FigureInput } from "../../framework/study.js";
import { faintInk, palette } from "../../framework/theme.js";
import type { Sorted } from "../jobs.js";
import { chosenTitle, type Parameters } from "../parameters.js";
import { STEPPERS_TIME, stepperSteps } from "../steppers.js";
import { stepperTitles } from "../tables/simulations.js";
import { panelTitle, quantitative } from "./encodings.js";

const firstOrder: readonly MorrisLecarStepper[] = [
  "staggered-trapezoid",
  "exponential-euler",
  "strang-frozen",
  "euler",
  "backward-euler",
];

/** Errors of the steppers against the step, for the chosen cell. */
export function stepperFigure(p: Parameters, { steppers }: Sorted): FigureInput {
  const higher = morrisLecarSteppers.filter((stepper) => !firstOrder.includes(stepper)).reverse();
  return {
    title: "What a fixed step costs",
    caption: `Error of V at ${STEPPERS_TIME} ms of the chosen cell (${chosenTitle(p)} set, I = ${p.current} µA/cm², from (${p.voltage} mV, ${p.recovery})) against the step. a: first order. The trapezoid with frozen coefficients is first order despite its form, and exponential Euler is less accurate than explicit Euler: it buys stability, not accuracy. b: second order, and Runge-Kutta 4 down to rounding. Staggering gives order 2 only if m∞ is taken at the middle of the step. Dashed: slopes 1, 2 and 4.`,
    spec: {
      hconcat: [
        panel(p, "a", "Order 1", firstOrder, [1], steppers.chosen.errors),
        panel(p, "b", "Orders 2 and 4", higher, [2, 4], steppers.chosen.errors),
      ],
      resolve: { scale: { color: "independent", shape: "independent" } },
    },
  };
}

function panel(
  p: Parameters,
  letter: string,
  title: string,
  steppers: readonly MorrisLecarStepper[],
  slopes: readonly number[],
  errors: Sorted["steppers"]["chosen"]["errors"],
) {
  const values = steppers.flatMap((stepper) => errors[stepper].flatMap((error) => (error && error[0] > 0 ? [error[0]] : [])));
  const [least, greatest] = values.length > 0 ? [Math.min(...values), Math.max(...values)] : [1e-3, 1];
  const domain = [Math.floor(log10(least)), Math.ceil(log10(greatest) + 1e-9)].map((exponent) => Number(`1e${exponent}`));
  const x = quantitative("step", "Step (ms)", {
    scale: { type: "log", domain: [0.01, 0.5], nice: false },
    axis: { values: [...stepperSteps], format: "~g", grid: true },
  });
  const y = (field: string) =>
    quantitative(field, letter === "a" ? "Error of V (mV)" : null, {
      scale: { type: "log", domain, nice: false },
      axis: { values: decades(domain[0]!, domain[1]!), format: letter === "a" ? "~g" : "~e" },
    });
  const names = steppers.map((stepper) => stepperTitles[stepper]);
  const legend = { title: null, orient: "bottom", columns: 2 };
  const range = ["circle", "square", "diamond", "triangle-up", "triangle-down"].slice(0, names.length);
  const colors = palette.slice(0, names.length);
  return {
    title: panelTitle(letter, title),
    width: 330,
    height: 290,
    layer: [
      {
        data: { values: slopes.flatMap((slope) => guide(slope, steppers, errors)) },
        mark: { type: "line", color: faintInk, strokeDash: [4, 3], strokeWidth: 1.25, clip: true },
        encoding: { x, y: y("error"), detail: { field: "slope" } },
      },
      {
        data: { name: "stepper_errors" },
        transform: [
          { filter: `datum.cell === '${chosenTitle(p)} (chosen)' && datum['error of V'] > 0` },
          { filter: { field: "stepper", oneOf: names } },
        ],
        mark: { type: "line", point: { size: 60, filled: false, strokeWidth: 1.5 }, strokeWidth: 1.5, clip: true },
        encoding: {
          x,
          y: y("error of V"),
          color: { field: "stepper", type: "nominal", scale: { domain: names, range: colors }, legend },
          shape: { field: "stepper", type: "nominal", scale: { domain: names, range }, legend },
        },
      },
    ],
  };
}

/** Powers of ten, or every second one of many. */
function decades(low: number, high: number): number[] {
  const [first, last] = [Math.round(log10(low)), Math.round(log10(high))];
  const step = last - first > 6 ? 2 : 1;
  return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, i) => Number(`1e${first + i * step}`));
}

/** A line of the given slope a little below the most accurate scheme of that order. */
function guide(slope: number, steppers: readonly MorrisLecarStepper[], errors: Sorted["steppers"]["chosen"]["errors"]) {
  const shown = slope === 4 ? (["rk4"] as const) : steppers.filter((stepper) => stepper !== "rk4");
  const at = 1; // 0.2 ms
  const candidates = shown.flatMap((stepper) => (errors[stepper][at] ? [errors[stepper][at][0]] : []));
  if (candidates.length === 0) return [];
  const level = 0.45 * Math.min(...candidates);
  const last = slope === 4 ? 0.05 : 0.0125;
  return [0.4, last].map((step) => ({ slope, step, error: level * power(step / stepperSteps[at], slope) }));
}

/** Voltages of the network's cells. */
export function networkFigure(p: Parameters, { network }: Sorted): FigureInput {
  const isThree = p.cells === 3;
  const cells = isThree
    ? "Three SNLC cells, of which 1 and 2 excite the others (AMPA) and 3 inhibits them (GABA_A), at I = 45, 42 and 40 µA/cm²"
    : `${p.cells} SNLC cells at currents between 40 and 50 µA/cm², a fifth of them inhibitory (of more than six: the first five and the last)`;
  return {
    title: "A network with synaptic conductances",
    caption: `${cells}. Membrane potentials, integrated with controlled error (tolerance 1e-9).${
      isThree
        ? " Its states at 50 and 100 ms, and their derivatives by currents and conductances, are known in quadruple precision."
        : ""
    }`,
    spec: {
      data: { name: "network_traces" },
      transform: [{ calculate: "'cell ' + datum.cell", as: "label" }],
      facet: {
        row: {
          field: "label",
          type: "ordinal",
          title: null,
          sort: { field: "cell", op: "min" },
          header: { labelAngle: 0, labelAlign: "left" },
        },
      },
      spec: {
        width: 560,
        height: network.traces.length > 3 ? 60 : 90,
        mark: { type: "line", strokeWidth: 1.5 },
        encoding: {
          x: quantitative("time", "Time (ms)", { scale: { nice: false } }),
          y: quantitative("V", "V (mV)", { scale: { domain: [-70, 45], nice: false }, axis: { values: [-60, -30, 0, 30] } }),
          color: {
            field: "synapse",
            type: "nominal",
            scale: { domain: ["excitatory", "inhibitory"], range: [palette[0], palette[1]] },
            legend: { title: null, orient: "bottom" },
          },
        },
      },
      spacing: 12,
    },
  };
}
