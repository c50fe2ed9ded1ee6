import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { GradientStrategy, type GradientStrategyOptions, gradientKeys } from "./gradient-strategy.js";

export interface PgpeOptions extends GradientStrategyOptions {
  /** Rate of the deviations; 0.1 when left out. */
  readonly deviationRate?: number;
  /** Largest relative change of a deviation in a generation; 0.2 when left out. */
  readonly largestChange?: number;
}

/**
 * Policy gradients with parameter-based exploration (F. Sehnke and others, Neural Networks 23, 2010), symmetric, with ClipUp (N. Toklu and others,
 * PPSN XVI, 2020) and centered ranks: one deviation per parameter, which adapts. ClipUp's rate is stepSize sqrt(n) / 30 when left out, so that
 * the cloud's radius is 15 of its longest steps.
 */
export class Pgpe extends GradientStrategy<"deviations" | "slope"> {
  readonly name = "pgpe";
  readonly #deviationRate: number;
  readonly #largestChange: number;

  constructor(core: Core, options: PgpeOptions) {
    checkKeys("options", options, [...gradientKeys, "deviationRate", "largestChange"]);
    const n = checkNumbers("start", options.start, undefined).length;
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    const deviationRate = checkNumber("deviationRate", options.deviationRate ?? 0.1, { min: 0 });
    const largestChange = checkNumber("largestChange", options.largestChange ?? 0.2, { min: 0, below: 1 });
    const rate = (stepSize * Math.sqrt(n)) / 30;
    super(
      core,
      options,
      { shaping: "centered-ranks", optimiser: { kind: "clipup", rate }, mirrored: true },
      { state: { deviations: n }, work: { slope: n } },
    );
    this.#deviationRate = deviationRate;
    this.#largestChange = largestChange;
    this.blocks.deviations.view.fill(stepSize);
  }

  override get stepSize(): number {
    let sum = 0;
    for (const deviation of this.blocks.deviations.view) sum += deviation * deviation;
    return Math.sqrt(sum / this.dimension);
  }

  protected override write(member: number, out: number): void {
    const { centre, deviations } = this.blocks;
    const draw = this.drawOf(member);
    this.kernel((e) => e.displace(out, centre.address, this.signOf(member), deviations.address, draw, this.dimension));
  }

  // e = sigma z; descent along g = (1 / P) sum (F+ - F-) / 2 e, and for the deviations along
  // (1 / P) sum ((F+ + F-) / 2 - b) (e^2 - sigma^2) / sigma = sigma (1 / P) sum ((F+ + F-) / 2 - b) (z^2 - 1), b the mean of F
  protected estimate(shaped: Float64Array): void {
    const { deviations, slope, weights } = this.blocks;
    const { dimension: n, populationSize: size } = this;
    const pairs = size / 2;
    const means = Float64Array.from({ length: pairs }, (_, p) => (shaped[2 * p]! + shaped[2 * p + 1]!) / 2);
    let sum = 0;
    let whole = 0;
    for (const mean of means) {
      if (Number.isNaN(mean)) continue;
      sum += mean;
      whole++;
    }
    if (whole === 0) {
      this.sumDraws(new Float64Array(pairs));
      return;
    }
    weights.view.set(means.map((mean) => (Number.isNaN(mean) ? 0 : (mean - sum / whole) / whole)));
    this.kernel((e) => e.sumSquaredDraws(slope.address, weights.address, pairs, n, this.seed, this.stream, this.address));
    this.sumDraws(this.differences(shaped).map((difference) => difference / (2 * whole)));
    const gradient = this.own("gradient").view;
    const spread = deviations.view;
    const rise = slope.view;
    for (let i = 0; i < n; i++) {
      gradient[i]! *= spread[i]!;
      const change = -this.#deviationRate * rise[i]!;
      spread[i]! *= 1 + Math.max(-this.#largestChange, Math.min(this.#largestChange, change));
    }
  }
}
