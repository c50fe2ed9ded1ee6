import type { ResultStore, RunIdentity, SavedJobs } from "microcircuit/studies";

/** Keeps the finished jobs of one run in memory, until a run with other settings begins or this one has its result. */
export class FinishedJobs implements ResultStore {
  #identity = "";
  readonly #results = new Map<string, string>();
  #seconds = 0;

  open(identity: RunIdentity): SavedJobs {
    if (this.count(identity) === 0) {
      this.clear();
      this.#identity = keyOf(identity);
    }
    return { results: new Map(this.#results), seconds: this.#seconds };
  }

  save(jobId: string, result: string, seconds: number): void {
    this.#results.set(jobId, result);
    this.#seconds = seconds;
  }

  /** How many jobs of a run with this identity are kept. */
  count(identity: RunIdentity): number {
    return keyOf(identity) === this.#identity ? this.#results.size : 0;
  }

  clear(): void {
    this.#identity = "";
    this.#results.clear();
    this.#seconds = 0;
  }
}

/** Parameters come in the order of the study's schema, so equal runs have equal texts. */
function keyOf(identity: RunIdentity): string {
  return JSON.stringify(identity);
}
