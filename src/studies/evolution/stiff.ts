import { CmaEs } from "../../training/evolution/cma-es.js";
import type { GradientMethod } from "../../training/problem.js";
import { polluNeuralOde, robertsonNeuralOde, type StiffNeuralOde } from "../../training/problems/stiff-neural-ode.js";
import type { Trainer } from "../../training/trainer/index.js";
import type { JobContext } from "../framework/study.js";
import { type RobertsonMethod, robertsonGradients, robertsonGroups, robertsonMethods } from "./ode-methods.js";
import { sharedSeed } from "./random.js";
import { finite, geometricMarks, type TrainingOutcome, train } from "./training.js";

export const stiffSystems = ["robertson", "pollu"] as const;
export type StiffSystem = (typeof stiffSystems)[number];

export interface StiffInput {
  readonly system: StiffSystem;
  readonly method: RobertsonMethod;
  readonly repetition: number;
  readonly evaluations: number;
}

/** How gradients are off at some time of a training: the length of the difference from the discrete adjoint's, over that one's. */
export interface GradientLook {
  readonly evaluations: number;
  readonly iterations: number;
  readonly loss: number | null;
  /** null: the integration failed, or the gradient is not finite. */
  readonly deviations: Partial<Readonly<Record<RobertsonMethod, number | null>>>;
}

export interface StiffResult extends TrainingOutcome {
  /** Robertson's reaction, first repetition, methods of gradients: of their own, or along the discrete adjoint's training, of the others. */
  readonly gradients?: readonly GradientLook[];
  /** Mean |error| over times and species, in units of their scales. */
  readonly error: number | null;
  /** Of the first repetition: times, and states in units of their scales. */
  readonly trajectory: { readonly times: readonly number[]; readonly states: readonly (readonly number[])[] } | null;
}

const MARKS = 16;
const makers = { robertson: robertsonNeuralOde, pollu: polluNeuralOde } as const;
/** The published perceptrons. A candidate that needs more steps than these is lost. */
const training = { method: "rosenbrock23", tolerance: 1e-5, maximumSteps: 1000 } as const;
/** By which all methods are measured. */
const measuring = { method: "rosenbrock23", tolerance: 1e-6, maximumSteps: 10_000 } as const;

const stiffProblem = (
  { core }: Pick<JobContext, "core">,
  system: StiffSystem,
  purpose: "training" | "measuring",
): StiffNeuralOde => makers[system](core, purpose === "training" ? training : measuring);

export function trainStiff(context: JobContext, { system, method, repetition, evaluations }: StiffInput): StiffResult {
  const seed = sharedSeed(context, `${system} ${repetition}`);
  const problem = stiffProblem(context, system, "training");
  const judge = stiffProblem(context, system, "measuring");
  try {
    const names = problem.tensors.map(({ name }) => name);
    const batch = { set: "test", seed, index: 0 } as const;
    const isLooked = system === "robertson" && repetition === 1 && robertsonGradients[method] !== undefined;
    const { outcome, parameters, looks } = train(context, problem, {
      trainer: { groups: robertsonGroups(method, names, evaluations), seed },
      marks: geometricMarks(Math.max(64, evaluations / 200), evaluations, MARKS),
      show: ({ evaluations, loss }) => {
        if (system !== "robertson" || repetition > 1) return;
        context.show("robertson", robertsonMethods[method].title, evaluations, loss ?? Number.NaN);
      },
      measure: (now) => ({ loss: finite(judge.evaluate(now, batch).loss), accuracy: null }),
      ...(isLooked ? { look: (_, trainer) => lookAtGradients(problem, method, trainer) } : {}),
    });
    const error = finite(judge.evaluate(parameters, batch).loss);
    const states = repetition === 1 && error !== null ? judge.predict(parameters) : undefined;
    const trajectory = states
      ? { times: Array.from(problem.times), states: states.map((state) => Array.from(state, (y, i) => y / problem.scale[i]!)) }
      : null;
    return { ...outcome, error, trajectory, ...(isLooked ? { gradients: looks } : {}) };
  } finally {
    problem.dispose();
    judge.dispose();
  }
}

