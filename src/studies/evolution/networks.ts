import type { Batch } from "../../training/problem.js";
import { type ClassificationOptions, ClassificationProblem } from "../../training/problems/classification.js";
import type { JobContext } from "../framework/study.js";
import { logGrowth } from "./growth.js";
import { type NetworkMethod, type NetworkSettings, networkGroups, networkMethods, RIDGE } from "./network-methods.js";
import { type ClassMeans, classMeans } from "./outputs.js";
import type { TaskName } from "./parameters.js";
import { sharedSeed } from "./random.js";
import { finite, geometricMarks, type TrainingOutcome, train } from "./training.js";

export interface NetworkInput {
  readonly task: TaskName;
  readonly method: NetworkMethod;
  readonly repetition: number;
  readonly cells: number;
  readonly stepsPerWord: number;
  readonly readoutSteps: number;
  /** ms */
  readonly dt: number;
  readonly trials: number;
  readonly evaluations: number;
  readonly settings: NetworkSettings;
}

export interface NetworkResult extends TrainingOutcome {
  /** On fresh trials, with the read-out solved on other fresh trials. */
  readonly accuracy: number | null;
  readonly loss: number | null;
  /** log10 of how much further apart two runs of the network are after a trial, by iterations of training. */
  readonly growth: readonly { readonly iterations: number; readonly growth: number }[];
  /** Of the first repetition: mean read-out in time by class. */
  readonly outputs: ClassMeans | null;
}

/** Trials on which a read-out is solved in training: some five for each of its numbers; and in the end. */
const SOLVE_TRIALS = 500;
const LAST_SOLVE_TRIALS = 1000;
/** Trials by which curves are measured; and the end. */
const CURVE_TRIALS = 300;
const TEST_TRIALS = 1000;
const MARKS = 7;

/**
 * Starts of Win at which a read-out, solved, does well already; cells are not coupled until Wrec is trained. To keep a count through a pause, cells recover at
 * rates of their own (log phi, phi in 1/ms), drawn once and frozen: with equal ones, the best that was found is 0.03 to 0.05 lower.
 */
const starts = {
  "stimulus-integration": { Win: { centre: 0.05, halfWidth: 0.3 } },
  "working-memory": { Win: { centre: 0.1, halfWidth: 0.6 }, phi: { centre: -2.3, halfWidth: 0.7 } },
} as const;
/** Steps at the end whose mean output is read, over those of the other task. */
const readoutFactors = { "stimulus-integration": 1, "working-memory": 2 } as const;

export function networkOptions(input: Omit<NetworkInput, "settings" | "evaluations" | "repetition">): ClassificationOptions {
  const { task, cells, stepsPerWord, readoutSteps, dt, trials, method } = input;
  return {
    task: { kind: task, stepsPerWord, readoutSteps: readoutSteps * readoutFactors[task] },
    model: {
      ...{ kind: "morris-lecar", cells, dt, precision: "f32" },
      ...("phi" in starts[task] ? { cellTensors: ["phi"] } : {}),
    },
    trials,
    solveTrials: SOLVE_TRIALS,
    loss: networkMethods[method].loss,
    initial: { ...starts[task], Wrec: { centre: 0, halfWidth: 0 } },
  };
}

/** Trains a network from weights and trials that all methods of a repetition share. */
export function trainNetwork(context: JobContext, input: NetworkInput): NetworkResult {
  const { core } = context;
  const { method, repetition, evaluations, settings, task } = input;
  const seed = sharedSeed(context, `network ${task} ${repetition}`);
  const options = networkOptions(input);
  const problem = new ClassificationProblem(core, options);
  // Measures by the cross-entropy, whatever the method's own loss.
  const measuring = { ...options, loss: "cross-entropy", solveTrials: LAST_SOLVE_TRIALS } as const;
  const judge = new ClassificationProblem(core, { ...measuring, trials: CURVE_TRIALS });
  const last = new ClassificationProblem(core, { ...measuring, trials: TEST_TRIALS });
  const batch = (set: Batch["set"], index: number): Batch => ({ set, seed, index });
  try {
    // All methods start from the read-out that is best for the random network.
    const start = problem.readout.solve(problem.initial(seed), batch("training", 0), { ridge: RIDGE });
    const { outcome, parameters, looks } = train(context, problem, {
      trainer: { groups: networkGroups(method, evaluations, settings), seed, start },
      marks: geometricMarks(evaluations / 16, evaluations, MARKS),
      measure(now) {
        const { loss, accuracy } = judge.evaluate(now, batch("validation", 0));
        return { loss: finite(loss), accuracy: finite(accuracy) };
      },
      show: ({ evaluations, accuracy }) => {
        const { title } = networkMethods[method];
        if (repetition === 1) context.show(task, `${title} (${input.cells} cells)`, evaluations, accuracy ?? Number.NaN);
      },
      look(mark, trainer) {
        if (repetition > 1 || mark % 2 === 1) return null;
        return { iterations: trainer.iteration, growth: logGrowth(core, problem, input, trainer.parameters, seed) };
      },
    });
    const solved = last.readout.solve(parameters, batch("training", 1_000_000), { ridge: RIDGE });
    const tested = last.evaluate(solved, batch("test", 0));
    return {
      ...outcome,
      accuracy: finite(tested.accuracy),
      loss: finite(tested.loss),
      growth: looks.filter((one) => one !== null),
      outputs: repetition === 1 ? classMeans(last, solved, batch("test", 1)) : null,
    };
  } finally {
    problem.dispose();
    judge.dispose();
    last.dispose();
  }
}
