import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { TrainingProblem, TrainingProblemDescription } from "../problem.js";
import { SpiralNeuralOde } from "./spiral-neural-ode.js";
import { polluNeuralOde, robertsonNeuralOde } from "./stiff-neural-ode.js";

type Maker = (core: Core, options: never) => TrainingProblem;

/** What makes the problems of each kind, from the options of their descriptions. */
const makers: Readonly<Record<string, Maker>> = {
  "pollu-neural-ode": polluNeuralOde,
  "robertson-neural-ode": robertsonNeuralOde,
  "spiral-neural-ode": (core, options) => new SpiralNeuralOde(core, options),
};

/** Makes a training problem of its description, in this thread or another. Errors: InputError, MemoryError. */
export function createTrainingProblem(core: Core, description: TrainingProblemDescription): TrainingProblem {
  const { kind, options } = description;
  const maker = Object.hasOwn(makers, kind) ? makers[kind] : undefined;
  if (!maker) throw new InputError("description.kind", kind, `one of ${Object.keys(makers).join(", ")}`);
  return maker(core, options as never);
}
