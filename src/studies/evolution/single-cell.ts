import type { Core } from "../../core/core.js";
import { createStrategy } from "../../training/evolution/registry.js";
import { lossLandscape, smoothedLandscape, totalVariation } from "../../training/landscape.js";
import type { GradientMethod } from "../../training/problem.js";
import { type SingleCellOptions, SingleCellProblem } from "../../training/problems/single-cell.js";
import type { JobContext } from "../framework/study.js";
import { sharedSeed } from "./random.js";

/** Tolerance of Bogacki and Shampine's method in released code, whose adjoint begins each ms with the state of the run forward. */
const loose = { tolerance: 1e-3 } as const;

export const cellMethodNames = [
  "plain",
  "plain-slow",
  "baseline",
  "backpropagation",
  "restarted",
  "restarted-fast",
  "backsolve",
] as const;
export type CellMethod = (typeof cellMethodNames)[number];

export const cellMethods: Readonly<
  Record<CellMethod, { readonly title: string; readonly rate: number; readonly family: "evolution" | "backpropagation" }>
> = {
  plain: { title: "evolution, rate 0.3", rate: 0.3, family: "evolution" },
  "plain-slow": { title: "evolution, rate 0.01", rate: 0.01, family: "evolution" },
  baseline: { title: "evolution with baseline, rate 0.3", rate: 0.3, family: "evolution" },
  backpropagation: { title: "BPTT, rate 0.01", rate: 0.01, family: "backpropagation" },
  restarted: { title: "restarted adjoint, rate 0.01", rate: 0.01, family: "backpropagation" },
  "restarted-fast": { title: "restarted adjoint, rate 0.3", rate: 0.3, family: "backpropagation" },
  backsolve: { title: "backsolve adjoint, rate 0.01", rate: 0.01, family: "backpropagation" },
};

export interface CellInput {
  readonly method: CellMethod;
  readonly repetition: number;
  readonly iterations: number;
}

export interface CellResult {
  /** Of iterations 0, 1, ...: W, and its loss; null where it is not finite. */
  readonly weights: readonly number[];
  readonly losses: readonly (number | null)[];
  /** Gradients or candidates that were not finite. */
  readonly notFinite: number;
}

export const CELL_POPULATION = 100;
export const CELL_SIGMA = 0.2;

/** Gradient descent on the smoothed loss, or on the loss itself. EL is drawn once for each repetition. */
export function trainCell(context: JobContext, { method, repetition, iterations }: CellInput): CellResult {
  const { core } = context;
  const seed = sharedSeed(context, `cell ${repetition}`);
  const { rate, family } = cellMethods[method];
  const problem = new SingleCellProblem(core);
  const weights = [problem.initial(seed)[0]!];
  let notFinite = 0;
  if (family === "evolution") {
    const strategy = createStrategy(core, "smoothed-gradient", {
      goal: "minimize",
      start: weights,
      seed,
      stepSize: CELL_SIGMA,
      populationSize: CELL_POPULATION,
      estimator: method === "baseline" ? "baseline" : "plain",
      optimiser: { kind: "sgd", rate },
    });
    for (let i = 0; i < iterations; i++) {
      strategy.tell(
        problem.evaluateMany(
          strategy.ask().map(([weight]) => weight!),
          seed,
        ),
      );
      weights.push(strategy.mean[0]!);
    }
    notFinite = strategy.notFinite;
    strategy.dispose();
  } else {
    const way = method === "backpropagation" ? "backpropagation" : "backsolve-adjoint";
    const sloped = new SingleCellProblem(core, slopeOptions(method));
    for (let i = 0; i < iterations; i++) {
      const slope = slopeAt(sloped, way, weights.at(-1)!, seed);
      if (slope === null) notFinite++;
      weights.push(weights.at(-1)! - rate * (slope ?? 0));
    }
  }
  const losses = Array.from(problem.evaluateMany(weights, seed), (loss) => (Number.isFinite(loss) ? loss : null));
  return { weights, losses, notFinite };
}

function slopeOptions(method: CellMethod): SingleCellOptions {
  if (method === "backpropagation") return {};
  return { ...loose, keepStates: method !== "backsolve" };
}

/** Null where it is not a finite number. */
function slopeAt(problem: SingleCellProblem, method: GradientMethod, weight: number, seed: number): number | null {
  const batch = { set: "training", seed, index: 0 } as const;
  const { gradient } = problem.gradient(Float64Array.of(weight), batch, { method, tensors: ["W"] });
  return Number.isFinite(gradient[0]) ? gradient[0]! : null;
}

const REVERSAL = -55;
const fixed = (core: Core, options: SingleCellOptions = {}) =>
  new SingleCellProblem(core, { leakReversal: REVERSAL, ...options });

