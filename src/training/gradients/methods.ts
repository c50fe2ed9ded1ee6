import { checkOneOf } from "../../core/check.js";
import { type Method, type MethodName, methods } from "../../solvers/methods.js";

/** Methods whose steps have an adjoint (assembly/learning/adjoint/steps.ts). */
export const gradientStepMethods = [
  "euler",
  "heun",
  "rk4",
  "bs3",
  "dopri5",
  "tsit5",
  "dop853",
  "implicit-euler",
  "implicit-midpoint",
  "trapezoid",
  "trbdf2",
  "ros2",
  "ros3p",
  "ros34pw2",
  "rosenbrock23",
  "rodas3",
  "rodas4",
  "rodas4p",
  "rodas5p",
  "radau",
] as const satisfies readonly MethodName[];

export type GradientStepMethod = (typeof gradientStepMethods)[number];

/** Errors: InputError. */
export function checkGradientMethod(name: unknown): Method {
  return methods[checkOneOf("method", name as GradientStepMethod, gradientStepMethods)];
}
