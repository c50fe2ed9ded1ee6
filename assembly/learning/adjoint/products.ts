import { Differentiable } from "../differentiable";

// The products of a model, for tests and for looking at it.

export function vectorJacobianOf(d: Differentiable, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  return d.vectorJacobian(time, state, a, out, gradient);
}

export function vectorJacobianSlopeOf(d: Differentiable, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  return d.vectorJacobianSlope(time, state, v, a, out, gradient);
}
