import type { Job } from "./study.js";

/** Whatever does the jobs of a run: the calling thread, or worker threads. */
export interface Crew {
  /** How many jobs it does at once. */
  readonly width: number;
  /** Does one job and resolves with its result as text. */
  run(job: Job, onProgress: (fraction: number) => void): Promise<string>;
  /** Ends whatever still runs. */
  end(): Promise<void>;
}
