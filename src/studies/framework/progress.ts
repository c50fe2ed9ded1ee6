import type { Job } from "./study.js";

export interface Progress {
  /** 0 to 1, jobs weighted by their cost. */
  readonly fraction: number;
  readonly finishedJobs: number;
  readonly jobs: number;
  /** Time left at the pace of this run so far; undefined until there is a pace. */
  readonly secondsLeft: number | undefined;
}

/** Adds up the progress of jobs that run side by side. */
export class ProgressMeter {
  readonly #costs: ReadonlyMap<string, number>;
  readonly #fractions = new Map<string, number>();
  readonly #total: number;
  readonly #resumed: number;
  readonly #started = performance.now();
  readonly #report: ((progress: Progress) => void) | undefined;
  readonly #jobs: number;
  #finished: number;

  constructor(all: readonly Job[], remaining: readonly Job[], report: ((progress: Progress) => void) | undefined) {
    const sum = (jobs: readonly Job[]) => jobs.reduce((total, job) => total + job.cost, 0);
    this.#costs = new Map(remaining.map((job) => [job.id, job.cost]));
    this.#total = sum(all);
    this.#resumed = this.#total - sum(remaining);
    this.#jobs = all.length;
    this.#finished = all.length - remaining.length;
    this.#report = report;
    this.#send();
  }

  advance(id: string, fraction: number): void {
    this.#fractions.set(id, fraction);
    this.#send();
  }

  finish(id: string): void {
    this.#finished++;
    this.advance(id, 1);
  }

  #send(): void {
    if (!this.#report) return;
    let done = 0;
    for (const [id, fraction] of this.#fractions) done += fraction * this.#costs.get(id)!;
    const left = Math.max(0, this.#total - this.#resumed - done);
    const elapsed = (performance.now() - this.#started) / 1000;
    const complete = this.#finished === this.#jobs;
    this.#report({
      fraction: complete ? 1 : (this.#resumed + done) / this.#total,
      finishedJobs: this.#finished,
      jobs: this.#jobs,
      secondsLeft: complete ? 0 : done > 0 ? (elapsed * left) / done : undefined,
    });
  }
}
