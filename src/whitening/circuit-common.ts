import { checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { AbortError, InputError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { ExpectedRun, WhiteningResponse } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { finish, finishWithBreaks } from "../core/stretches.js";
import { type Layout, Struct } from "../core/struct.js";
import {
  type CircuitLearnExpectedOptions,
  type CircuitLearned,
  type CircuitLearnedExpected,
  type CircuitLearnOptions,
  checkExpectedOptions,
  checkLearnOptions,
  checkSamples,
} from "./circuit-options.js";
import { ErrorTracker } from "./error-tracker.js";
import { checkCovariance, placeTarget, targetBytes, type WhiteningMetric, whiteningError } from "./metrics.js";
import type { ResponseFields } from "./response.js";

/** Numbers of samples that are copied into the core at a time. */
const STAGING = 32768;
/** Wall time that one call of a kernel should take, ms. */
const STRETCH = 30;
/** Recorded errors that one call of a kernel may return. */
const RECORDS = 4096;

/** Kernels of a circuit, given the address of its struct. */
export interface CircuitKernels {
  respond(e: CoreExports, samples: number, count: number, responses: number): number;
  learn(e: CoreExports, samples: number, count: number, batch: number, responses: number): number;
  endBatch(e: CoreExports, index: number): number;
  dropBatch(e: CoreExports): void;
  learnExpected(e: CoreExports, run: number): number;
}

/**
 * What the two whitening circuits have in common: y = A^{-1} x for an effective matrix A that is learnt from samples or from a covariance.
 * All matrices are Float64Array, row by row.
 */
export abstract class WhiteningCircuit {
  /** n */
  readonly primary: number;
  /** eta */
  readonly learningRate: number;
  readonly core: Core;
  /** The circuit's struct in the core. */
  protected readonly struct: Struct<Layout>;
  protected readonly kernels: CircuitKernels;
  readonly #arena: Arena;
  readonly #response: Struct<typeof WhiteningResponse>;
  readonly #staging: Block<"f64">;
  readonly #responses: Block<"f64">;
  readonly #what: string;
  #disposed = false;

  /** @internal `blocks`: pointer fields of the struct with their numbers of f64. */
  protected constructor(
    core: Core,
    what: string,
    layout: Layout,
    blocks: Readonly<Record<string, number>>,
    settings: { readonly size: number; readonly learningRate: number; readonly response: ResponseFields },
    kernels: (address: number) => CircuitKernels,
  ) {
    const staging = Math.max(1, Math.floor(STAGING / settings.size)) * settings.size;
    const lengths = Object.values(blocks);
    const bytes =
      lengths.reduce((sum, length) => sum + blockBytes("f64", length), 2 * blockBytes("f64", staging)) +
      blockBytes("u8", layout.byteLength) +
      blockBytes("u8", WhiteningResponse.byteLength);
    this.primary = settings.size;
    this.learningRate = settings.learningRate;
    this.core = core;
    this.#what = what;
    this.#arena = core.arena(bytes, what);
    this.struct = new Struct(core.memory, layout, this.#arena.block("u8", layout.byteLength).address);
    const response = this.#arena.block("u8", WhiteningResponse.byteLength);
    this.#response = new Struct(core.memory, WhiteningResponse, response.address);
    this.#response.set({ ...settings.response });
    this.#staging = this.#arena.block("f64", staging);
    this.#responses = this.#arena.block("f64", staging);
    const addresses = Object.fromEntries(
      Object.entries(blocks).map(([name, length]) => [name, this.#arena.block("f64", length).address]),
    );
    this.struct.set({
      size: settings.size,
      learningRate: settings.learningRate,
      response: this.#response.address,
      ...addresses,
    });
    this.kernels = kernels(this.struct.address);
  }

  /** A, a copy (n by n). */
  abstract get effectiveMatrix(): Float64Array;

  /** Samples learnt since the circuit was made. */
  get samples(): number {
    this.refuseDisposed();
    return this.struct.get("samples");
  }

  /** Iterations that the neural dynamics took for the last response; 0 with the linear solve. */
  get neuralIterations(): number {
    this.refuseDisposed();
    return this.#response.get("steps");
  }

  /**
   * The response y (n) to one sample, without learning. Errors: InputError for a bad sample; UnstableDynamicsError and KernelError
   * ("no-convergence") from the neural dynamics.
   */
  respond(x: ArrayLike<number>): Float64Array {
    this.refuseDisposed();
    const n = this.primary;
    this.#staging.view.set(checkNumbers("x", x, n));
    this.struct.set({ first: 0 });
    this.run((e) => this.kernels.respond(e, this.#staging.address, 1, this.#responses.address));
    return this.#responses.view.slice(0, n);
  }

  /** Responds to one sample and learns from it; returns the response y (n). Errors as {@link WhiteningCircuit.learn}. */
  step(x: ArrayLike<number>): Float64Array {
    this.refuseDisposed();
    const n = this.primary;
    this.#staging.view.set(checkNumbers("x", x, n));
    this.struct.set({ first: 0 });
    this.run((e) => this.kernels.learn(e, this.#staging.address, 1, 1, this.#responses.address));
    return this.#responses.view.slice(0, n);
  }

  /**
   * Learns from T samples (T by n, sample by sample), in one update for each sample or batch. Errors: InputError for bad samples, before any is
   * learnt; NotPositiveDefiniteError, UnstableDynamicsError or KernelError ("no-convergence", "diverged") with the number of the sample in
   * `samples` as `index`: the circuit then is as it was before that sample (or batch). AbortError.
   */
  learn(samples: ArrayLike<number>, options: CircuitLearnOptions = {}): CircuitLearned {
    return finish(this.#learn(samples, options));
  }

  /** {@link WhiteningCircuit.learn} with breaks, in which a page stays responsive and `signal` can be triggered. */
  async learnAsync(samples: ArrayLike<number>, options: CircuitLearnOptions = {}): Promise<CircuitLearned> {
    return finishWithBreaks(this.#learn(samples, options));
  }

  /**
   * Takes up to `steps` expected (offline) steps for inputs of covariance C (n by n). Errors: InputError for a covariance that is not symmetric
   * and positive definite; NotPositiveDefiniteError or KernelError ("diverged") with the number of the step as `index`: the circuit then is as it
   * was before that step. AbortError.
   */
  learnExpected(covariance: ArrayLike<number>, steps: number, options: CircuitLearnExpectedOptions = {}): CircuitLearnedExpected {
    return finish(this.#learnExpected(covariance, steps, options));
  }

  /** {@link WhiteningCircuit.learnExpected} with breaks. */
  async learnExpectedAsync(
    covariance: ArrayLike<number>,
    steps: number,
    options: CircuitLearnExpectedOptions = {},
  ): Promise<CircuitLearnedExpected> {
    return finishWithBreaks(this.#learnExpected(covariance, steps, options));
  }

  /** Whitening error for inputs of covariance C (n by n), exact. Errors: InputError. */
  error(covariance: ArrayLike<number>, metric: WhiteningMetric = "operator"): number {
    return whiteningError(this.core, this.effectiveMatrix, covariance, this.primary, metric);
  }

  /** Gives the circuit's memory back; it can't be used afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.core.heap.release(this.#arena.region);
  }

  protected refuseDisposed(): void {
    if (this.#disposed) throw new InputError("circuit", "disposed", "in use: make a new one");
  }

  /** Runs a kernel of this circuit. */
  protected run(kernel: (e: CoreExports) => number): void {
    this.core.run(kernel, () => this.#what);
  }

  /** Writes numbers into the core at `address`. */
  protected write(address: number, values: ArrayLike<number>): void {
    new Float64Array(this.core.memory.buffer, address, values.length).set(values);
  }

  /** A copy of numbers in the core. */
  protected read(address: number, length: number): Float64Array {
    return new Float64Array(this.core.memory.buffer, address, length).slice();
  }

  /** Writes A into the core for the kernels of the error; returns its address. */
  protected abstract placeEffective(out: number): void;

  *#learn(samples: ArrayLike<number>, options: CircuitLearnOptions): Generator<void, CircuitLearned> {
    this.refuseDisposed();
    const n = this.primary;
    const { batch, responses: wanted, every } = checkLearnOptions(options);
    const total = checkSamples("samples", samples, n);
    const responses = new Float64Array(wanted ? total * n : 0);
    const errors = new Float64Array(every ? Math.floor(total / every) : 0);
    const tracker = options.trackError && new ErrorTracker(this.core, options.trackError, n);
    const values = samples instanceof Float64Array ? samples : Float64Array.from(samples);
    let done = 0;
    try {
      let pace = { capacity: this.#staging.length / n, since: performance.now() };
      while (done < total) {
        if (options.signal?.aborted) throw new AbortError(done, options.signal.reason);
        const until = Math.min(total, done + pace.capacity);
        const end = every ? Math.min(until, done - (done % every) + every) : until;
        const count = end - done;
        this.#staging.view.set(values.subarray(done * n, end * n));
        this.struct.set({ first: done });
        const out = wanted ? this.#responses.address : 0;
        this.run((e) => this.kernels.learn(e, this.#staging.address, count, batch, out));
        if (wanted) responses.set(this.#responses.view.subarray(0, count * n), done * n);
        done = end;
        if (done === total) this.run((e) => this.kernels.endBatch(e, total - 1));
        if (every && done % every === 0) errors[done / every - 1] = tracker!.error((out) => this.placeEffective(out));
        if (performance.now() - pace.since > STRETCH || done === total) {
          options.onProgress?.(done / total);
          pace = { ...pace, since: performance.now() };
          if (done < total) yield;
        }
      }
      return { samples: total, errors, responses };
    } finally {
      tracker?.dispose();
      if (!this.#disposed) this.core.call((e) => this.kernels.dropBatch(e));
    }
  }

  *#learnExpected(
    covariance: ArrayLike<number>,
    steps: number,
    options: CircuitLearnExpectedOptions,
  ): Generator<void, CircuitLearnedExpected> {
    this.refuseDisposed();
    const n = this.primary;
    checkNumber("steps", steps, { integer: true, min: 0, max: 2 ** 32 - 2 });
    const { recordEvery, threshold } = checkExpectedOptions(options);
    checkCovariance(this.core, "covariance", covariance, n);
    const bytes = blockBytes("u8", ExpectedRun.byteLength) + targetBytes(n) + blockBytes("f64", RECORDS);
    const arena = this.core.arena(bytes, "An offline run");
    try {
      const run = new Struct(this.core.memory, ExpectedRun, arena.block("u8", ExpectedRun.byteLength).address);
      const target = placeTarget(this.core, arena, covariance, n, options.metric ?? "operator");
      const record = arena.block("f64", RECORDS);
      run.set({ ...target, recordEvery, record: record.address, threshold });
      const errors: Float64Array[] = [];
      let done = 0;
      let chunk = 16;
      for (;;) {
        if (options.signal?.aborted) throw new AbortError(done, options.signal.reason);
        const limit = recordEvery === 0 ? chunk : Math.min(chunk, (RECORDS - 1) * recordEvery);
        run.set({ before: done, maximumSteps: Math.min(limit, steps - done) });
        const start = performance.now();
        this.run((e) => this.kernels.learnExpected(e, run.address));
        done += run.get("steps");
        errors.push(record.view.slice(0, run.get("recorded")));
        const reached = run.get("reached") === 1;
        if (reached || done === steps) {
          options.onProgress?.(1);
          return { steps: done, reached, error: run.get("error"), errors: joined(errors) };
        }
        options.onProgress?.(done / steps);
        const elapsed = performance.now() - start;
        chunk = Math.max(1, Math.round(chunk * Math.min(4, STRETCH / Math.max(elapsed, 1e-3))));
        yield;
      }
    } finally {
      this.core.heap.release(arena.region);
    }
  }
}

function joined(pieces: readonly Float64Array[]): Float64Array {
  const result = new Float64Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    result.set(piece, at);
    at += piece.length;
  }
  return result;
}
