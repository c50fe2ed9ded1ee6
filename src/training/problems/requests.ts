import { checkOneOf } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import type { GradientRequest, Tensor, TrainingProblem } from "../problem.js";

/** Errors: InputError for a method or tensor that the problem does not have. */
export function checkGradientRequest(problem: TrainingProblem, request: GradientRequest): void {
  if (problem.gradientMethods.length === 0)
    throw new InputError("request.method", request.method, "left out: this loss has no gradient");
  checkOneOf("request.method", request.method, problem.gradientMethods);
  const names = problem.tensors.map(({ name }) => name);
  for (const [i, name] of request.tensors.entries()) checkOneOf(`request.tensors[${i}]`, name, names);
}

/** Clears the gradient of all but the named tensors. */
export function keepTensors(gradient: Float64Array, tensors: readonly Tensor[], names: readonly string[]): void {
  for (const { name, offset, length } of tensors) if (!names.includes(name)) gradient.fill(0, offset, offset + length);
}
