import { checkNumber } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { WindowFit as Layout } from "../../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../../core/memory.js";
import { type Struct, structAt } from "../../core/struct.js";
import { type BoundPerceptron, type PerceptronShape, perceptronModel } from "./perceptron.js";

/** A trajectory with what is fitted to it. */
export interface WindowFitOptions {
  readonly shape: PerceptronShape;
  /** States at equal distances, one row of numbers each. */
  readonly trajectory: Float64Array;
  /** Distance of the samples in time. */
  readonly interval: number;
  /** Steps of the classical Runge-Kutta method from sample to sample. */
  readonly stepsPerSample: number;
  /** Type of the lanes: two or four windows go together. */
  readonly precision: "f64" | "f32";
  /** Most windows in a call. */
  readonly windows: number;
  /** Samples of a window, the start among them, of which a gradient may be asked. */
  readonly samples: number;
}

/**
 * Fits a perceptron as a neural ODE to windows of a trajectory: each starts from the trajectory's state at one of its samples. Loss: the mean |error| over
 * windows, samples (the start among them, whose error is 0) and numbers of the state. Windows are SIMD lanes; the loss and the gradient do not depend on
 * how many go together: sums over windows are in their order. The gradient is that of the computed loss (discrete adjoint).
 */
export class WindowFit {
  readonly #core: Core;
  readonly #options: WindowFitOptions;
  readonly #arena: Arena;
  readonly #struct: Struct<typeof Layout>;
  readonly #net: number;
  readonly #theta: Block<"f64">;
  readonly #weights: Block<"f64">;
  readonly #starts: Block<"u32">;
  readonly #losses: Block<"f64">;
  readonly #gradient: Block<"f64">;
  readonly #total: number;
  readonly #numbers: number;
  #disposed = false;

  constructor(core: Core, options: WindowFitOptions) {
    const { shape, trajectory, windows, samples, stepsPerSample, interval } = options;
    this.#core = core;
    this.#options = options;
    this.#numbers = shape.layers[0]!;
    this.#total = trajectory.length / this.#numbers;
    const { tensors: _, parameters, ...perceptron } = shape;
    const model = perceptronModel(perceptron);
    const widest = Math.max(...shape.layers);
    const work = workBytes(shape, samples, stepsPerSample);
    const blocks = [
      blockBytes("u8", Layout.byteLength),
      3 * blockBytes("f64", parameters),
      blockBytes("u32", windows),
      blockBytes("f64", windows),
      blockBytes("f64", trajectory.length),
      blockBytes("u8", work),
      model.bytes(core),
    ];
    this.#arena = core.arena(
      blocks.reduce((sum, bytes) => sum + bytes, 64),
      "A fit of a neural ODE",
    );
    this.#net = (model.bind(core, (bytes) => this.#arena.block("u8", bytes).address) as BoundPerceptron).net;
    this.#struct = structAt(core.memory, Layout, this.#arena.block("u8", Layout.byteLength));
    this.#theta = this.#arena.block("f64", parameters);
    this.#weights = this.#arena.block("f64", parameters);
    this.#gradient = this.#arena.block("f64", parameters);
    this.#starts = this.#arena.block("u32", windows);
    this.#losses = this.#arena.block("f64", windows);
    const path = this.#arena.block("f64", trajectory.length);
    path.view.set(trajectory);
    const addresses = { net: this.#net, weights: this.#weights.address, trajectory: path.address, starts: this.#starts.address };
    this.#struct.set({ ...addresses, losses: this.#losses.address, work: this.#arena.block("u8", work).address });
    this.#struct.set({ weightCount: parameters, widest, steps: stepsPerSample, step: interval / stepsPerSample });
  }

  /** Loss of the windows from the samples `starts` on, each of `samples` samples (default: as constructed). NaN where a state is not finite. */
  loss(theta: ArrayLike<number>, starts: ArrayLike<number>, samples: number = this.#options.samples): number {
    return this.#run(theta, starts, samples, 0);
  }

  /** Loss and its gradient by theta, which is written to `out`. */
  gradient(theta: ArrayLike<number>, starts: ArrayLike<number>, out: Float64Array): number {
    const loss = this.#run(theta, starts, this.#options.samples, this.#gradient.address);
    out.set(this.#gradient.view);
    return loss;
  }

  /** How many of the last call's windows ended in states that are not finite. */
  failed(windows: number): number {
    let count = 0;
    const losses = this.#losses.view;
    for (let i = 0; i < windows; i++) if (!Number.isFinite(losses[i])) count++;
    return count;
  }

  dispose(): void {
    if (!this.#disposed) this.#core.heap.release(this.#arena.region);
    this.#disposed = true;
  }

  #run(theta: ArrayLike<number>, starts: ArrayLike<number>, samples: number, gradient: number): number {
    checkNumber("starts.length", starts.length, { min: 1, max: this.#options.windows, integer: true });
    checkNumber("samples", samples, { min: 1, max: this.#total, integer: true });
    for (let i = 0; i < starts.length; i++) {
      checkNumber(`starts[${i}]`, starts[i], { min: 0, max: this.#total - samples, integer: true });
    }
    this.#theta.view.set(theta);
    this.#starts.view.set(starts);
    this.#struct.set({ windows: starts.length, samples, gradient });
    const isDouble = this.#options.precision === "f64";
    const [from, to, struct] = [this.#theta.address, this.#weights.address, this.#struct.address];
    const loss = this.#core.call((e) => {
      if (isDouble) e.packWindowWeightsF64(this.#net, from, to);
      else e.packWindowWeightsF32(this.#net, from, to);
      return isDouble ? e.fitWindowsF64(struct) : e.fitWindowsF32(struct);
    });
    return Number.isFinite(loss) ? loss : Number.NaN;
  }
}

/** Bytes of the kernel's work space, as assembly/models/perceptron/windows.ts lays it out. */
function workBytes({ layers, activation, parameters }: PerceptronShape, samples: number, stepsPerSample: number): number {
  const numbers = layers[0]!;
  const copies = activation === "tanh" ? 1 : 2;
  const frame = 2 * numbers + copies * layers.slice(1, -1).reduce((sum, size) => sum + size, 0);
  const frames = 4 * stepsPerSample * Math.max(1, samples - 1);
  return 16 * ((6 + samples) * numbers + parameters + 2 * Math.max(...layers) + frames * frame);
}
