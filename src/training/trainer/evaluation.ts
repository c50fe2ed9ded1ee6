import { evaluateMembers } from "../population/evaluate.js";
import type { PopulationRequest, PopulationValues } from "../population/request.js";
import { advanceParticles, type StretchRequest } from "../population/stretches.js";
import type { StretchEvaluation, TrainingProblem } from "../problem.js";
import type { GroupAnswer } from "./group.js";
import type { Asked } from "./iteration.js";
import type { PopulationGroup } from "./population-group.js";

/** What evaluates generations of candidates, and takes particles of long trials further: a WorkerPool. */
export interface PopulationEvaluator {
  evaluatePopulation(request: PopulationRequest, control: { readonly signal?: AbortSignal }): Promise<PopulationValues>;
  /** Left out: particles run in the trainer's thread. */
  advanceParticles?(request: StretchRequest, control: { readonly signal?: AbortSignal }): Promise<readonly StretchEvaluation[]>;
}

/** Evaluates what a group asks for in this thread, one candidate after the other; yields after each. */
export function* evaluateStepwise(problem: TrainingProblem, { group, request }: Asked): Generator<undefined, GroupAnswer> {
  if ("particles" in request) return yield* advanceParticles(problem, request);
  return yield* evaluateMembers(problem, (member) => (group as PopulationGroup).candidate(member), request, 0, request.size);
}

/** The same over workers; undefined where `pool` has no way to do it. */
export function evaluateOver(
  pool: PopulationEvaluator,
  { request }: Asked,
  control: { readonly signal?: AbortSignal },
): Promise<GroupAnswer> | undefined {
  return "particles" in request ? pool.advanceParticles?.(request, control) : pool.evaluatePopulation(request, control);
}
