/** Columns of numbers that grow as a run goes on, or keep only the newest `bound` rows. */
export class Recording {
  #values = new Float64Array(256);
  #length = 0; // numbers kept
  #dropped = 0; // rows dropped by the bound
  readonly width: number;
  readonly bound: number | undefined;

  /** Rows of `width` numbers; at most `bound` rows are kept if given. */
  constructor(width: number, bound?: number) {
    this.width = width;
    this.bound = bound;
  }

  /** Number of rows kept. */
  get rows(): number {
    return Math.min(this.#length / this.width, this.bound ?? Number.POSITIVE_INFINITY);
  }

  /** Number of rows that the bound dropped. */
  get dropped(): number {
    return this.#dropped + this.#length / this.width - this.rows;
  }

  /** Appends whole rows. */
  push(values: ArrayLike<number>): void {
    const needed = this.#length + values.length;
    if (needed > this.#values.length) {
      const grown = new Float64Array(Math.max(needed, 2 * this.#values.length));
      grown.set(this.#values.subarray(0, this.#length));
      this.#values = grown;
    }
    this.#values.set(values, this.#length);
    this.#length = needed;
    // Twice the bound before anything moves: amortised, one copy for each number.
    if (this.bound !== undefined && this.#length > 2 * this.bound * this.width) this.#trim();
  }

  /** A copy of all kept numbers, row by row. */
  values(): Float64Array {
    this.#trim();
    return this.#values.slice(0, this.#length);
  }

  clear(): void {
    this.#values = new Float64Array(256);
    this.#length = 0;
    this.#dropped = 0;
  }

  /** Drops the rows beyond the bound. */
  #trim(): void {
    const excess = this.#length - this.rows * this.width;
    if (excess === 0) return;
    this.#values.copyWithin(0, excess, this.#length);
    this.#length -= excess;
    this.#dropped += excess / this.width;
  }
}
