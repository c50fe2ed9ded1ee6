import type { Core } from "../../core/core.js";
import type { JobCheckpoint } from "./checkpoint.js";
import { exactJson } from "./json.js";
import { jobSeed } from "./seeds.js";
import type { AnyStudy, Job } from "./study.js";

/** What carries a job out, in whichever thread. */
export interface Performance {
  readonly core: Core;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly checkpoint: JobCheckpoint;
  onProgress(fraction: number): void;
}

/** Progress of one job is passed on at most this often, ms. */
const progressInterval = 50;

/** Does one job and returns its result as the text that is saved: the one form results take everywhere. */
export async function performJob(study: AnyStudy, job: Job, performance: Performance): Promise<string> {
  let reported = 0;
  let lastTime = Number.NEGATIVE_INFINITY;
  const result = await study.perform(job, {
    core: performance.core,
    seed: jobSeed(performance.seed, job.id),
    seedOf: (label) => jobSeed(performance.seed, `shared/${label}`),
    signal: performance.signal,
    checkpoint: performance.checkpoint,
    onProgress(fraction) {
      const now = globalThis.performance.now();
      if (!(fraction > reported) || now - lastTime < progressInterval) return;
      reported = Math.min(1, fraction);
      lastTime = now;
      performance.onProgress(reported);
    },
  });
  return exactJson(result, `the result of job ${job.id}`);
}
