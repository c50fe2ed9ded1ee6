import type { OptimiserOptions } from "../../training/evolution/index.js";
import type { TrainerGroupOptions } from "../../training/trainer/index.js";

export const networkMethodNames = [
  "es-input",
  "bptt-input",
  "truncated-input",
  "plain-input",
  "readout",
  "es-all",
  "bptt-all",
  "es-discrete",
] as const;
export type NetworkMethod = (typeof networkMethodNames)[number];

/** Evolution, gradient of the loss, or neither. */
export type Family = "evolution" | "backpropagation" | "control";

interface Description {
  readonly title: string;
  readonly family: Family;
  /** Tensors that it trains, the read-out aside. */
  readonly tensors: readonly string[];
  /** What it is compared with like for like: methods that train the same tensors. */
  readonly loss: "cross-entropy" | "error-rate";
}

/** In all of them the exact gradient trains the read-out; tensors that are not named are frozen. */
export const networkMethods: Readonly<Record<NetworkMethod, Description>> = {
  "es-input": { title: "evolution: Win", family: "evolution", tensors: ["Win"], loss: "cross-entropy" },
  "bptt-input": { title: "BPTT: Win", family: "backpropagation", tensors: ["Win"], loss: "cross-entropy" },
  "truncated-input": { title: "truncated BPTT: Win", family: "backpropagation", tensors: ["Win"], loss: "cross-entropy" },
  "plain-input": { title: "plain estimator: Win", family: "evolution", tensors: ["Win"], loss: "cross-entropy" },
  readout: { title: "read-out alone", family: "control", tensors: [], loss: "cross-entropy" },
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
  readonly window: number;
}

export const readoutTensors = ["Wro", "bro"] as const;

export function networkGroups(method: NetworkMethod, s: NetworkSettings): TrainerGroupOptions[] {
  const { tensors } = networkMethods[method];
  const optimiser = (rate: number): OptimiserOptions => ({ kind: s.optimiser, rate });
  const readout: TrainerGroupOptions = {
    tensors: [...readoutTensors],
    method: "readout-gradient",
    optimiser: { kind: "adam", rate: s.readoutRate },
  };
  if (tensors.length === 0) return [readout];
  const { population: populationSize, sigma: stepSize } = s;
  switch (method) {
    case "bptt-input":
    case "bptt-all":
      return [{ tensors, method: "backpropagation", optimiser: optimiser(s.gradientRate), clip: 10 }, readout];
    case "truncated-input":
      return [
        { tensors, method: "truncated-backpropagation", window: s.window, optimiser: optimiser(s.gradientRate), clip: 10 },
        readout,
      ];
    case "plain-input":
      return [
        { tensors, method: "smoothed-gradient", estimator: "plain", stepSize, populationSize, optimiser: optimiser(s.rate) },
        readout,
      ];
    default:
      return [{ tensors, method: "openai-es", stepSize, populationSize, optimiser: optimiser(s.rate) }, readout];
  }
}
