import workerpool from "workerpool";
import { type Core, load } from "../../core/core.js";
import type { LivePoint } from "./live.js";
import { fileJobCheckpoint } from "./output/job-checkpoint.js";
import { failureOf, type JobOutcome, jobOutcome } from "./perform.js";
import { type AnyStudy, isStudy, type Job } from "./study.js";

/** A job for a worker thread, and where its study is. */
export interface WorkerTask {
  readonly module: string;
  readonly study: string;
  readonly seed: number;
  readonly job: Job;
  /** Where the job may keep how far it is. */
  readonly checkpointFile?: string;
  /** Whether anybody looks at the study's live plots. */
  readonly watched: boolean;
}

/** What a worker says while it does a job. */
export type WorkerNews = { readonly fraction: number } | { readonly points: readonly LivePoint[] };

let core: Promise<Core> | undefined;
const studies = new Map<string, Promise<AnyStudy>>();

async function findStudy(module: string, name: string): Promise<AnyStudy> {
  const found = Object.values(await import(/* @vite-ignore */ module)).find((value) => isStudy(value) && value.name === name);
  if (!found) throw new Error(`${module} exports no study "${name}": its \`module\` must be the module that exports it.`);
  return found as AnyStudy;
}

async function perform({ module, study: name, seed, job, checkpointFile, watched }: WorkerTask): Promise<JobOutcome> {
  try {
    core ??= load();
    const key = `${module}#${name}`;
    if (!studies.has(key)) studies.set(key, findStudy(module, name));
    const study = await studies.get(key)!;
    const tell = (news: WorkerNews) => workerpool.workerEmit(news);
    const listener = {
      onProgress: (fraction: number) => tell({ fraction }),
      ...(watched ? { onPoints: (points: readonly LivePoint[]) => tell({ points }) } : {}),
    };
    const checkpoint = checkpointFile === undefined ? {} : { checkpoint: fileJobCheckpoint(checkpointFile) };
    return jobOutcome(study, job, { core: await core, seed, ...listener, ...checkpoint });
  } catch (thrown) {
    return failureOf(thrown); // of the core or the study's module
  }
}

workerpool.worker({ perform });
