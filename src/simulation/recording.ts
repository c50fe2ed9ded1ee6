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
    return this.#length / this.width;
  }

  /** Number of rows that the bound dropped. */
  get dropped(): number {
    return this.#dropped;
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
    if (this.bound !== undefined && this.rows > 2 * this.bound) this.#trim(this.bound);
  }

  /** A copy of all kept numbers, row by row. */
  values(): Float64Array {
    if (this.bound !== undefined && this.rows > this.bound) this.#trim(this.bound);
    return this.#values.slice(0, this.#length);
  }

  clear(): void {
    this.#values = new Float64Array(256);
    this.#length = 0;
    this.#dropped = 0;
  }

  #trim(rows: number): void {
    const excess = this.rows - rows;
    this.#values.copyWithin(0, excess * this.width, this.#length);
    this.#length = rows * this.width;
    this.#dropped += excess;
  }
}
