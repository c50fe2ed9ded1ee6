import { Ros2Tableau } from "./ros2";
import { Ros34Pw2Tableau } from "./ros34pw2";
import { Ros3PTableau } from "./ros3p";
import { Rodas3Tableau } from "./rodas3";
import { Rodas4Tableau } from "./rodas4";
import { Rodas4PTableau } from "./rodas4p";
import { Rodas5PTableau } from "./rodas5p";
import { Rosenbrock } from "./rosenbrock";

/** The solvers of this folder that have a tableau in the form of form.ts. */
export type Ros2 = Rosenbrock<Ros2Tableau>;
export type Ros3P = Rosenbrock<Ros3PTableau>;
export type Ros34Pw2 = Rosenbrock<Ros34Pw2Tableau>;
export type Rodas3 = Rosenbrock<Rodas3Tableau>;
export type Rodas4 = Rosenbrock<Rodas4Tableau>;
export type Rodas4P = Rosenbrock<Rodas4PTableau>;
export type Rodas5P = Rosenbrock<Rodas5PTableau>;

export const ROS2: u32 = 0;
export const ROS3P: u32 = 1;
export const ROS34PW2: u32 = 2;
export const RODAS3: u32 = 3;
export const RODAS4: u32 = 4;
export const RODAS4P: u32 = 5;
export const RODAS5P: u32 = 6;

/** Address of u32 stages, u32 rows of the dense output, u32 address of the table: the tableau of a method above; for tests and theory. */
const description: usize = memory.data(12, 4);

function describe<T>(): usize {
  const tableau = changetype<T>(0);
  store<u32>(description, <u32>tableau.stages());
  store<u32>(description, <u32>tableau.denseRows(), 4);
  store<u32>(description, <u32>tableau.table(), 8);
  return description;
}

export function rosenbrockTableau(method: u32): usize {
  if (method == ROS2) return describe<Ros2Tableau>();
  if (method == ROS3P) return describe<Ros3PTableau>();
  if (method == ROS34PW2) return describe<Ros34Pw2Tableau>();
  if (method == RODAS3) return describe<Rodas3Tableau>();
  if (method == RODAS4) return describe<Rodas4Tableau>();
  if (method == RODAS4P) return describe<Rodas4PTableau>();
  return describe<Rodas5PTableau>();
}
