import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { type CmaConstants, cmaConstants } from "./cma-constants.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { Stagnation } from "./stagnation.js";
import { EvolutionStrategy } from "./strategy.js";

export interface SeparableCmaEsOptions extends StrategyOptions {
  /** Standard deviation of the first generation. */
  readonly stepSize: number;
  /** lambda; 4 + floor(3 ln n) when left out. */
  readonly populationSize?: number;
}

type Blocks = "variances" | "path" | "covariancePath" | "lengths" | "draws" | "steps" | "sum" | "turned";

/**
 * CMA-ES with a diagonal covariance (R. Ros and N. Hansen, PPSN X, 2008), learnt (n + 2) / 3 times as fast: for many parameters that hardly depend
 * on each other. Time per generation O(lambda n).
 */
export class SeparableCmaEs extends EvolutionStrategy<Blocks> {
  readonly name = "separable-cma-es";
  readonly constants: CmaConstants;
  readonly #initialStep: number;
  readonly #stagnation: Stagnation;

  constructor(core: Core, options: SeparableCmaEsOptions) {
    checkKeys("options", options, [...commonKeys, "stepSize", "populationSize"]);
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    const n = checkNumbers("start", options.start, undefined).length;
    const constants = separableConstants(core, n, options.populationSize);
    const size = constants.populationSize;
    super(core, options, size, {
      state: { variances: n, path: n, covariancePath: n },
      work: { lengths: n, draws: size * n, steps: size * n, sum: n, turned: n },
    });
    this.constants = constants;
    this.#initialStep = stepSize;
    this.#stagnation = new Stagnation(this.numbers, 10 + Math.ceil((30 * n) / size));
    Object.assign(this.numbers, { step: stepSize, pathBias: 1 });
    this.blocks.variances.view.fill(1);
    this.restored();
  }

  get stepSize(): number {
    let sum = 0;
    for (const variance of this.blocks.variances.view) sum += variance;
    return this.numbers.step! * Math.sqrt(sum / this.dimension);
  }

  override get exhausted(): string | undefined {
    if (!Number.isFinite(this.stepSize)) return "the step size became infinite";
    if (this.stepSize < 1e-12 * this.#initialStep) return "the step size fell below 1e-12 of its start";
    if (this.#stagnation.flat) return "the best values of many generations agree to 1e-12";
    return undefined;
  }

  protected override restored(): void {
    this.blocks.lengths.view.set(this.blocks.variances.view.map(Math.sqrt));
  }

  protected override prepare(): void {
    const { draws, steps, sum, lengths } = this.blocks;
    const { dimension: n, populationSize: size, address } = this;
    sum.view.fill(0);
    this.kernel((e) => {
      e.memberNormals(draws.address, 0, size, n, this.seed, this.stream, address);
      for (let k = 0; k < size; k++) {
        const row = 8 * n * k;
        e.displace(steps.address + row, sum.address, 1, lengths.address, draws.address + row, n);
      }
    });
  }

  protected write(member: number, out: number): void {
    const { centre, steps } = this.blocks;
    const n = this.dimension;
    this.kernel((e) => e.displace(out, centre.address, this.numbers.step!, 0, steps.address + 8 * n * member, n));
  }

  // The equations of CmaEs with the diagonal of C alone.
  protected update(): void {
    const { blocks, numbers, dimension: n, populationSize: size, constants } = this;
    const { draws, steps, sum, turned, weights, path, covariancePath, centre, variances } = blocks;
    const { pathRate, covariancePathRate, effectiveParents, expectedNorm, damping, parents } = constants;
    const { rankOneRate, rankManyRate } = constants;
    const byMember = weights.view.fill(0);
    const order = this.order;
    for (let k = 0; k < parents; k++) byMember[order[k]!] = constants.weights[k]!;
    const pathLength = this.kernel((e) => {
      e.transposedMultiplyVector(sum.address, draws.address, weights.address, size, n);
      e.blend(path.address, 1 - pathRate, Math.sqrt(pathRate * (2 - pathRate) * effectiveParents), sum.address, n);
      e.transposedMultiplyVector(sum.address, steps.address, weights.address, size, n);
      e.blend(centre.address, 1, numbers.step!, sum.address, n);
      e.squaredNorms(turned.address, path.address, 1, n);
      return Math.sqrt(turned.view[0]!);
    });
    numbers.pathBias! *= (1 - pathRate) * (1 - pathRate);
    const moving = pathLength / Math.sqrt(1 - numbers.pathBias!) < (1.4 + 2 / (n + 1)) * expectedNorm;
    const gain = moving ? Math.sqrt(covariancePathRate * (2 - covariancePathRate) * effectiveParents) : 0;
    const stalled = moving ? 0 : covariancePathRate * (2 - covariancePathRate);
    for (let k = 0; k < parents; k++) byMember[order[k]!]! *= rankManyRate;
    const keep = 1 + rankOneRate * stalled - rankOneRate - rankManyRate;
    const change = Math.min(1, (pathRate / damping) * (pathLength / expectedNorm - 1));
    this.kernel((e) => {
      e.blend(covariancePath.address, 1 - covariancePathRate, gain, sum.address, n);
      e.updateVariances(variances.address, n, keep, covariancePath.address, rankOneRate, steps.address, weights.address, size);
      numbers.step! *= e.exp(change);
    });
    this.#stagnation.add(numbers.generationLoss!);
    this.restored();
  }
}

/** c_1 and c_mu are (n + 2) / 3 times those of CMA-ES, together at most 1. */
function separableConstants(core: Core, n: number, populationSize: number | undefined): CmaConstants {
  const constants = cmaConstants(core, n, populationSize);
  const faster = (n + 2) / 3;
  const rankOneRate = Math.min(1, constants.rankOneRate * faster);
  return { ...constants, rankOneRate, rankManyRate: Math.min(1 - rankOneRate, constants.rankManyRate * faster) };
}
