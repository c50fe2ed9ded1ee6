import type { Batch, Evaluation, TrainingProblem } from "../problem.js";
import { Gradients, wantsOf } from "./gradients.js";
import type { Group, GroupAnswer, GroupRequest } from "./group.js";
import { SolveGroup } from "./solve-group.js";

/** What an iteration works with. */
export interface IterationInput {
  readonly problem: TrainingProblem;
  readonly parameters: Float64Array;
  readonly batch: Batch;
  /** Groups whose turn it is, with the factors of their learning rates. */
  readonly active: readonly { readonly group: Group; readonly factor: number }[];
  /** Evaluates the parameters that come out; left out where that is not due. */
  readonly validate: ((parameters: Float64Array) => Evaluation) | undefined;
}

export interface IterationOutcome {
  readonly parameters: Float64Array;
  /** Of the batch: at the parameters of the beginning, or the mean of a generation. */
  readonly measured: Evaluation | undefined;
  readonly validation: Evaluation | undefined;
}

/** What a group wants evaluated. */
export interface Asked {
  readonly group: Group;
  readonly request: GroupRequest;
}

/** Whether no group takes gradients or makes candidates, so that the loss takes a run of its own. */
export const isBare = (active: readonly Group[]): boolean => active.every((group) => group instanceof SolveGroup);

/**
 * One iteration: estimates, moves, read-outs, validation. Yields what is to be evaluated. Where any of them throws, or the generator is returned before its
 * end, groups stand where they stood before.
 */
export function* iterate(input: IterationInput): Generator<Asked, IterationOutcome, GroupAnswer> {
  const { problem, parameters, batch, active, validate } = input;
  const groups = active.map(({ group }) => group);
  const gradients = new Gradients(problem, parameters, batch, wantsOf(groups));
  let bare: Evaluation | undefined;
  let done = false;
  try {
    for (const group of groups) {
      const estimate = group.estimate({ parameters, batch, gradients });
      let asked = estimate.next();
      while (!asked.done) {
        asked = estimate.next(yield { group, request: asked.value });
      }
    }
    if (isBare(groups)) bare = problem.evaluate(parameters, batch);
    done = true;
  } finally {
    if (!done) for (const group of groups) group.undo();
  }

  const next = parameters.slice();
  const move = () => {
    for (const { group, factor } of active) group.apply(next, factor);
    for (const group of groups) if (group instanceof SolveGroup) group.solve(next, batch);
    return validate?.(next);
  };
  // Moves alone cannot fail; read-outs and validation run the problem.
  const mayFail = validate !== undefined || groups.some((group) => group instanceof SolveGroup && group.cost > 0);
  const validation = mayFail ? orBack(groups, move) : move();
  const measured = bare ?? gradients.taken[0] ?? groups.find((group) => group.measured)?.measured;
  return { parameters: next, measured, validation };
}

/** Puts the groups back to where they were if `work` throws. */
function orBack<R>(groups: readonly Group[], work: () => R): R {
  const states = groups.map((group) => group.save());
  try {
    return work();
  } catch (error) {
    groups.forEach((group, k) => {
      group.undo();
      group.restore(states[k]!);
    });
    throw error;
  }
}
