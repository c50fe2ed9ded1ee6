import { checkKeys, checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import type { Seed } from "../../random/stream.js";
import type { Strategy } from "../evolution/contract.js";
import { GradientStrategy } from "../evolution/gradient-strategy.js";
import { GuidedEs } from "../evolution/guided-es.js";
import { createStrategy } from "../evolution/registry.js";
import type { StrategyState } from "../evolution/state.js";
import type { EvolutionStrategy } from "../evolution/strategy.js";
import { gather, scatter } from "../population/evaluate.js";
import type { PopulationRequest, PopulationValues } from "../population/request.js";
import type { Tensor, TrainingProblem } from "../problem.js";
import { checkWant, type Want } from "./gradients.js";
import type { Group, GroupAnswer, GroupState, IterationContext } from "./group.js";
import type { PopulationGroupOptions } from "./options.js";
import { packVectors, strategyState, unpackVectors } from "./strategy-state.js";

type Restorable = Strategy & Pick<EvolutionStrategy, "restore">;

/** Tensors that an evolution strategy trains. */
export class PopulationGroup implements Group {
  readonly method: string;
  readonly tensors: readonly Tensor[];
  readonly schedule: PopulationGroupOptions["schedule"];
  readonly want: Want | undefined;
  readonly gradientNorm = undefined;
  notFinite = 0;
  usable: boolean | undefined;
  measured: { loss: number; accuracy: number } | undefined;
  readonly #core: Core;
  readonly #problem: TrainingProblem;
  readonly #strategy: Restorable;
  readonly #penalty: number;
  #values: PopulationValues | undefined;
  /** State before this iteration's guide. */
  #unguided: StrategyState | undefined;

  /** Errors: InputError, MemoryError. */
  constructor(
    core: Core,
    problem: TrainingProblem,
    options: PopulationGroupOptions,
    tensors: readonly Tensor[],
    start: Float64Array,
    random: { readonly seed: Seed; readonly stream: number },
  ) {
    const { method, tensors: _, penalty, guide, schedule, ...rest } = options;
    this.#core = core;
    this.#problem = problem;
    this.method = method;
    this.tensors = tensors;
    this.schedule = schedule;
    this.#penalty = checkNumber("penalty", penalty ?? 0, { min: 0 });
    if (method === "guided-es") {
      const { method: way = "truncated-backpropagation", ...given } = guide ?? {};
      checkKeys("guide", given, ["window", "checkpoints", "cost"]);
      this.want = checkWant(way, tensors, given, "guide.");
    } else if (guide !== undefined) checkKeys("options", { guide }, []);
    const given = { ...rest, goal: "minimize", start: gather(start, tensors), ...random };
    this.#strategy = createStrategy(core, method, given as never) as Restorable;
  }

  get cost(): number {
    return this.#strategy.populationSize;
  }
  get sigma(): number {
    return this.#strategy.stepSize;
  }
  get exhausted(): string | undefined {
    return this.#strategy.exhausted;
  }

  *estimate({ parameters, batch, gradients }: IterationContext): Generator<PopulationRequest, void, GroupAnswer> {
    const strategy = this.#strategy;
    if (strategy instanceof GuidedEs && this.want) {
      const surrogate = gather(gradients.of(this.want).gradient, this.tensors);
      this.#unguided = strategy.save();
      // A direction of partly unknown entries still guides; one of none does not change those before it.
      if (surrogate.some((value) => Number.isFinite(value) && value !== 0))
        strategy.guide(surrogate.map((value) => (Number.isFinite(value) ? value : 0)));
    }
    const values = yield {
      problem: this.#problem.description,
      parameters,
      tensors: this.tensors.map(({ offset, length }) => ({ offset, length })),
      sampler: strategy.sampler(),
      batch,
      size: strategy.populationSize,
    };
    this.#values = values as PopulationValues;
  }

  /** Candidate `member` of the present generation. */
  candidate(member: number): Float64Array {
    return this.#strategy.candidate(member);
  }

  undo(): void {
    if (this.#unguided) this.#strategy.restore(this.#unguided);
    this.#unguided = undefined;
  }

  apply(parameters: Float64Array, factor: number): void {
    const strategy = this.#strategy;
    const { losses, accuracies } = this.#values!;
    this.#unguided = undefined;
    this.notFinite = 0;
    let [sum, right] = [0, 0];
    // Infinite losses count as NaN: the worst rank, and no weight where losses are not ranked.
    const told = losses.map((loss, member) => {
      if (!Number.isFinite(loss)) {
        this.notFinite += 1;
        return Number.NaN;
      }
      sum += loss;
      right += accuracies[member]!;
      return this.#penalty > 0 ? loss + this.#penalty * meanSquare(strategy.candidate(member)) : loss;
    });
    const count = losses.length - this.notFinite;
    this.usable = count > 0;
    this.measured = { loss: count > 0 ? sum / count : Number.NaN, accuracy: count > 0 ? right / count : Number.NaN };
    if (strategy instanceof GradientStrategy) strategy.rateScale = factor;
    strategy.tell(told);
    scatter(strategy.mean, this.tensors, parameters);
  }

  save(): GroupState {
    const { numbers, vectors, inner } = this.#strategy.save();
    return {
      numbers,
      vectors: { ...unpackVectors(vectors), ...unpackVectors(inner?.vectors ?? {}, "inner/") },
      ...(inner ? { inner: { options: inner.options, numbers: inner.numbers } } : {}),
    };
  }

  restore({ numbers, vectors, inner }: GroupState): void {
    const state = (name: string, given: Pick<StrategyState, "options" | "numbers">, within: boolean) =>
      strategyState(this.#core, name, { ...given, vectors: packVectors(vectors, within ? "inner/" : "") });
    const within = inner && state("cma-es", inner, true);
    this.#strategy.restore({ ...state(this.method, { options: {}, numbers }, false), ...(within ? { inner: within } : {}) });
  }

  dispose(): void {
    this.#strategy.dispose();
  }
}

function meanSquare(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return sum / values.length;
}
