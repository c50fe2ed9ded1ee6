import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import type { CoreExports } from "../core/exports.js";
import { FastGainCircuit as FastGainCircuitLayout } from "../core/generated/layouts.js";
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

export interface FastGainCircuitOptions extends GainModulatedOptions {
  /** eta_g, >= 0 (0 keeps the gains: with gains of 1 the weights then learn as those of an {@link InterneuronCircuit}) */
  readonly gainRate: number;
  /** eta_w, >= 0 (0 keeps the weights) */
  readonly weightRate: number;
  /** Initial g (K). Default 1 for each. */
  readonly gains?: ArrayLike<number>;
  /** Brings the columns of W back to length 1 after each update. Default false. */
  readonly normalised?: boolean;
}

const keys = [...gainModulatedKeys, "gainRate", "weightRate", "normalised"];

/**
 * Whitening of many contexts by fast gains and slow synapses (arXiv:2308.13633): r = (alpha I + W diag(g) W^T)^-1 s, z = W^T r, n = g o z;
 * g_i <- g_i + eta_g (z_i^2 - ||w_i||^2), then W <- W + eta_w (r n^T - W diag(g)) with the new gains in the decay and the old ones in n.
 * Errors of the constructor: InputError, MemoryError.
 */
export class FastGainCircuit extends GainModulatedCircuit {
  readonly gainRate: number;
  readonly weightRate: number;
  readonly normalised: boolean;
  readonly #struct: Struct<typeof FastGainCircuitLayout>;

  constructor(core: Core, options: FastGainCircuitOptions) {
    checkKeys("options", options, keys);
    const { primary: n, interneurons: k } = checkFrame("frame", options.frame);
    const gainRate = checkNumber("gainRate", options.gainRate, { min: 0 });
    const weightRate = checkNumber("weightRate", options.weightRate, { min: 0 });
    const normalised = checkFlag("normalised", options.normalised);
    const plan = new Plan();
    const struct = plan.block("u8", FastGainCircuitLayout.byteLength);
    const [previousGains, power] = [plan.block("f64", k), plan.block("f64", k)];
    const [previousWeights, hebbian] = [plan.block("f64", k * n), plan.block("f64", k * n)];
    super(core, options, 1, false, plan, "A circuit of fast gains");
    this.gainRate = gainRate;
    this.weightRate = weightRate;
    this.normalised = normalised;
    this.#struct = structOf(core, FastGainCircuitLayout, struct.get());
    this.#struct.set({
      gainRate,
      weightRate,
      ...this.pointers(),
      previousGains: previousGains.get().address,
      previousWeights: previousWeights.get().address,
      power: power.get().address,
      hebbian: hebbian.get().address,
      normalised: normalised ? 1 : 0,
    });
    this.startAt();
  }

  /**
   * Up to `steps` expected (offline) steps of gains and weights for inputs of covariance C (N x N, row by row). Errors: InputError for a covariance that
   * is not symmetric and positive definite; NotPositiveDefiniteError or KernelError ("diverged") with the number of the step as `index`: the
   * circuit then is as it was before that step. AbortError.
   */
  learnExpected(covariance: ArrayLike<number>, steps: number, options: GainLearnExpectedOptions = {}): GainLearnedExpected {
    return finish(this.#learnExpected(covariance, steps, options));
  }

  /** {@link FastGainCircuit.learnExpected} with breaks. */
  learnExpectedAsync(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainLearnExpectedOptions = {},
  ): Promise<GainLearnedExpected> {
    return finishWithBreaks(this.#learnExpected(covariance, steps, options));
  }

  #learnExpected(
    covariance: ArrayLike<number>,
    steps: number,
    options: GainLearnExpectedOptions,
  ): Generator<void, GainLearnedExpected> {
    checkExpectedKeys(options);
    const circuit = this.#struct;
    return this.learnOffline(covariance, steps, options, {
      run: (e, count, offset) => e.fastGainLearnExpected(circuit.address, count, offset),
      made: () => circuit.get("steps"),
      ended: () => false,
    });
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
    return e.fastGainLearn(this.#struct.address, samples, count, batch, offset, responses);
  }
}
