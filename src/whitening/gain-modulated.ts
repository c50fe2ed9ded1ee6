import { checkNumber, checkNumbers, type Range } from "../core/check.js";
import type { Core } from "../core/core.js";
import { AbortError, InputError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { type Arena, blockBytes } from "../core/memory.js";
import { checkSymmetric } from "../numeric/linear/matrix.js";
import { checkSamples } from "./circuit-options.js";
import { checkFrame, type Frame, LARGEST, refuseIndefinite, transposed } from "./gain-checks.js";
import { type Plan, planResponse, type ResponseMemory } from "./gain-memory.js";
import {
  checkDynamics,
  checkExpected,
  checkLearn,
  errorCode,
  type GainDynamics,
  type GainError,
  type GainLearnExpectedOptions,
  type GainLearned,
  type GainLearnedExpected,
  type GainLearnOptions,
} from "./gain-options.js";

const STRETCH = 30; // ms of wall time in one call of a kernel
const STAGING = 65536; // numbers of samples copied in at a time, and errors recorded

export interface ResponseOptions {
  readonly frame: Frame;
  readonly leak: number | undefined;
  readonly gains: ArrayLike<number> | undefined;
  readonly neuralDynamics: GainDynamics | undefined;
}

/** Kernel of offline steps, and what it left behind. */
export interface OfflineKernel {
  run(e: CoreExports, steps: number, offset: number): number;
  /** Steps made by the last run. */
  made(): number;
  /** Whether it has reason to be the last. */
  ended(): boolean;
}

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
  readonly core: Core;
  protected readonly memory: ResponseMemory;
  readonly #arena: Arena;
  #disposed = false;

  /** @internal */
  protected constructor(core: Core, options: ResponseOptions, defaultGain: number, sparse: boolean, plan: Plan, what: string) {
    const frame = checkFrame("frame", options.frame);
    const { primary: n, interneurons: k } = frame;
    checkNumber("frame.interneurons", k, { max: sparse ? 2 ** 20 : LARGEST });
    const gains = Float64Array.from(checkNumbers("gains", options.gains ?? new Float64Array(k).fill(defaultGain), k));
    this.primary = n;
    this.interneurons = k;
    this.leak = checkNumber("leak", options.leak ?? 1, { min: 0 });
    const fill = planResponse(plan, core, frame, { leak: this.leak, ...checkDynamics(options.neuralDynamics) }, sparse);
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
    const previous = this.gains;
    this.#putGains(Float64Array.from(checkNumbers("gains", gains, this.interneurons, this.allowedGains())));
    try {
      this.#refuseIndefinite(gains);
    } catch (error) {
      this.#putGains(previous);
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

  /**
   * The response y (N) to one sample, without learning. Errors: InputError for a bad sample; UnstableDynamicsError and KernelError
   * ("no-convergence") from the neural dynamics.
   */
  respond(x: ArrayLike<number>): Float64Array {
    this.#takeSample(x);
    const { response, sample, answer } = this.memory;
    this.run((e) => e.gainRespond(response.address, sample.address, 1, answer.address));
    return answer.view.slice();
  }

  /** Responds to one sample and learns from it; returns the response y (N). Errors as {@link GainModulatedCircuit.learn}. */
  step(x: ArrayLike<number>): Float64Array {
    this.#takeSample(x);
    const { sample, answer } = this.memory;
    this.run((e) => this.learnKernel(e, sample.address, 1, 1, 0, answer.address));
    return answer.view.slice();
  }

  /**
   * Learns from T samples (T x N, sample by sample), in one update for each sample or batch. Errors: InputError for bad samples, before any is learnt;
   * NotPositiveDefiniteError, UnstableDynamicsError or KernelError ("no-convergence", "diverged") with the number of the sample in `samples` as `index`: the
   * circuit then is as it was before that sample (or batch). AbortError.
   */
  learn(samples: ArrayLike<number>, options: GainLearnOptions = {}): GainLearned {
    return finish(this.#learn(samples, options));
  }

  /** {@link GainModulatedCircuit.learn} with breaks, in which a page stays responsive and `signal` can be triggered. */
  learnAsync(samples: ArrayLike<number>, options: GainLearnOptions = {}): Promise<GainLearned> {
    return finishWithBreaks(this.#learn(samples, options));
  }

  /** Covariance C_yy = A^-1 C A^-1 of the responses (N x N) to inputs of covariance C. Errors: InputError. */
  outputCovariance(covariance: ArrayLike<number>): Float64Array {
    this.#judge(covariance, 0);
    return this.memory.covariance.view.slice();
  }

  /** Whitening error for inputs of covariance C (N x N), exact. Errors: InputError. */
  error(covariance: ArrayLike<number>, metric: GainError = "operator"): number {
    this.#judge(covariance, errorCode("metric", metric));
    return this.memory.error.view[0]!;
  }

  /** Gives the circuit's memory back; it can't be used afterwards. */
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

  /** Allowed range of a gain. @internal */
  protected allowedGains(): Range {
    return {};
  }

  /** Leak of responses to samples. @internal */
  protected sampleLeak(): number {
    return this.leak;
  }

  /** Offline steps in stretches. @internal */
  protected *learnOffline(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainLearnExpectedOptions,
    kernel: OfflineKernel,
  ): Generator<void, GainLearnedExpected> {
    this.refuseDisposed();
    checkNumber("steps", steps, { min: 0, max: 2 ** 32 - 2, integer: true });
    const { measure, every, threshold } = checkExpected(options);
    const { record, response } = this.memory;
    this.#setCovariance("covariance", covariance);
    let result = { steps: 0, ended: false };
    const errors = yield* this.#recording(every, function* (this: GainModulatedCircuit, room, collect) {
      let length = this.#firstLength();
      while (result.steps < steps && !result.ended) {
        refuseAborted(options.signal, result.steps);
        const count = Math.min(length, steps - result.steps, room * Math.max(every, 1));
        record.set({ measure, every, threshold, count: 0, reached: 0 });
        response.set({ leak: this.leak });
        const started = performance.now();
        this.run((e) => kernel.run(e, count, result.steps));
        length = nextLength(length, count, performance.now() - started);
        collect();
        result = { steps: result.steps + kernel.made(), ended: kernel.ended() || record.get("reached") === 1 };
        options.onProgress?.(result.ended ? 1 : result.steps / steps);
        if (result.steps < steps && !result.ended) yield;
      }
    });
    this.#judgeRoot(measure);
    const error = this.memory.error.view[0]!;
    return { steps: result.steps, reached: error <= threshold, error, errors };
  }

  /** Refuses an initial state for which A is not positive definite, or with gains that are not allowed. @internal */
  protected startAt(): void {
    try {
      checkNumbers("gains", this.gains, this.interneurons, this.allowedGains());
      this.#refuseIndefinite(this.gains);
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** @internal */
  protected run(kernel: (e: CoreExports) => number): void {
    this.core.run(kernel, nameOwner);
  }

  /** @internal */
  protected refuseDisposed(): void {
    if (this.#disposed) throw new InputError("circuit", "disposed", "in use: make a new one");
  }

  *#learn(samples: ArrayLike<number>, options: GainLearnOptions): Generator<void, GainLearned> {
    this.refuseDisposed();
    const n = this.primary;
    const total = checkSamples("samples", samples, n);
    const { batch, every, responses: wanted, measure } = checkLearn(options, total);
    const { record, response } = this.memory;
    if (options.trackError) this.#setCovariance("trackError.covariance", options.trackError.covariance);
    const values = samples instanceof Float64Array ? samples : Float64Array.from(samples);
    const responses = new Float64Array(wanted ? total * n : 0);
    const most = Math.min(Math.max(1, Math.floor((STAGING / batch) * n)), Math.ceil(total / batch)) * batch;
    const staging = this.core.arena(2 * blockBytes("f64", most * n), "A stretch of samples");
    try {
      const input = staging.block("f64", most * n);
      const output = staging.block("f64", wanted ? most * n : 0);
      const errors = yield* this.#recording(every, function* (this: GainModulatedCircuit, room, collect) {
        let done = 0;
        let length = Math.ceil(this.#firstLength() / batch) * batch;
        while (done < total) {
          refuseAborted(options.signal, done);
          const count = Math.min(length, most, total - done, room * Math.max(every, batch));
          input.view.set(values.subarray(done * n, (done + count) * n));
          record.set({ measure, every, count: 0 });
          response.set({ leak: this.sampleLeak() });
          const started = performance.now();
          const from = done;
          this.run((e) => this.learnKernel(e, input.address, count, batch, from, wanted ? output.address : 0));
          length = Math.ceil(nextLength(length, count, performance.now() - started) / batch) * batch;
          collect();
          if (wanted) responses.set(output.view.subarray(0, count * n), done * n);
          done += count;
          options.onProgress?.(done / total);
          if (done < total) yield;
        }
      });
      return { samples: total, errors, responses };
    } finally {
      this.core.heap.release(staging.region);
    }
  }

  /** Gives `learn` room for errors, at least one; `collect` takes those that its last stretch recorded. Returns them all. */
  *#recording(
    every: number,
    learn: (this: GainModulatedCircuit, room: number, collect: () => void) => Generator<void, void>,
  ): Generator<void, Float64Array> {
    const { record, error } = this.memory;
    const room = every === 0 ? STAGING : Math.min(STAGING, 4096);
    const arena = this.core.arena(blockBytes("f64", every === 0 ? 1 : room + 1), "Recorded errors");
    const parts: Float64Array[] = [];
    try {
      const errors = arena.block("f64", every === 0 ? 1 : room + 1);
      record.set({ errors: errors.address });
      yield* learn.call(this, room, () => {
        if (every !== 0) parts.push(errors.view.slice(0, record.get("count")));
      });
      return joined(parts);
    } finally {
      if (!this.#disposed) record.set({ every: 0, threshold: -1, errors: error.address });
      this.core.heap.release(arena.region);
    }
  }

  /** Samples or steps that take about a millisecond. */
  #firstLength(): number {
    const { primary: n, interneurons: k } = this;
    return Math.ceil(1e6 / (n * n * (n + k) + 100));
  }

  #takeSample(x: ArrayLike<number>): void {
    this.refuseDisposed();
    this.memory.sample.view.set(checkNumbers("x", x, this.primary));
    this.memory.response.set({ leak: this.sampleLeak() });
  }

  #putGains(gains: Float64Array): void {
    this.memory.gains.view.set(gains);
    this.memory.response.set({ factored: Number.NaN });
  }

  #refuseIndefinite(gains: unknown): void {
    const { response } = this.memory;
    response.set({ leak: this.leak });
    refuseIndefinite(
      "gains",
      gains,
      () => this.run((e) => e.gainRespond(response.address, 0, 0, 0)),
      "such that alpha I + W diag(g) W^T is positive definite",
    );
  }

  #setCovariance(field: string, covariance: ArrayLike<number>): void {
    const { expected, matrix } = this.memory;
    matrix.view.set(checkSymmetric(field, covariance, this.primary));
    refuseIndefinite(field, covariance, () => this.run((e) => e.expectedRoot(expected.address, matrix.address, this.primary)));
  }

  #judge(covariance: ArrayLike<number>, measure: number): void {
    this.refuseDisposed();
    this.#setCovariance("covariance", covariance);
    this.#judgeRoot(measure);
  }

  #judgeRoot(measure: number): void {
    const { record, response } = this.memory;
    record.set({ measure });
    response.set({ leak: this.leak });
    this.run((e) => e.gainCovariance(response.address, record.address));
  }
}

const owners = ["The matrix alpha I + W diag(g) W^T", "A gain", "A weight or gain", "the interneurons", "The response"];

/** Owner ids in the status block of the circuits with gains. */
export function nameOwner(owner: number): string {
  return owners[owner] ?? "A circuit";
}

/** A longer stretch, up to four times as long, if the last one took less than its time. */
function nextLength(length: number, count: number, elapsed: number): number {
  return Math.ceil(Math.min(length * 4, Math.max(1, (count * STRETCH) / Math.max(elapsed, 0.01)), 2 ** 30));
}

function refuseAborted(signal: AbortSignal | undefined, done: number): void {
  if (signal?.aborted) throw new AbortError(done, signal.reason);
}

/** Runs all stretches. */
export function finish<R>(stretches: Generator<void, R>): R {
  for (;;) {
    const { done, value } = stretches.next();
    if (done) return value;
  }
}

/** Runs all stretches, with breaks between them. */
export async function finishWithBreaks<R>(stretches: Generator<void, R>): Promise<R> {
  for (;;) {
    const { done, value } = stretches.next();
    if (done) return value;
    await new Promise((resolve) => setTimeout(resolve));
  }
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const whole = new Float64Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
