import type { TrainingProblem } from "../problem.js";
import type { PopulationRequest, PopulationValues } from "./request.js";

/** Evaluates members [from, to) of a generation, yielding after each. `candidateOf` makes their parameters. */
export function* evaluateMembers(
  problem: TrainingProblem,
  candidateOf: (member: number) => Float64Array,
  request: Pick<PopulationRequest, "parameters" | "tensors" | "batch">,
  from: number,
  to: number,
): Generator<undefined, PopulationValues> {
  const losses = new Float64Array(to - from);
  const accuracies = new Float64Array(to - from);
  const parameters = request.parameters.slice();
  for (let member = from; member < to; member++) {
    scatter(candidateOf(member), request.tensors, parameters);
    const { loss, accuracy } = problem.evaluate(parameters, request.batch);
    losses[member - from] = loss;
    accuracies[member - from] = accuracy ?? Number.NaN;
    yield;
  }
  return { losses, accuracies };
}

/** What a stepwise evaluation returns, without breaks. */
export function allOf<R>(steps: Generator<undefined, R>): R {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** Writes the numbers of some tensors, one after another in `values`, to where they belong in the vector of all parameters. */
export function scatter(values: Float64Array, tensors: PopulationRequest["tensors"], parameters: Float64Array): void {
  let at = 0;
  for (const { offset, length } of tensors) {
    parameters.set(values.subarray(at, at + length), offset);
    at += length;
  }
}

/** The numbers of some tensors, one after another. */
export function gather(parameters: Float64Array, tensors: PopulationRequest["tensors"]): Float64Array {
  const values = new Float64Array(tensors.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const { offset, length } of tensors) {
    values.set(parameters.subarray(offset, offset + length), at);
    at += length;
  }
  return values;
}
