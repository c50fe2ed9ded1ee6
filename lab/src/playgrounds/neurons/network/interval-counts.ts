import { INTERVAL_BINS, RATE_BINS } from "./frame.js";

/** Bins of intervals in each factor of ten, the first from 1 ms on. */
export const BINS_A_DECADE = 10;

/** Counts intervals between the spikes of cells, and the spikes of each cell. */
export class IntervalCounts {
  readonly #last: Float64Array; // ms, of each cell's last spike; NaN before
  readonly #spikes: Uint32Array;
  readonly #counts = new Float64Array(INTERVAL_BINS);
  #total = 0;

  constructor(cells: number) {
    this.#last = new Float64Array(cells).fill(Number.NaN);
    this.#spikes = new Uint32Array(cells);
  }

  add(cell: number, time: number): void {
    const interval = time - this.#last[cell]!; // NaN for a first spike
    this.#last[cell] = time;
    this.#spikes[cell]!++;
    if (!(interval > 0)) return;
    const bin = Math.floor(BINS_A_DECADE * Math.log10(interval) + 1e-9);
    this.#counts[Math.min(INTERVAL_BINS - 1, Math.max(0, bin))]!++;
    this.#total++;
  }

  /** Writes the share of all intervals in each bin. */
  writeIntervals(to: Float32Array, offset: number): void {
    for (let bin = 0; bin < INTERVAL_BINS; bin++) to[offset + bin] = this.#total === 0 ? 0 : this.#counts[bin]! / this.#total;
  }

  /** Writes the share of cells in each of the bins from 0 to `highest` Hz, after `duration` ms; the last takes what is above. */
  writeRates(to: Float32Array, offset: number, highest: number, duration: number): void {
    const { length } = this.#spikes;
    to.fill(0, offset, offset + RATE_BINS);
    const scale = duration > 0 ? (1000 * RATE_BINS) / (duration * highest) : 0;
    for (let cell = 0; cell < length; cell++) {
      const bin = Math.min(RATE_BINS - 1, Math.floor(this.#spikes[cell]! * scale));
      to[offset + bin]! += 1 / length;
    }
  }

  clear(): void {
    this.#last.fill(Number.NaN);
    this.#spikes.fill(0);
    this.#counts.fill(0);
    this.#total = 0;
  }
}
