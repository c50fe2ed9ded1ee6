import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { type CmaConstants, cmaConstants } from "./cma-constants.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { Stagnation } from "./stagnation.js";
import { EvolutionStrategy } from "./strategy.js";

export interface CmaEsOptions extends StrategyOptions {
  /** Standard deviation of the first generation; about a third of the distance to the optimum. */
  readonly stepSize: number;
  /** lambda; 4 + floor(3 ln n) when left out. */
  readonly populationSize?: number;
  /** Lets bad candidates shrink the covariance; true when left out. */
  readonly active?: boolean;
  /** "none": the covariance stays, only the step size adapts. "full" when left out. */
  readonly adapt?: "full" | "none";
  /** Covariance to start from, n by n row by row, positive definite; the identity when left out. */
  readonly covariance?: ArrayLike<number>;
}

export const cmaEsKeys = [...commonKeys, "stepSize", "populationSize", "active", "adapt", "covariance"] as const;

type Blocks =
  | "covariance"
  | "path"
  | "covariancePath"
  | "basis"
  | "lengths"
  | "transform"
  | "draws"
  | "steps"
  | "norms"
  | "sum"
  | "turned"
  | "copy"
  | "trial"
  | "eigenvalues"
  | "scratch";

/** Largest ratio of eigenvalues that a search goes on with. */
const LARGEST_CONDITION = 1e14;

/**
 * CMA-ES with cumulative step-size adaptation, rank-one, rank-mu and active updates (N. Hansen, arXiv:1604.00772): the first choice for up to
 * about 200 parameters. Memory 8 (5 n^2 + 2 lambda n) bytes; time per generation O(lambda n^2), and O(n^3) where the covariance is decomposed.
 */
export class CmaEs extends EvolutionStrategy<Blocks> {
  readonly name = "cma-es";
  readonly constants: CmaConstants;
  readonly #initialStep: number;
  readonly #adapts: boolean;
  /** Generations between decompositions. */
  readonly #interval: number;
  readonly #stagnation: Stagnation;

