import { type MethodName, methods } from "../../solvers/methods.js";

/** Rosenbrock methods whose embedded solution the theory has. */
export const rosenbrockMethodNames: readonly MethodName[] = [
  "ros2",
  "ros3p",
  "ros34pw2",
  "rodas3",
  "rodas4",
  "rodas4p",
  "rodas5p",
];

/** Name of a method for readers. */
export function titleOf(method: MethodName): string {
  return methods[method].title;
}
