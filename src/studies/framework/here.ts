import { load } from "../../core/core.js";
import type { Crew } from "./crew.js";
import { StudyJobError } from "./errors.js";
import { performJob } from "./perform.js";
import type { ResultStore } from "./store.js";
import type { AnyStudy } from "./study.js";

/** Between jobs the calling thread is given back to its event loop this often, ms. */
const breathe = 20;

/** Does jobs one after another in the calling thread. */
export async function jobsHere(
  study: AnyStudy,
  seed: number,
  signal: AbortSignal,
  store: ResultStore | undefined,
): Promise<Crew> {
  const core = await load();
  let since = performance.now();
  return {
    width: 1,
    async run(job, listener) {
      if (performance.now() - since > breathe) {
        await new Promise((resolve) => setTimeout(resolve));
        since = performance.now();
        signal.throwIfAborted();
      }
      try {
        const checkpoint = store?.checkpoint?.(job.id);
        return await performJob(study, job, { core, seed, signal, ...listener, ...(checkpoint ? { checkpoint } : {}) });
      } catch (error) {
        throw new StudyJobError(study.name, job.id, error instanceof Error ? error : { message: String(error) });
      }
    },
    async end() {},
  };
}
