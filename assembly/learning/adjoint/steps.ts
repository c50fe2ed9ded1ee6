import { Differentiable } from "../differentiable";
import { diagonallyImplicitStep, diagonallyImplicitStepReverse, diagonallyImplicitWorkBytes } from "./diagonally-implicit";
import { explicitStep, explicitStepReverse, explicitWorkBytes } from "./explicit";
import { EULER } from "./explicit-rows";
import { radauStep, radauStepReverse, radauWorkBytes } from "./radau";
import { rosenbrockStep, rosenbrockStepReverse, rosenbrockWorkBytes } from "./rosenbrock";

// One step of a method and its adjoint, by the numbers of assembly/solvers/methods.ts.

const FIRST_ROSENBROCK: u32 = 10;
const RADAU: u32 = 20;

// @ts-ignore: decorator
@inline
function isRosenbrock(method: u32): bool {
  return method >= FIRST_ROSENBROCK && method < RADAU;
}

/** One step from y to `out`, which may be y. A status. */
export function adjointStep(d: Differentiable, method: u32, t: f64, h: f64, y: usize, out: usize, work: usize): i32 {
  if (method <= EULER) return explicitStep(d, method, t, h, y, out, work);
  if (isRosenbrock(method)) return rosenbrockStep(d, method, t, h, y, out, work);
  if (method == RADAU) return radauStep(d, method, t, h, y, out, work);
  return diagonallyImplicitStep(d, method, t, h, y, out, work);
}

/**
 * The adjoint of the step from y: `a` holds the loss's gradient by the end of the step, and then that by y; the gradient by the parameters is added
 * to `gradient`, unless that is 0. A status.
 */
export function adjointStepReverse(
  d: Differentiable, method: u32, t: f64, h: f64, y: usize, a: usize, gradient: usize, work: usize,
): i32 {
  if (method <= EULER) return explicitStepReverse(d, method, t, h, y, a, gradient, work);
  if (isRosenbrock(method)) return rosenbrockStepReverse(d, method, t, h, y, a, gradient, work);
  if (method == RADAU) return radauStepReverse(d, method, t, h, y, a, gradient, work);
  return diagonallyImplicitStepReverse(d, method, t, h, y, a, gradient, work);
}

/** Bytes of `work` for a model of `n` numbers. */
export function adjointWorkBytes(method: u32, n: u32): u32 {
  if (method <= EULER) return explicitWorkBytes(method, n);
  if (isRosenbrock(method)) return rosenbrockWorkBytes(method, n);
  if (method == RADAU) return radauWorkBytes(n);
  return diagonallyImplicitWorkBytes(method, n);
}
