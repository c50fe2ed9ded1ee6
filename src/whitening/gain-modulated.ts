import { checkKeys, checkNumber, checkNumbers, type Range } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import type { Arena, Block } from "../core/memory.js";
import { blockBytes } from "../core/memory.js";
import { checkSymmetric } from "../numeric/linear/matrix.js";
import {
  checkFrame,
  type Frame,
  LARGEST,
  measureNumber,
  refuseIndefinite,
  transposed,
  type WhiteningErrorMeasure,
} from "./gain-checks.js";
import { type Plan, planResponse, type ResponseMemory, type ResponseSettings } from "./gain-memory.js";

const STRETCH = 30; // ms of wall time in one call of a kernel
const STAGING = 65536; // numbers of samples copied in at a time

/** Iterated neural dynamics instead of a linear solve. */
export interface NeuralDynamics {
  /** gamma, > 0; the iteration converges for gamma < 2/lambda_max(A). */
  readonly step: number;
  /** Largest |x - A y| over the largest |x| at which the iteration ends, > 0. Default 1e-10. */
  readonly tolerance?: number;
  /** Default 100,000. */
  readonly maximumIterations?: number;
}

/** Errors recorded while a circuit learns. */
export interface RecordOptions {
  /** N x N, row by row: the input covariance to judge the circuit by. Offline it is the covariance learnt from. */
  readonly covariance?: ArrayLike<number>;
  /** Updates between two errors, default 1. */
  readonly every?: number;
  /** Default "operator". */
  readonly measure?: WhiteningErrorMeasure;
}

export interface LearnOptions {
  /** Samples averaged for one update, default 1; the last batch may be shorter. */
  readonly batch?: number;
  /** Whether the result has the response to each sample (T x N). Default false. */
  readonly responses?: boolean;
  readonly record?: RecordOptions & { readonly covariance: ArrayLike<number> };
  /** Called about every 30 ms with the fraction done, and at the end. */
  readonly onProgress?: (fraction: number) => void;
}

export interface LearnExpectedOptions {
  readonly record?: RecordOptions;
  readonly onProgress?: (fraction: number) => void;
}

/** What a stretch of learning returns. */
export interface Learned {
  /** Updates made. */
  readonly updates: number;
  /** The error after updates every, 2 every, ... of this call; empty unless recorded. */
  readonly errors: Float64Array;
  /** T x N, row by row; empty unless asked for. */
  readonly responses: Float64Array;
}

export interface ResponseOptions {
  readonly frame: Frame;
  readonly leak: number | undefined;
  readonly gains: ArrayLike<number> | undefined;
  readonly neuralDynamics: NeuralDynamics | undefined;
}

type Stretch = (from: number, count: number) => { readonly made: number; readonly ended: boolean };

/**
 * What circuits with interneuron gains have in common: A = alpha I + W diag(g) W^T, the response y = A^-1 x, and calls that
 * learn from samples or from a covariance. A is positive definite at all times; an update after which it were not is taken back.
 */
export abstract class GainModulatedCircuit {
  /** N */
  readonly primary: number;
  /** K */
  readonly interneurons: number;
  /** alpha */
  readonly leak: number;
  protected readonly core: Core;
  protected readonly memory: ResponseMemory;
  readonly #arena: Arena;
  #disposed = false;

  /** @internal */
  protected constructor(core: Core, options: ResponseOptions, defaultGain: number, sparse: boolean, plan: Plan, what: string) {
    const frame = checkFrame("frame", options.frame);
    checkNumber("frame.interneurons", frame.interneurons, { max: sparse ? 2 ** 20 : LARGEST });
    const { primary: n, interneurons: k } = frame;
    const gains = Float64Array.from(checkNumbers("gains", options.gains ?? new Float64Array(k).fill(defaultGain), k));
    const settings = checkSettings(options);
    const fill = planResponse(plan, core, frame, settings, sparse);
    this.primary = n;
    this.interneurons = k;
    this.leak = settings.leak;
    this.core = core;
    this.#arena = plan.make(core, what);
    this.memory = fill(gains);
  }

