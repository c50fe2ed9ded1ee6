import type { CmaConstants } from "../../src/index.js";
import { type Fill, rank } from "./evolution-twin.js";
import { symmetricEigen } from "./linear-twin.js";

/** Plain-JavaScript twin of CMA-ES with active update, which decomposes its covariance every `interval` generations. */
export class CmaTwin {
  readonly centre: Float64Array;
  readonly candidates: Float64Array[];
  /** Square roots of the covariance's eigenvalues, unsorted. */
  readonly lengths: Float64Array;
  step: number;
  readonly #constants: CmaConstants;
  readonly #interval: number;
  readonly #z: Float64Array[];
  readonly #y: Float64Array[];
  readonly #covariance: Float64Array;
  /** Eigenvectors in rows; the matrix from draws to steps, row by row. */
  readonly #vectors: Float64Array;
  readonly #transform: Float64Array;
  readonly #work: { a: Float64Array; d: Float64Array; e: Float64Array; h: Float64Array };
  readonly #path: Float64Array;
  readonly #covariancePath: Float64Array;
  readonly #order: Uint32Array;
  readonly #ranks: Float64Array;
  #bias = 1;
  #generation = 0;

  constructor(start: Float64Array, step: number, constants: CmaConstants) {
    const n = start.length;
    const size = constants.populationSize;
    const rows = (count: number): Float64Array[] => Array.from({ length: count }, () => new Float64Array(n));
    const identity = (): Float64Array => Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
    this.centre = start.slice();
    this.step = step;
    this.candidates = rows(size);
    this.lengths = new Float64Array(n).fill(1);
    this.#constants = constants;
    this.#interval = Math.max(1, Math.floor(1 / (10 * n * (constants.rankOneRate + constants.rankManyRate))));
    this.#z = rows(size);
    this.#y = rows(size);
    this.#covariance = identity();
    this.#vectors = identity();
    this.#transform = identity();
    const [d, e, h] = rows(3);
    this.#work = { a: new Float64Array(n * n), d: d!, e: e!, h: h! };
    this.#path = new Float64Array(n);
    this.#covariancePath = new Float64Array(n);
    this.#order = new Uint32Array(size);
    this.#ranks = new Float64Array(size);
  }

  ask(fill: Fill): Float64Array[] {
    const n = this.centre.length;
    const transform = this.#transform;
    for (let k = 0; k < this.#z.length; k++) {
      const z = this.#z[k]!;
      fill(z);
      const y = this.#y[k]!;
      const x = this.candidates[k]!;
      for (let i = 0; i < n; i++) {
        const row = i * n;
        let sum = 0;
        for (let j = 0; j < n; j++) sum += transform[row + j]! * z[j]!;
        y[i] = sum;
        x[i] = this.centre[i]! + this.step * sum;
      }
    }
    return this.candidates;
  }

  tell(losses: Float64Array): void {
    const { pathRate, damping, effectiveParents, parents, weights, expectedNorm, covariancePathRate } = this.#constants;
    const n = this.centre.length;
    rank(losses, this.#order, this.#ranks);
    const z = new Float64Array(n);
    const y = new Float64Array(n);
    for (let k = 0; k < parents; k++) {
      const weight = weights[k]!;
      const zk = this.#z[this.#order[k]!]!;
      const yk = this.#y[this.#order[k]!]!;
      for (let i = 0; i < n; i++) {
        z[i]! += weight * zk[i]!;
        y[i]! += weight * yk[i]!;
      }
    }
    const path = this.#path;
    const gain = Math.sqrt(pathRate * (2 - pathRate) * effectiveParents);
    for (let i = 0; i < n; i++) path[i]! *= 1 - pathRate;
    for (let j = 0; j < n; j++) {
      const row = j * n;
      const factor = gain * z[j]!;
      for (let i = 0; i < n; i++) path[i]! += factor * this.#vectors[row + i]!;
    }
    let square = 0;
    for (let i = 0; i < n; i++) {
      square += path[i]! * path[i]!;
      this.centre[i]! += this.step * y[i]!;
    }
    const length = Math.sqrt(square);
    this.#bias *= (1 - pathRate) ** 2;
    const moving = length / Math.sqrt(1 - this.#bias) < (1.4 + 2 / (n + 1)) * expectedNorm;
    const along = moving ? Math.sqrt(covariancePathRate * (2 - covariancePathRate) * effectiveParents) : 0;
    for (let i = 0; i < n; i++) this.#covariancePath[i] = (1 - covariancePathRate) * this.#covariancePath[i]! + along * y[i]!;
    this.#adapt(moving);
    this.step *= Math.exp(Math.min(1, (pathRate / damping) * (length / expectedNorm - 1)));
    this.#generation++;
    if (this.#generation % this.#interval === 0) this.#decompose();
  }

  #adapt(moving: boolean): void {
    const { rankOneRate, rankManyRate, covariancePathRate, weights } = this.#constants;
    const n = this.centre.length;
    const size = this.#z.length;
    let total = 0;
    const scaled = new Float64Array(size);
    for (let k = 0; k < size; k++) {
      const weight = weights[k]!;
      const z = this.#z[this.#order[k]!]!;
      total += weight;
      let square = 0;
      if (weight < 0) for (let i = 0; i < n; i++) square += z[i]! * z[i]!;
      scaled[k] = rankManyRate * (weight < 0 ? (weight * n) / square : weight);
    }
    const stalled = moving ? 0 : covariancePathRate * (2 - covariancePathRate);
    const keep = 1 + rankOneRate * stalled - rankOneRate - rankManyRate * total;
    const c = this.#covariance;
    const p = this.#covariancePath;
    // The lower triangle is enough for the decomposition.
    for (let i = 0; i < n; i++) {
      const row = i * n;
      const factor = rankOneRate * p[i]!;
      for (let j = 0; j <= i; j++) c[row + j] = keep * c[row + j]! + factor * p[j]!;
      for (let k = 0; k < size; k++) {
        const y = this.#y[this.#order[k]!]!;
        const weight = scaled[k]! * y[i]!;
        for (let j = 0; j <= i; j++) c[row + j]! += weight * y[j]!;
      }
    }
  }

  #decompose(): void {
    const n = this.centre.length;
    const { a, d, e, h } = this.#work;
    for (let i = 0; i < n; i++)
      for (let j = 0; j <= i; j++) {
        a[i * n + j] = this.#covariance[i * n + j]!;
        a[j * n + i] = this.#covariance[i * n + j]!;
      }
    symmetricEigen(a, n, d, this.#vectors, e, h);
    for (let j = 0; j < n; j++) {
      this.lengths[j] = Math.sqrt(d[j]!);
      for (let i = 0; i < n; i++) this.#transform[i * n + j] = this.#vectors[j * n + i]! * this.lengths[j]!;
    }
  }
}
