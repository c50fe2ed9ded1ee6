import { MicrocircuitError } from "../../core/errors.js";

/** A study, preset, parameter or directory named by the user was refused before anything ran. */
export class StudyInputError extends MicrocircuitError {
  constructor(message: string) {
    super("input", message);
  }
}

/** The study itself is at fault: jobs with equal ids, a result JSON cannot hold, a figure of a table that is not there. */
export class StudyDefinitionError extends MicrocircuitError {
  constructor(study: string, message: string) {
    super("study", `Study "${study}": ${message}`);
  }
}

/** A job of a run failed. The results of the jobs before it are saved where the run had a store. */
export class StudyJobError extends MicrocircuitError {
  readonly jobId: string;
  /** `code` is that of the job's own error, so that refused input stays recognisable. */
  constructor(study: string, jobId: string, cause: { code?: unknown; message: string; stack?: string }) {
    super(typeof cause.code === "string" ? cause.code : "job", `Job ${jobId} of ${study} failed: ${cause.message}`, { cause });
    this.jobId = jobId;
  }
}

/** The run was ended by its AbortSignal. Finished jobs are saved where the run had a store. */
export class StudyAbortedError extends MicrocircuitError {
  readonly finishedJobs: number;
  readonly jobs: number;
  constructor(finishedJobs: number, jobs: number, reason: unknown) {
    super("aborted", `The run was interrupted with ${finishedJobs} of ${jobs} jobs finished.`, { cause: reason });
    this.finishedJobs = finishedJobs;
    this.jobs = jobs;
  }
}
