import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import type { Checkpoint } from "../checkpoints/checkpoint.js";
import { allOf } from "../population/evaluate.js";
import type { Batch, Evaluation, TrainingProblem, TrialSet } from "../problem.js";
import { TrainingAbortError } from "./abort-error.js";
import { type CheckedOptions, checkOptions } from "./check.js";
import { evaluateOver, evaluateStepwise } from "./evaluation.js";
import { Exclusive } from "./exclusive.js";
import { costOfWants, norm, wantsOf } from "./gradients.js";
import type { Group, GroupAnswer } from "./group.js";
import { makeGroups } from "./groups.js";
import type { HistoryRow } from "./history.js";
import { type Asked, isBare, iterate } from "./iteration.js";
import { changesOf, lengthOfAll, meanEvaluation, obstacleOf, turnsInVain } from "./measures.js";
import type { TrainerOptions } from "./options.js";
import { logLine, progressOf, type TrainingProgress } from "./progress.js";
import { Saver, type TrainingResult, type TrainingRunAsyncOptions, type TrainingRunOptions, turnTaker } from "./run.js";
import { type TrainerCounters, writeTrainer } from "./save.js";
import { newScheduleState, observeLoss, type ScheduleState, scheduleFactor } from "./schedule.js";
import { addRuns, judge, type Standing, secondsLeft, type TrainingStopConditions, type TrainingStopped } from "./stop.js";

/** The parameters of the lowest validation loss. */
export interface BestParameters {
  readonly parameters: Float64Array;
  readonly loss: number;
  /** Iterations done when they were found. */
  readonly iteration: number;
}

/**
 * Trains the tensors of a problem, each by the method of its group. Made by createTrainer. One iteration, in this order:
 *
 * 1. The batch: number `iteration` of the training set. All groups and all candidates see the same trials, but for particles within
 *    long trials, which are each in one of their own.
 * 2. Every active group, in the order of `groups`, estimates at the parameters of the beginning: gradients (one run for all groups that ask
 *    for the same), or the losses of a generation of candidates.
 * 3. Every active group, in the same order, moves its own tensors.
 * 4. Read-outs are solved, at the parameters that this gave.
 * 5. Validation, where it is due; the schedule sees its loss (or, without validation, that of the iteration).
 *
 * An iteration that is aborted, or fails in any of these steps, changes nothing.
 */
