import { checkKeys } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { GradientStrategy, type GradientStrategyOptions, gradientKeys } from "./gradient-strategy.js";

export type OpenAiEsOptions = GradientStrategyOptions;

/**
 * The evolution strategy of T. Salimans and others, arXiv:1703.03864: mirrored candidates of fixed deviation, centered ranks, Adam with rate 0.01.
 * For large networks on many machines.
 */
export class OpenAiEs extends GradientStrategy {
  readonly name = "openai-es";

  constructor(core: Core, options: OpenAiEsOptions) {
    checkKeys("options", options, gradientKeys);
    super(core, options, { shaping: "centered-ranks", optimiser: { kind: "adam", rate: 0.01 }, mirrored: true });
  }

  // g = 1 / (lambda sigma) sum_s F_s z_s over both sides of each pair
  protected estimate(shaped: Float64Array): void {
    const factor = 1 / (this.populationSize * this.sigma);
    this.sumDraws(this.differences(shaped).map((difference) => factor * difference));
  }
}
