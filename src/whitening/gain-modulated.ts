import { checkNumber, checkNumbers, type Range } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { type Arena, blockBytes } from "../core/memory.js";
import { finish, finishWithBreaks, nextLength } from "../core/stretches.js";
import { checkSamples } from "./circuit-options.js";
import { checkFrame, LARGEST, refuseIndefinite, transposed } from "./gain-checks.js";
import { type Plan, placeCovariance, planResponse, type ResponseMemory } from "./gain-memory.js";
import {
  checkDynamics,
  checkLearn,
  errorCode,
  type GainError,
  type GainLearnExpectedOptions,
  type GainLearned,
  type GainLearnedExpected,
  type GainLearnOptions,
  type GainModulatedOptions,
} from "./gain-options.js";
import { type LearningHost, learnOffline, type OfflineKernel, recordErrors, refuseAborted, STAGING } from "./learning-loop.js";

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
  readonly #host: LearningHost;
  #disposed = false;

  /** @internal */
  protected constructor(
    core: Core,
    options: GainModulatedOptions,
    defaultGain: number,
    sparse: boolean,
    plan: Plan,
    what: string,
  ) {
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
    this.#host = {
      core,
      memory: this.memory,
      firstLength: () => Math.ceil(1e6 / (n * n * (n + k) + 100)),
      disposed: () => this.#disposed,
      refuseDisposed: () => this.refuseDisposed(),
      run: (kernel) => this.run(kernel),
      setCovariance: (field, covariance) => this.#setCovariance(field, covariance),
      beforeOffline: () => this.memory.response.set({ leak: this.leak }),
      judge: (measure) => this.#judgeRoot(measure),
    };
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
    return this.#judge(covariance, errorCode("metric", metric));
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
  protected learnOffline(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainLearnExpectedOptions,
    kernel: OfflineKernel,
  ): Generator<void, GainLearnedExpected> {
    return learnOffline(this.#host, covariance, steps, options, kernel);
  }

  /** Pointers that the struct of every such circuit has. @internal */
  protected pointers(): { response: number; record: number } {
    return { response: this.memory.response.address, record: this.memory.record.address };
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
      const host = this.#host;
      const learnKernel = this.learnKernel.bind(this);
      const leak = this.sampleLeak();
      const errors = yield* recordErrors(host, every, function* (room, collect) {
        let done = 0;
        let length = Math.ceil(host.firstLength() / batch) * batch;
        while (done < total) {
          refuseAborted(options.signal, done);
          const count = Math.min(length, most, total - done, room * Math.max(every, batch));
          input.view.set(values.subarray(done * n, (done + count) * n));
          record.set({ measure, every, count: 0 });
          response.set({ leak });
          const started = performance.now();
          const from = done;
          host.run((e) => learnKernel(e, input.address, count, batch, from, wanted ? output.address : 0));
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
    placeCovariance(this.core, this.memory, field, covariance, this.primary);
  }

  #judge(covariance: ArrayLike<number>, measure: number): number {
    this.refuseDisposed();
    this.#setCovariance("covariance", covariance);
    return this.#judgeRoot(measure);
  }

  #judgeRoot(measure: number): number {
    const { record, response } = this.memory;
    record.set({ measure });
    response.set({ leak: this.leak });
    this.run((e) => e.gainCovariance(response.address, record.address));
    return this.memory.error.view[0]!;
  }
}

const owners = ["The matrix alpha I + W diag(g) W^T", "A gain", "A weight or gain", "the interneurons", "The response"];

/** Owner ids in the status block of the circuits with gains. */
export function nameOwner(owner: number): string {
  return owners[owner] ?? "A circuit";
}
