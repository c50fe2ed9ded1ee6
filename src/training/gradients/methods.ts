import { checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { Differentiable, Problem } from "../../core/generated/layouts.js";
import { Struct } from "../../core/struct.js";
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
  "ros2",
  "ros3p",
  "ros34pw2",
  "rodas3",
  "rodas4",
  "rodas4p",
  "rodas5p",
  "rosenbrock23",
  "implicit-euler",
  "implicit-midpoint",
  "trapezoid",
  "trbdf2",
  "radau",
] as const satisfies readonly MethodName[];

export type GradientStepMethod = (typeof gradientStepMethods)[number];

/** Why a Rosenbrock method does not suit a model in a core; undefined if it does, and for other methods. */
export function rosenbrockObstacle(core: Core, method: Method, problem: number, differentiable: number): string | undefined {
  if (method.family !== "rosenbrock") return undefined;
  const autonomous = new Struct(core.memory, Problem, problem).get("timeDependent") === 0;
  const slope = new Struct(core.memory, Differentiable, differentiable).get("vectorJacobianSlopeFunction") !== 0;
  if (autonomous && slope) return undefined;
  const reason = autonomous ? "has no second derivatives" : "depends on the time";
  return `an explicit or implicit method for this model, which ${reason}; gradients of Rosenbrock methods take an autonomous model of the core with second derivatives`;
}

/** Errors: InputError. */
export function checkGradientMethod(name: unknown): Method {
  return methods[checkOneOf("method", name as GradientStepMethod, gradientStepMethods)];
}
