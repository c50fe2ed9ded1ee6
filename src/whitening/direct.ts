import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { DirectCircuit as DirectCircuitLayout } from "../core/generated/layouts.js";
import { identity } from "../numeric/linear/index.js";
import { WhiteningCircuit } from "./circuit-common.js";
import { checkCovariance } from "./metrics.js";
import { checkResponse, type IteratedResponse } from "./response.js";

export interface DirectCircuitOptions {
  /** n, 1 to 2048 */
  readonly primary: number;
  /** eta, > 0. M is sure to stay positive definite only while its smallest eigenvalue is above eta. */
  readonly learningRate: number;
  /** M at the start, n by n, row by row, symmetric and positive definite; default: the identity. */
  readonly weights?: ArrayLike<number>;
  /** Neural dynamics in place of a linear solve. */
  readonly neuralDynamics?: IteratedResponse;
}

const keys = ["primary", "learningRate", "weights", "neuralDynamics"];

/**
 * Whitening by direct recurrent connections (Algorithm 1): y = M^{-1} x, M <- M + eta (y y^T - I). M goes to C^{1/2}, y to C^{-1/2} x.
 * An update that would make M indefinite is refused with a NotPositiveDefiniteError; the circuit keeps the state before it.
 *
 */
export class DirectCircuit extends WhiteningCircuit {
  constructor(core: Core, options: DirectCircuitOptions) {
    checkKeys("options", options, keys);
    const n = checkNumber("primary", options.primary, { integer: true, min: 1, max: 2048 });
    const learningRate = checkNumber("learningRate", options.learningRate, { above: 0 });
    const response = checkResponse(options.neuralDynamics, false);
    const weights = options.weights ?? identity(n);
    checkCovariance(core, "weights", weights, n);
    const square = n * n;
    super(
      core,
      "The direct circuit",
      DirectCircuitLayout,
      {
        weights: square,
        next: square,
        changed: square,
        factor: square,
        inverses: n,
        pairs: 2 * n,
        forward: n,
        batchSum: square,
        primary: n,
        residual: n,
        work: 2 * square + 4 * n,
      },
      { size: n, learningRate, response },
      (address) => ({
        respond: (e, samples, count, responses) => e.directRespond(address, samples, count, responses),
        learn: (e, samples, count, batch, responses) => e.directLearn(address, samples, count, batch, responses),
        endBatch: (e, index) => e.directEndBatch(address, index),
        dropBatch: (e) => e.directDropBatch(address),
        learnExpected: (e, run) => e.directLearnExpected(address, run),
      }),
    );
    this.write(this.struct.get("weights"), symmetric(weights, n));
  }

  /** M, a copy (n by n). Setting it refuses a matrix that is not symmetric and positive definite. */
  get weights(): Float64Array {
    this.refuseDisposed();
    return this.read(this.struct.get("weights"), this.primary ** 2);
  }

  set weights(weights: ArrayLike<number>) {
    this.refuseDisposed();
    checkCovariance(this.core, "weights", weights, this.primary);
    this.write(this.struct.get("weights"), symmetric(weights, this.primary));
    this.struct.set({ factored: 0 });
  }

  /** A = M, a copy (n by n). */
  override get effectiveMatrix(): Float64Array {
    return this.weights;
  }

  protected override placeEffective(out: number): void {
    const from = this.struct.get("weights");
    new Uint8Array(this.core.memory.buffer).copyWithin(out, from, from + 8 * this.primary ** 2);
  }
}

/** The matrix with its lower triangle mirrored into the upper one, from which it may differ by rounding. */
function symmetric(a: ArrayLike<number>, n: number): Float64Array {
  const result = Float64Array.from(a);
  for (let i = 0; i < n; i++) for (let j = i + 1; j < n; j++) result[i * n + j] = result[j * n + i]!;
  return result;
}
