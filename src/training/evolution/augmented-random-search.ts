import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { GradientStrategy, type GradientStrategyOptions, gradientKeys } from "./gradient-strategy.js";

export interface AugmentedRandomSearchOptions extends Omit<GradientStrategyOptions, "shaping"> {
  /** Pairs that count, b, the best by their better candidate; all when left out. */
  readonly kept?: number;
}

/**
 * Augmented random search V1 (H. Mania, A. Guy and B. Recht, NeurIPS 2018): differences of mirrored pairs divided by the deviation of the values; gradient
 * descent with rate 0.02.
 */
export class AugmentedRandomSearch extends GradientStrategy {
  readonly name = "augmented-random-search";
  readonly #kept: number;

  constructor(core: Core, options: AugmentedRandomSearchOptions) {
    const known = gradientKeys.filter((key) => key !== "shaping");
    checkKeys("options", options, [...known, "kept"]);
    super(core, options, { shaping: "none", optimiser: { kind: "sgd", rate: 0.02 }, mirrored: true });
    try {
      const pairs = this.populationSize / 2;
      this.#kept = checkNumber("kept", options.kept ?? pairs, { min: 1, max: pairs, integer: true });
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  // g = 1 / (b s) sum (L+ - L-) z over the b pairs of lowest min(L+, L-); s: standard deviation of their 2 b losses
  protected estimate(shaped: Float64Array): void {
    const pairs = Array.from({ length: shaped.length / 2 }, (_, p) => p)
      .filter((p) => !Number.isNaN(shaped[2 * p]! - shaped[2 * p + 1]!))
      .map((p) => ({ p, better: Math.min(shaped[2 * p]!, shaped[2 * p + 1]!) }))
      .sort((a, b) => a.better - b.better || a.p - b.p)
      .slice(0, this.#kept);
    const losses = pairs.flatMap(({ p }) => [shaped[2 * p]!, shaped[2 * p + 1]!]);
    let mean = 0;
    for (const loss of losses) mean += loss / losses.length;
    let variance = 0;
    for (const loss of losses) variance += ((loss - mean) * (loss - mean)) / losses.length;
    const weights = new Float64Array(shaped.length / 2);
    const deviation = Math.sqrt(variance);
    if (deviation > 0) for (const { p } of pairs) weights[p] = (shaped[2 * p]! - shaped[2 * p + 1]!) / (pairs.length * deviation);
    this.sumDraws(weights);
  }
}