  /** g, a copy (K). Setting it refuses gains for which A is not positive definite. */
  get gains(): Float64Array {
    this.refuseDisposed();
    return this.memory.gains.view.slice();
  }

  set gains(gains: ArrayLike<number>) {
    this.refuseDisposed();
    const checked = Float64Array.from(checkNumbers("gains", gains, this.interneurons, this.allowedGains()));
    const previous = this.gains;
    this.memory.gains.view.set(checked);
    this.memory.response.set({ factored: Number.NaN });
    try {
      this.refuseIndefinite("gains", gains);
    } catch (error) {
      this.memory.gains.view.set(previous);
      this.memory.response.set({ factored: Number.NaN });
      throw error;
    }
  }

  /** W, a copy (N x K, row by row). */
  get weights(): Float64Array {
    this.refuseDisposed();
    return transposed(this.memory.vectors.view, this.interneurons, this.primary);
  }

  /** A = alpha I + W diag(g) W^T (N x N, row by row). */
  get effectiveMatrix(): Float64Array {
    const { primary: n, interneurons: k, gains } = this;
    const vectors = this.memory.vectors.view;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j <= i; j++) {
        let sum = i === j ? this.leak : 0;
        for (let v = 0; v < k; v++) sum += gains[v]! * vectors[v * n + i]! * vectors[v * n + j]!;
        a[i * n + j] = sum;
        a[j * n + i] = sum;
      }
    }
    return a;
  }

  /** y for one sample (N), without learning. Errors: InputError. */
  respond(x: ArrayLike<number>): Float64Array {
    this.#takeSample(x);
    const { response, sample, answer } = this.memory;
    this.beforeSamples();
    this.run((e) => e.gainRespond(response.address, sample.address, 1, answer.address));
    return answer.view.slice();
  }

  /** y for one sample (N); learns from it. Errors: InputError, KernelError; the circuit then is as before. */
  step(x: ArrayLike<number>): Float64Array {
    this.#takeSample(x);
    this.beforeSamples();
    this.memory.record.set({ every: 0 });
    const { sample, answer } = this.memory;
    this.run((e) => this.learnKernel(e, sample.address, 1, 1, 0, answer.address));
    return answer.view.slice();
  }

  /**
   * Learns from `samples` (T x N, row by row), in order. Errors: InputError before anything is learnt; NotPositiveDefiniteError
   * and KernelError name the sample, and the circuit keeps the state before its batch.
   */
  learn(samples: ArrayLike<number>, options: LearnOptions = {}): Learned {
    this.refuseDisposed();
    checkKeys("options", options, ["batch", "responses", "record", "onProgress"]);
    const n = this.primary;
    const count = checkSamples(samples, n);
    const batch = checkNumber("batch", options.batch ?? 1, { min: 1, max: 2 ** 24, integer: true });
    const every = this.#startRecord(options.record, undefined);
    const group = Math.min(batch, count);
    const most = Math.max(1, Math.floor(STAGING / (group * n))) * group;
    const wanted = options.responses === true;
    const responses = new Float64Array(wanted ? count * n : 0);
    const staging = this.core.arena(2 * blockBytes("f64", most * n), "A stretch of samples");
    try {
      const input = staging.block("f64", most * n);
      const output = staging.block("f64", wanted ? most * n : 0);
      this.beforeSamples();
      const learnt = this.#inStretches(Math.ceil(count / group), every, options.onProgress, most / group, (from, updates) => {
        const first = from * group;
        const taken = Math.min(updates * group, count - first);
        const view = input.view;
        for (let i = 0; i < taken * n; i++) view[i] = samples[first * n + i]!;
        const to = wanted ? output.address : 0;
        this.run((e) => this.learnKernel(e, input.address, taken, group, first, to));
        if (wanted) responses.set(output.view.subarray(0, taken * n), first * n);
        return { made: updates, ended: false };
      });
      return { ...learnt, responses };
    } finally {
      this.core.heap.release(staging.region);
    }
  }

  /** Covariance C_yy = A^-1 C A^-1 of the responses (N x N) to inputs of covariance C. Errors: InputError. */
  outputCovariance(covariance: ArrayLike<number>): Float64Array {
    this.#judge(covariance, 0);
    return this.memory.covariance.view.slice();
  }

  /** How far the responses to inputs of covariance C (N x N) are from white. Errors: InputError. */
  whiteningError(covariance: ArrayLike<number>, measure: WhiteningErrorMeasure = "operator"): number {
    this.#judge(covariance, measureNumber("measure", measure));
    return this.memory.error.view[0]!;
  }

  /** Gives the circuit's memory back. It cannot be used afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.core.heap.release(this.#arena.region);
  }

  /** @internal */
  protected abstract learnKernel(
    e: CoreExports,
    samples: number,
    count: number,
    batch: number,
    offset: number,
    responses: number,
  ): number;

  /** @internal */
  protected allowedGains(): Range {
    return {};
  }

  /** Sets the leak of responses to samples. @internal */
  protected beforeSamples(): void {
    this.memory.response.set({ leak: this.leak });
  }

  /** Offline updates through `kernel`; `made` tells how many its last call made, `ended` whether it had reason to be the last. @internal */
  protected learnOffline(
    covariance: ArrayLike<number>,
    steps: number,
    options: LearnExpectedOptions,
    kernel: (e: CoreExports, steps: number, offset: number) => number,
    made: () => number,
    ended: () => boolean,
  ): Omit<Learned, "responses"> {
    this.refuseDisposed();
    checkNumber("steps", steps, { min: 0, max: 2 ** 31, integer: true });
    const every = this.#startRecord(options.record, covariance);
    this.memory.response.set({ leak: this.leak });
    return this.#inStretches(steps, every, options.onProgress, steps, (from, count) => {
      this.run((e) => kernel(e, count, from));
      return { made: made(), ended: ended() };
    });
  }

  /** Refuses an initial state for which A is not positive definite, or with negative gains where they are not allowed. @internal */
  protected startAt(): void {
    try {
      checkNumbers("gains", this.gains, this.interneurons, this.allowedGains());
      this.refuseIndefinite("gains", this.gains);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** @internal */
  protected run(kernel: (e: CoreExports) => number): void {
    this.core.run(kernel, nameOwner);
  }

  /** Throws InputError naming `field` where A is not positive definite. @internal */
  protected refuseIndefinite(field: string, value: unknown): void {
    this.memory.response.set({ leak: this.leak });
    const { response } = this.memory;
    refuseIndefinite(
      field,
      value,
      () => this.run((e) => e.gainRespond(response.address, 0, 0, 0)),
      "such that alpha I + W diag(g) W^T is positive definite",
    );
  }

  /** @internal */
  protected refuseDisposed(): void {
    if (this.#disposed) throw new InputError("circuit", "disposed", "one that has not been disposed of");
  }

  #takeSample(x: ArrayLike<number>): void {
    this.refuseDisposed();
    checkNumbers("x", x, this.primary);
    this.memory.sample.view.set(x);
  }

  #setCovariance(covariance: ArrayLike<number>): void {
    const { expected, matrix } = this.memory;
    checkSymmetric("covariance", covariance, this.primary);
    matrix.view.set(covariance);
    refuseIndefinite("covariance", covariance, () =>
      this.run((e) => e.expectedRoot(expected.address, matrix.address, this.primary)),
    );
  }

  #judge(covariance: ArrayLike<number>, measure: number): void {
    this.refuseDisposed();
    this.#setCovariance(covariance);
    const { record, response, error } = this.memory;
    record.set({ measure, errors: error.address });
    response.set({ leak: this.leak });
    this.run((e) => e.gainCovariance(response.address, record.address));
  }

  /** Sets what is recorded, and returns after how many updates each (0: nothing is). */
  #startRecord(options: RecordOptions | undefined, learntFrom: ArrayLike<number> | undefined): number {
    const { record } = this.memory;
    if (options !== undefined) checkKeys("record", options, ["covariance", "every", "measure"]);
    if (learntFrom !== undefined && options?.covariance !== undefined && options.covariance !== learntFrom)
      throw new InputError("record.covariance", options.covariance, "left out: errors are judged by the covariance learnt from");
    const every = options ? checkNumber("record.every", options.every ?? 1, { min: 1, max: 2 ** 31, integer: true }) : 0;
    const measure = options ? measureNumber("record.measure", options.measure ?? "operator") : 0;
    const covariance = learntFrom ?? (options ? (options.covariance ?? []) : undefined);
    if (covariance !== undefined) this.#setCovariance(covariance);
    record.set({ every, measure, since: 0 });
    return every;
  }

  /** Calls `stretch` until `total` updates are done or it ends by itself; collects the errors. */
  #inStretches(
    total: number,
    every: number,
    onProgress: ((fraction: number) => void) | undefined,
    most: number,
    stretch: Stretch,
  ): Omit<Learned, "responses"> {
    if (onProgress !== undefined && typeof onProgress !== "function")
      throw new InputError("onProgress", onProgress, "a function");
    const { record, error } = this.memory;
    const room = every === 0 ? 0 : Math.min(Math.floor(total / every), STAGING);
    const arena = this.core.arena(blockBytes("f64", room + 1), "Recorded errors");
    const parts: Float64Array[] = [];
    try {
      const errors: Block<"f64"> = arena.block("f64", room + 1);
      record.set({ errors: errors.address });
      let done = 0;
      let length = 1;
      while (done < total) {
        const count = Math.min(length, most, total - done, every === 0 ? total : every * Math.max(room, 1));
        record.set({ count: 0 });
        const started = performance.now();
        const { made, ended } = stretch(done, count);
        const elapsed = performance.now() - started;
        if (every !== 0) parts.push(errors.view.slice(0, record.get("count")));
        done += made;
        onProgress?.(ended ? 1 : done / total);
        if (ended) break;
        length = Math.ceil(Math.min(length * 4, Math.max(1, (count * STRETCH) / Math.max(elapsed, 0.01)), 2 ** 30));
      }
      return { updates: done, errors: join(parts) };
    } finally {
      record.set({ every: 0, errors: error.address });
      this.core.heap.release(arena.region);
    }
  }
}