export class Trainer {
  readonly problem: TrainingProblem;
  readonly options: TrainerOptions;
  readonly #core: Core;
  readonly #checked: CheckedOptions;
  readonly #owned: boolean;
  readonly #groups: readonly Group[];
  readonly #schedules: readonly ScheduleState[];
  readonly #initial: Float64Array;
  #parameters: Float64Array;
  #best: BestParameters | undefined;
  #history: HistoryRow[] = [];
  #counters: TrainerCounters = {
    iteration: 0,
    evaluations: 0,
    seconds: 0,
    lowest: Number.POSITIVE_INFINITY,
    lowestAt: 0,
    notFinite: 0,
    unusable: [],
  };
  readonly #turn = new Exclusive("trainer", "busy with an iteration", "one that no other run is using");
  #disposed = false;

  /** @internal */
  constructor(core: Core, problem: TrainingProblem, options: TrainerOptions, owned: boolean) {
    this.#core = core;
    this.problem = problem;
    this.options = options;
    this.#checked = checkOptions(problem, options);
    this.#owned = owned;
    this.#initial = options.start ? Float64Array.from(options.start) : problem.initial(options.seed).slice();
    this.#parameters = this.#initial.slice();
    this.#groups = makeGroups(core, problem, options, this.#initial);
    this.#schedules = [undefined, ...this.#groups].map(newScheduleState);
  }

  /** Present parameters. A copy. */
  get parameters(): Float64Array {
    return this.#parameters.slice();
  }
  /** Those of the lowest validation loss; undefined before the first validation. */
  get best(): BestParameters | undefined {
    return this.#best && { ...this.#best, parameters: this.#best.parameters.slice() };
  }
  get history(): readonly HistoryRow[] {
    return this.#history;
  }
  /** Iterations done. */
  get iteration(): number {
    return this.#counters.iteration;
  }
  /** Forward runs so far, gradients counted by their cost; validation left out. */
  get evaluations(): number {
    return this.#counters.evaluations;
  }
  /** Wall-clock time of training so far. */
  get seconds(): number {
    return this.#counters.seconds;
  }
  /** Candidates and entries of gradients that were not finite, in all iterations. */
  get notFinite(): number {
    return this.#counters.notFinite;
  }

  /** Mean over `batches` batches of a set, numbers 0, 1, ...; of the present parameters or others. */
  evaluate(set: TrialSet, batches = 1, parameters: Float64Array = this.#parameters): Evaluation {
    checkNumber("batches", batches, { min: 1, integer: true });
    return meanEvaluation(
      Array.from({ length: batches }, (_, index) => this.problem.evaluate(parameters, this.#batch(set, index))),
    );
  }

  /** One iteration in this thread. Errors: those of the problem. */
  step(): HistoryRow {
    return this.#exclusively(() => {
      const iteration = this.#iterate();
      try {
        let next = iteration.next(undefined as never);
        while (!next.done) {
          next = iteration.next(allOf(evaluateStepwise(this.problem, next.value)));
        }
        return next.value;
      } finally {
        iteration.return(undefined as never); // where an evaluation failed
      }
    });
  }

  /** Iterations until a stop condition holds. Errors: InputError without one; those of the problem. */
  run(options: TrainingRunOptions = {}): TrainingResult {
    const stop = this.#stop(options.stop);
    const saver = new Saver(options.checkpoints);
    for (;;) {
      const stopped = judge(stop, this.#standing());
      if (stopped) return this.#result(stopped, saver);
      this.step();
      this.#report(stop, saver, options);
    }
  }

  /**
   * {@link run} in stretches that leave the thread to others in between, or over the workers of `pool`: the same bits for any number of them.
   * Errors: TrainingAbortError, after which the trainer stands at its last whole iteration and can go on.
   */
  async runAsync(options: TrainingRunAsyncOptions = {}): Promise<TrainingResult> {
    const { signal, pool } = options;
    const stop = this.#stop(options.stop);
    const saver = new Saver(options.checkpoints);
    const turn = turnTaker();
    const refuseIfAborted = () => {
      if (signal?.aborted) throw new TrainingAbortError(this.iteration, signal.reason);
    };
    for (;;) {
      const stopped = judge(stop, this.#standing());
      if (stopped) return this.#result(stopped, saver);
      await turn();
      refuseIfAborted();
      await this.#exclusively(async () => {
        const iteration = this.#iterate();
        try {
          let next = iteration.next(undefined as never);
          while (!next.done) {
            const overWorkers = pool && evaluateOver(pool, next.value, { ...(signal ? { signal } : {}) });
            next = iteration.next(await (overWorkers ?? this.#evaluateInTurns(next.value, turn, refuseIfAborted)));
          }
        } catch (error) {
          iteration.return(undefined as never); // where it has not ended by itself
          refuseIfAborted();
          throw error;
        }
      });
      this.#report(stop, saver, options);
    }
  }

  /** One readable line on where training stands. */
  log(): string {
    return logLine(this.#progress(this.options.stop ?? {}));
  }

  /** Everything that `resumeTrainer` needs to go on with the same bits; `writeSafetensors` makes a file of it. */
  save(): Checkpoint {
    this.#refuse();
    return writeTrainer(this.#core, this.problem, this.options, {
      initial: this.#initial,
      parameters: this.#parameters,
      best: this.#best,
      history: this.#history,
      counters: this.#counters,
      schedules: this.#schedules,
      groups: this.#groups.map((group) => group.save()),
    });
  }

  /** @internal */
  restore(state: Omit<Parameters<typeof writeTrainer>[3], "initial">): void {
    this.#parameters = state.parameters.slice();
    this.#best = state.best;
    this.#history = [...state.history];
    this.#counters = { ...state.counters };
    this.#schedules.forEach((schedule, k) => {
      Object.assign(schedule, state.schedules[k]);
    });
    this.#groups.forEach((group, k) => {
      group.restore(state.groups[k]!);
    });
  }

  /** Gives the trainer's memory back, and the problem's where the trainer made it. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    for (const group of this.#groups) group.dispose();
    if (this.#owned) this.problem.dispose();
  }

  async #evaluateInTurns(asked: Asked, turn: () => Promise<void>, refuseIfAborted: () => void): Promise<GroupAnswer> {
    const evaluation = evaluateStepwise(this.problem, asked);
    for (;;) {
      const { done, value } = evaluation.next();
      if (done) return value;
      await turn();
      refuseIfAborted();
    }
  }

  *#iterate(): Generator<Asked, HistoryRow, GroupAnswer> {
    const begun = performance.now();
    const groups = this.#active();
    const [factor, ...own] = this.#factors() as [number, ...number[]];
    const cost = this.#cost(groups);
    const before = this.#parameters;
    const { validation: asked } = this.#checked;
    const due = asked && (this.iteration + 1) % asked.every === 0;
    const outcome = yield* iterate({
      problem: this.problem,
      parameters: before,
      batch: this.#batch("training", this.#batchNumber()),
      active: groups.map((group) => ({ group, factor: own[this.#groups.indexOf(group)]! })),
      validate: due ? (parameters) => this.evaluate("validation", asked.batches, parameters) : undefined,
    });
    const { parameters, measured, validation } = outcome;
    this.#parameters = parameters;
    const counters = this.#counters;
    counters.iteration += 1;
    counters.evaluations = addRuns(counters.evaluations, cost);
    const loss = measured?.loss ?? Number.NaN;
    this.#keepBest(validation);
    const watched = asked ? validation?.loss : loss;
    if (watched !== undefined) this.#watch(watched);
    const notFinite = groups.reduce((sum, group) => sum + group.notFinite, 0);
    counters.notFinite += notFinite;
    counters.unusable = turnsInVain(this.#groups, groups, counters.unusable);
    counters.seconds += (performance.now() - begun) / 1000;
    const row: HistoryRow = {
      iteration: counters.iteration,
      evaluations: counters.evaluations,
      seconds: counters.seconds,
      loss,
      accuracy: measured?.accuracy ?? Number.NaN,
      validationLoss: validation?.loss ?? Number.NaN,
      validationAccuracy: validation?.accuracy ?? Number.NaN,
      sigma: this.#groups.find(({ sigma }) => sigma !== undefined)?.sigma ?? Number.NaN,
      rateFactor: factor,
      updateNorm: norm(parameters.map((value, i) => value - before[i]!)),
      gradientNorm: lengthOfAll(groups.map(({ gradientNorm }) => gradientNorm)),
      notFinite,
      changes: changesOf(this.problem.tensors, parameters, this.#initial),
    };
    this.#history.push(row);
    return row;
  }

  #active(): readonly Group[] {
    const groups = this.#groups;
    return this.options.alternate ? [groups[this.iteration % groups.length]!] : groups;
  }

  #cost(active: readonly Group[]): number {
    return active.reduce((sum, group) => sum + group.cost, costOfWants(wantsOf(active)) + (isBare(active) ? 1 : 0));
  }

  #batchNumber(): number {
    const { batches } = this.options;
    return batches === undefined ? this.iteration : this.iteration % batches;
  }

  #batch(set: TrialSet, index: number): Batch {
    return { set, seed: this.options.seed, index };
  }

  /** Factors of the learning rates: of the trainer's schedule, then of each group. */
  #factors(): number[] {
    const { schedule } = this.#checked;
    const factor = (k: number, own: typeof schedule) => scheduleFactor(this.#core, own, this.#schedules[k]!, this.iteration);
    const general = factor(0, schedule);
    return [general, ...this.#groups.map((group, k) => (group.schedule ? factor(k + 1, group.schedule) : general))];
  }

  #keepBest(validation: Evaluation | undefined): void {
    if (!validation || !(validation.loss < (this.#best?.loss ?? Number.POSITIVE_INFINITY))) return;
    this.#best = { parameters: this.#parameters.slice(), loss: validation.loss, iteration: this.iteration };
  }

  /** Shows a loss to the schedules and to the stop conditions. */
  #watch(loss: number): void {
    const counters = this.#counters;
    observeLoss(this.#checked.schedule, this.#schedules[0]!, loss);
    this.#groups.forEach(({ schedule }, k) => {
      if (schedule) observeLoss(schedule, this.#schedules[k + 1]!, loss);
    });
    if (!(loss < counters.lowest)) return;
    counters.lowest = loss;
    counters.lowestAt = counters.iteration;
  }

  #standing(): Standing {
    const { unusable = [] } = this.#counters;
    const numerical = obstacleOf(this.problem.tensors, this.#parameters, this.#groups, unusable);
    const awaitsLoss = this.#groups.some((group) => group.awaitsLoss);
    const nextCost = this.#cost(this.#active());
    const validates = this.#checked.validation !== undefined;
    return { ...this.#counters, history: this.#history, validates, nextCost, awaitsLoss, numerical };
  }

  #progress(stop: TrainingStopConditions): TrainingProgress {
    return progressOf(this.#counters, this.#history.at(-1), this.#best?.loss, secondsLeft(stop, this.#standing()));
  }

  #report(stop: TrainingStopConditions, saver: Saver, { onProgress }: TrainingRunOptions): void {
    saver.offer(() => this.save());
    onProgress?.(this.#progress(stop));
  }

  #result(stopped: TrainingStopped, saver: Saver): TrainingResult {
    saver.end(() => this.save());
    const { iteration: iterations, evaluations, seconds, notFinite } = this.#counters;
    const kept = this.#checked.keep === "best" ? this.#best : undefined;
    const { parameters, loss } = kept ?? { parameters: this.#parameters, loss: this.#history.at(-1)?.loss ?? Number.NaN };
    return {
      parameters: parameters.slice(),
      loss,
      kept: kept ? "best" : "last",
      iterations,
      evaluations,
      seconds,
      notFinite,
      stopped,
      history: [...this.#history],
    };
  }

  #stop(given: TrainingStopConditions | undefined): TrainingStopConditions {
    return this.#checked.stopOf(given ?? this.options.stop);
  }

  #refuse(): void {
    if (this.#disposed) throw new InputError("trainer", "disposed", "one whose memory has not been given back");
    this.#turn.refuse();
  }

  #exclusively<R>(work: () => R): R {
    this.#refuse();
    return this.#turn.run(work);
  }
}
