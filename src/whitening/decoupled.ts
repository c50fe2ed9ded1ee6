import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import type { CoreExports } from "../core/exports.js";
import { DecoupledCircuit as DecoupledLayout } from "../core/generated/layouts.js";
import { type Arena, type Block, blockBytes } from "../core/memory.js";
import { finish, finishWithBreaks } from "../core/stretches.js";
import type { Struct } from "../core/struct.js";
import { checkSamples } from "./circuit-options.js";
import { checkNonNegative, LARGEST, transposed } from "./gain-checks.js";
import { type ExpectedMemory, Plan, placeCovariance, planExpected, structOf } from "./gain-memory.js";
import { nameOwner } from "./gain-modulated.js";
import {
  checkExpectedKeys,
  checkWatching,
  errorCode,
  type GainError,
  type GainLearnExpectedOptions,
  type GainLearnedExpected,
} from "./gain-options.js";
import { type LearningHost, learnOffline, STAGING } from "./learning-loop.js";

export interface DecoupledFastGainCircuitOptions {
  /** N */
  readonly primary: number;
  /** K */
  readonly interneurons: number;
  /** Initial W_nr, from interneurons to primary neurons (N x K, row by row), >= 0. */
  readonly outward: ArrayLike<number>;
  /** Initial W_rn, from primary neurons to interneurons (K x N, row by row), >= 0. */
  readonly inward: ArrayLike<number>;
  /** eta_g, >= 0 */
  readonly gainRate: number;
  /** eta_w, >= 0 */
  readonly weightRate: number;
  /** alpha, > 0. Default 1. */
  readonly leak?: number;
  /** Initial g (K), >= 0. Default 1 for each. */
  readonly gains?: ArrayLike<number>;
}

export interface DecoupledLearnOptions {
  /** Samples averaged for one update, default 1; the last batch may be shorter. */
  readonly batch?: number;
  /** Called after each part of the samples with the fraction done. */
  readonly onProgress?: (fraction: number) => void;
}

const keys = ["primary", "interneurons", "outward", "inward", "gainRate", "weightRate", "leak", "gains"];

/**
 * Fast gains and slow synapses with separate, non-negative weights in the two directions and non-negative gains (arXiv:2308.13633, appendix):
 * r = (alpha I + W_nr diag(g) W_rn)^-1 s, z = W_rn r. The multipliers m keep the loops w_rn,i . w_nr,i at length 1. Both weights learn by
 * r n^T - W_nr diag(g + m); in most runs, not in all, they come closer to each other's transpose. Errors of the constructor: InputError, MemoryError.
 */
export class DecoupledFastGainCircuit {
  readonly primary: number;
  readonly interneurons: number;
  readonly leak: number;
  readonly gainRate: number;
  readonly weightRate: number;
  readonly #core: Core;
  readonly #arena: Arena;
  readonly #struct: Struct<typeof DecoupledLayout>;
  /** w_i, v_i, g and m, one after the other, as the core expects them. */
  readonly #state: Block<"f64">;
  readonly #sample: Block<"f64">;
  readonly #answer: Block<"f64">;
  readonly #expected: ExpectedMemory;
  readonly #host: LearningHost;
  #disposed = false;