export interface LandscapeResult {
  readonly at: readonly number[];
  readonly raw: readonly number[];
  readonly smooth: readonly number[];
  readonly rawSlope: readonly number[];
  readonly smoothSlope: readonly number[];
  /** Losses at {@link publishedWeights}. */
  readonly published: readonly number[];
  /** Total variation of the raw slope over that of the slope smoothed with 0.05. */
  readonly roughness: number;
  /** At some W: slope by BPTT, by adjoints, and of the smoothed loss. */
  readonly gradients: readonly {
    readonly at: number;
    readonly exact: number | null;
    readonly restarted: number | null;
    readonly backsolve: number | null;
    readonly smooth: number;
  }[];
}

export const publishedWeights = [0.1, 0.25, 0.5] as const;
const shown = { from: 0, to: 1.5, spacing: 5e-3 } as const;
const verified = { from: 0.5, to: 1.5, spacing: 1e-3 } as const;

/** The loss and its smoothed form (sigma as in training), with slopes; EL = -55 mV. */
export function landscapes({ core }: JobContext): LandscapeResult {
  const problem = fixed(core);
  const losses = (at: Float64Array) => problem.evaluateMany(at, 0);
  const raw = lossLandscape(losses, shown);
  const smooth = smoothedLandscape(core, losses, shown, CELL_SIGMA);
  const fine = totalVariation(lossLandscape(losses, verified).slope);
  const fineSmooth = totalVariation(smoothedLandscape(core, losses, verified, 0.05).slope);
  const points = Array.from(raw.at.keys()).filter((i) => i % 10 === 0);
  const [restarted, backsolve] = (["restarted", "backsolve"] as const).map((method) => fixed(core, slopeOptions(method)));
  return {
    at: Array.from(raw.at),
    raw: Array.from(raw.loss),
    smooth: Array.from(smooth.loss),
    rawSlope: Array.from(raw.slope),
    smoothSlope: Array.from(smooth.slope),
    published: Array.from(losses(Float64Array.from(publishedWeights))),
    roughness: fine / fineSmooth,
    gradients: points.map((i) => ({
      at: raw.at[i]!,
      exact: slopeAt(problem, "backpropagation", raw.at[i]!, 0),
      restarted: slopeAt(restarted!, "backsolve-adjoint", raw.at[i]!, 0),
      backsolve: slopeAt(backsolve!, "backsolve-adjoint", raw.at[i]!, 0),
      smooth: smooth.slope[i]!,
    })),
  };
}

export const spreadEstimators = ["plain", "baseline", "antithetic"] as const;
export const spreadPopulations = [4, 8, 16, 32, 64, 128, 256, 512] as const;

export interface SpreadRow {
  readonly estimator: (typeof spreadEstimators)[number];
  readonly population: number;
  /** Mean and standard deviation of the estimates. */
  readonly mean: number;
  readonly deviation: number;
}

const SPREAD_DRAWS = 200;
const SPREAD_SPACING = 1e-3;
const SPREAD_REACH = 6;

/** Estimates of the smoothed loss's slope at W = 0.5 by draws, the loss read off a grid of spacing 1e-3. */
export function estimateSpread({ core, seed }: JobContext): { readonly rows: readonly SpreadRow[]; readonly exact: number } {
  const problem = fixed(core);
  const centre = 0.5;
  const from = centre - SPREAD_REACH * CELL_SIGMA;
  const count = Math.round((2 * SPREAD_REACH * CELL_SIGMA) / SPREAD_SPACING) + 1;
  const table = problem.evaluateMany(
    Float64Array.from({ length: count }, (_, i) => from + i * SPREAD_SPACING),
    0,
  );
  const lossAt = (weight: number) => table[Math.max(0, Math.min(count - 1, Math.round((weight - from) / SPREAD_SPACING)))]!;
  const grid = { from: centre, to: centre + SPREAD_SPACING, spacing: SPREAD_SPACING };
  const exact = smoothedLandscape(core, (at) => at.map(lossAt), grid, CELL_SIGMA).slope[0]!;
  const rows = spreadEstimators.flatMap((estimator) =>
    spreadPopulations.map((population) => {
      const estimates = Array.from({ length: SPREAD_DRAWS }, (_, draw) => {
        const strategy = createStrategy(core, "smoothed-gradient", {
          goal: "minimize",
          start: [centre],
          seed,
          stream: draw,
          stepSize: CELL_SIGMA,
          populationSize: population,
          estimator,
          optimiser: { kind: "sgd", rate: 1 },
        });
        strategy.tell(strategy.ask().map(([weight]) => lossAt(weight!)));
        const slope = centre - strategy.mean[0]!;
        strategy.dispose();
        return slope;
      });
      const mean = estimates.reduce((sum, x) => sum + x, 0) / SPREAD_DRAWS;
      const variance = estimates.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (SPREAD_DRAWS - 1);
      return { estimator, population, mean, deviation: Math.sqrt(variance) };
    }),
  );
  return { rows, exact };
}
