import { Problem } from "../../solvers/problem";

export { testProblemDifferentiable } from "./differentiable";
export { testProblem } from "./registry";

// The functions of a problem, for tests and for looking at a model without solving it.

export function problemDerivative(problem: Problem, time: f64, state: usize, out: usize): bool {
  return problem.derivative(time, state, out);
}

export function problemJacobian(problem: Problem, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  return problem.jacobian(time, state, out, rowBytes);
}

export function problemTimeDerivative(problem: Problem, time: f64, state: usize, out: usize): bool {
  return problem.timeDerivative(time, state, out);
}
