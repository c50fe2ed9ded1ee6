/** Wall time between two looks at the clock, ms. */
const STRETCH = 2;

/**
 * Decides how much to simulate for a picture: what the wanted speed asks for, as far as the budget of wall time goes. What is simulated does
 * not depend on how it is cut into stretches; only how far a picture gets depends on the machine.
 */
export class Pace {
  readonly #dt: number;
  readonly #now: () => number;
  #owed = 0; // steps, fractions included
  #cost = 0.05; // wall ms for a step, smoothed; at first a guess on the high side

  /** `dt`: ms. */
  constructor(dt: number, now: () => number = () => performance.now()) {
    this.#dt = dt;
    this.#now = now;
  }

  /** Calls `advance` with numbers of steps that add up to `duration` ms, or to as much of it as `budget` ms of wall time allow. Returns ms done. */
  run(duration: number, budget: number, advance: (steps: number) => void): number {
    this.#owed += duration / this.#dt;
    const start = this.#now();
    let done = 0;
    let last = start;
    while (this.#owed >= 1 && last - start < budget) {
      const affordable = Math.max(1, Math.floor(Math.min(STRETCH, budget - (last - start)) / this.#cost));
      const steps = Math.min(Math.floor(this.#owed), affordable);
      advance(steps);
      const now = this.#now();
      this.#cost = Math.max(1e-5, 0.7 * this.#cost + (0.3 * (now - last)) / steps);
      last = now;
      this.#owed -= steps;
      done += steps;
    }
    // What the machine did not manage is not made up for later.
    this.#owed = Math.min(this.#owed, 1);
    return done * this.#dt;
  }
}
