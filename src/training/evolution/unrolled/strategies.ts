import type { Core } from "../../../core/core.js";
import type { CoreExports } from "../../../core/exports.js";
import type { UnrolledOptions } from "./options.js";
import { UnrolledStrategy } from "./unrolled-strategy.js";

/**
 * Persistent evolution strategy (P. Vicol, L. Metz and J. Sohl-Dickstein, ICML 2021): a particle gets a new perturbation in each truncation, and its
 * loss is weighted with the sum of all perturbations since its trial began, so that the estimate is unbiased however short truncations are. Its
 * variance grows with the number of truncations in a trial. Memory: n numbers per pair, beside 6 n.
 */
export class PersistentEs extends UnrolledStrategy {
  readonly name = "persistent-es";

  constructor(core: Core, options: UnrolledOptions) {
    super(core, options, true);
  }

  protected override perturb(e: CoreExports, pair: number, out: number): void {
    this.drawNormals(e, pair, this.generation, out);
  }

  // g_t = 1 / (lambda sigma^2) sum_i xi_i L_i,t, xi_i = sum of the perturbations of i up to t; the rows hold xi / sigma
  protected override estimate(): void {
    const { draw, gradient, weights } = this.blocks;
    const { dimension: n, populationSize: size } = this;
    const rows = this.rows!.address;
    this.kernel((e) => {
      for (let pair = 0; pair < size / 2; pair++) {
        this.perturb(e, pair, draw.address);
        e.blend(rows + 8 * n * pair, 1, 1, draw.address, n);
      }
      e.transposedMultiplyVector(gradient.address, rows, weights.address, size / 2, n);
    });
  }

  protected override forget(pair: number): void {
    const n = this.dimension;
    this.rows!.view.fill(0, n * pair, n * (pair + 1));
  }
}

/**
 * Noise-reuse evolution strategy (O. Li and others, NeurIPS 2023; as ES-Single, P. Vicol and others, ICML 2023): a particle keeps one perturbation
 * for a whole trial, and the parameters move after each truncation. Unbiased as persistent ES; its estimates vary less, as no perturbations of earlier
 * truncations add noise, but those of one trial go together: stagger the pairs. Perturbations are made again and not kept: memory 6 n.
 */
export class NoiseReuseEs extends UnrolledStrategy {
  readonly name = "noise-reuse-es";

  constructor(core: Core, options: UnrolledOptions) {
    super(core, options, false);
  }

  protected override perturb(e: CoreExports, pair: number, out: number): void {
    this.drawNormals(e, pair, this.begun(pair), out);
  }

  // g_t = 1 / (lambda sigma^2) sum_i e_i L_i,t, e_i the perturbation of i in its whole trial
  protected override estimate(): void {
    this.sumPerturbations();
  }
}

/**
 * An ordinary evolution strategy on truncations, for comparison: a particle gets a new perturbation in each truncation, and its loss is weighted with
 * that one alone. Cheap and biased: what a perturbation does after its truncation goes unseen. Memory: 6 n.
 */
export class TruncatedEs extends UnrolledStrategy {
  readonly name = "truncated-es";

  constructor(core: Core, options: UnrolledOptions) {
    super(core, options, false);
  }

  protected override perturb(e: CoreExports, pair: number, out: number): void {
    this.drawNormals(e, pair, this.generation, out);
  }

  protected override estimate(): void {
    this.sumPerturbations();
  }
}
