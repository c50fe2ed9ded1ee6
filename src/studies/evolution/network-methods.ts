import type { OptimiserOptions } from "../../training/evolution/index.js";
import type { TrainerGroupOptions } from "../../training/trainer/index.js";

export const networkMethodNames = [
  "es-input",
  "bptt-input",
  "truncated-input",
  "plain-input",
  "gradient-readout",
  "frozen",
  "es-all",
  "bptt-all",
  "es-discrete",
] as const;
export type NetworkMethod = (typeof networkMethodNames)[number];

/** Evolution, gradient of the loss, evolution that a gradient guides (in no comparison of the two), or neither. */
export type Family = "evolution" | "backpropagation" | "both" | "control";

interface Description {
  readonly title: string;
  readonly family: Family;
  /** Tensors that it trains, the read-out aside; others are frozen. */
  readonly tensors: readonly string[];
  readonly loss: "cross-entropy" | "error-rate";
}

/** The read-out is solved exactly now and then, in all but "gradient-readout". */
export const networkMethods: Readonly<Record<NetworkMethod, Description>> = {
  "es-input": { title: "evolution: Win", family: "evolution", tensors: ["Win"], loss: "cross-entropy" },
  "bptt-input": { title: "BPTT: Win", family: "backpropagation", tensors: ["Win"], loss: "cross-entropy" },
  "truncated-input": { title: "truncated BPTT: Win", family: "backpropagation", tensors: ["Win"], loss: "cross-entropy" },
  "plain-input": { title: "plain estimator: Win", family: "evolution", tensors: ["Win"], loss: "cross-entropy" },
  "gradient-readout": { title: "evolution: Win, gradient: Wro", family: "evolution", tensors: ["Win"], loss: "cross-entropy" },
  frozen: { title: "read-out alone", family: "control", tensors: [], loss: "cross-entropy" },
  "es-all": { title: "evolution: Win, Wrec", family: "evolution", tensors: ["Win", "Wrec"], loss: "cross-entropy" },
  "bptt-all": { title: "BPTT: Win, Wrec", family: "backpropagation", tensors: ["Win", "Wrec"], loss: "cross-entropy" },
  "es-discrete": { title: "evolution, 0/1 loss: Win", family: "evolution", tensors: ["Win"], loss: "error-rate" },
};

export interface NetworkSettings {
  readonly population: number;
  readonly sigma: number;
  readonly optimiser: OptimiserOptions["kind"];
  readonly rate: number;
  readonly gradientRate: number;
  readonly readoutRate: number;
  /** How often the read-out is solved within the budget. */
  readonly solves: number;
  readonly window: number;
}

/** Loss evaluations of one iteration: candidates, or a gradient, which counts as three. */
export function iterationCost(method: NetworkMethod, population: number): number {
  const { family } = networkMethods[method];
  if (method === "gradient-readout") return population + 1;
  return family === "evolution" ? population : family === "backpropagation" ? 3 : 1;
}

export const readoutTensors: readonly string[] = ["Wro", "bro"];
/** Keeps a read-out finite where cells' outputs nearly depend on each other. */
export const RIDGE = 1e-3;

/** Learning rates fall to 0 along half a cosine, and the read-out is solved after the same shares of the budget, in all methods alike. */
export function networkGroups(method: NetworkMethod, evaluations: number, s: NetworkSettings): TrainerGroupOptions[] {
  const { tensors } = networkMethods[method];
  const iterations = Math.max(1, Math.floor(evaluations / iterationCost(method, s.population)));
  const schedule = { kind: "cosine", iterations } as const;
  const optimiser = (rate: number): OptimiserOptions => ({ kind: s.optimiser, rate });
  const every = Math.max(1, Math.floor(iterations / s.solves));
  const readout: TrainerGroupOptions =
    method === "gradient-readout"
      ? { tensors: readoutTensors, method: "readout-gradient", optimiser: { kind: "adam", rate: s.readoutRate }, schedule }
      : { tensors: readoutTensors, method: "readout-solve", ridge: RIDGE, every };
  if (tensors.length === 0) return [readout];
  const { population: populationSize, sigma: stepSize } = s;
  const gradient = { tensors, optimiser: optimiser(s.gradientRate), clip: 10, schedule };
  const evolution = { tensors, stepSize, populationSize, optimiser: optimiser(s.rate), schedule };
  switch (method) {
    case "bptt-input":
    case "bptt-all":
      return [{ ...gradient, method: "backpropagation" }, readout];
    case "truncated-input":
      return [{ ...gradient, method: "truncated-backpropagation", window: s.window }, readout];
    case "plain-input":
      return [{ ...evolution, method: "smoothed-gradient", estimator: "plain" }, readout];
    default:
      return [{ ...evolution, method: "openai-es" }, readout];
  }
}
