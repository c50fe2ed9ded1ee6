import { proxy, type Remote, wrap } from "comlink";
import type { JobListener, JobOutcome } from "microcircuit/studies";
import { Conductor, type Draftsman } from "./conductor.js";
import type { JobWorker } from "./crew.js";
import type { Drawings } from "./drawings.js";
import type { JobNews, Jobs } from "./jobs.js";
import type { RunEvent } from "./protocol.js";
import { loadStudy } from "./studies.js";
import type { Roles } from "./worker.js";

/** The conductor of a study, whose jobs and drawings are done in workers of this worker. */
export async function conductorOf(module: WebAssembly.Module, name: string, tell: (event: RunEvent) => void): Promise<Conductor> {
  if (typeof Worker === "undefined") {
    throw new Error(
      "This browser cannot start workers from within a worker, which running a study here needs. Newer versions of all browsers can.",
    );
  }
  const study = await loadStudy(name);
  return new Conductor({
    study,
    tell,
    startWorker: () => startJobs(module, name, tell),
    startDraftsman,
  });
}

function startJobs(module: WebAssembly.Module, study: string, tell: (event: RunEvent) => void): JobWorker {
  let job = "";
  let listener: JobListener | undefined;
  const hear = ({ fraction, points }: JobNews) => {
    if (fraction !== undefined) listener?.onProgress(fraction);
    if (points) tell({ kind: "points", job, points });
  };
  const started = start(`${study}: jobs`);
  const jobs: Promise<Remote<Jobs>> = started.remote.jobs(module, study, proxy(hear)) as never;
  jobs.catch(() => {}); // whoever asks for a job hears of it
  return {
    async perform(seed, next, nextListener): Promise<JobOutcome> {
      job = next.id;
      listener = nextListener;
      const outcome = jobs.then((remote): Promise<JobOutcome> => remote.perform(seed, next) as never);
      return Promise.race([outcome, started.death]);
    },
    end: started.end,
  };
}

function startDraftsman(): Draftsman {
  const started = start("drawings");
  const drawings: Promise<Remote<Drawings>> = started.remote.drawings() as never;
  drawings.catch(() => {});
  return {
    draw: (name, figure, scheme) => Promise.race([drawings.then((remote) => remote.draw(name, figure, scheme)), started.death]),
    end: started.end,
  };
}

interface Started {
  readonly remote: Remote<Roles>;
  /** Rejects when the worker comes to an end by itself. */
  readonly death: Promise<never>;
  end(): void;
}

/** Another worker of this script. */
function start(name: string): Started {
  const worker = new Worker(self.location.href, { type: "module", name });
  const remote = wrap<Roles>(worker);
  const watch = new AbortController();
  const death = new Promise<never>((_, reject) => {
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      reject(new Error(`Its worker failed: ${event.message || "its script did not load"}`));
    });
    // No event tells of a worker that was closed or ran out of memory; its lock does. Pages without https have no locks.
    if (!("locks" in navigator)) return;
    const lock = `microcircuit/${crypto.randomUUID()}`;
    remote
      .live(lock)
      .then(
        () => navigator.locks.request(lock, { signal: watch.signal }, () => reject(new Error("Its worker came to an end."))),
        () => {},
      )
      .catch(() => {});
  });
  death.catch(() => {});
  return {
    remote,
    death,
    end() {
      watch.abort();
      worker.terminate();
    },
  };
}
