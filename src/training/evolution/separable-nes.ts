import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { defaultPopulation } from "./cma-constants.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { nesUtilities, shareUtilities } from "./shaping.js";
import { EvolutionStrategy } from "./strategy.js";

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
 * The draws of a generation are kept, and made by whoever needs them: memory 8 (lambda + 6) n bytes.
 */
export class SeparableNes extends EvolutionStrategy<"deviations" | "draws" | "sum" | "squares"> {
  readonly name = "snes";
  readonly #meanRate: number;
  readonly #deviationRate: number;
  readonly #utilities: Float64Array;
  /** Which rows of `draws` are those of this generation. */
  readonly #drawn: Uint8Array;
  readonly #initialStep: number;

  constructor(core: Core, options: SeparableNesOptions) {
    checkKeys("options", options, [...commonKeys, "stepSize", "populationSize", "meanRate", "deviationRate"]);
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    const n = checkNumbers("start", options.start, undefined).length;
    const size = checkNumber("populationSize", options.populationSize ?? defaultPopulation(core, n), { min: 2, integer: true });
    const meanRate = checkNumber("meanRate", options.meanRate ?? 1, { min: 0 });
    const deviationRate = checkNumber("deviationRate", options.deviationRate ?? separableNesRate(core, n), { min: 0 });
    super(core, options, size, { state: { deviations: n }, work: { draws: size * n, sum: n, squares: n } });
    this.#meanRate = meanRate;
    this.#deviationRate = deviationRate;
    this.#utilities = nesUtilities(core, size);
    this.#drawn = new Uint8Array(size);
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

  protected override prepare(): void {
    this.#drawn.fill(0);
  }

  protected write(member: number, out: number): void {
    const { centre, deviations } = this.blocks;
    const draw = this.#draw(member);
    this.kernel((e) => e.displace(out, centre.address, 1, deviations.address, draw, this.dimension));
  }

  /** The draw of `member`, made unless it is there; returns its address. */
  #draw(member: number): number {
    const n = this.dimension;
    const row = this.blocks.draws.address + 8 * n * member;
    if (this.#drawn[member] === 0) {
      this.kernel((e) => e.memberNormals(row, member, 1, n, this.seed, this.stream, this.address));
      this.#drawn[member] = 1;
    }
    return row;
  }

  // mu <- mu + eta_mu sigma sum_k u_k z_k;  sigma <- sigma exp((eta_sigma / 2) sum_k u_k (z_k^2 - 1))
  protected update(): void {
    const { blocks, dimension: n, populationSize: size } = this;
    const { centre, deviations, sum, squares, weights, ranks, draws } = blocks;
    for (let member = 0; member < size; member++) this.#draw(member);
    weights.view.set(shareUtilities(this.#utilities, ranks.view, this.order));
    this.kernel((e) => {
      e.sumRowsAndSquares(sum.address, squares.address, weights.address, draws.address, size, n);
      e.displace(centre.address, centre.address, this.#meanRate, deviations.address, sum.address, n);
      sum.view.fill(0);
      e.blend(sum.address, 0, this.#deviationRate / 2, squares.address, n);
      e.mapExpF64(sum.address, sum.address, n);
    });
    const growth = sum.view;
    const spread = deviations.view;
    for (let i = 0; i < n; i++) spread[i]! *= growth[i]!;
  }
}
