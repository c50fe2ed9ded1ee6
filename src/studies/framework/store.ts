import type { JobCheckpoint } from "./checkpoint.js";
import type { RunIdentity } from "./plan.js";

/** Results of finished jobs, as text, by job id, and the seconds they took so far. */
export interface SavedJobs {
  readonly results: ReadonlyMap<string, string>;
  readonly seconds: number;
}

/** Keeps the results of finished jobs while a run is under way. */
export interface ResultStore {
  /** What an interrupted run with this identity left, or nothing. */
  open(identity: RunIdentity): SavedJobs;
  /** Keeps one result; when it returns, an interruption no longer loses it, and the job's checkpoint is gone. */
  save(jobId: string, result: string, seconds: number): void;
  /** Where a job of this thread keeps how far it is; without, interrupted jobs begin again. */
  checkpoint?(jobId: string): JobCheckpoint;
  /** The same for jobs of worker threads, which write it themselves: the path of a file. */
  checkpointFile?(jobId: string): string;
}
