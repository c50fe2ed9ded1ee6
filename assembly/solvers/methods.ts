import { DormandPrince } from "./dormand-prince";
import { integrate } from "./integrate";
import { Integration } from "./integration";
import { Problem } from "./problem";

// The solvers by number, each compiled once, for `Problem`. src/solvers/methods.ts names them.

const DORMAND_PRINCE: u32 = 0;

/** Integrates `problem` on (integrate.ts). */
export function integrateProblem(method: u32, problem: Problem, run: Integration): i32 {
  switch (method) {
    case DORMAND_PRINCE: return integrate<DormandPrince, Problem>(problem, run);
    default: return unreachable();
  }
}

/** State-sized vectors that a method needs in `run.work`. */
export function methodVectors(method: u32): usize {
  return 2 + stagesOf(method);
}

function stagesOf(method: u32): usize {
  switch (method) {
    case DORMAND_PRINCE: return changetype<DormandPrince>(0).stages();
    default: return unreachable();
  }
}

/** Matrices that a method needs in `run.matrices`. */
export function methodMatrices(method: u32): usize {
  switch (method) {
    case DORMAND_PRINCE: return changetype<DormandPrince>(0).matrices();
    default: return unreachable();
  }
}

/** The state at theta of the step in `run`, which was restored from what was kept of it. */
export function interpolateStep(method: u32, run: Integration, step: f64, theta: f64, out: usize): void {
  switch (method) {
    case DORMAND_PRINCE: return changetype<DormandPrince>(0).interpolate(run, step, theta, out);
    default: return unreachable();
  }
}
