import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { TrainingProblem, TrainingProblemDescription } from "../problem.js";
import { type ClassificationOptions, ClassificationProblem } from "./classification.js";
import { type SingleCellOptions, SingleCellProblem } from "./single-cell.js";
import { SpiralNeuralOde } from "./spiral-neural-ode.js";
import { polluNeuralOde, robertsonNeuralOde } from "./stiff-neural-ode.js";

type Maker = (core: Core, options: never) => TrainingProblem;

/** Makers of problems by kind: what a module of your own exports as `trainingProblems`. */
export type TrainingProblemMakers = Readonly<Record<string, Maker>>;

/** What makes the problems of each kind, from the options of their descriptions. */
const makers: TrainingProblemMakers = {
  classification: (core, options: ClassificationOptions) => new ClassificationProblem(core, options),
  "pollu-neural-ode": polluNeuralOde,
  "robertson-neural-ode": robertsonNeuralOde,
  "single-cell": (core, options: SingleCellOptions) => new SingleCellProblem(core, options),
  "spiral-neural-ode": (core, options) => new SpiralNeuralOde(core, options),
};

/** Makes a training problem of its description, in this thread or another. Errors: InputError, MemoryError. */
export function createTrainingProblem(core: Core, description: TrainingProblemDescription): TrainingProblem {
  return make(core, makers, description);
}

/** {@link createTrainingProblem}, also for problems of your own, whose module is loaded first. */
export async function loadTrainingProblem(core: Core, description: TrainingProblemDescription): Promise<TrainingProblem> {
  const { module } = description;
  if (module === undefined) return createTrainingProblem(core, description);
  const { trainingProblems } = (await import(/* @vite-ignore */ module)) as { trainingProblems?: TrainingProblemMakers };
  if (!trainingProblems) throw new InputError("description.module", module, "a module that exports trainingProblems");
  return make(core, trainingProblems, description);
}

function make(core: Core, known: TrainingProblemMakers, { kind, options }: TrainingProblemDescription): TrainingProblem {
  const maker = Object.hasOwn(known, kind) ? known[kind] : undefined;
  if (!maker) throw new InputError("description.kind", kind, `one of ${Object.keys(known).join(", ")}`);
  return maker(core, options as never);
}
