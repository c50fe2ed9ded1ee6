import { checkKeys, checkNumber, checkNumbers } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { type CmaConstants, cmaConstants, defaultPopulation } from "./cma-constants.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { Stagnation } from "./stagnation.js";
import { EvolutionStrategy } from "./strategy.js";

export interface LimitedMemoryMaEsOptions extends StrategyOptions {
  /** Standard deviation of the first generation. */
  readonly stepSize: number;
  /** lambda; 4 + floor(3 ln n) when left out. */
  readonly populationSize?: number;
  /** Direction vectors kept, m; 4 + floor(3 ln n) when left out. */
  readonly memory?: number;
}

type Blocks = "path" | "vectors" | "rates" | "draws" | "steps" | "sum" | "norm";

/**
 * LM-MA-ES (I. Loshchilov, T. Glasmachers and H.-G. Beyer, IEEE Transactions on Evolutionary Computation 23, 2019): a covariance of m
 * directions, for thousands of parameters that depend on each other. Memory 8 (m + 2 lambda) n bytes; time per generation O(lambda m n).
 */
export class LimitedMemoryMaEs extends EvolutionStrategy<Blocks> {
  readonly name = "limited-memory-ma-es";
  readonly #initialStep: number;
  readonly #constants: CmaConstants;
  readonly #memory: number;
  readonly #pathRate: number;
  readonly #vectorRates: Float64Array;
  readonly #stagnation: Stagnation;

  constructor(core: Core, options: LimitedMemoryMaEsOptions) {
    checkKeys("options", options, [...commonKeys, "stepSize", "populationSize", "memory"]);
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    const n = checkNumbers("start", options.start, undefined).length;
    const constants = cmaConstants(core, n, options.populationSize);
    const memory = checkNumber("memory", options.memory ?? defaultPopulation(core, n), { min: 1, integer: true });
    const size = constants.populationSize;
    super(core, options, size, {
      state: { path: n, vectors: memory * n },
      work: { rates: memory, draws: size * n, steps: size * n, sum: n, norm: 1 },
    });
    this.#constants = constants;
    this.#memory = memory;
    this.#initialStep = stepSize;
    // c_sigma = 2 lambda / n and c_cj = lambda / (4^(j-1) n), for n well above lambda; below that they are held at 1/2 and 1.
    this.#pathRate = Math.min(0.5, (2 * size) / n);
    this.#vectorRates = new Float64Array(memory);
    const rates = this.blocks.rates.view; // c_dj = 1 / (1.5^(j-1) n)
    for (let j = 0, slow = 1, fast = 1; j < memory; j++, slow *= 1.5, fast *= 4) {
      rates[j] = 1 / (slow * n);
      this.#vectorRates[j] = Math.min(1, size / (fast * n));
    }
    this.#stagnation = new Stagnation(this.numbers, 10 + Math.ceil((30 * n) / size));
    Object.assign(this.numbers, { step: stepSize });
  }

  get stepSize(): number {
    return this.numbers.step!;
  }

  override get exhausted(): string | undefined {
    if (!Number.isFinite(this.stepSize)) return "the step size became infinite";
    if (this.stepSize < 1e-12 * this.#initialStep) return "the step size fell below 1e-12 of its start";
    if (this.#stagnation.flat) return "the best values of many generations agree to 1e-12";
    return undefined;
  }

  protected override prepare(): void {
    const { draws, steps, vectors, rates } = this.blocks;
    const { dimension: n, populationSize: size, address } = this;
    const used = Math.min(this.generation, this.#memory);
    this.kernel((e) => {
      e.memberNormals(draws.address, 0, size, n, this.seed, this.stream, address);
      e.memberNormals(steps.address, 0, size, n, this.seed, this.stream, address);
      e.turnByMemory(steps.address, size, n, vectors.address, rates.address, used);
    });
  }

  protected write(member: number, out: number): void {
    const { centre, steps } = this.blocks;
    const n = this.dimension;
    this.kernel((e) => e.displace(out, centre.address, this.numbers.step!, 0, steps.address + 8 * n * member, n));
  }

  // p <- (1 - c_sigma) p + sqrt(mu_eff c_sigma (2 - c_sigma)) z_w;  m_j <- (1 - c_cj) m_j + sqrt(mu_eff c_cj (2 - c_cj)) z_w
  // sigma <- sigma exp((c_sigma / 2) (|p|^2 / n - 1))
  protected update(): void {
    const { blocks, numbers, dimension: n, populationSize: size } = this;
    const { draws, steps, sum, weights, path, vectors, centre, norm } = blocks;
    const { parents, effectiveParents, weights: byRank } = this.#constants;
    const rate = this.#pathRate;
    const byMember = weights.view.fill(0);
    const order = this.order;
    for (let k = 0; k < parents; k++) byMember[order[k]!] = byRank[k]!;
    this.kernel((e) => {
      e.transposedMultiplyVector(sum.address, steps.address, weights.address, size, n);
      e.blend(centre.address, 1, numbers.step!, sum.address, n);
      e.transposedMultiplyVector(sum.address, draws.address, weights.address, size, n);
      e.blend(path.address, 1 - rate, Math.sqrt(effectiveParents * rate * (2 - rate)), sum.address, n);
      this.#vectorRates.forEach((c, j) => {
        e.blend(vectors.address + 8 * n * j, 1 - c, Math.sqrt(effectiveParents * c * (2 - c)), sum.address, n);
      });
      e.squaredNorms(norm.address, path.address, 1, n);
      numbers.step! *= e.exp(Math.min(1, (rate / 2) * (norm.view[0]! / n - 1)));
    });
    this.#stagnation.add(numbers.generationLoss!);
  }
}