  constructor(core: Core, options: CmaEsOptions) {
    checkKeys("options", options, cmaEsKeys);
    const n = checkNumbers("start", options.start, undefined).length;
    const active = options.active ?? true;
    const constants = cmaConstants(core, n, options.populationSize, active);
    const size = constants.populationSize;
    super(core, options, size, {
      state: {
        covariance: n * n,
        path: n,
        covariancePath: n,
        basis: n * n,
        lengths: n,
        transform: n * n,
      },
      work: {
        draws: size * n,
        steps: size * n,
        norms: size,
        sum: n,
        turned: n,
        copy: n * n,
        trial: n * n,
        eigenvalues: n,
        scratch: 2 * n,
      },
    });
    this.constants = constants;
    this.#adapts = checkOneOf("adapt", options.adapt ?? "full", ["full", "none"] as const) === "full";
    this.#initialStep = checkNumber("stepSize", options.stepSize, { above: 0 });
    const speed = constants.rankOneRate + constants.rankManyRate;
    this.#interval = Math.max(1, Math.floor(1 / (10 * n * speed)));
    this.#stagnation = new Stagnation(this.numbers, 10 + Math.ceil((30 * n) / size));
    Object.assign(this.numbers, { step: this.#initialStep, pathBias: 1, decomposed: 0, failed: 0 });
    this.blocks.covariance.view.set(checkCovariance(options.covariance, n));
    if (!this.#decompose()) {
      this.dispose();
      throw new InputError("covariance", options.covariance, "a positive definite matrix");
    }
  }

  get stepSize(): number {
    const { lengths } = this.blocks;
    let sum = 0;
    for (const length of lengths.view) sum += length * length;
    return this.numbers.step! * Math.sqrt(sum / this.dimension);
  }

  /** Square roots of the eigenvalues of the covariance, ascending, step size included: the half-axes of the cloud of candidates. */
  get axes(): Float64Array {
    return this.blocks.lengths.view.map((length) => this.numbers.step! * length);
  }

  override get exhausted(): string | undefined {
    const { step, failed } = this.numbers;
    if (failed) return `the covariance's condition passed ${LARGEST_CONDITION}`;
    if (!Number.isFinite(step!)) return "the step size became infinite";
    if (this.stepSize < 1e-12 * this.#initialStep) return "the step size fell below 1e-12 of its start";
    if (this.#stagnation.flat) return "the best values of many generations agree to 1e-12";
    return undefined;
  }

  protected override prepare(): void {
    const { draws, steps, transform } = this.blocks;
    const { dimension: n, populationSize: size, address } = this;
    this.kernel((e) => {
      e.memberNormals(draws.address, 0, size, n, this.seed, this.stream, address);
      e.correlateRows(steps.address, transform.address, draws.address, size, n);
    });
  }

  protected write(member: number, out: number): void {
    const { centre, steps } = this.blocks;
    const n = this.dimension;
    this.kernel((e) => e.displace(out, centre.address, this.numbers.step!, 0, steps.address + 8 * n * member, n));
  }

  protected update(): void {
    const { blocks, numbers, dimension: n, populationSize: size, constants } = this;
    const { draws, steps, sum, turned, weights, path, covariancePath, basis, centre } = blocks;
    const { pathRate, covariancePathRate, effectiveParents, expectedNorm, damping, parents } = constants;
    const byMember = weights.view.fill(0);
    const order = this.order;
    for (let k = 0; k < parents; k++) byMember[order[k]!] = constants.weights[k]!;
    // m <- m + sigma y_w;  p_sigma <- (1 - c_sigma) p_sigma + sqrt(c_sigma (2 - c_sigma) mu_eff) C^(-1/2) y_w, where C^(-1/2) y_w = B z_w
    const pathLength = this.kernel((e) => {
      e.transposedMultiplyVector(sum.address, draws.address, weights.address, size, n);
      e.multiplyVector(turned.address, basis.address, sum.address, n, n);
      e.blend(path.address, 1 - pathRate, Math.sqrt(pathRate * (2 - pathRate) * effectiveParents), turned.address, n);
      e.transposedMultiplyVector(sum.address, steps.address, weights.address, size, n);
      e.blend(centre.address, 1, numbers.step!, sum.address, n);
      e.squaredNorms(turned.address, path.address, 1, n);
      return Math.sqrt(turned.view[0]!);
    });
    numbers.pathBias! *= (1 - pathRate) * (1 - pathRate);
    const moving = pathLength / Math.sqrt(1 - numbers.pathBias!) < (1.4 + 2 / (n + 1)) * expectedNorm;
    const gain = moving ? Math.sqrt(covariancePathRate * (2 - covariancePathRate) * effectiveParents) : 0;
    this.kernel((e) => e.blend(covariancePath.address, 1 - covariancePathRate, gain, sum.address, n));
    if (this.#adapts) this.#adapt(moving);
    // sigma <- sigma exp(min(1, (c_sigma / d_sigma) (|p_sigma| / E|N(0, I)| - 1)))
    const change = Math.min(1, (pathRate / damping) * (pathLength / expectedNorm - 1));
    numbers.step! *= this.kernel((e) => e.exp(change));
    this.#stagnation.add(numbers.generationLoss!);
    if (this.#adapts && this.generation + 1 - numbers.decomposed! >= this.#interval) {
      numbers.decomposed = this.generation + 1;
      if (!this.#decompose()) numbers.failed = 1;
    }
  }

  // C <- (1 + c_1 delta - c_1 - c_mu sum w) C + c_1 p_c p_c^T + c_mu sum w_i y_i y_i^T, negative w_i times n / |C^(-1/2) y_i|^2
  #adapt(moving: boolean): void {
    const { blocks, dimension: n, populationSize: size, constants } = this;
    const { covariance, covariancePath, steps, draws, weights, norms } = blocks;
    const { rankOneRate, rankManyRate, covariancePathRate } = constants;
    const stalled = moving ? 0 : covariancePathRate * (2 - covariancePathRate);
    this.kernel((e) => e.squaredNorms(norms.address, draws.address, size, n));
    const byMember = weights.view;
    const squares = norms.view;
    const order = this.order;
    let total = 0;
    for (let k = 0; k < size; k++) {
      const weight = constants.weights[k]!;
      const member = order[k]!;
      total += weight;
      byMember[member] = rankManyRate * (weight < 0 ? (weight * n) / squares[member]! : weight);
    }
    const keep = 1 + rankOneRate * stalled - rankOneRate - rankManyRate * total;
    this.kernel((e) =>
      e.updateCovariance(covariance.address, n, keep, covariancePath.address, rankOneRate, steps.address, weights.address, size),
    );
  }

  /** C = B D^2 B^T. Returns false, and keeps the last B and D, where C is too far from positive definite. */
  #decompose(): boolean {
    const { covariance, copy, trial, eigenvalues, scratch, basis, lengths, transform } = this.blocks;
    const n = this.dimension;
    copy.view.set(covariance.view);
    if (!covariance.view.every(Number.isFinite)) return false;
    const status = this.kernel((e) => e.symmetricEigen(copy.address, n, eigenvalues.address, trial.address, scratch.address));
    const values = eigenvalues.view;
    if (status !== 0 || !(values[0]! > 0) || values[n - 1]! > LARGEST_CONDITION * values[0]!) return false;
    basis.view.set(trial.view);
    lengths.view.set(values.map(Math.sqrt));
    this.kernel((e) => e.scaledTranspose(transform.address, basis.address, lengths.address, n));
    return true;
  }
}

function checkCovariance(given: ArrayLike<number> | undefined, n: number): Float64Array {
  if (given !== undefined) return Float64Array.from(checkNumbers("covariance", given, n * n));
  return Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
}
