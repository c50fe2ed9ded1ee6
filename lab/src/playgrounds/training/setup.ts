import {
  ClassificationProblem,
  type Core,
  type OptimiserOptions,
  SingleCellProblem,
  SpiralNeuralOde,
  type TrainerGroupOptions,
  type TrainerOptions,
  type TrainingProblem,
} from "microcircuit";
import { gradientCost, type Settings, type TaskName } from "./settings.js";
import { testFunctionProblem } from "./test-functions.js";

/** Which of the two trainers. */
export type SideName = "evolution" | "gradient";

/** Trials by which the network is measured, always the same; those of training are others. */
const MEASURED_TRIALS = 256;
/** Longest gradient of the network, as in the study of evolution against gradients. */
const CLIP = 10;

/** Steps twice as long as the default ones, for pictures that keep up: losses differ by 4.5e-4 on average from those of steps of 0.01 ms. */
export const cellOptions = { dt: 0.1 } as const;

export const spiralOptions = {
  hidden: 50,
  // Units in which all numbers are of the order of 1 (docs/neural-odes.md).
  inputScale: 0.5,
  outputScale: 16,
  solver: { kind: "runge-kutta-4", precision: "f32" },
} as const;

const networkOptions = {
  task: { kind: "stimulus-integration", stepsPerWord: 10, readoutSteps: 25 },
  model: { kind: "morris-lecar", cells: 32, dt: 0.4, precision: "f32" },
  initial: { Win: { centre: 0.05, halfWidth: 0.3 }, Wrec: { centre: 0, halfWidth: 0 } },
} as const;

/** What both sides train: the same start and, iteration by iteration, the same trials. */
export function makeProblem(core: Core, { task, landscape }: Settings): TrainingProblem {
  switch (task) {
    case "cell":
      return new SingleCellProblem(core, cellOptions);
    case "function":
      return testFunctionProblem(core, landscape);
    case "spiral":
      return new SpiralNeuralOde(core, spiralOptions);
    case "network":
      return new ClassificationProblem(core, { ...networkOptions, trials: 16 });
  }
}

/** The problem whose losses are shown; undefined: that of training. */
export function makeJudge(core: Core, { task }: Settings): ClassificationProblem | undefined {
  return task === "network" ? new ClassificationProblem(core, { ...networkOptions, trials: MEASURED_TRIALS }) : undefined;
}

/** Batches that show how far a side is: for the spiral windows one after the other over all of it; trials that training never sees for the network. */
export const measuredSets: Readonly<Record<TaskName, "training" | "validation" | "test">> = {
  cell: "training",
  function: "training",
  spiral: "test",
  network: "validation",
};

/** Recurrent weights stay 0: cells remember by themselves. Both sides train the same tensors. */
const trainedTensors: Readonly<Record<TaskName, readonly string[]>> = {
  cell: ["W"],
  function: ["x"],
  spiral: ["W1", "W2"],
  network: ["Win", "Wro", "bro"],
};

/** Whether learning rates fall to 0 along half a cosine, on both sides alike, as in the study. */
export const falls: Readonly<Record<TaskName, boolean>> = { cell: false, function: false, spiral: true, network: true };

/** The options of a side's trainer: `createTrainer(core, problem, options)` in any program gives the same bits. */
export function trainerOptions(side: SideName, settings: Settings): TrainerOptions {
  const { task, seed, budget } = settings;
  const groups = [side === "evolution" ? populationGroup(settings) : gradientGroup(settings)];
  const iterations = Math.max(1, Math.floor(budget / iterationCost(side, settings)));
  return { groups, seed, ...(falls[task] ? { schedule: { kind: "cosine", iterations } } : {}) };
}

function populationGroup(settings: Settings): TrainerGroupOptions {
  const { strategy, population: populationSize, sigma: stepSize, strategyOptimiser: kind, strategyRate: rate } = settings;
  const common = { tensors: trainedTensors[settings.task], stepSize, populationSize };
  const optimiser: OptimiserOptions = { kind, rate };
  switch (strategy) {
    case "smoothed-plain":
      return { ...common, method: "smoothed-gradient", estimator: "plain", optimiser };
    case "smoothed-antithetic":
      return { ...common, method: "smoothed-gradient", estimator: "antithetic", optimiser };
    case "openai-es":
    case "pgpe":
      return { ...common, method: strategy, optimiser };
    default:
      return { ...common, method: strategy };
  }
}

function gradientGroup({ task, gradient: method, window, optimiser: kind, rate }: Settings): TrainerGroupOptions {
  return {
    tensors: trainedTensors[task],
    method,
    optimiser: { kind, rate },
    ...(method === "truncated-backpropagation" ? { window } : {}),
    ...(task === "network" ? { clip: CLIP } : {}),
  };
}

/** Forward runs of one iteration. */
export const iterationCost = (side: SideName, settings: Settings): number =>
  side === "evolution" ? settings.population : gradientCost(settings);
