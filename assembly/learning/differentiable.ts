import { Problem } from "../solvers/problem";

/**
 * A right-hand side f(t, y, theta) with what gradients need, as places in the module's table of functions; 0: none. All share the context of the
 * Problem. a is an adjoint, v a direction in y; both have the length of y.
 */
@unmanaged
export class Differentiable {
  problem: usize;
  vectorJacobianFunction: u32;
  vectorJacobianSlopeFunction: u32;
  parameters: u32; // numbers in theta

  // @ts-ignore: decorator
  @inline
  model(): Problem {
    return changetype<Problem>(this.problem);
  }

  /** (df/dy)^T a to `out`; (df/dtheta)^T a is added to `gradient`, unless that is 0. False: outside the model's domain. */
  // @ts-ignore: decorator
  @inline
  vectorJacobian(time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
    return call_indirect<bool>(this.vectorJacobianFunction, this.model().context, time, state, a, out, gradient);
  }

  /**
   * The derivative of `vectorJacobian` at y in the direction v, a held: d/de (df/dy)^T(y + e v) a to `out`, d/de (df/dtheta)^T(y + e v) a added to
   * `gradient`, unless that is 0. These are the gradients of a^T (df/dy) v by y and theta, as second derivatives commute.
   */
  // @ts-ignore: decorator
  @inline
  vectorJacobianSlope(time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
    return call_indirect<bool>(this.vectorJacobianSlopeFunction, this.model().context, time, state, v, a, out, gradient);
  }
}
