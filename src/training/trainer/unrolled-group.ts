import { checkKeys } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { SnapshotError } from "../../core/errors.js";
import type { Seed } from "../../random/stream.js";
import { readNumbers, storeNumbers } from "../evolution/state.js";
import { createUnrolledStrategy } from "../evolution/unrolled/registry.js";
import type { UnrolledStrategy } from "../evolution/unrolled/unrolled-strategy.js";
import { gather, scatter } from "../population/evaluate.js";
import type { StretchRequest } from "../population/stretches.js";
import type { StretchEvaluation, Tensor, TrainingProblem, TrialsState } from "../problem.js";
import { trialBatch, truncationsOf, unrolledOf } from "../unrolled-objective.js";
import type { Group, GroupAnswer, GroupState, IterationContext } from "./group.js";
import { type UnrolledGroupOptions, unrolledGroupKeys } from "./options.js";
import { packVectors, strategyState, unpackVectors } from "./strategy-state.js";

/** A particle within a trial. */
interface Particle {
  readonly state: TrialsState;
  /** Accuracy of the trial so far. */
  readonly accuracy: number;
}

/** What a group of this kind needs of its trainer. */
export interface UnrolledContext {
  readonly seed: Seed;
  readonly stream: number;
  readonly batches: number | undefined;
}

/** Tensors that a strategy for long trials trains: each iteration takes its particles one truncation further. */
export class UnrolledGroup implements Group {
  readonly method: string;
  readonly tensors: readonly Tensor[];
  readonly schedule: UnrolledGroupOptions["schedule"];
  readonly want = undefined;
  readonly gradientNorm = undefined;
  notFinite = 0;
  usable: boolean | undefined;
  readonly #core: Core;
  readonly #context: UnrolledContext;
  readonly #problem: TrainingProblem;
  readonly #strategy: UnrolledStrategy;
  readonly #truncation: number;
  /** Steps of a trial. */
  readonly #steps: number;
  #particles: readonly (Particle | undefined)[];
  /** Mean over the trials that ended last; NaN before the first. */
  #trialAccuracy = Number.NaN;
  #results: readonly StretchEvaluation[] = [];

  /** Errors: InputError, MemoryError. */
  constructor(
    core: Core,
    problem: TrainingProblem,
    options: UnrolledGroupOptions,
    tensors: readonly Tensor[],
    start: Float64Array,
    context: UnrolledContext,
  ) {
    checkKeys("options", options, unrolledGroupKeys);
    const { method, tensors: _, schedule, truncation, ...rest } = options;
    this.#core = core;
    this.#context = context;
    this.#problem = problem;
    const unrolled = unrolledOf(problem, "method");
    this.method = method;
    this.tensors = tensors;
    this.schedule = schedule;
    this.#truncation = truncation;
    const trialTruncations = truncationsOf(unrolled, truncation);
    this.#steps = unrolled.lossSteps.at(-1)!;
    const { seed, stream } = context;
    const own = { goal: "minimize", start: gather(start, tensors), seed, stream, trialTruncations } as const;
    this.#strategy = createUnrolledStrategy(core, method, { ...rest, ...own });
    this.#particles = new Array<undefined>(this.#strategy.populationSize).fill(undefined);
  }

  /** Of whole trials. */
  get cost(): number {
    const left = this.#particles.map((particle) => this.#steps - (particle?.state.step ?? 0));
    return left.reduce((sum, steps) => sum + Math.min(steps, this.#truncation), 0) / this.#steps;
  }
  get sigma(): number {
    return this.#strategy.stepSize;
  }
  get exhausted(): string | undefined {
    return this.#strategy.exhausted;
  }
  /** Of the whole trials that ended last. */
  get measured(): Group["measured"] {
    return { loss: this.#strategy.trialLoss, accuracy: this.#trialAccuracy };
  }
  get awaitsLoss(): boolean {
    return Number.isNaN(this.#strategy.trialLoss);
  }

  *estimate({ parameters }: IterationContext): Generator<StretchRequest, void, GroupAnswer> {
    const { seed, batches } = this.#context;
    const results = yield {
      problem: this.#problem.description,
      parameters,
      tensors: this.tensors.map(({ offset, length }) => ({ offset, length })),
      steps: this.#truncation,
      particles: this.#particles.map((particle, member) => ({
        candidate: this.#strategy.candidate(member),
        batch: trialBatch(this.#strategy.trial(member), seed, batches),
        state: particle?.state,
      })),
    };
    this.#results = results as readonly StretchEvaluation[];
  }

  undo(): void {
    this.#results = [];
  }

  apply(parameters: Float64Array, factor: number): void {
    const strategy = this.#strategy;
    const results = this.#results;
    const before = strategy.notFinite;
    strategy.rateScale = factor;
    const finished = results.map(({ state }) => state.step >= this.#steps);
    strategy.tell(
      results.map(({ loss }) => loss),
      finished,
    );
    this.notFinite = strategy.notFinite - before;
    const told = (member: number) => [member, member ^ 1].every((side) => Number.isFinite(results[side]!.loss));
    this.usable = results.some((_, member) => told(member));
    const after = results.map(({ state, accuracy = Number.NaN }, member): Particle => {
      return { state, accuracy: (this.#particles[member]?.accuracy ?? 0) + accuracy };
    });
    const ended = after.filter((_, member) => finished[member] && told(member));
    if (ended.length > 0) this.#trialAccuracy = ended.reduce((sum, { accuracy }) => sum + accuracy, 0) / ended.length;
    this.#particles = after.map((particle, member) => (strategy.trial(member).truncation > 0 ? particle : undefined));
    this.#results = [];
    scatter(strategy.mean, this.tensors, parameters);
  }

  save(): GroupState {
    const { numbers, vectors } = this.#strategy.save();
    const particles = this.#particles.flatMap((particle, member): [string, Float64Array][] =>
      particle
        ? [[`particles/${member}`, Float64Array.of(particle.accuracy, particle.state.step, ...particle.state.values)]]
        : [],
    );
    return {
      numbers: { ...numbers, ...storeNumbers({ trialAccuracy: this.#trialAccuracy }) },
      vectors: { ...unpackVectors(vectors), ...Object.fromEntries(particles) },
    };
  }

  restore({ numbers, vectors }: GroupState): void {
    this.#strategy.restore(strategyState(this.#core, this.method, { options: {}, numbers, vectors: packVectors(vectors) }));
    this.#trialAccuracy = readNumbers(numbers, ["trialAccuracy"]).trialAccuracy!;
    this.#particles = this.#particles.map((_, member) => {
      if (this.#strategy.trial(member).truncation === 0) return undefined;
      const kept = vectors[`particles/${member}`];
      if (!(kept && kept.length > 2))
        throw new SnapshotError(`This checkpoint is damaged: particle ${member} is in a trial and has no state.`);
      return { accuracy: kept[0]!, state: { step: kept[1]!, values: kept.slice(2) } };
    });
  }

  dispose(): void {
    this.#strategy.dispose();
  }
}
