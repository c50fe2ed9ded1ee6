import { checkKeys, checkNumber, type Range } from "../core/check.js";
import type { Core } from "../core/core.js";
import type { CoreExports } from "../core/exports.js";
import { GainCircuit as GainCircuitLayout } from "../core/generated/layouts.js";
import { finish, finishWithBreaks } from "../core/stretches.js";
import type { Struct } from "../core/struct.js";
import { checkFrame } from "./gain-checks.js";
import { Plan, structOf } from "./gain-memory.js";
import { GainModulatedCircuit } from "./gain-modulated.js";
import {
  checkExpectedKeys,
  checkFlag,
  type GainLearnExpectedOptions,
  type GainLearnedExpected,
  type GainModulatedOptions,
  gainModulatedKeys,
} from "./gain-options.js";

export interface GainCircuitOptions extends GainModulatedOptions {
  /** eta, > 0 */
  readonly learningRate: number;
  /** Initial g (K). Default 0 for each. */
  readonly gains?: ArrayLike<number>;
  /** Keeps gains at or above 0. Default false. */
  readonly nonNegative?: boolean;
  /**
   * Responds to samples with a leak of 1 whatever `leak` is, as the public code of arXiv:2301.11955 does in its online mode;
   * errors and the offline steps use `leak`. Default false.
   */
  readonly publishedLeak?: boolean;
}

/** When offline learning ends: |change of g_i| <= absolute + relative |g_i| for every i. */
export interface Settling {
  /** Default 1e-8. */
  readonly absolute?: number;
  /** Default 1e-5. */
  readonly relative?: number;
}

export interface GainCircuitExpectedOptions extends GainLearnExpectedOptions {
  readonly settle?: Settling;
}

export interface GainCircuitExpected extends GainLearnedExpected {
  /** Whether the gains settled. */
  readonly settled: boolean;
}

const keys = [...gainModulatedKeys, "learningRate", "nonNegative", "publishedLeak"];

/**
 * Whitening by a fixed frame and adaptive gains (arXiv:2301.11955): y = (alpha I + W diag(g) W^T)^-1 x, z = W^T y and
 * g_i <- g_i + eta (z_i^2 - 1). Errors of the constructor: InputError, MemoryError.
 */
export class GainCircuit extends GainModulatedCircuit {
  readonly learningRate: number;
  readonly nonNegative: boolean;
  readonly publishedLeak: boolean;
  readonly #struct: Struct<typeof GainCircuitLayout>;

  constructor(core: Core, options: GainCircuitOptions) {
    checkKeys("options", options, keys);
    const k = checkFrame("frame", options.frame).interneurons;
    const learningRate = checkNumber("learningRate", options.learningRate, { above: 0 });
    const nonNegative = checkFlag("nonNegative", options.nonNegative);
    const publishedLeak = checkFlag("publishedLeak", options.publishedLeak);
    const plan = new Plan();
    const struct = plan.block("u8", GainCircuitLayout.byteLength);
    const [previous, power] = [plan.block("f64", k), plan.block("f64", k)];
    super(core, options, 0, true, plan, "A gain circuit");
    this.learningRate = learningRate;
    this.nonNegative = nonNegative;
    this.publishedLeak = publishedLeak;
    this.#struct = structOf(core, GainCircuitLayout, struct.get());
    this.#struct.set({
      learningRate,
      absolute: -1,
      relative: 0,
      ...this.pointers(),
      previous: previous.get().address,
      power: power.get().address,
      clamped: nonNegative ? 1 : 0,
    });
    this.startAt();
  }

  /**
   * Up to `steps` expected (offline) steps g_i <- g_i + eta (w_i^T C_yy w_i - 1) for inputs of covariance C (N x N, row by row). With `settle`
   * they end early, and `settled` tells; the step that showed it counts. Errors: InputError for a covariance that is not symmetric and
   * positive definite; NotPositiveDefiniteError or KernelError ("diverged") with the number of the step as `index`: the circuit then is as
   * it was before that step. AbortError.
   */
  learnExpected(covariance: ArrayLike<number>, steps: number, options: GainCircuitExpectedOptions = {}): GainCircuitExpected {
    return finish(this.#learnExpected(covariance, steps, options));
  }

  /** {@link GainCircuit.learnExpected} with breaks. */
  learnExpectedAsync(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainCircuitExpectedOptions = {},
  ): Promise<GainCircuitExpected> {
    return finishWithBreaks(this.#learnExpected(covariance, steps, options));
  }

  *#learnExpected(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainCircuitExpectedOptions,
  ): Generator<void, GainCircuitExpected> {
    checkExpectedKeys(options, ["settle"]);
    const { settle } = options;
    if (settle !== undefined) checkKeys("settle", settle, ["absolute", "relative"]);
    const absolute = checkNumber("settle.absolute", settle?.absolute ?? 1e-8, { min: 0 });
    const relative = checkNumber("settle.relative", settle?.relative ?? 1e-5, { min: 0 });
    this.refuseDisposed();
    const circuit = this.#struct;
    const learnt = yield* this.learnOffline(covariance, steps, options, {
      run: (e, count, offset) => {
        circuit.set({ absolute: settle === undefined ? -1 : absolute, relative });
        return e.gainLearnExpected(circuit.address, count, offset);
      },
      made: () => circuit.get("steps"),
      ended: () => circuit.get("settled") === 1,
    });
    return { ...learnt, settled: learnt.steps > 0 && circuit.get("settled") === 1 };
  }

  /** @internal */
  protected override learnKernel(
    e: CoreExports,
    samples: number,
    count: number,
    batch: number,
    offset: number,
    responses: number,
  ): number {
    return e.gainLearn(this.#struct.address, samples, count, batch, offset, responses);
  }

  /** @internal */
  protected override allowedGains(): Range {
    return this.nonNegative ? { min: 0 } : {};
  }

  /** @internal */
  protected override sampleLeak(): number {
    return this.publishedLeak ? 1 : this.leak;
  }
}
