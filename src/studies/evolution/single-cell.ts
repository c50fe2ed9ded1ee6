import type { Core } from "../../core/core.js";
import { morrisLecarModel } from "../../neurons/index.js";
import { solve } from "../../solvers/index.js";
import { createStrategy } from "../../training/evolution/registry.js";
import { differentiateBacksolve } from "../../training/gradients/continuous.js";
import { differentiate } from "../../training/gradients/index.js";
import { lossLandscape, smoothedLandscape, totalVariation } from "../../training/landscape.js";
import type { GradientMethod } from "../../training/problem.js";
import { type SingleCellGradient, SingleCellProblem, type SingleCellRun } from "../../training/problems/single-cell.js";
import type { JobContext } from "../framework/study.js";
import { sharedSeed } from "./random.js";

/** Place of the current in the cell's theta. */
const CURRENT = 12;

function setUp({ parameters, current, initial, duration, loss }: SingleCellRun) {
  const model = morrisLecarModel({ parameters, current, initial });
  const times = Float64Array.from({ length: duration }, (_, k) => k + 1);
  const ofStates = (states: Float64Array) => {
    const { loss: value, gradient } = loss(Float64Array.from({ length: duration }, (_, k) => states[2 * k]!));
    const byStates = new Float64Array(states.length);
    gradient.forEach((x, k) => {
      byStates[2 * k] = x;
    });
    return { loss: value, gradient: byStates };
  };
  return { model, times, ofStates };
}

/** Bogacki and Shampine's method at tolerances of 1e-3, as in released code. */
const loose = { method: "bs3", relativeTolerance: 1e-3, absoluteTolerance: 1e-3 } as const;

const backsolve: SingleCellGradient = (core, run) => {
  const { model, times, ofStates } = setUp(run);
  const { loss, gradient } = differentiateBacksolve(core, model, { times, ...loose }, ofStates);
  return { loss, byCurrent: gradient[CURRENT]! };
};

/**
 * The adjoint as the library used by released code has it: backward from each output time to the one before, beginning there with the state of the run forward, so that
 * going back cannot lose its way for longer than 1 ms.
 */
const restarted: SingleCellGradient = (core, run) => {
  const { model, times, ofStates } = setUp(run);
  const { states } = solve(core, model, { times, ...loose });
  const { loss, gradient: byStates } = ofStates(
    Float64Array.from({ length: 2 * states.length }, (_, i) => states[i >> 1]![i & 1]!),
  );
  let adjoint = Float64Array.of(0, 0);
  let byCurrent = 0;
  for (let k = states.length - 1; k >= 0; k--) {
    const seeds = Float64Array.of(adjoint[0]! + byStates[2 * k]!, adjoint[1]! + byStates[2 * k + 1]!);
    if (seeds[0] === 0 && seeds[1] === 0) continue;
    const [start, initial] = k === 0 ? [0, run.initial] : [times[k - 1]!, states[k - 1]!];
    const { gradient, initialGradient } = differentiateBacksolve(
      core,
      model,
      { start, initial, times: [times[k]!], ...loose },
      (end) => ({ loss: seeds[0]! * end[0]! + seeds[1]! * end[1]!, gradient: seeds }),
    );
    byCurrent += gradient[CURRENT]!;
    adjoint = Float64Array.from(initialGradient);
  }
  return { loss, byCurrent };
};

const discrete: SingleCellGradient = (core, run) => {
  const { model, times, ofStates } = setUp(run);
  const { loss, gradient } = differentiate(core, model, { times, method: "rk4", stepSize: run.dt }, ofStates);
  return { loss, byCurrent: gradient[CURRENT]! };
};

const gradients: Partial<Record<GradientMethod, SingleCellGradient>> = {
  backpropagation: discrete,
  "backsolve-adjoint": backsolve,
};
/** A second adjoint of the same name. */
const restarting: Partial<Record<GradientMethod, SingleCellGradient>> = { "backsolve-adjoint": restarted };

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
  const problem = new SingleCellProblem(core, {}, method.startsWith("restarted") ? restarting : gradients);
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
    for (let i = 0; i < iterations; i++) {
      const slope = slopeAt(problem, way, weights.at(-1)!, seed);
      if (slope === null) notFinite++;
      weights.push(weights.at(-1)! - rate * (slope ?? 0));
    }
  }
  const losses = Array.from(problem.evaluateMany(weights, seed), (loss) => (Number.isFinite(loss) ? loss : null));
  return { weights, losses, notFinite };
}

/** Null where it is not a finite number. */
function slopeAt(problem: SingleCellProblem, method: GradientMethod, weight: number, seed: number): number | null {
  try {
    const batch = { set: "training", seed, index: 0 } as const;
    const { gradient } = problem.gradient(Float64Array.of(weight), batch, { method, tensors: ["W"] });
    return Number.isFinite(gradient[0]) ? gradient[0]! : null;
  } catch (error) {
    if (error instanceof Error && error.name === "SolverError") return null;
    throw error;
  }
}

const REVERSAL = -55;
const fixed = (core: Core, ways = gradients) => new SingleCellProblem(core, { leakReversal: REVERSAL }, ways);

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
      restarted: slopeAt(fixed(core, restarting), "backsolve-adjoint", raw.at[i]!, 0),
      backsolve: slopeAt(problem, "backsolve-adjoint", raw.at[i]!, 0),
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
