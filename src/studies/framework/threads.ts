import workerpool from "workerpool";
import type { Crew } from "./crew.js";
import { StudyDefinitionError, StudyJobError } from "./errors.js";
import type { JobOutcome } from "./perform.js";
import type { ResultStore } from "./store.js";
import type { AnyStudy } from "./study.js";
import type { WorkerNews, WorkerTask } from "./worker.js";

// From TypeScript sources (tests, development) a worker thread has to register the TypeScript loader first.
const workerFile = import.meta.url.endsWith(".ts") ? "./worker-development.mjs" : "./worker.js";

/** Does jobs in `width` worker threads, each with a core of its own. */
export function jobsInThreads(
  study: AnyStudy,
  seed: number,
  width: number,
  signal: AbortSignal,
  store: ResultStore | undefined,
): Crew {
  const { module } = study;
  if (module === undefined) {
    throw new StudyDefinitionError(study.name, "worker threads need its `module: import.meta.url`; run it with workers: 0.");
  }
  // Asked for at run time, so that bundlers for pages have nothing to resolve.
  const { fileURLToPath } = process.getBuiltinModule("node:url");
  const script = fileURLToPath(new URL(workerFile, import.meta.url));
  const pool = workerpool.pool(script, { workerType: "thread", maxWorkers: width });
  // Ending a thread ends its job, in whatever kernel it is, and rejects the promise of `run`.
  const end = async () => {
    await pool.terminate(true);
  };
  signal.addEventListener("abort", end, { once: true });
  return {
    width,
    async run(job, listener) {
      const checkpointFile = store?.checkpointFile?.(job.id);
      const watched = listener.onPoints !== undefined;
      const task: WorkerTask = { module, study: study.name, seed, job, watched, ...(checkpointFile ? { checkpointFile } : {}) };
      const on = (news: WorkerNews) => {
        if ("points" in news) listener.onPoints?.(news.points);
        else listener.onProgress(news.fraction);
      };
      const outcome: JobOutcome = await pool.exec("perform", [task], { on });
      if ("failure" in outcome) throw new StudyJobError(study.name, job.id, outcome.failure);
      return outcome.result;
    },
    async end() {
      signal.removeEventListener("abort", end);
      await end();
    },
  };
}