function checkSettings({ leak = 1, neuralDynamics }: ResponseOptions): ResponseSettings {
  checkNumber("leak", leak, { min: 0 });
  if (neuralDynamics === undefined) return { leak, dynamics: undefined };
  checkKeys("neuralDynamics", neuralDynamics, ["step", "tolerance", "maximumIterations"]);
  const { step, tolerance = 1e-10, maximumIterations = 100_000 } = neuralDynamics;
  checkNumber("neuralDynamics.step", step, { above: 0 });
  checkNumber("neuralDynamics.tolerance", tolerance, { above: 0, below: 1 });
  checkNumber("neuralDynamics.maximumIterations", maximumIterations, { min: 1, max: 2 ** 31, integer: true });
  return { leak, dynamics: { step, tolerance, maximumIterations } };
}

/** The number of samples in a list of T x n numbers, all finite. */
export function checkSamples(samples: unknown, n: number): number {
  const list = checkNumbers("samples", samples, undefined);
  if (list.length === 0 || list.length % n !== 0) {
    throw new InputError("samples", samples, `T x ${n} numbers, row by row: one row of ${n} for each of T >= 1 samples`);
  }
  return list.length / n;
}

const owners = ["The matrix alpha I + W diag(g) W^T", "A gain", "A weight or gain", "The neural dynamics", "The response"];

/** Owner ids in the status block of the circuits with gains. */
export function nameOwner(owner: number): string {
  return owners[owner] ?? "A circuit";
}

function join(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