  constructor(core: Core, options: DecoupledFastGainCircuitOptions) {
    checkKeys("options", options, keys);
    const size = { min: 1, max: LARGEST, integer: true };
    const n = checkNumber("primary", options.primary, size);
    const k = checkNumber("interneurons", options.interneurons, size);
    const outward = checkNonNegative("outward", options.outward, n, k);
    const inward = checkNonNegative("inward", options.inward, k, n);
    const gains = checkNumbers("gains", options.gains ?? new Float64Array(k).fill(1), k, { min: 0 });
    this.primary = n;
    this.interneurons = k;
    this.gainRate = checkNumber("gainRate", options.gainRate, { min: 0 });
    this.weightRate = checkNumber("weightRate", options.weightRate, { min: 0 });
    this.leak = checkNumber("leak", options.leak ?? 1, { above: 0 });
    const plan = new Plan();
    const struct = plan.block("u8", DecoupledLayout.byteLength);
    const state = plan.block("f64", 2 * k * n + 2 * k);
    const lengths = { previous: 2 * k * n + 2 * k, matrix: n * n, response: n, projections: k, hebbian: k * n, power: k };
    const blocks = Object.entries(lengths).map(([name, length]) => [name, plan.block("f64", length)] as const);
    const pivots = plan.block("u32", n);
    const [sample, answer] = [plan.block("f64", n), plan.block("f64", n)];
    const expectations = planExpected(plan, core, n, this.leak);
    this.#core = core;
    this.#arena = plan.make(core, "A circuit of decoupled synapses");
    this.#state = state.get();
    this.#sample = sample.get();
    this.#answer = answer.get();
    this.#struct = structOf(core, DecoupledLayout, struct.get());
    this.#expected = expectations();
    this.#host = {
      core,
      memory: this.#expected,
      firstLength: () => Math.ceil(1e6 / (n * n * (n + k) + 100)),
      disposed: () => this.#disposed,
      refuseDisposed: () => this.#refuseDisposed(),
      run: (kernel) => this.#run(kernel),
      setCovariance: (field, covariance) => placeCovariance(core, this.#expected, field, covariance, n),
      beforeOffline: () => {},
      judge: (measure) => this.#judge(measure),
    };
    const { address } = this.#state;
    this.#struct.set({
      leak: this.leak,
      gainRate: this.gainRate,
      weightRate: this.weightRate,
      primary: n,
      interneurons: k,
      outward: address,
      inward: address + 8 * k * n,
      gains: address + 16 * k * n,
      multipliers: address + 16 * k * n + 8 * k,
      pivots: pivots.get().address,
      record: this.#expected.record.address,
      ...Object.fromEntries(blocks.map(([name, block]) => [name, block.get().address])),
    });
    const view = this.#state.view;
    view.set(transposed(outward, n, k));
    view.set(inward, k * n);
    view.set(gains, 2 * k * n);
  }

  /** W_nr, a copy (N x K, row by row). */
  get outward(): Float64Array {
    return transposed(this.#part(0, this.interneurons * this.primary), this.interneurons, this.primary);
  }

  /** W_rn, a copy (K x N, row by row). */
  get inward(): Float64Array {
    return this.#part(this.interneurons * this.primary, this.interneurons * this.primary);
  }

  /** g, a copy (K). */
  get gains(): Float64Array {
    return this.#part(2 * this.interneurons * this.primary, this.interneurons);
  }

  /** m, a copy (K). */
  get multipliers(): Float64Array {
    return this.#part(2 * this.interneurons * this.primary + this.interneurons, this.interneurons);
  }

  /** ||W_rn - W_nr^T||_F */
  get asymmetry(): number {
    const half = this.interneurons * this.primary;
    const weights = this.#part(0, 2 * half);
    let sum = 0;
    for (let i = 0; i < half; i++) sum += (weights[i]! - weights[half + i]!) ** 2;
    return Math.sqrt(sum);
  }

  /** A = alpha I + W_nr diag(g) W_rn (N x N, row by row); not symmetric. */
  get effectiveMatrix(): Float64Array {
    const { primary: n, interneurons: k, outward, inward, gains } = this;
    const a = new Float64Array(n * n);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < n; j++) {
        let sum = i === j ? this.leak : 0;
        for (let v = 0; v < k; v++) sum += outward[i * k + v]! * gains[v]! * inward[v * n + j]!;
        a[i * n + j] = sum;
      }
    }
    return a;
  }

  /** r for one sample (N), without learning. Errors: InputError. */
  respond(x: ArrayLike<number>): Float64Array {
    this.#takeSample(x);
    this.#run((e) => e.decoupledRespond(this.#struct.address, this.#sample.address, 1, this.#answer.address));
    return this.#answer.view.slice();
  }

  /** r for one sample (N); learns from it. Errors: InputError, KernelError; the circuit then is as before. */
  step(x: ArrayLike<number>): Float64Array {
    this.#takeSample(x);
    this.#run((e) => e.decoupledLearn(this.#struct.address, this.#sample.address, 1, 1, 0, this.#answer.address));
    return this.#answer.view.slice();
  }

  /**
   * Learns from `samples` (T x N, row by row), in order; returns the number of updates. Errors: InputError before anything is learnt;
   * KernelError names the sample, and the circuit keeps the state before its batch.
   */
  learn(samples: ArrayLike<number>, options: DecoupledLearnOptions = {}): number {
    this.#refuseDisposed();
    checkKeys("options", options, ["batch", "onProgress"]);
    const { onProgress } = options;
    checkWatching({ onProgress });
    const n = this.primary;
    const count = checkSamples("samples", samples, n);
    const batch = Math.min(Math.max(count, 1), checkNumber("batch", options.batch ?? 1, { min: 1, max: 2 ** 24, integer: true }));
    const most = Math.min(Math.max(1, Math.floor(STAGING / (batch * n))), Math.ceil(count / batch)) * batch;
    const staging = this.#core.arena(blockBytes("f64", most * n), "A stretch of samples");
    let updates = 0;
    try {
      const input = staging.block("f64", most * n);
      for (let first = 0; first < count; first += most) {
        const taken = Math.min(most, count - first);
        const view = input.view;
        for (let i = 0; i < taken * n; i++) view[i] = samples[first * n + i]!;
        this.#run((e) => e.decoupledLearn(this.#struct.address, input.address, taken, batch, first, 0));
        updates += this.#struct.get("steps");
        onProgress?.((first + taken) / count);
      }
      return updates;
    } finally {
      this.#core.heap.release(staging.region);
    }
  }

  /**
   * Up to `steps` expected (offline) steps for inputs of covariance C (N x N, row by row): v_i^T C_rr v_i in place of z_i^2, g_i C_rr v_i in
   * place of r n_i. Errors: InputError for a covariance that is not symmetric and positive definite; KernelError ("diverged") with the number
   * of the step as `index`: the circuit then is as it was before that step. AbortError.
   */
  learnExpected(covariance: ArrayLike<number>, steps: number, options: GainLearnExpectedOptions = {}): GainLearnedExpected {
    return finish(this.#learnExpected(covariance, steps, options));
  }

  /** {@link DecoupledFastGainCircuit.learnExpected} with breaks. */
  learnExpectedAsync(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainLearnExpectedOptions = {},
  ): Promise<GainLearnedExpected> {
    return finishWithBreaks(this.#learnExpected(covariance, steps, options));
  }

  /** Covariance C_rr of the responses (N x N) to inputs of covariance C. Errors: InputError. */
  outputCovariance(covariance: ArrayLike<number>): Float64Array {
    this.error(covariance);
    return this.#expected.covariance.view.slice();
  }

  /** Whitening error for inputs of covariance C (N x N), exact. Errors: InputError. */
  error(covariance: ArrayLike<number>, metric: GainError = "operator"): number {
    this.#refuseDisposed();
    const measure = errorCode("metric", metric);
    this.#host.setCovariance("covariance", covariance);
    return this.#judge(measure);
  }

  /** Gives the circuit's memory back. It cannot be used afterwards. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#core.heap.release(this.#arena.region);
  }

  #learnExpected(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainLearnExpectedOptions,
  ): Generator<void, GainLearnedExpected> {
    checkExpectedKeys(options);
    return learnOffline(this.#host, covariance, steps, options, {
      run: (e, count, offset) => e.decoupledLearnExpected(this.#struct.address, count, offset),
      made: () => this.#struct.get("steps"),
      ended: () => false,
    });
  }

  #judge(measure: number): number {
    this.#expected.record.set({ measure });
    this.#run((e) => e.decoupledCovariance(this.#struct.address));
    return this.#expected.error.view[0]!;
  }

  #part(from: number, length: number): Float64Array {
    this.#refuseDisposed();
    return this.#state.view.slice(from, from + length);
  }

  #takeSample(x: ArrayLike<number>): void {
    this.#refuseDisposed();
    checkNumbers("x", x, this.primary);
    this.#sample.view.set(x);
  }

  #run(kernel: (e: CoreExports) => number): void {
    this.#core.run(kernel, nameOwner);
  }

  #refuseDisposed(): void {
    if (this.#disposed) throw new InputError("circuit", "disposed", "one that has not been disposed of");
  }
}
