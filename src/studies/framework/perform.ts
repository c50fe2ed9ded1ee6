import type { Core } from "../../core/core.js";
import { type JobCheckpoint, noCheckpoint } from "./checkpoint.js";
import type { JobListener } from "./crew.js";
import { exactJson } from "./json.js";
import { livePoints } from "./live.js";
import { jobSeed } from "./seeds.js";
import type { AnyStudy, Job, JobContext } from "./study.js";

/** What a job is done with, in whichever thread. */
export interface PerformOptions extends Partial<JobListener> {
  /** A core of this thread's own. */
  readonly core: Core;
  /** The seed of the run. */
  readonly seed: number;
  /** Fires when the run is interrupted. Without: never; workers are ended anyway. */
  readonly signal?: AbortSignal;
  /** Where the job keeps how far it is. Without: nowhere. */
  readonly checkpoint?: JobCheckpoint;
}

/** The result of a job as text, or why there is none. Errors cross threads as plain data, so that their code and stack survive. */
export type JobOutcome =
  | { readonly result: string }
  | { readonly failure: { readonly code?: unknown; readonly message: string; readonly stack?: string } };

/** Progress of one job is passed on at most this often, ms. */
const progressInterval = 50;

/**
 * Does one job and returns its result as the text that is saved: the one form results take everywhere. Throws what the job throws, and JsonError where
 * JSON would change the result.
 */
export async function performJob(study: AnyStudy, job: Job, options: PerformOptions): Promise<string> {
  let reported = 0;
  let lastTime = Number.NEGATIVE_INFINITY;
  const { show, flush } = livePoints(study, options.onPoints && ((points) => options.onPoints?.(points)));
  const context: JobContext = {
    core: options.core,
    seed: jobSeed(options.seed, job.id),
    seedOf: (label) => jobSeed(options.seed, `shared/${label}`),
    signal: options.signal ?? new AbortController().signal,
    checkpoint: options.checkpoint ?? noCheckpoint,
    onProgress(fraction) {
      const now = performance.now();
      if (!(fraction > reported) || now - lastTime < progressInterval) return;
      reported = Math.min(1, fraction);
      lastTime = now;
      options.onProgress?.(reported);
    },
    show,
  };
  try {
    return exactJson(await study.perform(job, context), `the result of job ${job.id}`);
  } finally {
    flush();
  }
}

/** Does one job in a worker: {@link performJob} whose errors are data. The thread that gave the job makes a StudyJobError of a failure. */
export async function jobOutcome(study: AnyStudy, job: Job, options: PerformOptions): Promise<JobOutcome> {
  try {
    return { result: await performJob(study, job, options) };
  } catch (thrown) {
    return failureOf(thrown);
  }
}

/** Anything thrown, as data. */
export function failureOf(thrown: unknown): JobOutcome {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const { code } = error as { code?: unknown };
  return {
    failure: {
      message: error.message,
      ...(code === undefined ? {} : { code }),
      ...(error.stack ? { stack: error.stack } : {}),
    },
  };
}
