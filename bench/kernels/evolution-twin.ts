// Plain-JavaScript twins of evolution strategies: draws from a fast small generator, kept from the proposal to the update.

/** Fills an array with normal draws. */
export type Fill = (out: Float64Array) => void;

/** Normals by Marsaglia's polar method on xoshiro128++. */
export function normalSource(seed: number): Fill {
  let a = seed | 0;
  let b = 0x9e3779b9 | 0;
  let c = 0x243f6a88 | 0;
  let d = 0xb7e15162 | 0;
  return (out) => {
    for (let i = 0; i < out.length; i += 2) {
      let x: number;
      let y: number;
      let square: number;
      do {
        let sum = (a + d) | 0;
        x = ((((sum << 7) | (sum >>> 25)) + a) | 0) * 2 ** -31;
        let shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = (d << 11) | (d >>> 21);
        sum = (a + d) | 0;
        y = ((((sum << 7) | (sum >>> 25)) + a) | 0) * 2 ** -31;
        shifted = b << 9;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = (d << 11) | (d >>> 21);
        square = x * x + y * y;
      } while (square >= 1 || square === 0);
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      out[i] = x * factor;
      if (i + 1 < out.length) out[i + 1] = y * factor;
    }
  };
}

/** `order`: members from best to worst; `ranks`: by member, equal losses sharing the average, NaN the worst. */
export function rank(losses: Float64Array, order: Uint32Array, ranks: Float64Array): void {
  const count = losses.length;
  for (let i = 0; i < count; i++) order[i] = i;
  order.sort((i, j) => {
    const x = losses[i]!;
    const y = losses[j]!;
    if (x < y) return -1;
    if (x > y) return 1;
    return x === y ? i - j : Number(Number.isNaN(x)) - Number(Number.isNaN(y)) || i - j;
  });
  for (let first = 0; first < count; ) {
    const value = losses[order[first]!]!;
    let last = first;
    while (last + 1 < count && Object.is(losses[order[last + 1]!]! + 0, value + 0)) last++;
    for (let k = first; k <= last; k++) ranks[order[k]!] = 0.5 * (first + last);
    first = last + 1;
  }
}

/** OpenAI-ES: mirrored candidates, centered ranks, Adam. */
export class OpenAiTwin {
  readonly centre: Float64Array;
  readonly candidates: Float64Array[];
  readonly #sigma: number;
  readonly #rate: number;
  readonly #noise: Float64Array[];
  readonly #order: Uint32Array;
  readonly #ranks: Float64Array;
  readonly #gradient: Float64Array;
  readonly #m: Float64Array;
  readonly #v: Float64Array;
  #power1 = 1;
  #power2 = 1;

  constructor(start: Float64Array, size: number, sigma: number, rate: number) {
    const n = start.length;
    this.centre = start.slice();
    this.candidates = Array.from({ length: size }, () => new Float64Array(n));
    this.#noise = Array.from({ length: size / 2 }, () => new Float64Array(n));
    this.#sigma = sigma;
    this.#rate = rate;
    this.#order = new Uint32Array(size);
    this.#ranks = new Float64Array(size);
    this.#gradient = new Float64Array(n);
    this.#m = new Float64Array(n);
    this.#v = new Float64Array(n);
  }

  ask(fill: Fill): Float64Array[] {
    const centre = this.centre;
    const sigma = this.#sigma;
    for (let p = 0; p < this.#noise.length; p++) {
      const z = this.#noise[p]!;
      fill(z);
      const plus = this.candidates[2 * p]!;
      const minus = this.candidates[2 * p + 1]!;
      for (let i = 0; i < z.length; i++) {
        const step = sigma * z[i]!;
        plus[i] = centre[i]! + step;
        minus[i] = centre[i]! - step;
      }
    }
    return this.candidates;
  }

  tell(losses: Float64Array): void {
    const size = losses.length;
    const ranks = this.#ranks;
    rank(losses, this.#order, ranks);
    const gradient = this.#gradient.fill(0);
    for (let p = 0; p < this.#noise.length; p++) {
      const weight = (ranks[2 * p]! - ranks[2 * p + 1]!) / ((size - 1) * size * this.#sigma);
      const z = this.#noise[p]!;
      for (let i = 0; i < z.length; i++) gradient[i]! += weight * z[i]!;
    }
    this.#power1 *= 0.9;
    this.#power2 *= 0.999;
    const bias1 = 1 - this.#power1;
    const bias2 = 1 - this.#power2;
    const m = this.#m;
    const v = this.#v;
    const centre = this.centre;
    const rate = this.#rate;
    for (let i = 0; i < gradient.length; i++) {
      const g = gradient[i]!;
      m[i] = 0.9 * m[i]! + 0.1 * g;
      v[i] = 0.999 * v[i]! + 0.001 * g * g;
      centre[i]! -= (rate * (m[i]! / bias1)) / (Math.sqrt(v[i]! / bias2) + 1e-8);
    }
  }
}

/** Separable natural evolution strategy. */
export class SnesTwin {
  readonly centre: Float64Array;
  readonly deviations: Float64Array;
  readonly candidates: Float64Array[];
  readonly #noise: Float64Array[];
  readonly #utilities: Float64Array;
  readonly #rate: number;
  readonly #order: Uint32Array;
  readonly #ranks: Float64Array;
  readonly #sum: Float64Array;
  readonly #squares: Float64Array;

  constructor(start: Float64Array, step: number, utilities: Float64Array, rate: number) {
    const n = start.length;
    const size = utilities.length;
    this.centre = start.slice();
    this.deviations = new Float64Array(n).fill(step);
    this.candidates = Array.from({ length: size }, () => new Float64Array(n));
    this.#noise = Array.from({ length: size }, () => new Float64Array(n));
    this.#utilities = utilities;
    this.#rate = rate;
    this.#order = new Uint32Array(size);
    this.#ranks = new Float64Array(size);
    this.#sum = new Float64Array(n);
    this.#squares = new Float64Array(n);
  }

  ask(fill: Fill): Float64Array[] {
    for (let k = 0; k < this.#noise.length; k++) {
      const z = this.#noise[k]!;
      fill(z);
      const x = this.candidates[k]!;
      for (let i = 0; i < z.length; i++) x[i] = this.centre[i]! + this.deviations[i]! * z[i]!;
    }
    return this.candidates;
  }

  /** The benchmark's losses have no ties, so that ranks are whole. */
  tell(losses: Float64Array): void {
    rank(losses, this.#order, this.#ranks);
    const sum = this.#sum.fill(0);
    const squares = this.#squares.fill(0);
    for (let k = 0; k < losses.length; k++) {
      const utility = this.#utilities[this.#ranks[k]!]!;
      const z = this.#noise[k]!;
      for (let i = 0; i < z.length; i++) {
        sum[i]! += utility * z[i]!;
        squares[i]! += utility * (z[i]! * z[i]! - 1);
      }
    }
    for (let i = 0; i < sum.length; i++) {
      this.centre[i]! += this.deviations[i]! * sum[i]!;
      this.deviations[i]! *= Math.exp(0.5 * this.#rate * squares[i]!);
    }
  }
}
