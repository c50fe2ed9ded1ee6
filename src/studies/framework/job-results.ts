import { StudyDefinitionError } from "./errors.js";
import type { Job } from "./study.js";

export interface FinishedJob<Input, Result> {
  readonly job: Job<Input>;
  readonly result: Result;
}

/** The results of a run, in the order of the plan whatever order the jobs ran in. */
export class JobResults<Input, Result> {
  readonly all: readonly FinishedJob<Input, Result>[];
  readonly #study: string;

  constructor(study: string, all: readonly FinishedJob<Input, Result>[]) {
    this.#study = study;
    this.all = all;
  }

  /** The result of the job with this id. */
  get(id: string): Result {
    const found = this.all.find((finished) => finished.job.id === id);
    if (!found) throw new StudyDefinitionError(this.#study, `there is no job "${id}" in the plan.`);
    return found.result;
  }

  /** All jobs of one kind with their results. */
  of(kind: string): readonly FinishedJob<Input, Result>[] {
    return this.all.filter((finished) => finished.job.kind === kind);
  }
}
