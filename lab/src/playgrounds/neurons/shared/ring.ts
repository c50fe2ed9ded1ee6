/** The newest samples of a variable that is sampled at equal intervals. Its memory does not grow. */
export class SampleRing {
  /** ms */
  readonly interval: number;
  readonly #values: Float32Array;
  #end = 0; // samples pushed so far
  #last = 0; // ms

  constructor(capacity: number, interval: number) {
    this.#values = new Float32Array(capacity);
    this.interval = interval;
  }

  /** Number of samples kept. */
  get length(): number {
    return Math.min(this.#end, this.#values.length);
  }

  /** Time of the newest sample, ms. */
  get last(): number {
    return this.#last;
  }

  /** Appends `count` numbers of `from`, the newest of which belongs to time `last`. */
  push(from: Float32Array, offset: number, count: number, last: number): void {
    const { length } = this.#values;
    for (let i = 0; i < count; i++) this.#values[(this.#end + i) % length] = from[offset + i]!;
    this.#end += count;
    this.#last = last;
  }

  /** The sample that is `age` samples older than the newest. */
  at(age: number): number {
    return this.#values[(this.#end - 1 - age) % this.#values.length]!;
  }

  clear(): void {
    this.#end = 0;
    this.#last = 0;
  }
}

/** The newest events, each with a time (ms) and a row. Its memory does not grow. */
export class EventRing {
  readonly #times: Float64Array;
  readonly #rows: Uint16Array;
  #end = 0;

  constructor(capacity: number) {
    this.#times = new Float64Array(capacity);
    this.#rows = new Uint16Array(capacity);
  }

  get length(): number {
    return Math.min(this.#end, this.#times.length);
  }

  push(time: number, row: number): void {
    const at = this.#end % this.#times.length;
    this.#times[at] = time;
    this.#rows[at] = row;
    this.#end++;
  }

  /** Time of the event that is `age` events older than the newest. */
  time(age: number): number {
    return this.#times[(this.#end - 1 - age) % this.#times.length]!;
  }

  row(age: number): number {
    return this.#rows[(this.#end - 1 - age) % this.#rows.length]!;
  }

  clear(): void {
    this.#end = 0;
  }
}
