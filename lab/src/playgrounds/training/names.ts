import type { GradientChoice, OptimiserChoice, StrategyChoice, TaskName } from "./settings.js";

export const taskTitles: Readonly<Record<TaskName, string>> = {
  cell: "One neuron: minimise its output",
  function: "A function of two parameters",
  spiral: "A neural ODE learns a spiral",
  network: "32 neurons count evidence",
};

export const strategyTitles: Readonly<Record<StrategyChoice, string>> = {
  "cma-es": "CMA-ES",
  "separable-cma-es": "separable CMA-ES",
  snes: "SNES",
  "openai-es": "OpenAI-ES",
  pgpe: "PGPE",
  "smoothed-plain": "plain smoothed gradient",
  "smoothed-antithetic": "smoothed gradient by mirrored pairs",
};

export const gradientTitles: Readonly<Record<GradientChoice, string>> = {
  backpropagation: "backpropagation",
  "truncated-backpropagation": "truncated backpropagation",
  "forward-sensitivity": "forward sensitivities",
  "interpolating-adjoint": "interpolating adjoint",
  "backsolve-adjoint": "backsolve adjoint",
};

export const optimiserTitles: Readonly<Record<OptimiserChoice, string>> = {
  sgd: "gradient descent",
  momentum: "momentum",
  rmsprop: "RMSprop",
  adam: "Adam",
};

/** Numbers as people read them. */
export function readable(value: number, digits = 3): string {
  if (Number.isNaN(value)) return "–";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "−∞";
  const size = Math.abs(value);
  if (size >= 1e5 || (size < 1e-3 && size > 0)) {
    const [mantissa, exponent] = value.toExponential(Math.max(0, digits - 2)).split("e");
    return `${mantissa!.replace(/\.0+$/, "").replace("-", "−")}·10${[...String(Number(exponent))].map((c) => superscripts[c] ?? c).join("")}`;
  }
  const text = size >= 1000 ? Math.round(value).toLocaleString("en-GB") : String(Number(value.toPrecision(digits)));
  return text.replace("-", "−");
}

const superscripts: Readonly<Record<string, string>> = {
  ...{ "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" },
};
