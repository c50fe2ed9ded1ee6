import { checkNumber } from "../../core/check.js";
import { InputError } from "../../core/errors.js";
import type { Crew, HireCrew } from "./crew.js";
import { environmentOf } from "./environment.js";
import { StudyAbortedError, StudyInputError } from "./errors.js";
import { type FinishedJob, JobResults } from "./job-results.js";
import type { LivePoint } from "./live.js";
import { planRun } from "./plan.js";
import type { PresetName } from "./presets.js";
import { type Progress, ProgressMeter } from "./progress.js";
import { finishedResult, type StudyResult } from "./result.js";
import type { ResultStore } from "./store.js";
import type { AnyStudy } from "./study.js";

/** More threads than this only cost memory: each holds a core of its own. */
export const MAXIMUM_WORKERS = 64;

export interface RunOptions<Set = Readonly<Record<string, unknown>>> {
  /** "quick" (default) takes seconds; "full" has the published sizes. */
  readonly preset?: PresetName;
  /** Parameters that differ from the preset's. */
  readonly set?: Set;
  /** Seed of all random streams: an integer from 0 (default 1). */
  readonly seed?: number;
  /** Worker threads; 0 (default) runs the jobs in the calling thread. The result does not depend on it. */
  readonly workers?: number;
  /**
   * Who does the jobs, in place of the calling thread or worker threads: in a page, workers that it starts itself. The result does not depend
   * on it.
   */
  readonly crew?: HireCrew;
  /** Interrupts the run: it rejects with {@link StudyAbortedError}, finished jobs stay in the store. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Gets points of the study's live plots as its jobs show them, some at a time; jobs that the store hands back show none. */
  readonly onPoints?: (points: readonly LivePoint[]) => void;
  /** Keeps finished jobs, and hands back those of an interrupted run. */
  readonly store?: ResultStore;
}

/**
 * Runs a study: plans its jobs, does those the store does not hold, and draws the conclusion. The tables, figures and claims are
 * the same bits for any number of workers and any number of interruptions.
 *
 * @throws StudyInputError or InputError for refused options, StudyJobError for a job that failed, StudyAbortedError.
 */
export async function runStudy(study: AnyStudy, options: RunOptions = {}): Promise<StudyResult> {
  const started = performance.now();
  const plan = planRun(study, options);
  if (options.crew && options.workers !== undefined) {
    throw new InputError("workers", options.workers, "left out where a crew does the jobs");
  }
  let workers = checkNumber("workers", options.workers ?? 0, { min: 0, max: MAXIMUM_WORKERS, integer: true });
  const { onPoints } = options;
  const signal = options.signal ?? new AbortController().signal;
  const saved = options.store?.open(plan.identity) ?? { results: new Map<string, string>(), seconds: 0 };
  const seconds = () => saved.seconds + (performance.now() - started) / 1000;

  const texts = new Map<string, string>();
  for (const job of plan.jobs) {
    const text = saved.results.get(job.id);
    if (text !== undefined) texts.set(job.id, text);
  }
  const remaining = plan.jobs.filter((job) => !texts.has(job.id));
  const meter = new ProgressMeter(plan.jobs, remaining, options.onProgress);
  const interrupted = () => new StudyAbortedError(texts.size, plan.jobs.length, signal.reason);
  if (signal.aborted) throw interrupted();

  if (remaining.length > 0) {
    const crew = await hire(study, plan.identity.seed, Math.min(workers, remaining.length), signal, options);
    if (options.crew) workers = crew.width;
    // The longest first, so that no worker is left with a long job at the end.
    const queue = [...remaining].sort((a, b) => b.cost - a.cost);
    const work = async () => {
      for (let job = queue.shift(); job; job = queue.shift()) {
        if (signal.aborted) throw interrupted();
        const { id } = job;
        const onProgress = (fraction: number) => meter.advance(id, fraction);
        const text = await crew.run(job, { onProgress, ...(onPoints ? { onPoints } : {}) });
        texts.set(id, text);
        options.store?.save(id, text, seconds());
        meter.finish(id);
      }
    };
    try {
      await Promise.all(Array.from({ length: crew.width }, work));
    } catch (error) {
      throw signal.aborted ? interrupted() : error;
    } finally {
      await crew.end();
    }
  }

  const finished: FinishedJob<unknown, unknown>[] = plan.jobs.map((job) => ({ job, result: JSON.parse(texts.get(job.id)!) }));
  const conclusion = study.conclude(plan.parameters, new JobResults(study.name, finished));
  return finishedResult(study, plan, conclusion, { environment: environmentOf(workers), seconds: seconds() });
}

/** Both kinds of crew of the package are loaded when needed: a page has no use for the thread pool. */
async function hire(
  study: AnyStudy,
  seed: number,
  threads: number,
  signal: AbortSignal,
  { crew, store }: RunOptions,
): Promise<Crew> {
  if (crew) return crew(study, seed, signal, store);
  if (threads === 0) return (await import("./here.js")).jobsHere(study, seed, signal, store);
  if (typeof process === "undefined" || !process.versions?.node) {
    throw new StudyInputError("Worker threads are Node's. In a page pass a crew of the page's own workers, or workers: 0.");
  }
  // By a name that bundlers do not follow: their pages would get a pool of Node's threads that they can't start.
  const file = import.meta.url.endsWith(".ts") ? "./threads.ts" : "./threads.js";
  const { href } = new URL(file, import.meta.url);
  const { jobsInThreads }: typeof import("./threads.js") = await import(/* @vite-ignore */ /* webpackIgnore: true */ href);
  return jobsInThreads(study, seed, threads, signal, store);
}
