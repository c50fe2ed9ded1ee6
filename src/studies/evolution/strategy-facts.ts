import { power } from "../../numeric/portable/index.js";
import { RandomStream } from "../../random/index.js";
import { minimize } from "../../training/evolution/index.js";
import { createStrategy, type StrategyName } from "../../training/evolution/registry.js";
import { perceptronShape } from "../../training/models/perceptron.js";
import { ClassificationProblem } from "../../training/problems/classification.js";
import { scoreCounts } from "../../training/tasks/index.js";
import type { JobContext } from "../framework/study.js";

export interface VarianceResult {
  readonly dimension: number;
  readonly pairs: number;
  readonly draws: number;
  /** Mean of |estimate|^2 / |g|^2 over the draws, and its standard error. */
  readonly ratio: number;
  readonly standardError: number;
}

/** The antithetic estimate of the gradient of a linear function. */
export function antitheticVariance({ core, seed }: JobContext, { draws }: { readonly draws: number }): VarianceResult {
  const [dimension, pairs] = [20, 10];
  const slope = new RandomStream(core, { seed }).substream("slope").normals(dimension);
  const size = slope.reduce((sum, x) => sum + x * x, 0);
  const strategy = createStrategy(core, "smoothed-gradient", {
    goal: "minimize",
    start: new Float64Array(dimension),
    seed,
    stepSize: 1,
    populationSize: 2 * pairs,
    estimator: "antithetic",
    optimiser: { kind: "sgd", rate: 1 },
  });
  let [sum, squares] = [0, 0];
  let before = strategy.mean;
  for (let i = 0; i < draws; i++) {
    strategy.tell(strategy.ask().map((x) => x.reduce((total, value, j) => total + slope[j]! * value, 0)));
    const after = strategy.mean;
    const ratio = after.reduce((total, x, j) => total + (x - before[j]!) ** 2, 0) / size;
    sum += ratio;
    squares += ratio * ratio;
    before = after;
  }
  strategy.dispose();
  const mean = sum / draws;
  return { dimension, pairs, draws, ratio: mean, standardError: Math.sqrt((squares / draws - mean * mean) / (draws - 1)) };
}

export const rankedStrategies = [
  "openai-es",
  "pgpe",
  "snes",
  "cma-es",
  "separable-cma-es",
  "xnes",
] as const satisfies StrategyName[];

export interface RanksResult {
  /** By strategy: largest move of the centre in 20 generations of a constant loss. */
  readonly drift: Readonly<Record<string, number>>;
  /** By strategy: numbers of the centre, after 50 generations, that f -> exp f or f -> f^3 changes. */
  readonly changed: Readonly<Record<string, number>>;
}

/** What strategies that see ranks alone must not do. */
export function ranks({ core, seed }: JobContext): RanksResult {
  const { exp } = core.exports;
  const start = [0.5, -1, 2, 0.25, -0.75];
  const quadratic = (x: Float64Array) => x.reduce((sum, value, i) => sum + (i + 1) * value * value, 0);
  const run = (name: StrategyName, f: (x: Float64Array) => number, generations: number) => {
    const strategy = createStrategy(core, name, { goal: "minimize", start, seed, stepSize: 0.3 } as never);
    for (let i = 0; i < generations; i++) strategy.tell(strategy.ask().map(f));
    const { mean } = strategy;
    strategy.dispose();
    return mean;
  };
  const drift: Record<string, number> = {};
  const changed: Record<string, number> = {};
  for (const name of rankedStrategies) {
    if (name === "openai-es" || name === "pgpe") {
      drift[name] = Math.max(...run(name, () => 7, 20).map((x, i) => Math.abs(x - start[i]!)));
    }
    const plain = run(name, quadratic, 50);
    const others = [(x: Float64Array) => exp(quadratic(x)), (x: Float64Array) => power(quadratic(x), 3)].map((f) =>
      run(name, f, 50),
    );
    changed[name] = others.reduce((sum, other) => sum + other.filter((x, i) => !Object.is(x, plain[i])).length, 0);
  }
  return { drift, changed };
}

export const countedFunctions = ["sphere", "ellipsoid", "rosenbrock"] as const;
export type CountedFunction = (typeof countedFunctions)[number];

