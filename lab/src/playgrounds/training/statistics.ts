/** Lengths of the gradients that a side went by, or of its steps. */
export interface Norms {
  readonly count: number;
  /** To within a tenth of a decade; NaN without any. */
  readonly median: number;
  readonly largest: number;
  /** How many were 0. */
  readonly zeros: number;
}

const DECADES = [-12, 8] as const;
const PER_DECADE = 20;

/** Counts norms in classes of a twentieth of a decade: memory does not grow, however many there are. */
export class NormStatistics {
  readonly #classes = new Uint32Array((DECADES[1] - DECADES[0]) * PER_DECADE);
  #count = 0;
  #zeros = 0;
  #largest = 0;

  add(norm: number): void {
    if (!Number.isFinite(norm)) return;
    this.#count++;
    this.#largest = Math.max(this.#largest, norm);
    const place = norm > 0 ? Math.floor((Math.log10(norm) - DECADES[0]) * PER_DECADE) : -1;
    if (place < 0) this.#zeros++;
    else this.#classes[Math.min(this.#classes.length - 1, place)]!++;
  }

  read(): Norms {
    const base = { count: this.#count, largest: this.#largest, zeros: this.#zeros };
    if (this.#count === 0) return { ...base, median: Number.NaN };
    let passed = this.#zeros;
    if (2 * passed >= this.#count) return { ...base, median: 0 };
    let place = -1;
    while (2 * passed < this.#count) passed += this.#classes[++place]!;
    return { ...base, median: 10 ** (DECADES[0] + (place + 0.5) / PER_DECADE) };
  }
}
