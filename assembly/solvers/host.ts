import { Differentiable } from "../learning/differentiable";
import { Problem } from "./problem";

// Right-hand sides in the host's language. `context` is the id under which the host keeps the functions.

@external("host", "derivative")
declare function hostDerivative(id: usize, time: f64, state: usize, out: usize): bool;
@external("host", "jacobian")
declare function hostJacobian(id: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool;
@external("host", "jacobianBlocks")
declare function hostJacobianBlocks(id: usize, time: f64, state: usize, out: usize, rowBytes: usize, size: usize): bool;
@external("host", "timeDerivative")
declare function hostTimeDerivative(id: usize, time: f64, state: usize, out: usize): bool;
@external("host", "event")
declare function hostEvent(id: usize, index: u32, time: f64, state: usize): f64;
@external("host", "vectorJacobian")
declare function hostVectorJacobian(id: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool;

function derivative(id: usize, time: f64, state: usize, out: usize): bool {
  return hostDerivative(id, time, state, out);
}

function jacobian(id: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  return hostJacobian(id, time, state, out, rowBytes);
}

function jacobianBlocks(id: usize, time: f64, state: usize, out: usize, rowBytes: usize, size: usize): bool {
  return hostJacobianBlocks(id, time, state, out, rowBytes, size);
}

function timeDerivative(id: usize, time: f64, state: usize, out: usize): bool {
  return hostTimeDerivative(id, time, state, out);
}

function event(id: usize, index: u32, time: f64, state: usize): f64 {
  return hostEvent(id, index, time, state);
}

function vectorJacobian(id: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  return hostVectorJacobian(id, time, state, a, out, gradient);
}

/** Makes `problem` call the host's functions under `id`. */
export function hostProblem(
  problem: Problem, id: usize, length: u32, timeDependent: bool, hasJacobian: bool, hasJacobianBlocks: bool, hasTimeDerivative: bool,
): void {
  problem.context = id;
  problem.length = length;
  problem.timeDependent = timeDependent ? 1 : 0;
  problem.derivativeFunction = derivative.index;
  problem.jacobianFunction = hasJacobian ? jacobian.index : 0;
  problem.jacobianBlocksFunction = hasJacobianBlocks ? jacobianBlocks.index : 0;
  problem.timeDerivativeFunction = hasTimeDerivative ? timeDerivative.index : 0;
  problem.eventFunction = event.index;
}

/** Makes `d` call the host's vector-Jacobian product for a problem of the host's; `parameters` numbers in theta. */
export function hostDifferentiable(d: Differentiable, problem: Problem, parameters: u32): void {
  d.problem = changetype<usize>(problem);
  d.vectorJacobianFunction = vectorJacobian.index;
  d.vectorJacobianSlopeFunction = 0;
  d.parameters = parameters;
}
