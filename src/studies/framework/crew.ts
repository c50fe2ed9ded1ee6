import type { LivePoint } from "./live.js";
import type { ResultStore } from "./store.js";
import type { AnyStudy, Job } from "./study.js";

/** What a job says while it is done. */
export interface JobListener {
  /** How much of the job is done, 0 to 1. */
  onProgress(fraction: number): void;
  /** Points of the study's live plots, together at most every 50 ms. Without it nobody looks, and none need be passed on. */
  onPoints?(points: readonly LivePoint[]): void;
}

/** Whatever does the jobs of a run: the calling thread, worker threads, workers of a page. */
export interface Crew {
  /** How many jobs it does at once, >= 1. */
  readonly width: number;
  /**
   * Does one job and resolves with its result as text, as `performJob` gives it; rejects with StudyJobError where the job fails. A crew that is
   * paused begins a job later.
   */
  run(job: Job, listener: JobListener): Promise<string>;
  /** Ends whatever still runs; called once, when no job is left, one failed, or the run was interrupted. */
  end(): Promise<void> | void;
}

/**
 * Finds the crew of a run. When `signal` fires, the promises of jobs under way must settle soon, which the crew sees to: by ending its workers.
 * `store` is the run's, for checkpoints of jobs.
 */
export type HireCrew = (
  study: AnyStudy,
  seed: number,
  signal: AbortSignal,
  store: ResultStore | undefined,
) => Promise<Crew> | Crew;
