import { costs, strategySeconds } from "./costs.js";
import type { Sorted } from "./jobs.js";
import { type Family, iterationCost, networkMethods, readoutTensors } from "./network-methods.js";
import type { NetworkInput, NetworkResult } from "./networks.js";
import { clockRuns, robertsonMethods, spiralMethods } from "./ode-methods.js";
import { type Summary, summary } from "./statistics.js";
import type { CurvePoint, TrainingOutcome } from "./training.js";

export const experimentTitles = {
  "stimulus-integration": "integration",
  "working-memory": "working memory",
  "full-size": "integration, 128 cells",
  spiral: "spiral",
  robertson: "Robertson",
  pollu: "POLLU",
} as const;
export type Experiment = keyof typeof experimentTitles;

/** One training, of whatever experiment. */
export interface Run {
  readonly experiment: Experiment;
  /** Title of the method. */
  readonly method: string;
  readonly family: Family;
  readonly repetition: number;
  readonly outcome: TrainingOutcome;
  /** In the end, on what training does not see. */
  readonly loss: number | null;
  readonly accuracy: number | null;
  /** Tensors that the method must not move; and those it trains, in words. */
  readonly frozen: readonly string[];
  readonly trains: string;
  /** s, of an iteration on the reference machine. */
  readonly iterationSeconds: number;
  /** Whether its evaluations are counted by the clock, so that equal evaluations are equal seconds already. */
  readonly byClock?: boolean;
}

export function runsOf({ networks, fullSize, spirals, stiff }: Sorted): Run[] {
  return [
    ...networks.map(({ input, result }) => networkRun(input.task, input, result)),
    ...fullSize.map(({ input, result }) => networkRun("full-size", input, result)),
    ...spirals.map(({ input: { method, repetition, settings }, result }): Run => {
      const { family, title } = spiralMethods[method];
      const { evaluation, gradient } = costs.spiral;
      return {
        ...{ experiment: "spiral", method: title, family, repetition, outcome: result, loss: result.error, accuracy: null },
        ...{ frozen: [], trains: "W1, W2" },
        iterationSeconds: evaluation * (family === "evolution" ? settings.population : gradient),
      };
    }),
    ...stiff.map(({ input: { method, system, repetition }, result }): Run => {
      const { family, title } = robertsonMethods[method];
      const { evaluation, gradient } = costs[system];
      const evaluations = result.iterations > 0 ? result.evaluations / result.iterations : 1;
      const seconds = evaluation + (strategySeconds[method] ?? 0);
      const runs = clockRuns(method);
      // A generation; and the gradient, whatever it counts as.
      const candidates = family === "evolution" ? evaluations : family === "both" ? evaluations - COUNTED : 0;
      const gradients = family === "evolution" ? 0 : (runs ?? gradient);
      return {
        ...{ experiment: system, method: title, family, repetition, outcome: result, loss: result.error, accuracy: null },
        ...{ frozen: [], trains: "all weights" },
        ...(runs === undefined ? {} : { byClock: true }),
        iterationSeconds: seconds * candidates + evaluation * gradients,
      };
    }),
  ];
}

/** Evaluations that a gradient counts as, where not by the clock. */
const COUNTED = 3;
const WORDS = 50;

function networkRun(experiment: Experiment, input: NetworkInput, result: NetworkResult): Run {
  const { title, family, tensors } = networkMethods[input.method];
  const { cells, stepsPerWord, trials } = input;
  const { gradient } = costs.network;
  const evaluation = costs.network.evaluation * cells * WORDS * stepsPerWord * trials;
  const forward = iterationCost(input.method, input.settings.population);
  return {
    ...{ experiment, method: title, family, repetition: input.repetition, outcome: result },
    ...{ loss: result.loss, accuracy: result.accuracy },
    frozen: Object.keys(result.changes).filter((name) => ![...tensors, ...readoutTensors].includes(name)),
    trains: [...tensors, ...readoutTensors].join(", "),
    iterationSeconds: evaluation * (family === "backpropagation" ? gradient : forward),
  };
}

/** The repetitions of a method in an experiment. */
export interface Trained {
  readonly experiment: Experiment;
  readonly method: string;
  readonly family: Family;
  readonly trains: string;
  readonly runs: readonly Run[];
  readonly loss: Summary;
  readonly accuracy: Summary;
}

export function trainedOf(runs: readonly Run[]): Trained[] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = `${run.experiment}/${run.method}`;
    groups.set(key, [...(groups.get(key) ?? []), run]);
  }
  return [...groups.values()].map((same) => {
    const { experiment, method, family, trains } = same[0]!;
    const accuracy = summary(same.map((run) => run.accuracy));
    return { experiment, method, family, trains, runs: same, loss: summary(same.map((run) => run.loss)), accuracy };
  });
}

export const secondsAt = (run: Run, { iterations }: Pick<CurvePoint, "iterations">): number => iterations * run.iterationSeconds;

/** The last point of a curve that so many seconds allow. */
export function pointAtSeconds(run: Run, seconds: number): CurvePoint {
  return run.outcome.curve.findLast((point) => secondsAt(run, point) <= seconds * (1 + 1e-9))!;
}

/** Seconds that all methods of an experiment spent at least, the control and those counted by the clock aside. */
export function commonSeconds(runs: readonly Run[], experiment: Experiment): number {
  const spent = runs
    .filter((run) => run.experiment === experiment && run.family !== "control" && !run.byClock)
    .map((run) => secondsAt(run, run.outcome.curve.at(-1)!));
  return Math.min(...spent);
}

/** A like-for-like comparison: the best of each family among methods that train the same tensors. */
export interface Comparison {
  readonly experiment: Experiment;
  readonly trains: string;
  readonly evolution: Trained;
  readonly backpropagation: Trained;
}

export function comparisonsOf(trained: readonly Trained[]): Comparison[] {
  const keys = [...new Set(trained.map(({ experiment, trains }) => JSON.stringify([experiment, trains])))];
  return keys.flatMap((key) => {
    const [experiment, trains] = JSON.parse(key) as [Experiment, string];
    const best = (family: Family) =>
      trained
        .filter(
          (one) => one.experiment === experiment && one.trains === trains && one.family === family && one.loss.mean !== null,
        )
        .toSorted((a, b) => scoreOf(a) - scoreOf(b))[0];
    const [evolution, backpropagation] = [best("evolution"), best("backpropagation")];
    return evolution && backpropagation ? [{ experiment, trains, evolution, backpropagation }] : [];
  });
}

/** Lower is better: the share of wrong answers, or the loss. */
export const scoreOf = ({ accuracy, loss }: Trained): number => (accuracy.mean !== null ? 1 - accuracy.mean : loss.mean!);
export const spreadOf = ({ accuracy, loss }: Trained): number => (accuracy.mean !== null ? accuracy : loss).deviation ?? 0;
