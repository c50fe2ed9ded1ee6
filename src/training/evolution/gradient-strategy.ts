import { checkNumber, checkNumbers, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { Block } from "../../core/memory.js";
import { commonKeys, type StrategyOptions } from "./contract.js";
import { Optimiser, type OptimiserOptions } from "./optimiser.js";
import { centre, nesUtilities, type Shaping, shapings, shareUtilities } from "./shaping.js";
import { EvolutionStrategy } from "./strategy.js";

/** Options of the strategies that estimate a gradient and hand it to an optimiser. */
export interface GradientStrategyOptions extends StrategyOptions {
  /** Standard deviation of the candidates, sigma; 0.02 to 0.1 suits weights of networks. */
  readonly stepSize: number;
  /** lambda, even where candidates come in mirrored pairs; 32 when left out. */
  readonly populationSize?: number;
  readonly shaping?: Shaping;
  readonly optimiser?: OptimiserOptions;
}

export const gradientKeys = [...commonKeys, "stepSize", "populationSize", "shaping", "optimiser"] as const;

interface Defaults {
  readonly shaping: Shaping;
  readonly optimiser: OptimiserOptions;
  /** Whether candidates are pairs on opposite sides of the centre. */
  readonly mirrored: boolean;
}

const unsampled: readonly string[] = ["gradient", "first", "second", "surrogates"];

type Blocks = "gradient" | "draw" | "first" | "second";

/**
 * Candidates around a centre; an estimate of the gradient of the smoothed loss E[f(x + sigma z)] from their values; a step of an optimiser.
 * Draws are made again and not kept: memory O(n + lambda).
 */
export abstract class GradientStrategy<K extends string = never> extends EvolutionStrategy<Blocks | K> {
  protected readonly sigma: number;
  protected readonly shaping: Shaping;
  protected readonly mirrored: boolean;
  /** Multiplies the optimiser's rate: for schedules, whose owner sets it before each `tell`. Not part of the state. */
  rateScale = 1;
  readonly #optimiser: Optimiser;
  readonly #utilities: Float64Array;
  /** Which draw the block `draw` holds. */
  #drawn = { generation: -1, number: -1 };

  /** @internal */
  constructor(
    core: Core,
    options: GradientStrategyOptions,
    defaults: Defaults,
    extra: { state?: Partial<Record<K, number>>; work?: Partial<Record<K, number>> } = {},
  ) {
    const sigma = checkNumber("stepSize", options.stepSize, { above: 0 });
    const shaping = checkOneOf("shaping", options.shaping ?? defaults.shaping, shapings);
    const n = checkNumbers("start", options.start, undefined).length;
    const size = checkNumber("populationSize", options.populationSize ?? 32, { min: 2, integer: true });
    if (defaults.mirrored && size % 2 !== 0) throw new InputError("populationSize", size, "even: candidates come in pairs");
    super(core, options, size, {
      state: { first: n, second: n, gradient: n, ...extra.state } as Partial<Record<Blocks | K, number>>,
      work: { draw: n, ...extra.work } as Partial<Record<Blocks | K, number>>,
    });
    this.sigma = sigma;
    this.shaping = shaping;
    this.mirrored = defaults.mirrored;
    this.#optimiser = new Optimiser(core, options.optimiser ?? defaults.optimiser, this.numbers);
    this.#utilities = nesUtilities(core, size);
  }

  get stepSize(): number {
    return this.sigma;
  }

  /** The last estimate, of the shaped loss (lower is better). A copy. */
  get gradient(): Float64Array {
    return this.own("gradient").view.slice();
  }

  override get exhausted(): string | undefined {
    return this.blocks.centre.view.every(Number.isFinite) ? undefined : "the parameters became infinite";
  }

  /** Writes the gradient from `shaped` losses by member into the block `gradient`. Members to leave out are NaN. */
  protected abstract estimate(shaped: Float64Array): void;

  protected write(member: number, out: number): void {
    const { centre: at } = this.blocks;
    const draw = this.drawOf(member);
    this.kernel((e) => e.displace(out, at.address, this.signOf(member) * this.sigma, 0, draw, this.dimension));
  }

  protected update(): void {
    const shaped = this.#shape();
    if (this.blocks.losses.view.every(Number.isNaN)) return; // nothing was learnt
    this.estimate(shaped);
    this.#optimiser.step(this.blocks.centre, this.own("gradient"), this.own("first"), this.own("second"), this.rateScale);
  }

  /** Neither the last estimate nor the optimiser's memory is needed to draw candidates. */
  protected override sampled(): ReturnType<EvolutionStrategy<Blocks | K>["sampled"]> {
    return super.sampled().filter((name) => !unsampled.includes(name));
  }

  /** Number of the draw that `member` uses: that of its pair where they are mirrored. */
  protected drawNumber(member: number): number {
    return this.mirrored ? member >> 1 : member;
  }

  protected signOf(member: number): number {
    return this.mirrored && member % 2 === 1 ? -1 : 1;
  }

  /** The draw of `member`, made unless it is the last one made; returns its address. */
  protected drawOf(member: number): number {
    const { address } = this.own("draw");
    const number = this.drawNumber(member);
    if (this.#drawn.generation === this.generation && this.#drawn.number === number) return address;
    this.kernel((e) => e.memberNormals(address, number, 1, this.dimension, this.seed, this.stream, this.address));
    this.#drawn = { generation: this.generation, number };
    return address;
  }

  /** gradient = sum over draws of weight times z. */
  protected sumDraws(weights: Float64Array): void {
    const gradient = this.own("gradient");
    this.blocks.weights.view.set(weights);
    this.kernel((e) =>
      e.sumDraws(
        gradient.address,
        this.blocks.weights.address,
        weights.length,
        this.dimension,
        this.seed,
        this.stream,
        this.address,
      ),
    );
  }

  /** (F+ - F-) of each pair; 0 where one of them is missing. */
  protected differences(shaped: Float64Array): Float64Array {
    return Float64Array.from({ length: shaped.length / 2 }, (_, p) => {
      const difference = shaped[2 * p]! - shaped[2 * p + 1]!;
      return Number.isNaN(difference) ? 0 : difference;
    });
  }

  /** One of the vectors of this class, whatever those of the subclass. @internal */
  protected own(name: Blocks): Block<"f64"> {
    return (this.blocks as Readonly<Record<Blocks, Block<"f64">>>)[name];
  }

  /** Losses as ranks or utilities; unshaped ones that are not finite as NaN. */
  #shape(): Float64Array {
    const { ranks, losses } = this.blocks;
    if (this.shaping === "centered-ranks") return centre(ranks.view);
    if (this.shaping === "nes-utilities") return shareUtilities(this.#utilities, ranks.view, this.order).map((u) => -u);
    return losses.view.map((loss) => (Number.isFinite(loss) ? loss : Number.NaN));
  }
}