function lookAtGradients(problem: StiffNeuralOde, method: RobertsonMethod, trainer: Trainer): GradientLook {
  const { parameters, evaluations, iteration: iterations } = trainer;
  const tensors = problem.tensors.map(({ name }) => name);
  const of = (way: GradientMethod) =>
    problem.gradient(parameters, { set: "training", seed: 0, index: 0 }, { method: way, tensors });
  const exact = of("backpropagation");
  const length = norm(exact.gradient);
  const others = method === "discrete-adjoint" ? (["forward-sensitivities", "backsolve"] as const) : ([method] as const);
  const deviations = others.map((other) => {
    const { gradient, failed } = of(robertsonGradients[other]!);
    const difference = norm(gradient.map((value, i) => value - exact.gradient[i]!));
    return [other, failed ? null : finite(difference / length)] as const;
  });
  return { evaluations, iterations, loss: finite(exact.loss), deviations: Object.fromEntries(deviations) };
}

const norm = (values: Float64Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));

export interface StiffDataResult {
  readonly times: readonly number[];
  /** In units of `scale`. */
  readonly data: readonly (readonly number[])[];
  readonly scale: readonly number[];
  readonly parameters: number;
  /** Loss of y(t) = y0. */
  readonly constantLoss: number;
}

export function stiffData(context: JobContext, { system }: { readonly system: StiffSystem }): StiffDataResult {
  const problem = stiffProblem(context, system, "measuring");
  const { times, data, scale, length } = problem;
  const initial = system === "robertson" ? Float64Array.of(1, 0, 0) : data[0]!;
  const constantLoss = problem.lossOf(data.map(() => initial));
  problem.dispose();
  return {
    times: Array.from(times),
    data: data.map((state) => Array.from(state, (y, i) => y / scale[i]!)),
    scale: Array.from(scale),
    parameters: length,
    constantLoss,
  };
}

export interface SpectrumRow {
  readonly evaluations: number;
  readonly loss: number;
  /** Standard deviation of the candidates. */
  readonly stepSize: number;
  /** Half-axes of their cloud at some places from the shortest to the longest. */
  readonly axes: readonly number[];
}

/** Shares of the half-axes, in order of length, that are shown. */
export const spectrumShares = [0, 0.1, 0.25, 0.5, 0.75, 0.9, 1] as const;
export const axisName = (share: number): string => `axis at ${100 * share} %`;
const SPECTRUM_ROWS = 120;

/** CMA-ES on Robertson's reaction, one generation after the other: step size and axes of its cloud. */
export function cmaSpectrum(context: JobContext, { evaluations }: { readonly evaluations: number }): readonly SpectrumRow[] {
  const { core } = context;
  const seed = sharedSeed(context, "robertson 1");
  const problem = stiffProblem(context, "robertson", "training");
  const strategy = new CmaEs(core, { goal: "minimize", start: problem.initial(seed), seed, stepSize: 0.3 });
  const batch = { set: "training", seed, index: 0 } as const;
  const generations = Math.floor(evaluations / strategy.populationSize);
  const every = Math.max(1, Math.ceil(generations / SPECTRUM_ROWS));
  const rows: SpectrumRow[] = [];
  try {
    for (let k = 1; k <= generations && !strategy.exhausted; k++) {
      strategy.tell(strategy.ask().map((candidate) => problem.evaluate(candidate, batch).loss));
      if (k % every > 0) continue;
      const { axes } = strategy;
      rows.push({
        evaluations: strategy.evaluations,
        loss: strategy.bestValue,
        stepSize: strategy.stepSize,
        axes: spectrumShares.map((share) => axes[Math.round(share * (axes.length - 1))]!),
      });
      context.onProgress(k / generations);
    }
    return rows;
  } finally {
    strategy.dispose();
    problem.dispose();
  }
}
