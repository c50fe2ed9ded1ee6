import { checkKeys, checkNumber, checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { InputError } from "../../core/errors.js";
import { RandomStream, type Seed } from "../../random/stream.js";
import { createSequenceModel, type SequenceModelOptions } from "../models/registry.js";
import type { Features, SequenceModel, SequenceRun } from "../models/sequence-model.js";
import { endedWindows } from "../models/sequence-run.js";
import {
  type Batch,
  type DivisibleTrials,
  type Evaluation,
  type GradientMethod,
  type GradientRequest,
  type GradientResult,
  layTensors,
  type Readout,
  type StretchEvaluation,
  type Tensor,
  type TrainingProblem,
  type TrainingProblemDescription,
  type TrialsState,
} from "../problem.js";
import { LinearReadout, type ReadoutJudgement, type ReadoutSamples } from "../readout.js";
import { solveReadout } from "../readout-solve.js";
import { createTask, type TaskOptions } from "../tasks/registry.js";
import { setStream, type Task, type TaskTrials, type TrialRange } from "../tasks/task.js";

/** Uniform start of a tensor: centre +- halfWidth. */
export interface UniformStart {
  readonly centre: number;
  readonly halfWidth: number;
}

export interface ClassificationOptions {
  readonly task: TaskOptions;
  readonly model: SequenceModelOptions;
  /** Trials of a batch. Default 16. */
  readonly trials?: number;
  /** Trials on which the read-out is solved. Default: those of a batch. */
  readonly solveTrials?: number;
  /** Default "cross-entropy". "error-rate" (1 - accuracy, a failed trial counts as wrong) has no gradient but that of evolution. */
  readonly loss?: "cross-entropy" | "error-rate";
  /** Starts other than the model's own by tensor, and of Wro (default 0.1 +- 1 / sqrt(cells)) and bro (default 0). */
  readonly initial?: Readonly<Record<string, UniformStart>>;
}

const TRIALS_AT_ONCE = 32;
const TRIALS_KEPT = 8;
const readoutNames: readonly string[] = ["Wro", "bro"];

/**
 * A network that answers a task: a sequence model, mean outputs in the read-out windows, and a linear read-out with softmax ({@link LinearReadout};
 * tensors Wro, classes x cells, and bro: classes). Loss and accuracy are means over windows and trials. A cross-entropy is NaN where a trial fails.
 *
 * Batch `index` of a set holds trials index * trials and on, so that trials do not depend on anything else; their initial states have streams of their
 * own by set and seed. The read-out's own gradient and optimum are those of the cross-entropy, whatever the loss.
 */
export class ClassificationProblem implements TrainingProblem {
  readonly description: TrainingProblemDescription;
  readonly tensors: readonly Tensor[];
  readonly length: number;
  readonly gradientMethods: readonly GradientMethod[];
  readonly readout: Readout;
  /** Every window has the same share of the loss, known where it ends. */
  readonly unrolled: DivisibleTrials;
  readonly task: Task;
  readonly model: SequenceModel;
  readonly #core: Core;
  readonly #linear: LinearReadout;
  readonly #loss: "cross-entropy" | "error-rate";
  readonly #trials: number;
  readonly #initial: Readonly<Record<string, UniformStart>>;
  readonly #made: { range: TrialRange; trials: TaskTrials }[] = [];

  /** Errors: InputError, MemoryError. */
  constructor(core: Core, options: ClassificationOptions) {
    checkKeys("options", options, ["task", "model", "trials", "solveTrials", "loss", "initial"]);
    const whole = { min: 1, max: 2 ** 20, integer: true };
    this.#trials = checkNumber("trials", options.trials ?? 16, whole);
    const solveTrials = checkNumber("solveTrials", options.solveTrials ?? this.#trials, whole);
    this.#loss = checkOneOf("loss", options.loss ?? "cross-entropy", ["cross-entropy", "error-rate"]);
    this.#core = core;
    this.description = { kind: "classification", options };
    this.task = createTask(core, timed(options.task, options.model));
    this.model = createSequenceModel(core, options.model, this.task.inputs);
    const { classes } = this.task;
    const { cells, length } = this.model;
    this.#linear = new LinearReadout(core, classes, cells);
    const own = layTensors({ Wro: [classes, cells], bro: [classes] });
    this.tensors = [...this.model.tensors, ...own.map((tensor) => ({ ...tensor, offset: tensor.offset + length }))];
    this.length = length + this.#linear.length;
    this.gradientMethods = this.#loss === "cross-entropy" ? this.model.gradientMethods : [];
    this.#initial = this.#checkInitial(options.initial ?? {});
    this.readout = {
      tensors: readoutNames,
      gradient: (parameters, batch) => this.#readoutGradient(parameters, batch),
      solve: (parameters, batch, { ridge }) => {
        const { weights, samples } = this.#read(parameters, this.#range(batch, solveTrials));
        const solved = parameters.slice();
        solved.set(solveReadout(core, this.#linear, weights, samples, { ridge }).weights, length);
        return solved;
      },
    };
    this.unrolled = {
      lossSteps: this.task.windows.map(({ to }) => to),
      advance: (parameters, batch, state, steps) => this.#advance(parameters, batch, state, steps),
    };
  }

  initial(seed: Seed): Float64Array {
    const parameters = new Float64Array(this.length);
    parameters.set(this.model.initial(seed));
    const streams = new RandomStream(this.#core, { seed });
    for (const { name, offset, length } of this.tensors) {
      const start = this.#initial[name];
      if (!start) continue;
      const uniforms = streams.substream(`initial ${name}`).uniforms(length);
      parameters.set(
        uniforms.map((u) => start.centre + start.halfWidth * (2 * u - 1)),
        offset,
      );
    }
    return parameters;
  }

  evaluate(parameters: Float64Array, batch: Batch): Evaluation {
    const { weights, samples, failed } = this.#read(parameters, this.#range(batch, this.#trials));
    return this.#evaluation(this.#linear.judge(weights, samples), failed);
  }

  gradient(parameters: Float64Array, batch: Batch, request: GradientRequest): GradientResult {
    checkOneOf("request.method", request?.method, this.gradientMethods);
    for (const name of request.tensors) checkOneOf("request.tensors", name, this.names);
    const tensors = request.tensors.filter((name) => !readoutNames.includes(name));
    if (tensors.length === 0) return this.#masked(this.#readoutGradient(parameters, batch), request.tensors);
    const range = this.#range(batch, this.#trials);
    const trials = this.#taskTrials(range);
    const { weights, state } = this.#split(parameters);
    const own = new Float64Array(this.#linear.length);
    let judged: Evaluation | undefined;
    const lossGradient = (features: Features): Float64Array => {
      const byFeatures = new Float64Array(features.values.length);
      const samples = { features: features.values, labels: trials.labels, trials: range.count };
      judged = this.#evaluation(this.#linear.judge(weights, samples, { weights: own, features: byFeatures }), features.failed);
      return byFeatures;
    };
    const gradient = new Float64Array(this.length);
    gradient.set(this.model.backward(state, this.#run(range, trials), lossGradient, { ...request, tensors }));
    gradient.set(own, this.model.length);
    return this.#masked({ ...judged!, gradient }, request.tensors);
  }

  dispose(): void {
    this.model.dispose();
  }

  get names(): readonly string[] {
    return this.tensors.map(({ name }) => name);
  }

  #readoutGradient(parameters: Float64Array, batch: Batch): GradientResult {
    const { weights, samples, failed } = this.#read(parameters, this.#range(batch, this.#trials));
    const gradient = new Float64Array(this.length);
    const judgement = this.#linear.judge(weights, samples, { weights: gradient.subarray(this.model.length) });
    return { loss: judgement.crossEntropy, accuracy: judgement.accuracy, failed, gradient };
  }

  /** Zeros where no gradient was asked for. */
  #masked(result: GradientResult, wanted: readonly string[]): GradientResult {
    for (const { name, offset, length } of this.tensors) {
      if (!wanted.includes(name)) result.gradient.fill(0, offset, offset + length);
    }
    return result;
  }

  #evaluation({ crossEntropy, accuracy }: ReadoutJudgement, failed: number): Evaluation {
    return { loss: this.#loss === "error-rate" ? 1 - accuracy : crossEntropy, accuracy, failed };
  }

  #advance(parameters: Float64Array, batch: Batch, state: TrialsState | undefined, steps: number): StretchEvaluation {
    const { windows } = this.task;
    const from = state?.step ?? 0;
    const to = Math.min(from + checkNumber("steps", steps, { min: 1, integer: true }), windows.at(-1)!.to);
    const range = this.#range(batch, this.#trials);
    const trials = this.#taskTrials(range);
    const { weights, state: own } = this.#split(parameters);
    const run = { ...this.#run(range, trials), stretch: { to, ...(state ? { state } : {}) } };
    const { values, failed, state: next } = this.model.forward(own, run);
    const { first, count } = endedWindows(windows, from, to);
    const reached = { failed, state: next! };
    if (count === 0) return { ...reached, loss: failed > 0 && this.#loss === "cross-entropy" ? Number.NaN : 0, accuracy: 0 };
    const labels = trials.labels.subarray(first * range.count, (first + count) * range.count);
    const samples = { features: values, labels, trials: range.count };
    const { loss, accuracy } = this.#evaluation(this.#linear.judge(weights, samples), failed);
    const share = count / windows.length;
    return { ...reached, loss: share * loss, accuracy: share * accuracy! };
  }

  /** Runs trials forward, a few at a time: bits of a trial do not depend on its neighbours, and few states stay in the cache. */
  #read(parameters: Float64Array, range: TrialRange): { weights: Float64Array; samples: ReadoutSamples; failed: number } {
    const { weights, state } = this.#split(parameters);
    const { count } = range;
    const windows = this.task.windows.length;
    const { cells } = this.model;
    const features = new Float64Array(windows * cells * count);
    const labels = new Uint8Array(windows * count);
    let failed = 0;
    for (let at = 0; at < count; at += TRIALS_AT_ONCE) {
      const part = { ...range, first: range.first + at, count: Math.min(TRIALS_AT_ONCE, count - at) };
      const trials = this.#taskTrials(part);
      const run = this.model.forward(state, this.#run(part, trials));
      failed += run.failed;
      const place = (to: Float64Array | Uint8Array, from: Float64Array | Uint8Array, rows: number): void => {
        for (let row = 0; row < rows; row++) to.set(from.subarray(row * part.count, (row + 1) * part.count), row * count + at);
      };
      place(features, run.values, windows * cells);
      place(labels, trials.labels, windows);
    }
    return { weights, samples: { features, labels, trials: count }, failed };
  }

  /** The model's parameters and the read-out's. */
  #split(parameters: Float64Array): { state: Float64Array; weights: Float64Array } {
    if (!(parameters instanceof Float64Array) || parameters.length !== this.length) {
      throw new InputError("parameters", parameters, `a Float64Array of ${this.length} numbers`);
    }
    const { length } = this.model;
    return { state: parameters.subarray(0, length), weights: parameters.subarray(length) };
  }

  #range({ set, seed, index }: Batch, count: number): TrialRange {
    checkOneOf("batch.set", set, ["training", "validation", "test"]);
    return { set, seed, first: checkNumber("batch.index", index, { min: 0, max: 2 ** 32, integer: true }) * count, count };
  }

  /** All candidates of an iteration see the same trials: the latest few are kept. */
  #taskTrials(range: TrialRange): TaskTrials {
    const { set, seed, first, count } = range;
    const known = this.#made.find(
      ({ range: made }) => made.set === set && made.seed === seed && made.first === first && made.count === count,
    );
    if (known) return known.trials;
    const trials = this.task.trials(range);
    this.#made.push({ range, trials });
    if (this.#made.length > TRIALS_KEPT) this.#made.shift();
    return trials;
  }

  #run({ set, seed, first }: TrialRange, { input }: TaskTrials): SequenceRun {
    return { input, windows: this.task.windows, seed: setStream(this.#core, seed, set, "initial states"), firstTrial: first };
  }

  #checkInitial(initial: Readonly<Record<string, UniformStart>>): Readonly<Record<string, UniformStart>> {
    checkKeys("initial", initial, this.names);
    for (const [name, start] of Object.entries(initial)) {
      checkKeys(`initial.${name}`, start, ["centre", "halfWidth"]);
      checkNumber(`initial.${name}.centre`, start.centre);
      checkNumber(`initial.${name}.halfWidth`, start.halfWidth, { min: 0 });
    }
    return { Wro: { centre: 0.1, halfWidth: 1 / Math.sqrt(this.model.cells) }, ...initial };
  }
}

/** Tasks in milliseconds take the step of models that have one. */
function timed(task: TaskOptions, model: SequenceModelOptions): TaskOptions {
  if (task?.kind !== "two-pulse" || model?.kind !== "morris-lecar") return task;
  const { stepDuration = model.dt } = task;
  if (stepDuration !== model.dt)
    throw new InputError("task.stepDuration", stepDuration, `left out, or the model's step, ${model.dt} ms`);
  return { ...task, stepDuration };
}
