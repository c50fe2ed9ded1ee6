import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { SnapshotError } from "../../core/errors.js";
import { checkSeed, RandomStream } from "../../random/stream.js";
import { childStream } from "../../random/substream.js";
import { checkBounds } from "./bounds.js";
import { defaultPopulation } from "./cma-constants.js";
import { CmaEs, type CmaEsOptions, cmaEsKeys } from "./cma-es.js";
import type { Goal, Strategy } from "./contract.js";
import type { SamplerState } from "./sampler.js";
import {
  checkState,
  originalOptions,
  plainOptions,
  readNumbers,
  readVector,
  STATE_FORMAT,
  STATE_VERSION,
  type StrategyState,
  storeNumbers,
  storeVector,
} from "./state.js";

export interface RestartedCmaEsOptions extends CmaEsOptions {
  /**
   * - "ipop": each run has twice as many candidates (A. Auger and N. Hansen, CEC 2005)
   * - "bipop" (when left out): such runs, and between them small ones of random size and step that take as many evaluations (N. Hansen, GECCO 2009)
   */
  readonly restarts?: "ipop" | "bipop";
  /** Runs with twice as many candidates; 9 when left out. */
  readonly maximumDoublings?: number;
}

/**
 * CMA-ES that starts again elsewhere whenever a run can go no further: for functions with many local optima. Where all bounds are finite the new
 * start is uniform in the box, otherwise normal around `start` with the deviation `stepSize`.
 */
