import { InputError } from "../core/errors.js";
import { type MorrisLecarModelOptions, morrisLecarModel } from "../neurons/morris-lecar-model.js";
import type { Model, ModelDescription } from "../solvers/model.js";
import { type TestProblem, type TestProblemName, testProblems } from "../solvers/problems/index.js";

type Make = (options: never) => Model;

/** What makes a model of each kind again. */
const makers: { readonly [kind: string]: Make } = {
  "test-problem": ({ name, parameters }: { name: TestProblemName; parameters: object }) =>
    (testProblems[name] as (given: object) => TestProblem)(parameters),
  "morris-lecar": (options: MorrisLecarModelOptions) => morrisLecarModel(options),
};

/** The model that `description` describes. */
export function modelFrom(description: ModelDescription): Model {
  const make = makers[description.kind] as ((options: unknown) => Model) | undefined;
  if (!make) throw new InputError("description.kind", description.kind, `one of ${Object.keys(makers).join(", ")}`);
  return make(description.options);
}

/** The description of a model that can go to a worker. Errors: InputError. */
export function describe(model: Model): ModelDescription {
  const { description } = model ?? {};
  if (description && Object.hasOwn(makers, description.kind)) return description;
  throw new InputError(
    "model",
    model,
    "one of the core's (testProblems, morrisLecarModel): workers build it again from its name and parameters, and functions of yours cannot travel to them. solveEnsemble and solveEnsembleAsync take any model",
  );
}
