import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { EvolutionStrategy } from "./strategy.js";

export interface OnePlusOneEsOptions extends StrategyOptions {
  /** Standard deviation of the first candidates. */
  readonly stepSize: number;
}

/**
 * (1+1)-ES: one candidate per generation, kept when it is not worse; the step size follows the one-fifth rule, sigma <- sigma exp((success - 1/5) / d)
 * with d = sqrt(n + 1) (the rule: I. Rechenberg 1973). For teaching, and for a few parameters.
 */
export class OnePlusOneEs extends EvolutionStrategy<"draw"> {
  readonly name = "one-plus-one-es";
  readonly #initialStep: number;

  constructor(core: Core, options: OnePlusOneEsOptions) {
    checkKeys("options", options, [...commonKeys, "stepSize"]);
    const stepSize = checkNumber("stepSize", options.stepSize, { above: 0 });
    super(core, options, 1, { work: { draw: options.start?.length ?? 0 } });
    this.#initialStep = stepSize;
    // The start itself is the first candidate.
    Object.assign(this.numbers, { step: stepSize, parentLoss: Number.POSITIVE_INFINITY });
  }

  get stepSize(): number {
    return this.numbers.step!;
  }

  override get exhausted(): string | undefined {
    if (!Number.isFinite(this.stepSize)) return "the step size became infinite";
    return this.stepSize < 1e-12 * this.#initialStep ? "the step size fell below 1e-12 of its start" : undefined;
  }

  protected write(_: number, out: number): void {
    const { draw, centre } = this.blocks;
    const n = this.dimension;
    const step = this.generation === 0 ? 0 : this.numbers.step!;
    this.kernel((e) => {
      e.memberNormals(draw.address, 0, 1, n, this.seed, this.stream, this.address);
      e.displace(out, centre.address, step, 0, draw.address, n);
    });
  }

  protected update(): void {
    const { numbers, blocks } = this;
    const loss = blocks.losses.view[0]!;
    const success = loss <= numbers.parentLoss!;
    if (success) {
      this.write(0, blocks.point.address);
      blocks.centre.view.set(blocks.point.view);
      numbers.parentLoss = loss;
    }
    if (this.generation === 0) return;
    const change = ((success ? 1 : 0) - 0.2) / Math.sqrt(this.dimension + 1);
    numbers.step! *= this.kernel((e) => e.exp(change));
  }
}
