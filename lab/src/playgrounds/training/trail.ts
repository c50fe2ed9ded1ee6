/** The latest `capacity` points, in memory taken once. */
export class Trail {
  readonly #width: number;
  readonly #points: Float64Array;
  #next = 0;
  #count = 0;

  constructor(width: number, capacity: number) {
    this.#width = width;
    this.#points = new Float64Array(width * capacity);
  }

  add(point: ArrayLike<number>): void {
    const capacity = this.#points.length / this.#width;
    for (let i = 0; i < this.#width; i++) this.#points[this.#next * this.#width + i] = point[i]!;
    this.#next = (this.#next + 1) % capacity;
    this.#count = Math.min(capacity, this.#count + 1);
  }

  /** Oldest first; a copy. */
  read(): Float64Array {
    const out = new Float64Array(this.#width * this.#count);
    const first = this.#count * this.#width < this.#points.length ? 0 : this.#next * this.#width;
    const tail = this.#points.subarray(first, Math.min(this.#points.length, first + out.length));
    out.set(tail);
    out.set(this.#points.subarray(0, out.length - tail.length), tail.length);
    return out;
  }
}
