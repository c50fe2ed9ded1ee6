import { type Core, load } from "microcircuit";
import { type AnyStudy, type Job, type JobOutcome, jobOutcome, type LivePoint } from "microcircuit/studies";
import { loadStudy } from "./studies.js";

/** What a job says while it is done. */
export interface JobNews {
  readonly fraction?: number;
  readonly points?: readonly LivePoint[];
}

/** Does jobs of one study, in a worker of its own, with a core of its own. */
export class Jobs {
  readonly #core: Core;
  readonly #study: AnyStudy;
  readonly #tell: (news: JobNews) => void;

  private constructor(core: Core, study: AnyStudy, tell: (news: JobNews) => void) {
    this.#core = core;
    this.#study = study;
    this.#tell = tell;
  }

  static async of(module: WebAssembly.Module, study: string, tell: (news: JobNews) => void): Promise<Jobs> {
    const [core, loaded] = await Promise.all([load({ module }), loadStudy(study)]);
    return new Jobs(core, loaded, tell);
  }

  async perform(seed: number, job: Job): Promise<JobOutcome> {
    return jobOutcome(this.#study, job, {
      core: this.#core,
      seed,
      onProgress: (fraction) => this.#tell({ fraction }),
      onPoints: (points) => this.#tell({ points }),
    });
  }
}
