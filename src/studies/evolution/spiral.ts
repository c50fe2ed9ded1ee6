import { solve } from "../../solvers/index.js";
import { perceptronModel, perceptronShape } from "../../training/models/perceptron.js";
import { SpiralNeuralOde } from "../../training/problems/spiral-neural-ode.js";
import { createTrainer } from "../../training/trainer/index.js";
import type { JobContext } from "../framework/study.js";
import { type SpiralMethod, type SpiralSettings, spiralGroups, spiralMethods } from "./ode-methods.js";
import { sharedSeed } from "./random.js";
import { finite, geometricMarks, type TrainingOutcome, train } from "./training.js";

export interface SpiralInput {
  readonly method: SpiralMethod;
  readonly repetition: number;
  readonly hidden: number;
  readonly settings: SpiralSettings;
}

export interface SpiralResult extends TrainingOutcome {
  /** Mean |error| over windows that cover the trajectory. */
  readonly error: number | null;
  /** Of the first repetition: the learned trajectory from (2, 0) alone, every so many samples: t, y1, y2. */
  readonly trajectory: readonly (readonly [number, number, number])[] | null;
}

const MARKS = 14;
const END = 25;
const POINTS = 600;

/** Units in which all numbers are of order 1: y' = 16 W2 tanh(W1 (y / 2)^3). Powers of two: the same family of functions, learned the quicker by all methods. */
const units = { inputScale: 0.5, outputScale: 16 } as const;
const options = (hidden: number) => ({ hidden, ...units, solver: { kind: "runge-kutta-4", precision: "f32" } }) as const;

export function trainSpiral(context: JobContext, { method, repetition, hidden, settings }: SpiralInput): SpiralResult {
  const { core } = context;
  const seed = sharedSeed(context, `spiral ${repetition}`);
  const problem = new SpiralNeuralOde(core, options(hidden));
  const judge = new SpiralNeuralOde(core, { hidden, ...units });
  try {
    const names = problem.tensors.map(({ name }) => name);
    const test = { set: "test", seed, index: 0 } as const;
    const { evaluations } = settings;
    const { outcome, parameters } = train(context, problem, {
      trainer: { groups: spiralGroups(method, names, settings), seed, alternate: method === "plain" },
      marks: geometricMarks(Math.max(100, evaluations / 200), evaluations, MARKS),
      show: ({ evaluations, loss }) => {
        if (repetition === 1) context.show("spiral", spiralMethods[method].title, evaluations, loss ?? Number.NaN);
      },
      measure: (now) => ({ loss: finite(judge.evaluate(now, test).loss), accuracy: null }),
    });
    const error = finite(judge.evaluate(parameters, test).loss);
    return {
      ...outcome,
      error,
      trajectory: repetition === 1 && error !== null ? trajectoryOf(context, hidden, parameters) : null,
    };
  } finally {
    problem.dispose();
    judge.dispose();
  }
}

function trajectoryOf({ core }: JobContext, hidden: number, parameters: Float64Array) {
  const {
    tensors: _,
    parameters: __,
    ...shape
  } = perceptronShape({
    layers: [2, hidden, 2],
    biases: false,
    inputPower: 3,
    inputScale: [units.inputScale, units.inputScale],
    outputScale: [units.outputScale, units.outputScale],
  });
  const times = Float64Array.from({ length: POINTS + 1 }, (_, i) => (END * i) / POINTS);
  const { states } = solve(core, perceptronModel(shape, parameters), { method: "dopri5", initial: [2, 0], times });
  return states.map((state, i) => [times[i]!, state[0]!, state[1]!] as const);
}

export interface SpiralMapInput {
  readonly population: number;
  readonly sigma: number;
  readonly iterations: number;
  readonly hidden: number;
}

export interface SpiralMapResult {
  /** Iterations until the error is at most {@link MAP_TARGET}; null where it was not. */
  readonly iterations: number | null;
}

/** Mean |error| that the cells of the map wait for, about that of backpropagation in released figures. */
export const MAP_TARGET = 0.005;
const LOOK_EVERY = 2;

/** Iterations of OpenAI-ES to a target, from the same start for all populations and deviations. */
export function spiralMap(context: JobContext, { population, sigma, iterations, hidden }: SpiralMapInput): SpiralMapResult {
  const { core } = context;
  const seed = sharedSeed(context, "spiral map");
  const problem = new SpiralNeuralOde(core, options(hidden));
  const names = problem.tensors.map(({ name }) => name);
  const optimiser = { kind: "adam", rate: 0.01 } as const;
  const trainer = createTrainer(core, problem, {
    groups: [{ tensors: names, method: "openai-es", stepSize: sigma, populationSize: population, optimiser }],
    seed,
  });
  try {
    while (trainer.iteration < iterations) {
      trainer.step();
      if (trainer.iteration % LOOK_EVERY > 0) continue;
      if (trainer.evaluate("test").loss <= MAP_TARGET) return { iterations: trainer.iteration };
      context.onProgress(trainer.iteration / iterations);
    }
    return { iterations: null };
  } finally {
    trainer.dispose();
    problem.dispose();
  }
}
