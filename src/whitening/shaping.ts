import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError, KernelError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { Shaping as Layout } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { type Struct, structAt } from "../core/struct.js";
import { type CheckedShaping, checkShaping, type ShapingOptions } from "./shaping-options.js";

/** Samples handed to the core at a time: a few milliseconds of work, a few hundred kilobytes. */
const CHUNK_NUMBERS = 16384;
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

export interface ShapingLearnOptions {
  /** Samples per update; default 1. A last batch may be smaller. */
  readonly batch?: number;
  /** Called now and then with the part of the samples that are done, 0 to 1. */
  readonly onProgress?: (done: number) => void;
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
    const chunk = this.#chunk * primary;
    const bytes = Object.values(lengths).reduce((sum, length) => sum + blockBytes("f64", length), 2 * blockBytes("f64", chunk));
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
    this.#samples = arena.block("f64", chunk);
    this.#responses = arena.block("f64", chunk);
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
    const result = new Float64Array(this.#checkSamples(samples).length);
    this.#inChunks(samples, this.#chunk, (e, circuit, input, count, output, at) => {
      const status = e.shapingRespond(circuit, input, count, output);
      if (status === 0) result.set(this.#responses.view.subarray(0, count * this.primary), at);
      return status;
    });
    return result;
  }

  /** Responds to one sample (N numbers), returns r, and learns from it. */
  step(sample: ArrayLike<number>): Float64Array {
    checkNumbers("sample", sample, this.primary, { min: -LARGEST_SAMPLE, max: LARGEST_SAMPLE });
    this.#inChunks(sample, 1, (e, circuit, input, count, output) => e.shapingLearn(circuit, input, count, 1, output));
    return this.#responses.view.slice(0, this.primary);
  }

  /** Learns from samples (T x N) in order. On a {@link ShapingError}, batches before that of the sample are kept. */
  learn(samples: ArrayLike<number>, options: ShapingLearnOptions = {}): void {
    checkKeys("options", options, ["batch", "onProgress"]);
    const batch = checkNumber("options.batch", options.batch ?? 1, { min: 1, max: this.#chunk, integer: true });
    if (options.onProgress !== undefined && typeof options.onProgress !== "function") {
      throw new InputError("options.onProgress", options.onProgress, "a function");
    }
    this.#checkSamples(samples);
    this.#inChunks(samples, Math.floor(this.#chunk / batch) * batch, (e, circuit, input, count, _, at) => {
      options.onProgress?.(at / samples.length);
      return e.shapingLearn(circuit, input, count, batch, 0);
    });
    options.onProgress?.(1);
  }

  /** Gives the circuit's memory back; it can no longer be used. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#core.heap.release(this.#arena.region);
  }

  get #chunk(): number {
    return Math.max(Math.floor(CHUNK_NUMBERS / this.primary), 1024);
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

  #checkSamples(samples: unknown): ArrayLike<number> {
    const list = checkNumbers("samples", samples, undefined, { min: -LARGEST_SAMPLE, max: LARGEST_SAMPLE });
    if (list.length % this.primary !== 0) {
      throw new InputError("samples.length", list.length, `a multiple of ${this.primary}, the number of primary neurons`);
    }
    return list;
  }

  /** Runs a kernel on the samples, at most `chunk` at a time. `at` is the position in `samples`. */
  #inChunks(
    samples: ArrayLike<number>,
    chunk: number,
    kernel: (e: CoreExports, circuit: number, input: number, count: number, output: number, at: number) => number,
  ): void {
    this.#live();
    const width = chunk * this.primary;
    for (let at = 0; at < samples.length; at += width) {
      const end = Math.min(at + width, samples.length);
      const view = this.#samples.view;
      for (let i = at; i < end; i++) view[i - at] = samples[i] as number;
      const count = (end - at) / this.primary;
      try {
        this.#core.run((e) => kernel(e, this.#struct.address, this.#samples.address, count, this.#responses.address, at));
      } catch (error) {
        throw error instanceof KernelError ? explain(error, at / this.primary) : error;
      }
    }
  }
}

function explain(error: KernelError, first: number): ShapingError {
  const sample = first + error.index;
  if (error.code === "not-finite") {
    const message = `Learning from sample ${sample} left the finite numbers.`;
    return new ShapingError("not-finite", message, sample, error.value, "Make the learning rates or the samples smaller.");
  }
  const message = `No response to sample ${sample} was found (relative residual ${error.value}).`;
  const remedy =
    "The interneurons with a positive gain must span the primary neurons, and gains must not differ by many orders of magnitude: make the learning rates smaller.";
  return new ShapingError("no-convergence", message, sample, error.value, remedy);
}
