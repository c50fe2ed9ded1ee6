import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { defaultPopulation } from "./cma-constants.js";
import { nesUtilities, shareUtilities } from "./shaping.js";
import { commonKeys, EvolutionStrategy, type StrategyOptions } from "./strategy.js";

export interface SeparableNesOptions extends StrategyOptions {
  /** Standard deviation of the first generation. */
  readonly stepSize: number;
  /** lambda; 4 + floor(3 ln n) when left out. */
  readonly populationSize?: number;
  /** eta_mu; 1 when left out. */
  readonly meanRate?: number;
  /** eta_sigma; (3 + ln n) / (5 sqrt n) when left out. */
  readonly deviationRate?: number;
}

/** eta_sigma = (3 + ln n) / (5 sqrt n) */
export function separableNesRate(core: Core, dimension: number): number {
  return (3 + core.call((e) => e.log(dimension))) / (5 * Math.sqrt(dimension));
}

/**
 * Separable natural evolution strategy, SNES (T. Schaul, T. Glasmachers and J. Schmidhuber, GECCO 2011): one standard deviation per parameter.
 * The draws are made again where they are needed and never kept: memory O(n + lambda).
 */
export class SeparableNes extends EvolutionStrategy<"deviations" | "draw" | "sum" | "squares"> {
  readonly name = "snes";
  readonly #meanRate: number;
  readonly #deviationRate: number;
  readonly #utilities: Float64Array;
  readonly #initialStep: number;

  constructor(core: Core, options: SeparableNesOptions) {
    checkKeys("options", options, [...commonKeys, "stepSize", "populationSize", "meanRate", "deviationRate"]);
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    const n = checkNumbers("start", options.start, undefined).length;
    const size = checkNumber("populationSize", options.populationSize ?? defaultPopulation(core, n), { min: 2, integer: true });
    const meanRate = checkNumber("meanRate", options.meanRate ?? 1, { min: 0 });
    const deviationRate = checkNumber("deviationRate", options.deviationRate ?? separableNesRate(core, n), { min: 0 });
    super(core, options, size, { state: { deviations: n }, work: { draw: n, sum: n, squares: n } });
    this.#meanRate = meanRate;
    this.#deviationRate = deviationRate;
    this.#utilities = nesUtilities(core, size);
    this.#initialStep = stepSize;
    this.blocks.deviations.view.fill(stepSize);
  }

  get stepSize(): number {
    let sum = 0;
    for (const deviation of this.blocks.deviations.view) sum += deviation * deviation;
    return Math.sqrt(sum / this.dimension);
  }

  override get exhausted(): string | undefined {
    if (!Number.isFinite(this.stepSize)) return "a standard deviation became infinite";
    if (this.stepSize < 1e-12 * this.#initialStep) return "the step size fell below 1e-12 of its start";
    return undefined;
  }

  protected write(member: number, out: number): void {
    const { centre, deviations, draw } = this.blocks;
    const n = this.dimension;
    this.kernel((e) => {
      e.memberNormals(draw.address, member, 1, n, this.seed, this.stream, this.address);
      e.displace(out, centre.address, 1, deviations.address, draw.address, n);
    });
  }

  // mu <- mu + eta_mu sigma sum_k u_k z_k;  sigma <- sigma exp((eta_sigma / 2) sum_k u_k (z_k^2 - 1))
  protected update(): void {
    const { blocks, dimension: n, populationSize: size, address } = this;
    const { centre, deviations, sum, squares, weights, ranks, draw } = blocks;
    weights.view.set(shareUtilities(this.#utilities, ranks.view, this.order));
    this.kernel((e) => {
      e.sumDrawsAndSquares(sum.address, squares.address, weights.address, size, n, this.seed, this.stream, address);
      e.displace(centre.address, centre.address, this.#meanRate, deviations.address, sum.address, n);
      draw.view.fill(0);
      e.blend(draw.address, 0, this.#deviationRate / 2, squares.address, n);
      e.mapExpF64(draw.address, draw.address, n);
    });
    const growth = draw.view;
    const spread = deviations.view;
    for (let i = 0; i < n; i++) spread[i]! *= growth[i]!;
  }
}
