import { Ros2Tableau } from "../../solvers/rosenbrock/ros2";
import { Ros34Pw2Tableau } from "../../solvers/rosenbrock/ros34pw2";
import { Ros3PTableau } from "../../solvers/rosenbrock/ros3p";
import { Rodas3Tableau } from "../../solvers/rosenbrock/rodas3";
import { Rodas4Tableau } from "../../solvers/rosenbrock/rodas4";
import { Rodas4PTableau } from "../../solvers/rosenbrock/rodas4p";
import { Rodas5PTableau } from "../../solvers/rosenbrock/rodas5p";

// What a step needs of a Rosenbrock method at run time. Methods have the numbers of assembly/solvers/methods.ts, 10 to 17.

/** Stages that a method has at most. */
export const LARGEST_STAGES: usize = 8;

/** Layout: u32 stages, u32 address of the table (solvers/rosenbrock/form.ts), u32 whether y_new is the last argument plus the last U, u32 argument codes. */
const plan: usize = memory.data(16 + 32, 8);

/**
 * The method of solvers/rosenbrock/rosenbrock23.ts in the form of form.ts, d = 1 - 1/sqrt(2), with U_1 = h d k_1 and U_2 = h d (k_2 - k_1):
 *
 *   A_21 = 1/(2 d),  C_21 = -1/d,  m = (1/d, 1/d)
 */
const ROSENBROCK_23: usize = memory.data<f64>([
  0.2928932188134525, // gamma
  // c
  0.0, 0.5,
  // d
  0.2928932188134525, 0.0,
  // m
  3.414213562373095, 3.414213562373095,
  // e: none here
  0.0, 0.0,
  // A
  0.0, 0.0,
  1.7071067811865475, 0.0,
  // C
  0.0, 0.0,
  -3.414213562373095, 0.0,
]);

function fill<T>(): void {
  const tableau = changetype<T>(0);
  const s = tableau.stages();
  store<u32>(plan, <u32>s);
  store<u32>(plan, <u32>tableau.table(), 4);
  store<u32>(plan, <u32>tableau.closes(), 8);
  for (let i: usize = 0; i < s; i++) store<u32>(plan + (i << 2), tableau.argument(i), 16);
}

/** Makes the functions below speak of `method`. */
export function planOf(method: u32): void {
  switch (method) {
    case 10: return fill<Ros2Tableau>();
    case 11: return fill<Ros3PTableau>();
    case 12: return fill<Ros34Pw2Tableau>();
    case 13: return fill<Rodas3Tableau>();
    case 14: return fill<Rodas4Tableau>();
    case 15: return fill<Rodas4PTableau>();
    case 16: return fill<Rodas5PTableau>();
    default: {
      fill<Ros2Tableau>(); // two stages with arguments of their own, as here
      store<u32>(plan, <u32>ROSENBROCK_23, 4);
    }
  }
}

// @ts-ignore: decorator
@inline
export function plannedStages(): usize {
  return <usize>load<u32>(plan);
}

// @ts-ignore: decorator
@inline
export function plannedTable(): usize {
  return <usize>load<u32>(plan, 4);
}

// @ts-ignore: decorator
@inline
export function plannedCloses(): bool {
  return load<u32>(plan, 8) != 0;
}

/** How stage i, from 0, gets the argument of f (form.ts). */
// @ts-ignore: decorator
@inline
export function plannedArgument(i: usize): u32 {
  return load<u32>(plan + (i << 2), 16);
}
