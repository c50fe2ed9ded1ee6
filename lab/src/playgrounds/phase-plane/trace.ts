/** The states of the last while, in a ring of fixed size. */
export class Trace {
  readonly times: Float64Array;
  readonly voltages: Float64Array;
  readonly recoveries: Float64Array;
  readonly currents: Float64Array;
  readonly #capacity: number;
  #next = 0;
  #length = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
    this.times = new Float64Array(capacity);
    this.voltages = new Float64Array(capacity);
    this.recoveries = new Float64Array(capacity);
    this.currents = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  push(time: number, voltage: number, recovery: number, current: number): void {
    const at = this.#next;
    this.times[at] = time;
    this.voltages[at] = voltage;
    this.recoveries[at] = recovery;
    this.currents[at] = current;
    this.#next = (at + 1) % this.#capacity;
    this.#length = Math.min(this.#length + 1, this.#capacity);
  }

  /** The state jumps: lines are not drawn across. */
  lift(time: number): void {
    if (this.#length > 0) this.push(time, Number.NaN, Number.NaN, Number.NaN);
  }

  clear(): void {
    [this.#next, this.#length] = [0, 0];
  }

  /** Index into the arrays of the i-th oldest state. */
  at(i: number): number {
    return (this.#next - this.#length + i + this.#capacity) % this.#capacity;
  }

  /** The oldest i with a time of at least `time`. */
  since(time: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[this.at(middle)]! < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
