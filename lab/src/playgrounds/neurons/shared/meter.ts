/** Simulated time per wall time over the last second or so. */
export class Meter {
  #simulated = 0;
  #since: number;
  #value = 0;

  constructor(now: number) {
    this.#since = now;
  }

  /** Simulated ms per wall second. */
  get value(): number {
    return this.#value;
  }

  add(simulated: number, now: number): void {
    this.#simulated += simulated;
    const elapsed = now - this.#since;
    if (elapsed < 1000) return;
    this.#value = (1000 * this.#simulated) / elapsed;
    this.#simulated = 0;
    this.#since = now;
  }

  /** After a pause. */
  restart(now: number): void {
    this.#simulated = 0;
    this.#since = now;
  }
}
