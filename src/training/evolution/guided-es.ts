import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { GradientStrategy, type GradientStrategyOptions, gradientKeys } from "./gradient-strategy.js";

export interface GuidedEsOptions extends GradientStrategyOptions {
  /** Share of the variance outside the guiding directions, alpha; 1/2 when left out. */
  readonly isotropy?: number;
  /** beta; 2 when left out. */
  readonly scale?: number;
  /** Surrogate gradients kept, k; 1 when left out. */
  readonly directions?: number;
}

/**
 * Guided evolution strategy (N. Maheswaranathan and others, ICML 2019): half of the variance goes along the last k surrogate gradients, which the
 * caller hands over (say, of truncated backpropagation). Unshaped losses and gradient descent with rate 0.01 when left out.
 */
export class GuidedEs extends GradientStrategy<"surrogates" | "basis" | "guide" | "along"> {
  readonly name = "guided-es";
  readonly #isotropy: number;
  readonly #scale: number;
  readonly #directions: number;

  constructor(core: Core, options: GuidedEsOptions) {
    checkKeys("options", options, [...gradientKeys, "isotropy", "scale", "directions"]);
    const n = checkNumbers("start", options.start, undefined).length;
    const isotropy = checkNumber("isotropy", options.isotropy ?? 0.5, { min: 0, max: 1 });
    const scale = checkNumber("scale", options.scale ?? 2, { above: 0 });
    const k = checkNumber("directions", options.directions ?? 1, { min: 1, max: n, integer: true });
    super(
      core,
      options,
      { shaping: "none", optimiser: { kind: "sgd", rate: 0.01 }, mirrored: true },
      { state: { surrogates: k * n, basis: k * n }, work: { guide: k, along: n } },
    );
    this.#isotropy = isotropy;
    this.#scale = scale;
    this.#directions = k;
    Object.assign(this.numbers, { given: 0, rank: 0 });
  }

  /** Takes a surrogate gradient (n numbers) for the next generations; candidates asked for before are void. */
  guide(gradient: ArrayLike<number>): void {
    const n = this.dimension;
    checkNumbers("gradient", gradient, n);
    const { surrogates, basis } = this.blocks;
    const { numbers } = this;
    surrogates.view.set(gradient, (numbers.given! % this.#directions) * n);
    numbers.given! += 1;
    const kept = Math.min(numbers.given!, this.#directions);
    numbers.rank = orthonormalBasis(surrogates.view.subarray(0, kept * n), basis.view, n);
  }

  // e = sigma (sqrt(alpha / n) z + sqrt((1 - alpha) / k) Q z'), z of draw p, z' of draw P + p
  #direction(pair: number, out: number): void {
    const { basis, guide } = this.blocks;
    const { dimension: n } = this;
    const rank = this.numbers.rank!;
    const pairs = this.populationSize / 2;
    this.kernel((e) => {
      e.memberNormals(out, pair, 1, n, this.seed, this.stream, this.address);
      // Without guides the search is isotropic, of the same total variance.
      e.blend(out, Math.sqrt((rank > 0 ? this.#isotropy : 1) / n), 0, out, n);
      if (rank === 0) return;
      // In the rows after those of z: draws of the whole width, of which the first k are used.
      e.memberNormals(this.own("draw").address, pairs + pair, 1, n, this.seed, this.stream, this.address);
      const inner = this.own("draw").view;
      guide.view.set(inner.subarray(0, this.#directions));
      const share = Math.sqrt((1 - this.#isotropy) / rank);
      for (let j = 0; j < rank; j++) e.blend(out, 1, share * guide.view[j]!, basis.address + 8 * n * j, n);
    });
  }

  protected override write(member: number, out: number): void {
    const { centre, along } = this.blocks;
    this.#direction(this.drawNumber(member), along.address);
    const step = this.signOf(member) * this.sigma;
    this.kernel((e) => e.displace(out, centre.address, step, 0, along.address, this.dimension));
  }

  // g = beta / (2 sigma^2 P) sum e (L+ - L-)
  protected estimate(shaped: Float64Array): void {
    const { along } = this.blocks;
    const gradient = this.own("gradient");
    const factor = this.#scale / (this.sigma * this.populationSize);
    gradient.view.fill(0);
    for (const [pair, difference] of this.differences(shaped).entries()) {
      if (difference === 0) continue;
      this.#direction(pair, along.address);
      this.kernel((e) => e.blend(gradient.address, 1, factor * difference, along.address, this.dimension));
    }
  }
}

/** Orthonormal rows spanning those of `rows` (n each), to `basis`; returns how many. Rows that depend on those before them are left out. */
function orthonormalBasis(rows: Float64Array, basis: Float64Array, n: number): number {
  let rank = 0;
  for (let r = 0; r * n < rows.length; r++) {
    const row = rows.slice(r * n, (r + 1) * n);
    const length = norm(row);
    if (!(length > 0)) continue;
    const unit = row.map((value) => value / length);
    // Twice is enough for orthogonality to rounding.
    for (let pass = 0; pass < 2; pass++) {
      for (let j = 0; j < rank; j++) {
        const other = basis.subarray(j * n, (j + 1) * n);
        let overlap = 0;
        for (let i = 0; i < n; i++) overlap += other[i]! * unit[i]!;
        for (let i = 0; i < n; i++) unit[i]! -= overlap * other[i]!;
      }
    }
    const rest = norm(unit);
    if (!(rest > 1e-8)) continue;
    basis.set(
      unit.map((value) => value / rest),
      rank * n,
    );
    rank++;
  }
  return rank;
}

function norm(x: Float64Array): number {
  let sum = 0;
  for (const value of x) sum += value * value;
  return Math.sqrt(sum);
}
