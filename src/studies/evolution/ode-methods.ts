import type { GradientMethod } from "../../training/problem.js";
import type { TrainerGroupOptions } from "../../training/trainer/index.js";
import { costs } from "./costs.js";
import type { Family } from "./network-methods.js";

export const spiralMethodNames = ["openai-es", "snes", "pgpe", "plain", "bp-rmsprop", "bp-adam"] as const;
export type SpiralMethod = (typeof spiralMethodNames)[number];
export const robertsonMethodNames = [
  "cma-es",
  "snes",
  "pgpe",
  "openai-es",
  "guided-es",
  "discrete-adjoint",
  "forward-sensitivities",
  "backsolve",
] as const;
export type RobertsonMethod = (typeof robertsonMethodNames)[number];

type Titles<M extends string> = Readonly<Record<M, { readonly title: string; readonly family: Family }>>;

export const spiralMethods: Titles<SpiralMethod> = {
  "openai-es": { title: "OpenAI-ES", family: "evolution" },
  snes: { title: "SNES", family: "evolution" },
  pgpe: { title: "PGPE", family: "evolution" },
  plain: { title: "plain estimator", family: "evolution" },
  "bp-rmsprop": { title: "backpropagation, RMSprop", family: "backpropagation" },
  "bp-adam": { title: "backpropagation, Adam", family: "backpropagation" },
};

export const robertsonMethods: Titles<RobertsonMethod> = {
  "cma-es": { title: "CMA-ES", family: "evolution" },
  snes: { title: "SNES", family: "evolution" },
  pgpe: { title: "PGPE", family: "evolution" },
  "openai-es": { title: "OpenAI-ES", family: "evolution" },
  "guided-es": { title: "guided ES (discrete adjoint)", family: "both" },
  "discrete-adjoint": { title: "discrete adjoint, AdamW", family: "backpropagation" },
  "forward-sensitivities": { title: "forward sensitivities, AdamW", family: "backpropagation" },
  backsolve: { title: "backsolve adjoint, AdamW", family: "backpropagation" },
};

/** The gradients of these methods, for a trainer's groups. */
export const robertsonGradients: Partial<Readonly<Record<RobertsonMethod, GradientMethod>>> = {
  "discrete-adjoint": "backpropagation",
  "forward-sensitivities": "forward-sensitivity",
  backsolve: "backsolve-adjoint",
};

/** Iterations that a budget pays for, when one takes `cost` evaluations. */
const iterations = (budget: number, cost: number) => Math.max(1, Math.floor(budget / cost));

export interface SpiralSettings {
  readonly population: number;
  readonly sigma: number;
  readonly evaluations: number;
}

/** Learning rates fall along half a cosine, where a method has one: the windows are drawn anew in each iteration, and their noise has to be averaged out. */
export function spiralGroups(method: SpiralMethod, tensors: readonly string[], s: SpiralSettings): TrainerGroupOptions[] {
  const { population: populationSize, sigma: stepSize, evaluations } = s;
  const cosine = (cost: number) => ({ kind: "cosine", iterations: iterations(evaluations, cost) }) as const;
  switch (method) {
    case "openai-es": {
      const optimiser = { kind: "adam", rate: 0.01 } as const;
      return [{ tensors, method, stepSize, populationSize, optimiser, schedule: cosine(populationSize) }];
    }
    case "snes":
      return [{ tensors, method, stepSize: 2.5 * stepSize, populationSize }];
    case "pgpe":
      return [{ tensors, method, stepSize: 2.5 * stepSize, populationSize, schedule: cosine(populationSize) }];
    case "plain": {
      // One tensor after the other, as in released code.
      const own = {
        method: "smoothed-gradient",
        estimator: "plain",
        stepSize: 0.01,
        optimiser: { kind: "rmsprop", rate: 1e-3 },
      } as const;
      return tensors.map((tensor) => ({ ...own, tensors: [tensor], populationSize }));
    }
    case "bp-rmsprop":
      return [{ tensors, method: "backpropagation", optimiser: { kind: "rmsprop", rate: 1e-3 } }];
    case "bp-adam":
      return [{ tensors, method: "backpropagation", optimiser: { kind: "adam", rate: 0.01 }, schedule: cosine(3) }];
  }
}

/** Evaluations that a gradient counts as where that is by the clock, being far from three. */
export const clockRuns = (method: RobertsonMethod): number | undefined => costs.robertson.gradients?.[method];

/** Settings that did well in trials of each. */
export function robertsonGroups(method: RobertsonMethod, tensors: readonly string[], evaluations: number): TrainerGroupOptions[] {
  switch (method) {
    case "cma-es":
    case "snes":
      return [{ tensors, method, stepSize: 0.3 }];
    case "pgpe":
      return [{ tensors, method, stepSize: 0.2, populationSize: 64 }];
    case "openai-es":
      return [{ tensors, method, stepSize: 0.05, populationSize: 64, optimiser: { kind: "adam", rate: 0.01 } }];
    case "guided-es": {
      const [stepSize, populationSize] = [0.01, 4];
      const schedule = { kind: "cosine", iterations: iterations(evaluations, populationSize + 3), final: 0.05 } as const;
      const guide = { method: "backpropagation" } as const;
      return [{ tensors, method, stepSize, populationSize, guide, optimiser: { kind: "adam", rate: 0.01 }, schedule }];
    }
    case "discrete-adjoint":
    case "forward-sensitivities":
    case "backsolve": {
      const runs = clockRuns(method);
      const optimiser = { kind: "adam", rate: 0.01, weightDecay: 1e-6 } as const;
      const schedule = { kind: "cosine", iterations: iterations(evaluations, runs ?? 3), final: 0.05 } as const;
      const cost = runs === undefined ? {} : { cost: runs };
      return [{ tensors, method: robertsonGradients[method]!, optimiser, clip: 1, schedule, ...cost }];
    }
  }
}
