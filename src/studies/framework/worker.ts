import workerpool from "workerpool";
import { type Core, load } from "../../core/core.js";
import { noCheckpoint } from "./checkpoint.js";
import { fileJobCheckpoint } from "./output/job-checkpoint.js";
import { performJob } from "./perform.js";
import { type AnyStudy, isStudy, type Job } from "./study.js";

/** A job for a worker thread, and where its study is. */
export interface WorkerTask {
  readonly module: string;
  readonly study: string;
  readonly seed: number;
  readonly job: Job;
  /** Where the job may keep how far it is. */
  readonly checkpointFile?: string;
}

/** Errors cross threads as plain data, so that their code and stack survive. */
export type WorkerOutcome =
  | { readonly result: string }
  | { readonly failure: { readonly code?: unknown; readonly message: string; readonly stack?: string } };

let core: Promise<Core> | undefined;
const studies = new Map<string, Promise<AnyStudy>>();
// Interruption ends the thread, so this signal never fires here.
const { signal } = new AbortController();

async function findStudy(module: string, name: string): Promise<AnyStudy> {
  const found = Object.values(await import(/* @vite-ignore */ module)).find((value) => isStudy(value) && value.name === name);
  if (!found) throw new Error(`${module} exports no study "${name}": its \`module\` must be the module that exports it.`);
  return found as AnyStudy;
}

async function perform({ module, study: name, seed, job, checkpointFile }: WorkerTask): Promise<WorkerOutcome> {
  try {
    core ??= load();
    const key = `${module}#${name}`;
    if (!studies.has(key)) studies.set(key, findStudy(module, name));
    const study = await studies.get(key)!;
    const onProgress = (fraction: number) => workerpool.workerEmit(fraction);
    const checkpoint = checkpointFile === undefined ? noCheckpoint : fileJobCheckpoint(checkpointFile);
    return { result: await performJob(study, job, { core: await core, seed, signal, onProgress, checkpoint }) };
  } catch (thrown) {
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
}

workerpool.worker({ perform });
