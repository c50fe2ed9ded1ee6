/** What is trained. */
export const taskNames = ["cell", "function", "spiral", "network"] as const;
export type TaskName = (typeof taskNames)[number];

export const functionNames = ["rosenbrock", "ellipsoid", "rastrigin", "terraces"] as const;
export type FunctionName = (typeof functionNames)[number];

/** Estimators of the smoothed gradient are methods of their own here, as readers of papers know them. */
export const strategies = [
  "cma-es",
  "separable-cma-es",
  "snes",
  "openai-es",
  "pgpe",
  "smoothed-plain",
  "smoothed-antithetic",
] as const;
export type StrategyChoice = (typeof strategies)[number];

export const gradients = [
  "backpropagation",
  "truncated-backpropagation",
  "forward-sensitivity",
  "interpolating-adjoint",
  "backsolve-adjoint",
] as const;
export type GradientChoice = (typeof gradients)[number];

export const optimisers = ["sgd", "momentum", "rmsprop", "adam"] as const;
export type OptimiserChoice = (typeof optimisers)[number];

/** "evaluations": both sides use up evaluations at the same pace, slow enough to watch. "machine": each goes as fast as it can. */
export const paces = ["evaluations", "machine"] as const;
export type Pace = (typeof paces)[number];

export interface Settings {
  readonly task: TaskName;
  /** Of the task "function". */
  readonly landscape: FunctionName;
  readonly seed: number;
  /** Evaluations that each side may use; a gradient counts as three. */
  readonly budget: number;
  readonly pace: Pace;
  /** Evaluations per second of each side, where the pace is theirs. */
  readonly speed: number;
  readonly strategy: StrategyChoice;
  readonly population: number;
  readonly sigma: number;
  readonly strategyOptimiser: OptimiserChoice;
  readonly strategyRate: number;
  readonly gradient: GradientChoice;
  /** Steps that truncated backpropagation goes back. */
  readonly window: number;
  readonly optimiser: OptimiserChoice;
  readonly rate: number;
}

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer?: boolean;
  /** Candidates come in pairs. */
  readonly even?: boolean;
}

type Defaults = Omit<Settings, "task" | "landscape" | "seed">;

const gradientDefaults = { gradient: "backpropagation", window: 100 } as const;

/** Where each task starts. The cell: sigma and rates of the study of evolution against gradients; the spiral: a recipe of docs/neural-odes.md. */
const defaults: Readonly<Record<TaskName, Defaults>> = {
  cell: {
    ...{ budget: 600, pace: "evaluations", speed: 30, strategy: "smoothed-antithetic", population: 20, sigma: 0.2 },
    ...{ strategyOptimiser: "sgd", strategyRate: 0.3, ...gradientDefaults, optimiser: "sgd", rate: 0.01 },
  },
  function: {
    ...{ budget: 1500, pace: "evaluations", speed: 90, strategy: "cma-es", population: 10, sigma: 0.4 },
    ...{ strategyOptimiser: "adam", strategyRate: 0.05, ...gradientDefaults, optimiser: "adam", rate: 0.05 },
  },
  spiral: {
    ...{ budget: 15000, pace: "machine", speed: 600, strategy: "openai-es", population: 50, sigma: 0.02 },
    ...{ strategyOptimiser: "adam", strategyRate: 0.01, ...gradientDefaults, optimiser: "adam", rate: 0.01 },
  },
  network: {
    ...{ budget: 3000, pace: "machine", speed: 60, strategy: "openai-es", population: 32, sigma: 0.05 },
    ...{ strategyOptimiser: "adam", strategyRate: 0.02, ...gradientDefaults, optimiser: "adam", rate: 0.005 },
  },
};

/** Standard deviations are relative to what a task's parameters are like; the landscape's smoothing needs four points of its grid in one. */
const sigmaRanges: Readonly<Record<TaskName, NumberRange>> = {
  cell: { min: 0.02, max: 0.5 },
  function: { min: 0.01, max: 2 },
  spiral: { min: 0.001, max: 1 },
  network: { min: 0.001, max: 1 },
};

const budgetRanges: Readonly<Record<TaskName, NumberRange>> = {
  cell: { min: 100, max: 20_000, integer: true },
  function: { min: 100, max: 20_000, integer: true },
  spiral: { min: 1000, max: 60_000, integer: true },
  network: { min: 300, max: 20_000, integer: true },
};

export type NumberName = "seed" | "budget" | "speed" | "population" | "sigma" | "strategyRate" | "window" | "rate";

/** Allowed values of a number. */
export function rangeOf(name: NumberName, task: TaskName): NumberRange {
  switch (name) {
    case "seed":
      return { min: 0, max: 1_000_000, integer: true };
    case "budget":
      return budgetRanges[task];
    case "speed":
      return { min: 5, max: 5000, integer: true };
    case "population":
      return { min: 4, max: task === "network" ? 64 : 200, integer: true, even: true };
    case "sigma":
      return sigmaRanges[task];
    case "window":
      return { min: 1, max: task === "network" ? 500 : 10_000, integer: true };
    default:
      return { min: 1e-5, max: 10 };
  }
}

/** Strategies that a task can have: the full covariance of a network's 1699 weights would take 115 MB and minutes. */
export function strategiesOf(task: TaskName): readonly StrategyChoice[] {
  return task === "network" ? strategies.filter((name) => name !== "cma-es") : strategies;
}

/** Ways to its gradient. */
export function gradientsOf(task: TaskName): readonly GradientChoice[] {
  if (task === "cell") return gradients;
  return task === "network" ? ["backpropagation", "truncated-backpropagation"] : ["backpropagation"];
}

/** Whether an optimiser moves the centre of the strategy's candidates, so that it has a rate. */
export const hasRate = (strategy: StrategyChoice): boolean =>
  strategy === "openai-es" || strategy === "pgpe" || strategy.startsWith("smoothed-");

/** What suits some landscapes better. */
const ofLandscape: Readonly<Record<FunctionName, Partial<Defaults>>> = {
  rosenbrock: {},
  ellipsoid: {},
  rastrigin: { population: 30, sigma: 1 },
  terraces: { sigma: 0.1, speed: 15, budget: 300 },
};

/** Settings of a task, with the method and numbers that suit it. */
export function settingsOf(task: TaskName, kept: Partial<Pick<Settings, "seed" | "landscape">> = {}): Settings {
  const { landscape = "rosenbrock", seed = 1 } = kept;
  return { task, landscape, seed, ...defaults[task], ...(task === "function" ? ofLandscape[landscape] : {}) };
}

/** Forward runs of one iteration of either side. */
export const gradientCost = (settings: Settings): number => (settings.gradient === "forward-sensitivity" ? 2 : 3);
