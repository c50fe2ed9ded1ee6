import { checkKeys, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { AbortError, InputError, KernelError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import type { Block } from "../core/memory.js";
import { finish, finishWithBreaks } from "../core/stretches.js";
import { Plan } from "./gain-memory.js";
import { LARGEST_SAMPLE, placeShaping, type ShapingMemory } from "./shaping-memory.js";
import {
  checkShaping,
  checkShapingExpected,
  checkShapingLearn,
  type ShapingLearnExpectedOptions,
  type ShapingLearnOptions,
  type ShapingOptions,
  shapingKeys,
} from "./shaping-options.js";

/** Numbers handed to the core at a time. */
const STAGING = 16384;
/** Wall time between breaks, ms. */
const STRETCH = 30;

/** No response was found to a sample, or learning from it left the finite numbers. The state is that before its batch. */
export class ShapingError extends KernelError {
  /** Number of the sample in the array that was passed, from 0. */
  readonly sample: number;
  constructor(code: string, message: string, sample: number, value: number, remedy: string) {
    super(code, message, { time: 0, index: sample, value, remedy });
    this.sample = sample;
  }
}

/** What came of learning from samples. */
export interface ShapingLearned {
  /** Samples learnt. */
  readonly samples: number;
  /** T by N, row by row: the response to each sample before it was learnt; empty unless asked for. */
  readonly responses: Float64Array;
}

/**
 * A circuit whose interneurons shape the distribution of the response (arXiv 2405.17745). N primary neurons respond to the input s
 * with the r that solves
 *
 *     s = W (g o f(theta, W^T r)),   f(theta, z) = a z + b sign(z) |z|^theta
 *
 * and the gains g, the shapes theta and the weights W learn from z = W^T r and n = g o f(theta, z), means taken over a batch:
 *
 *     g     <- max(g + eta_g g o mean h(theta, z), 0)
 *     theta <- clip(theta + eta_theta mean dh/dtheta, 1, 3)
 *     W     <- columns of (W + eta_W mean r n^T), brought to length 1
 *
 * Matrices are row by row. Errors: InputError for a bad option or sample (the circuit keeps its state), {@link ShapingError}.
 */
export class ShapingCircuit {
  readonly primary: number;
  readonly interneurons: number;
  readonly #core: Core;
  readonly #memory: ShapingMemory;
  readonly #samples: Block<"f64">;
  readonly #responses: Block<"f64">;
  /** Samples that the core takes at a time. */
  readonly #capacity: number;
  #disposed = false;

  constructor(core: Core, options: ShapingOptions) {
    checkKeys("options", options, shapingKeys);
    const checked = checkShaping(core, options);
    const { primary, interneurons } = checked;
    this.primary = primary;
    this.interneurons = interneurons;
    this.#core = core;
    // A Newton step costs about N^2 K / 2 multiplications: a call should last a few milliseconds.
    this.#capacity = Math.ceil(Math.min(STAGING / primary, 1e6 / (interneurons * primary ** 2)));
    const plan = new Plan();
    const [samples, responses] = [plan.block("f64", this.#capacity * primary), plan.block("f64", this.#capacity * primary)];
    this.#memory = placeShaping(core, checked, plan, "A shaping circuit");
    this.#samples = samples.get();
    this.#responses = responses.get();
  }

  /** W, a copy (N x K, unit columns). */
  get weights(): Float64Array {
    const { weights, stride } = this.#live().#memory;
    const view = weights.view;
    return Float64Array.from(
      { length: this.primary * this.interneurons },
      (_, i) => view[Math.floor(i / this.interneurons) * stride + (i % this.interneurons)] as number,
    );
  }

  /** g, a copy (K). */
  get gains(): Float64Array {
    return this.#live().#memory.gains.view.slice(0, this.interneurons);
  }

  /** theta, a copy (K). */
  get shapes(): Float64Array {
    return this.#live().#memory.shapes.view.slice(0, this.interneurons);
  }

  /** The response r to one sample (N numbers of size up to 1e50), without learning. */
  respond(sample: ArrayLike<number>): Float64Array {
    return this.responses(checkNumbers("sample", sample, this.primary, { min: -LARGEST_SAMPLE, max: LARGEST_SAMPLE }));
  }

  /** The responses (T x N) to samples (T x N), without learning. */
  responses(samples: ArrayLike<number>): Float64Array {
    const n = this.primary;
    const total = this.#checkSamples(samples);
    const result = new Float64Array(total * n);
    for (let done = 0; done < total; done += this.#capacity) {
      const count = this.#stage(samples, done, total);
      this.#run((e) => e.shapingRespond(this.#memory.struct.address, this.#samples.address, count, this.#responses.address));
      result.set(this.#responses.view.subarray(0, count * n), done * n);
    }
    return result;
  }

  /** Responds to one sample (N numbers), returns r, and learns from it. */
  step(sample: ArrayLike<number>): Float64Array {
    checkNumbers("sample", sample, this.primary, { min: -LARGEST_SAMPLE, max: LARGEST_SAMPLE });
    return this.learn(sample, { responses: true }).responses;
  }

  /**
   * Learns from samples (T x N) in order. On a {@link ShapingError} or AbortError, updates of whole batches before it are kept.
   */
  learn(samples: ArrayLike<number>, options: ShapingLearnOptions = {}): ShapingLearned {
    return finish(this.#learn(samples, options));
  }

  /** {@link ShapingCircuit.learn} with breaks, in which a page stays responsive and `signal` can be triggered. */
  learnAsync(samples: ArrayLike<number>, options: ShapingLearnOptions = {}): Promise<ShapingLearned> {
    return finishWithBreaks(this.#learn(samples, options));
  }

  /**
   * Takes `steps` offline steps, each with the means over all of the samples (T x N, T >= 1): what {@link flowShaping} does in small steps.
   * Returns the steps taken. On a {@link ShapingError} or AbortError, steps before it are kept.
   */
  learnExpected(samples: ArrayLike<number>, steps: number, options: ShapingLearnExpectedOptions = {}): number {
    return finish(this.#learnExpected(samples, steps, options));
  }

  /** {@link ShapingCircuit.learnExpected} with breaks. */
  learnExpectedAsync(samples: ArrayLike<number>, steps: number, options: ShapingLearnExpectedOptions = {}): Promise<number> {
    return finishWithBreaks(this.#learnExpected(samples, steps, options));
  }

  /** Gives the circuit's memory back; it can no longer be used. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#core.heap.release(this.#memory.arena.region);
  }

  *#learn(samples: ArrayLike<number>, options: ShapingLearnOptions): Generator<void, ShapingLearned> {
    const { batch, responses: wanted } = checkShapingLearn(options);
    const total = this.#checkSamples(samples);
    const responses = new Float64Array(wanted ? total * this.primary : 0);
    yield* this.#pass(samples, total, batch, options, 1, wanted ? responses : undefined);
    return { samples: total, responses };
  }

  *#learnExpected(samples: ArrayLike<number>, steps: number, options: ShapingLearnExpectedOptions): Generator<void, number> {
    checkShapingExpected(steps, options);
    const total = this.#checkSamples(samples);
    if (total === 0) throw new InputError("samples.length", 0, "that of at least one sample");
    yield* this.#pass(samples, total, total, options, steps, undefined);
    return steps;
  }

  /** Learns from all samples in order, `times` over. */
  *#pass(
    samples: ArrayLike<number>,
    total: number,
    batch: number,
    { onProgress, signal }: ShapingLearnExpectedOptions,
    times: number,
    responses: Float64Array | undefined,
  ): Generator<void, void> {
    const n = this.primary;
    const all = total * times;
    const resident = total <= this.#capacity; // samples stay in the core
    let since = performance.now();
    let done = 0;
    try {
      while (done < all) {
        if (signal?.aborted) throw new AbortError(times > 1 ? Math.floor(done / total) : done, signal.reason);
        const first = done % total;
        const count = resident && done > 0 ? total : this.#stage(samples, first, total);
        const out = responses ? this.#responses.address : 0;
        this.#run((e) => e.shapingLearn(this.#live().#memory.struct.address, this.#samples.address, count, batch, out));
        responses?.set(this.#responses.view.subarray(0, count * n), first * n);
        done += count;
        if (first + count === total) this.#run((e) => e.shapingEndBatch(this.#memory.struct.address, total - 1));
        if (performance.now() - since > STRETCH || done === all) {
          onProgress?.(done / all);
          since = performance.now();
          if (done < all) yield;
        }
      }
    } finally {
      if (!this.#disposed) this.#memory.struct.set({ pending: 0 });
    }
  }

  #live(): this {
    if (this.#disposed) throw new InputError("circuit", "disposed", "one that was not disposed of");
    return this;
  }

  /** Returns the number of samples. */
  #checkSamples(samples: unknown): number {
    this.#live();
    const list = checkNumbers("samples", samples, undefined, { min: -LARGEST_SAMPLE, max: LARGEST_SAMPLE });
    if (list.length % this.primary !== 0) {
      throw new InputError("samples.length", list.length, `a multiple of ${this.primary}, the number of primary neurons`);
    }
    return list.length / this.primary;
  }

  /** Copies samples from number `first` on into the core, as many as fit. Returns their number. */
  #stage(samples: ArrayLike<number>, first: number, total: number): number {
    const n = this.primary;
    const count = Math.min(this.#capacity, total - first);
    const view = this.#live().#samples.view;
    for (let i = 0; i < count * n; i++) view[i] = samples[first * n + i] as number;
    this.#memory.struct.set({ first });
    return count;
  }

  #run(kernel: (e: CoreExports) => number): void {
    try {
      this.#core.run(kernel);
    } catch (error) {
      throw error instanceof KernelError ? explain(error) : error;
    }
  }
}

function explain(error: KernelError): ShapingError {
  const sample = error.index;
  if (error.code === "not-finite") {
    const message = `Learning from sample ${sample} left the finite numbers.`;
    return new ShapingError("not-finite", message, sample, error.value, "Make the learning rates or the samples smaller.");
  }
  const message = `No response to sample ${sample} was found (relative residual ${error.value}).`;
  const remedy =
    "The interneurons with a positive gain must span the primary neurons, and gains must not differ by many orders of magnitude: make the learning rates smaller.";
  return new ShapingError("no-convergence", message, sample, error.value, remedy);
}
