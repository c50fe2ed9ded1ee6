/** Generations whose best losses agree to this, relative, count as one plateau. */
const AGREEMENT = 1e-12;

/** Watches for a plateau: the best losses of `horizon` generations on end agree. Keeps its state in the strategy's numbers. */
export class Stagnation {
  readonly #numbers: Record<string, number>;
  readonly #horizon: number;

  constructor(numbers: Record<string, number>, horizon: number) {
    this.#numbers = numbers;
    this.#horizon = horizon;
    Object.assign(numbers, { flatFor: 0, flatLow: 0, flatHigh: 0 });
  }

  get flat(): boolean {
    return this.#numbers.flatFor! >= this.#horizon;
  }

  /** Takes the best loss of a generation. */
  add(loss: number): void {
    const numbers = this.#numbers;
    const low = Math.min(numbers.flatLow!, loss);
    const high = Math.max(numbers.flatHigh!, loss);
    if (numbers.flatFor! > 0 && (low === high || high - low <= AGREEMENT * Math.max(Math.abs(low), Math.abs(high)))) {
      numbers.flatFor! += 1;
      numbers.flatLow = low;
      numbers.flatHigh = high;
    } else {
      numbers.flatFor = Number.isNaN(loss) ? 0 : 1;
      numbers.flatLow = loss;
      numbers.flatHigh = loss;
    }
  }
}
