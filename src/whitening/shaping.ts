import { checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { AbortError, InputError, KernelError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { Shaping as Layout } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { type Struct, structAt } from "../core/struct.js";
import {
  type CheckedShaping,
  checkShaping,
  checkShapingLearn,
  type ShapingLearnOptions,
  type ShapingOptions,
} from "./shaping-options.js";

/** Numbers handed to the core at a time. */
const STAGING = 16384;
/** Wall time between breaks, ms. */
const STRETCH = 30;
const SHAPE_CONSTANTS = 6; // numbers of a ShapeConstants
/** Beyond this size of a sample the interneurons' energies may overflow. */
const LARGEST_SAMPLE = 1e50;

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
  readonly #arena: Arena;
  readonly #struct: Struct<typeof Layout>;
  readonly #weights: Block<"f64">;
  readonly #gains: Block<"f64">;
  readonly #shapes: Block<"f64">;
  readonly #samples: Block<"f64">;
  readonly #responses: Block<"f64">;
  readonly #stride: number;
  /** Samples that the core takes at a time. */
  readonly #capacity: number;
  #disposed = false;

  constructor(core: Core, options: ShapingOptions) {
    const checked = checkShaping(core, options);
    const { primary, interneurons } = checked;
    this.primary = primary;
    this.interneurons = interneurons;
    this.#core = core;
    this.#stride = 2 * Math.ceil(interneurons / 2);
    const stride = this.#stride;
    const lengths = {
      weights: primary * stride,
      gains: stride,
      shapes: stride,
      constants: interneurons * SHAPE_CONSTANTS,
      linear: stride,
      power: stride,
      inputs: stride,
      powers: stride,
      logarithms: stride,
      outputs: stride,
      slopes: stride,
      weighted: stride,
      hessian: primary * primary,
      response: primary,
      step: primary,
      direction: primary,
      trial: primary,
      objectives: stride,
      objectiveSlopes: stride,
      correlations: primary * stride,
    };
    // A Newton step costs about N^2 K / 2 multiplications: a call should last a few milliseconds.
    this.#capacity = Math.ceil(Math.min(STAGING / primary, 1e6 / (interneurons * primary ** 2)));
    const staging = this.#capacity * primary;
    const bytes = Object.values(lengths).reduce((sum, length) => sum + blockBytes("f64", length), 2 * blockBytes("f64", staging));
    this.#arena = core.arena(bytes + blockBytes("u8", Layout.byteLength), "A shaping circuit");
    const arena = this.#arena;
    this.#struct = structAt(core.memory, Layout, arena.block("u8", Layout.byteLength));
    const blocks = Object.fromEntries(
      Object.entries(lengths).map(([name, length]) => [name, arena.block("f64", length)]),
    ) as Record<keyof typeof lengths, Block<"f64">>;
    this.#struct.set(Object.fromEntries(Object.entries(blocks).map(([name, block]) => [name, block.address])));
    this.#weights = blocks.weights;
    this.#gains = blocks.gains;
    this.#shapes = blocks.shapes;
    this.#samples = arena.block("f64", staging);
    this.#responses = arena.block("f64", staging);
    this.#initialise(checked);
  }

  /** W, a copy (N x K, unit columns). */
  get weights(): Float64Array {
    const view = this.#live().#weights.view;
    return Float64Array.from(
      { length: this.primary * this.interneurons },
      (_, i) => view[Math.floor(i / this.interneurons) * this.#stride + (i % this.interneurons)] as number,
    );
  }

  /** g, a copy (K). */
  get gains(): Float64Array {
    return this.#live().#gains.view.slice(0, this.interneurons);
  }

  /** theta, a copy (K). */
  get shapes(): Float64Array {
    return this.#live().#shapes.view.slice(0, this.interneurons);
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
      this.#run((e) => e.shapingRespond(this.#struct.address, this.#samples.address, count, this.#responses.address));
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
    const stretches = this.#learn(samples, options);
    for (;;) {
      const { done, value } = stretches.next();
      if (done) return value;
    }
  }

  /** {@link ShapingCircuit.learn} with breaks, in which a page stays responsive and `signal` can be triggered. */
  async learnAsync(samples: ArrayLike<number>, options: ShapingLearnOptions = {}): Promise<ShapingLearned> {
    const stretches = this.#learn(samples, options);
    for (;;) {
      const { done, value } = stretches.next();
      if (done) return value;
      await new Promise((resolve) => setTimeout(resolve));
    }
  }

  /** Gives the circuit's memory back; it can no longer be used. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#core.heap.release(this.#arena.region);
  }

  *#learn(samples: ArrayLike<number>, options: ShapingLearnOptions): Generator<void, ShapingLearned> {
    const { batch, responses: wanted } = checkShapingLearn(options);
    const total = this.#checkSamples(samples);
    const responses = new Float64Array(wanted ? total * this.primary : 0);
    let since = performance.now();
    let done = 0;
    try {
      while (done < total) {
        if (options.signal?.aborted) throw new AbortError(done, options.signal.reason);
        const count = this.#stage(samples, done, total);
        const out = wanted ? this.#responses.address : 0;
        this.#run((e) => e.shapingLearn(this.#struct.address, this.#samples.address, count, batch, out));
        if (wanted) responses.set(this.#responses.view.subarray(0, count * this.primary), done * this.primary);
        done += count;
        if (done === total) this.#run((e) => e.shapingEndBatch(this.#struct.address, total - 1));
        if (performance.now() - since > STRETCH || done === total) {
          options.onProgress?.(done / total);
          since = performance.now();
          if (done < total) yield;
        }
      }
      return { samples: total, responses };
    } finally {
      if (!this.#disposed) this.#struct.set({ pending: 0 });
    }
  }

  #live(): this {
    if (this.#disposed) throw new InputError("circuit", "disposed", "one that was not disposed of");
    return this;
  }

  #initialise({ primary, interneurons, weights, gains, shapes, rates, compatible }: CheckedShaping): void {
    this.#struct.set({
      primary,
      interneurons,
      stride: this.#stride,
      compatible: compatible ? 1 : 0,
      gainRate: rates.gains,
      shapeRate: rates.shapes,
      weightRate: rates.weights,
    });
    for (let i = 0; i < primary; i++) {
      this.#weights.view.set(weights.subarray(i * interneurons, (i + 1) * interneurons), i * this.#stride);
    }
    this.#gains.view.set(gains);
    this.#shapes.view.fill(1).set(shapes);
    this.#core.call((e) => e.shapingRefresh(this.#struct.address));
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
    this.#struct.set({ first });
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
