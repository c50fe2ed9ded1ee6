import { type Core, load } from "microcircuit";
import { type AnyStudy, type Job, type JobOutcome, jobOutcome } from "microcircuit/studies";
import type { PointBatch } from "./protocol.js";
import { loadStudy } from "./studies.js";

/** What a job says while it is done. */
export interface JobNews {
  readonly fraction?: number;
  readonly batches?: readonly PointBatch[];
}

/** Points are sent at most this often, ms: several times for each picture would be waste. */
const INTERVAL = 30;

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
    const points = new PointBatches((batches) => this.#tell({ batches }));
    const outcome = await jobOutcome(this.#study, job, {
      core: this.#core,
      seed,
      onProgress: (fraction) => this.#tell({ fraction }),
      onPoint: ({ plot, series, x, y }) => points.add(plot, series, x, y),
    });
    points.flush();
    return outcome;
  }
}

/** Gathers points, so that a message holds many. */
class PointBatches {
  readonly #send: (batches: readonly PointBatch[]) => void;
  #gathered = new Map<string, { readonly plot: string; readonly series: string; readonly points: number[] }>();
  #sent = performance.now();

  constructor(send: (batches: readonly PointBatch[]) => void) {
    this.#send = send;
  }

  add(plot: string, series: string, x: number, y: number): void {
    const key = `${plot}\n${series}`;
    let batch = this.#gathered.get(key);
    if (!batch) {
      batch = { plot, series, points: [] };
      this.#gathered.set(key, batch);
    }
    batch.points.push(x, y);
    if (performance.now() - this.#sent > INTERVAL) this.flush();
  }

  flush(): void {
    this.#sent = performance.now();
    if (this.#gathered.size === 0) return;
    this.#send([...this.#gathered.values()].map((batch) => ({ ...batch, points: Float64Array.from(batch.points) })));
    this.#gathered = new Map();
  }
}
