import { Integration } from "./integration";
import { Problem } from "./problem";

// The functions of a solver that code compiled once for all solvers calls, through the module's table: what most steps do not do, such as records and events.

/** Makes S the solver whose functions `run` knows. */
export function bindSolver<S>(run: Integration): void {
  const prepare = (problem: Problem, run: Integration, step: f64): void => {
    changetype<S>(0).prepare<Problem>(problem, run, step);
  };
  const interpolate = (run: Integration, step: f64, theta: f64, out: usize): void => {
    changetype<S>(0).interpolate(run, step, theta, out);
  };
  run.prepareFunction = prepare.index;
  run.interpolateFunction = interpolate.index;
}

/** Has the solver do, once in a step, what its dense output needs. */
export function prepareStep(problem: Problem, run: Integration, step: f64): void {
  if (run.prepared) return;
  run.prepared = 1;
  call_indirect<void>(run.prepareFunction, problem, run, step);
}

/** The state at theta of the step just tried, to `out`; `prepareStep` comes before. */
// @ts-ignore: decorator
@inline
export function interpolateTried(run: Integration, step: f64, theta: f64, out: usize): void {
  call_indirect<void>(run.interpolateFunction, run, step, theta, out);
}
