import { type Crew, type Job, type JobListener, type JobOutcome, StudyJobError } from "microcircuit/studies";

/** Does jobs, one at a time, somewhere else. */
export interface JobWorker {
  /** Rejects where the worker itself comes to an end. */
  perform(seed: number, job: Job, listener: JobListener): Promise<JobOutcome>;
  end(): void;
}

export interface CrewOptions {
  readonly study: string;
  readonly seed: number;
  readonly width: number;
  readonly signal: AbortSignal;
  start(): JobWorker;
  /** The jobs under way changed; `begun` is one that began. */
  onJobs(underWay: readonly string[], begun?: string): void;
  /** It is paused, and the jobs that were under way have finished. */
  onStill(): void;
}

/** A crew of workers that can be paused: jobs under way are finished, and no other begins. */
export class PausableCrew implements Crew {
  readonly width: number;
  readonly #options: CrewOptions;
  readonly #workers: readonly JobWorker[];
  readonly #idle: JobWorker[];
  readonly #underWay = new Set<string>();
  readonly #ended: Promise<never>;
  #paused = false;
  #held: (() => void)[] = [];

  constructor(options: CrewOptions) {
    this.#options = options;
    this.width = options.width;
    this.#workers = Array.from({ length: options.width }, () => options.start());
    this.#idle = [...this.#workers];
    this.#ended = new Promise((_, reject) => {
      options.signal.addEventListener(
        "abort",
        () => {
          reject(options.signal.reason);
          this.end(); // in whatever kernel they are
        },
        { once: true },
      );
    });
    this.#ended.catch(() => {}); // it may be that no job waits for it
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  async run(job: Job, listener: JobListener): Promise<string> {
    const { study, seed, onJobs } = this.#options;
    if (this.#paused) await Promise.race([new Promise<void>((resolve) => this.#held.push(resolve)), this.#ended]);
    const worker = this.#idle.pop()!;
    this.#underWay.add(job.id);
    onJobs([...this.#underWay], job.id);
    try {
      const outcome = await Promise.race([worker.perform(seed, job, listener), this.#ended]);
      if ("failure" in outcome) throw new StudyJobError(study, job.id, outcome.failure);
      return outcome.result;
    } catch (error) {
      if (this.#options.signal.aborted || error instanceof StudyJobError) throw error;
      throw new StudyJobError(study, job.id, error instanceof Error ? error : { message: String(error) });
    } finally {
      this.#underWay.delete(job.id);
      this.#idle.push(worker);
      onJobs([...this.#underWay]);
      this.#reportStill();
    }
  }

  pause(): void {
    this.#paused = true;
    this.#reportStill();
  }

  resume(): void {
    this.#paused = false;
    for (const begin of this.#held.splice(0)) begin();
  }

  end(): void {
    for (const worker of this.#workers) worker.end();
  }

  /** Later, so that the result of the last job is saved first. */
  #reportStill(): void {
    setTimeout(() => {
      if (this.#paused && this.#underWay.size === 0) this.#options.onStill();
    });
  }
}