/** Median evaluations to 1e-8 of another implementation, 10 parameters, 15 seeds; start and step 1, Rosenbrock: 0 and 0.1. */
export const expectedCounts: readonly {
  readonly f: CountedFunction;
  readonly strategy: string;
  readonly options: object;
  readonly expected: number;
}[] = [
  { f: "sphere", strategy: "CMA-ES", options: { strategy: "cma-es", active: false }, expected: 1340 },
  { f: "ellipsoid", strategy: "CMA-ES", options: { strategy: "cma-es", active: false }, expected: 5750 },
  { f: "ellipsoid", strategy: "active CMA-ES", options: { strategy: "cma-es" }, expected: 4110 },
  { f: "ellipsoid", strategy: "separable CMA-ES", options: { strategy: "separable-cma-es" }, expected: 2480 },
  { f: "ellipsoid", strategy: "SNES", options: { strategy: "snes" }, expected: 2720 },
  { f: "rosenbrock", strategy: "CMA-ES", options: { strategy: "cma-es", active: false }, expected: 5850 },
  { f: "rosenbrock", strategy: "active CMA-ES", options: { strategy: "cma-es" }, expected: 4930 },
];

export interface CountResult {
  readonly row: number;
  /** Sorted; null: 3e5 evaluations were not enough. */
  readonly counts: readonly (number | null)[];
}

const COUNT_SEEDS = 11;

export function evaluationCounts({ core }: JobContext, { row }: { readonly row: number }): CountResult {
  const { f, options } = expectedCounts[row]!;
  const n = 10;
  const { exp, log } = core.exports;
  const weights = Float64Array.from({ length: n }, (_, i) => exp((log(10) * 6 * i) / (n - 1)));
  const functions: Record<CountedFunction, (x: Float64Array) => number> = {
    sphere: (x) => x.reduce((sum, value) => sum + value * value, 0),
    ellipsoid: (x) => x.reduce((sum, value, i) => sum + weights[i]! * value * value, 0),
    rosenbrock: (x) => {
      let sum = 0;
      for (let i = 0; i + 1 < n; i++) {
        const valley = x[i + 1]! - x[i]! * x[i]!;
        sum += 100 * valley * valley + (1 - x[i]!) * (1 - x[i]!);
      }
      return sum;
    },
  };
  const [start, stepSize] = f === "rosenbrock" ? [0, 0.1] : [1, 1];
  const counts = Array.from({ length: COUNT_SEEDS }, (_, i) => {
    const all = { ...options, stepSize, seed: i + 1, stop: { target: 1e-8, evaluations: 3e5 } };
    const result = minimize(core, functions[f], new Float64Array(n).fill(start), all as never);
    return result.stopped.reason === "target" ? result.evaluations : null;
  });
  return { row, counts: counts.sort((a, b) => (a ?? Infinity) - (b ?? Infinity)) };
}

export interface TaskCountsResult {
  readonly triples: number;
  readonly tied: number;
  readonly perClass: number;
  /** Cross-entropy of a read-out of zeros. */
  readonly uniformLoss: number;
  /** Numbers of tensors of the published size, and of the neural ODEs. */
  readonly sizes: Readonly<Record<string, number>>;
}

export function taskCounts({ core }: JobContext): TaskCountsResult {
  const { triples, tied, perClass } = scoreCounts(49);
  const problem = new ClassificationProblem(core, {
    task: { kind: "stimulus-integration" },
    model: { kind: "morris-lecar", cells: 128, dt: 0.1 },
    trials: 2,
  });
  const sizeOf = (name: string) => problem.tensors.find((tensor) => tensor.name === name)!.length;
  const sizes: Record<string, number> = { Win: sizeOf("Win"), Wrec: sizeOf("Wrec"), "read-out": sizeOf("Wro") + sizeOf("bro") };
  problem.dispose();
  const small = new ClassificationProblem(core, {
    task: { kind: "stimulus-integration", stepsPerWord: 1, readoutSteps: 1 },
    model: { kind: "morris-lecar", cells: 2, dt: 1 },
  });
  const zeros = small.initial(0);
  for (const { name, offset, length } of small.tensors)
    if (name === "Wro" || name === "bro") zeros.fill(0, offset, offset + length);
  const uniformLoss = small.evaluate(zeros, { set: "test", seed: 0, index: 0 }).loss;
  small.dispose();
  for (const biases of [false, true]) {
    const { parameters } = perceptronShape({ layers: [2, 1000, 2], biases, inputPower: 3 });
    sizes[`spiral, ${biases ? "with" : "without"} biases`] = parameters;
  }
  return { triples, tied, perClass, uniformLoss, sizes };
}
