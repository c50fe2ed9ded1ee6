import { type Frame, LANES } from "./frame.js";

/** Points that a trace holds. */
const CAPACITY = 4096;
/** Relative distance of two points of a trace: no eye tells them apart, and ln(2^36) / SPACING of them are the most there can be. */
const SPACING = 0.008;

/**
 * Errors since a race began, for drawing: as dense at the start, where fast circuits finish, as late, relative to the time, so that a race of any
 * length fits in the same memory.
 */
export class Trace {
  /** Samples since the race began. */
  readonly at = new Float64Array(CAPACITY);
  readonly errors = Array.from({ length: LANES }, () => new Float64Array(CAPACITY));
  length = 0;
  #next = 0;

  clear(startErrors: readonly number[]): void {
    this.length = 0;
    this.#next = 0;
    for (let lane = 0; lane < LANES; lane++) this.errors[lane]![0] = startErrors[lane] ?? Number.NaN;
    this.at[0] = 0;
    this.length = 1;
  }

  take(frame: Frame): void {
    for (let look = 0; look < frame.looks; look++) {
      const at = frame.lookAt(look);
      if (at < this.#next || this.length === CAPACITY) continue;
      this.at[this.length] = at;
      for (let lane = 0; lane < LANES; lane++) this.errors[lane]![this.length] = frame.lookError(look, lane);
      this.length++;
      this.#next = at * (1 + SPACING);
    }
  }
}
