import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { defaultPopulation } from "./cma-constants.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { nesUtilities, shareUtilities } from "./shaping.js";
import { EvolutionStrategy } from "./strategy.js";

export interface ExponentialNesOptions extends StrategyOptions {
  /** Standard deviation of the first generation. */
  readonly stepSize: number;
  /** lambda; 4 + floor(3 ln n) when left out. */
  readonly populationSize?: number;
  /** eta_mu; 1 when left out. */
  readonly meanRate?: number;
  /** eta_sigma = eta_B; 3 (3 + ln n) / (5 n sqrt n) when left out. */
  readonly shapeRate?: number;
}

type Blocks = "shape" | "transposed" | "draws" | "steps" | "gradient" | "vectors" | "values" | "product" | "sum" | "scratch";

/**
 * Exponential natural evolution strategy, xNES (T. Glasmachers and others, GECCO 2010): a full covariance by the natural gradient. Time per
 * generation O((lambda + n) n^2).
 */
export class ExponentialNes extends EvolutionStrategy<Blocks> {
  readonly name = "xnes";
  readonly #meanRate: number;
  readonly #shapeRate: number;
  readonly #utilities: Float64Array;
  readonly #initialStep: number;

  constructor(core: Core, options: ExponentialNesOptions) {
    checkKeys("options", options, [...commonKeys, "stepSize", "populationSize", "meanRate", "shapeRate"]);
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    const n = checkNumbers("start", options.start, undefined).length;
    const size = checkNumber("populationSize", options.populationSize ?? defaultPopulation(core, n), { min: 2, integer: true });
    const meanRate = checkNumber("meanRate", options.meanRate ?? 1, { min: 0 });
    const usual = (3 * (3 + core.call((e) => e.log(n)))) / (5 * n * Math.sqrt(n));
    const shapeRate = checkNumber("shapeRate", options.shapeRate ?? usual, { min: 0 });
    super(core, options, size, {
      state: { shape: n * n },
      work: {
        transposed: n * n,
        draws: size * n,
        steps: size * n,
        gradient: n * n,
        vectors: n * n,
        values: n,
        product: n * n,
        sum: n,
        scratch: 2 * n,
      },
    });
    this.#meanRate = meanRate;
    this.#shapeRate = shapeRate;
    this.#utilities = nesUtilities(core, size);
    this.#initialStep = stepSize;
    Object.assign(this.numbers, { step: stepSize, failed: 0 });
    const shape = this.blocks.shape.view;
    for (let i = 0; i < n; i++) shape[i * (n + 1)] = 1;
  }

  get stepSize(): number {
    let sum = 0;
    for (const element of this.blocks.shape.view) sum += element * element;
    return this.numbers.step! * Math.sqrt(sum / this.dimension);
  }

  override get exhausted(): string | undefined {
    if (this.numbers.failed || !Number.isFinite(this.stepSize)) return "the covariance became infinite";
    if (this.stepSize < 1e-12 * this.#initialStep) return "the step size fell below 1e-12 of its start";
    return undefined;
  }

  protected override prepare(): void {
    const { draws, steps, shape, transposed, scratch } = this.blocks;
    const { dimension: n, populationSize: size, address } = this;
    scratch.view.fill(1);
    this.kernel((e) => {
      e.memberNormals(draws.address, 0, size, n, this.seed, this.stream, address);
      e.scaledTranspose(transposed.address, shape.address, scratch.address, n);
      e.correlateRows(steps.address, transposed.address, draws.address, size, n);
    });
  }

  protected write(member: number, out: number): void {
    const { centre, steps } = this.blocks;
    const n = this.dimension;
    this.kernel((e) => e.displace(out, centre.address, this.numbers.step!, 0, steps.address + 8 * n * member, n));
  }

  // G_delta = sum u z, G_M = sum u (z z^T - I), G_sigma = tr(G_M) / n, G_B = G_M - G_sigma I
  // mu <- mu + eta_mu sigma B G_delta;  sigma <- sigma exp(eta_sigma G_sigma / 2);  B <- B expm(eta_B G_B / 2)
  protected update(): void {
    const { blocks, numbers, dimension: n, populationSize: size } = this;
    const { centre, draws, steps, sum, weights, ranks, gradient, vectors, values, product, scratch, shape, transposed } = blocks;
    weights.view.set(shareUtilities(this.#utilities, ranks.view, this.order));
    this.kernel((e) => {
      e.transposedMultiplyVector(sum.address, steps.address, weights.address, size, n);
      e.blend(centre.address, 1, this.#meanRate * numbers.step!, sum.address, n);
      e.updateCovariance(gradient.address, n, 0, sum.address, 0, draws.address, weights.address, size);
    });
    // The utilities sum to 0, so that sum u I is 0 as well.
    const g = gradient.view;
    let trace = 0;
    for (let i = 0; i < n; i++) trace += g[i * (n + 1)]!;
    for (let i = 0; i < n; i++) g[i * (n + 1)]! -= trace / n;
    const failed = this.kernel((e) => e.symmetricEigen(gradient.address, n, values.address, vectors.address, scratch.address));
    if (failed !== 0) {
      numbers.failed = 1;
      return;
    }
    // expm(eta G / 2) = V exp(eta Lambda / 2) V^T
    const half = this.#shapeRate / 2;
    this.kernel((e) => {
      e.blend(values.address, half, 0, values.address, n);
      e.mapExpF64(values.address, values.address, n);
      e.scaledTranspose(transposed.address, vectors.address, values.address, n);
      e.multiply(gradient.address, vectors.address, transposed.address, n, n, n);
      e.multiply(product.address, shape.address, gradient.address, n, n, n);
      numbers.step! *= e.exp(half * (trace / n));
    });
    shape.view.set(product.view);
  }
}
