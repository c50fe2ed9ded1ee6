import type { TestProblem } from "./problem.js";

/** Makes a problem from its parameters. */
type Make = (parameters?: never) => TestProblem;

/**
 * The same functions, whose problems say how they are made again elsewhere: by name and parameters. `varying`: their constants follow from the
 * parameters alone, so that the members of an ensemble may differ in them.
 */
export function describable<T extends { readonly [name: string]: Make }>(makers: T, varying: boolean): T {
  const described = Object.entries(makers).map(([name, make]) => {
    const makeFrom = make as (parameters?: object) => TestProblem;
    return [name, (given?: object) => withDescription(name, makeFrom, varying, given)];
  });
  return Object.fromEntries(described) as T;
}

function withDescription(
  name: string,
  make: (parameters?: object) => TestProblem,
  varying: boolean,
  given?: object,
): TestProblem {
  const problem = make(given);
  const description = { kind: "test-problem", options: { name, parameters: { ...given } } };
  const names = Object.keys(problem.parameters);
  if (!varying || names.length === 0) return { ...problem, description };
  const parameterSpace = {
    names,
    values: Object.values(problem.parameters),
    constants: problem.constants.length,
    toConstants: (values: ArrayLike<number>, out: Float64Array) =>
      out.set(make(Object.fromEntries(names.map((parameter, i) => [parameter, values[i]!]))).constants),
  };
  return { ...problem, description, parameterSpace };
}