export class RestartedCmaEs implements Strategy {
  readonly name = "restarted-cma-es";
  readonly goal: Goal;
  readonly #core: Core;
  readonly #options: RestartedCmaEsOptions;
  readonly #stream: bigint;
  readonly #bipop: boolean;
  readonly #most: number;
  readonly #best: Float64Array;
  #inner: CmaEs;
  readonly #numbers: Record<string, number> = {
    run: 0,
    doublings: 0,
    small: 0,
    largeEvaluations: 0,
    smallEvaluations: 0,
    generation: 0,
    evaluations: 0,
    notFinite: 0,
    bestValue: Number.NaN,
  };

  constructor(core: Core, options: RestartedCmaEsOptions) {
    checkKeys("options", options, [...cmaEsKeys, "restarts", "maximumDoublings"]);
    this.#bipop = checkOneOf("restarts", options.restarts ?? "bipop", ["ipop", "bipop"] as const) === "bipop";
    this.#most = checkNumber("maximumDoublings", options.maximumDoublings ?? 9, { min: 0, max: 20, integer: true });
    this.#core = core;
    this.#options = options;
    this.#stream = childStream(core, checkSeed("seed", options.seed), checkSeed("stream", options.stream ?? 0), "restarts");
    this.#inner = new CmaEs(core, this.#first());
    this.#best = Float64Array.from(options.start);
    this.goal = this.#inner.goal;
  }

  get dimension(): number {
    return this.#inner.dimension;
  }
  /** That of the present run. */
  get populationSize(): number {
    return this.#inner.populationSize;
  }
  get generation(): number {
    return this.#numbers.generation!;
  }
  get evaluations(): number {
    return this.#numbers.evaluations!;
  }
  get notFinite(): number {
    return this.#numbers.notFinite!;
  }
  get bestValue(): number {
    return this.#numbers.bestValue!;
  }
  get best(): Float64Array {
    return this.#best.slice();
  }
  /** That of the present run. */
  get mean(): Float64Array {
    return this.#inner.mean;
  }
  get stepSize(): number {
    return this.#inner.stepSize;
  }
  /** Runs begun, the first included. */
  get runs(): number {
    return this.#numbers.run! + 1;
  }
  get exhausted(): string | undefined {
    const reason = this.#inner.exhausted;
    return reason && `${reason}, after ${this.runs} runs`;
  }

  ask(): Float64Array[] {
    return this.#inner.ask();
  }

  candidate(member: number): Float64Array {
    return this.#inner.candidate(member);
  }

  trials(member: number): RandomStream {
    return this.#inner.trials(member);
  }

  tell(values: ArrayLike<number>): void {
    const missing = this.#inner.notFinite;
    this.#inner.tell(values);
    const numbers = this.#numbers;
    const size = values.length;
    numbers.generation! += 1;
    numbers.evaluations! += size;
    numbers.notFinite! += this.#inner.notFinite - missing;
    numbers[numbers.small ? "smallEvaluations" : "largeEvaluations"]! += size;
    const value = this.#inner.bestValue;
    const better = this.goal === "minimize" ? value < numbers.bestValue! : value > numbers.bestValue!;
    if (better || (Number.isNaN(numbers.bestValue) && !Number.isNaN(value))) {
      numbers.bestValue = value;
      this.#best.set(this.#inner.best);
    }
    // A small run has no more than half of what the large ones took.
    const spent = numbers.small && this.#inner.evaluations > numbers.largeEvaluations! / 2;
    if (this.#inner.exhausted || spent) this.#restart();
  }

  log(): string {
    return `run ${this.runs} of ${this.populationSize} candidates, best of all ${this.bestValue}: ${this.#inner.log()}`;
  }

  save(): StrategyState {
    return {
      format: STATE_FORMAT,
      version: STATE_VERSION,
      core: this.#core.hash,
      strategy: this.name,
      options: plainOptions(this.#options),
      numbers: storeNumbers(this.#numbers),
      vectors: { best: storeVector(this.#best) },
      inner: this.#inner.save(),
    };
  }

  /** That of the present run. */
  sampler(): SamplerState {
    return this.#inner.sampler();
  }

  /** Takes over a state of a strategy with the same options. @internal */
  restore(state: StrategyState): void {
    checkState(state, this.#core.hash);
    if (!state.inner) throw new SnapshotError("This state is damaged: the strategy inside is missing.");
    Object.assign(this.#numbers, readNumbers(state.numbers, Object.keys(this.#numbers)));
    readVector(state.vectors, "best", this.#best);
    this.#replace(originalOptions(state.inner.options) as CmaEsOptions);
    this.#inner.restore(state.inner);
  }

  dispose(): void {
    this.#inner.dispose();
  }

  #first(): CmaEsOptions {
    const { restarts: _, maximumDoublings: __, ...options } = this.#options;
    return options;
  }

  #restart(): void {
    const numbers = this.#numbers;
    const first = this.#first();
    const usual = first.populationSize ?? defaultPopulation(this.#core, this.dimension);
    const small = this.#bipop && numbers.run! > 0 && numbers.smallEvaluations! < numbers.largeEvaluations!;
    if (!small && numbers.doublings! >= this.#most) return; // exhausted for good
    numbers.run! += 1;
    const stream = BigInt.asUintN(64, this.#stream + BigInt(numbers.run!));
    const random = new RandomStream(this.#core, { seed: first.seed, stream });
    numbers.small = small ? 1 : 0;
    if (!small) numbers.doublings! += 1;
    const largest = usual * (1 << numbers.doublings!);
    const start = this.#newStart(random);
    const common = { ...first, stream, start };
    if (!small) {
      this.#replace({ ...common, populationSize: largest });
      return;
    }
    // lambda_s = floor(lambda (lambda_l / (2 lambda))^(U^2)),  sigma_s = sigma 10^(-2 U)
    const [u, v] = random.uniforms(2) as unknown as [number, number];
    const [size, step] = this.#core.call((e) => [
      Math.floor(usual * e.exp(u * u * e.log(Math.max(1, largest / (2 * usual))))),
      first.stepSize * e.exp(-2 * v * e.log(10)),
    ]) as [number, number];
    this.#replace({ ...common, populationSize: size, stepSize: step });
  }

  #newStart(random: RandomStream): Float64Array {
    const { bounds, start, stepSize } = this.#options;
    const box = checkBounds(bounds, start);
    if (box?.lower.every(Number.isFinite) && box.upper.every(Number.isFinite)) {
      return random.uniforms(start.length).map((u, i) => box.lower[i]! + u * (box.upper[i]! - box.lower[i]!));
    }
    return random.normals(start.length).map((z, i) => {
      const x = start[i]! + stepSize * z;
      return box ? Math.min(box.upper[i]!, Math.max(box.lower[i]!, x)) : x;
    });
  }

  #replace(options: CmaEsOptions): void {
    const next = new CmaEs(this.#core, options);
    this.#inner.dispose();
    this.#inner = next;
  }
}
