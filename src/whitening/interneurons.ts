import { checkKeys, checkNumber, checkNumbers, checkOneOf } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { InterneuronCircuit as InterneuronCircuitLayout } from "../core/generated/layouts.js";
import { checkMatrix } from "../numeric/linear/matrix.js";
import { WhiteningCircuit } from "./circuit-common.js";
import { checkResponse, type IteratedInterneuronResponse } from "./response.js";

export interface InterneuronCircuitOptions {
  /** n, 1 to 2048 */
  readonly primary: number;
  /** k, 1 to 8192; default n. Fewer than n need a leak. */
  readonly interneurons?: number;
  /** eta, 0 < eta < 1: W then keeps its rank whatever the samples. */
  readonly learningRate: number;
  /** alpha, >= 0; default 0. Whitening is exact while it is below the smallest eigenvalue of C^{1/2}. */
  readonly leak?: number;
  /** W at the start, n by k, row by row, for which alpha I + W W^T is positive definite; default: ones on the diagonal. */
  readonly weights?: ArrayLike<number>;
  /** Neural dynamics in place of a linear solve. */
  readonly neuralDynamics?: IteratedInterneuronResponse;
  /**
   * How the linear solve follows W. `rank-one` (leak 0 only, its default) updates the inverse of W W^T exactly, O(n^2) for each sample;
   * `cholesky` factors alpha I + W W^T anew, O(n^3).
   */
  readonly solver?: "rank-one" | "cholesky";
  /**
   * Updates after which inverse or W W^T are formed anew from W; default 2 / eta, at most 2048. Rounding errors of the inverse grow by
   * up to exp(2 eta) with each update, so that this keeps them within a factor of about 50.
   */
  readonly refreshEvery?: number;
  /** Largest |x - A y| over the largest |x| that the drift monitor lets pass before it has them formed anew; default 1e-10. */
  readonly driftLimit?: number;
}

const keys = [
  "primary",
  "interneurons",
  "learningRate",
  "leak",
  "weights",
  "neuralDynamics",
  "solver",
  "refreshEvery",
  "driftLimit",
];
const solvers = ["cholesky", "rank-one"] as const; // codes of assembly/models/whitening/interneurons-solve.ts

/**
 * Whitening through interneurons (Algorithm 2): y = (alpha I + W W^T)^{-1} x, z = W^T y, W <- W + eta (y z^T - W). W W^T goes to
 * C^{1/2} - alpha I, y to C^{-1/2} x.
 *
 * Errors of the constructor: InputError, MemoryError.
 */
export class InterneuronCircuit extends WhiteningCircuit {
  /** k */
  readonly interneurons: number;
  /** alpha */
  readonly leak: number;
  readonly solver: "rank-one" | "cholesky";

  constructor(core: Core, options: InterneuronCircuitOptions) {
    checkKeys("options", options, keys);
    const n = checkNumber("primary", options.primary, { integer: true, min: 1, max: 2048 });
    const k = checkNumber("interneurons", options.interneurons ?? n, { integer: true, min: 1, max: 8192 });
    const learningRate = checkNumber("learningRate", options.learningRate, { above: 0, below: 1 });
    const leak = checkNumber("leak", options.leak ?? 0, { min: 0 });
    if (k < n && leak === 0)
      throw new InputError("leak", leak, `> 0 where there are fewer interneurons (${k}) than primary neurons (${n})`);
    const solver = checkOneOf("solver", options.solver ?? (leak === 0 ? "rank-one" : "cholesky"), solvers);
    if (solver === "rank-one" && leak > 0) throw new InputError("solver", solver, `"cholesky" where the leak is above 0`);
    const refreshEvery = checkNumber("refreshEvery", options.refreshEvery ?? Math.ceil(Math.min(2048, 2 / learningRate)), {
      integer: true,
      min: 1,
      max: 2 ** 30,
    });
    const driftLimit = checkNumber("driftLimit", options.driftLimit ?? 1e-10, { min: 0 });
    const response = checkResponse(options.neuralDynamics, true);
    const weights = checkMatrix("weights", options.weights ?? onesOnDiagonal(n, k), n, k);
    const square = n * n;
    super(
      core,
      "The interneuron circuit",
      InterneuronCircuitLayout,
      {
        weights: n * k,
        inverse: square,
        product: square,
        factor: square,
        inverses: n,
        pairs: 2 * n,
        zeros: n,
        batchSum: square,
        primary: n,
        interneuron: k,
        residual: n,
        direction: Math.max(n, k),
        change: n * k,
        before: n * k,
        work: 2 * square + 4 * n,
      },
      { size: n, learningRate, response },
      (address) => ({
        respond: (e, samples, count, responses) => e.interneuronRespond(address, samples, count, responses),
        learn: (e, samples, count, batch, responses) => e.interneuronLearn(address, samples, count, batch, responses),
        endBatch: (e, index) => e.interneuronEndBatch(address, index),
        dropBatch: (e) => e.interneuronDropBatch(address),
        learnExpected: (e, run) => e.interneuronLearnExpected(address, run),
      }),
    );
    this.interneurons = k;
    this.leak = leak;
    this.solver = solver;
    this.struct.set({ interneurons: k, leak, solver: solvers.indexOf(solver), refreshEvery, driftLimit });
    try {
      this.weights = weights;
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  /** W, a copy (n by k). Setting it refuses weights for which alpha I + W W^T is not positive definite. */
  get weights(): Float64Array {
    this.refuseDisposed();
    return this.read(this.struct.get("weights"), this.primary * this.interneurons);
  }

  set weights(weights: ArrayLike<number>) {
    this.refuseDisposed();
    const [n, k] = [this.primary, this.interneurons];
    checkMatrix("weights", weights, n, k);
    const address = this.struct.get("weights");
    const undo = this.#state();
    this.write(address, weights);
    this.struct.set({ ready: 0 });
    if (this.core.call((e) => e.interneuronPrepare(this.struct.address)) !== 0) {
      undo();
      throw new InputError("weights", weights, "a matrix W of full rank: leak I + W W^T must be positive definite");
    }
  }

  /** Keeps weights and what follows them; the function it returns puts them back to the bit. */
  #state(): () => void {
    const [n, k] = [this.primary, this.interneurons];
    const names = { weights: n * k, inverse: n * n, product: n * n, factor: n * n, inverses: n };
    const blocks = Object.entries(names).map(([name, length]) => [this.struct.get(name), length] as const);
    const values = blocks.map(([address, length]) => this.read(address, length));
    const fields = { ready: this.struct.get("ready"), age: this.struct.get("age"), refreshes: this.struct.get("refreshes") };
    return () => {
      for (const [i, [address]] of blocks.entries()) this.write(address, values[i]!);
      this.struct.set(fields);
    };
  }

  /** A = alpha I + W W^T, a copy (n by n). */
  override get effectiveMatrix(): Float64Array {
    this.refuseDisposed();
    const out = this.struct.get("work");
    this.placeEffective(out);
    return this.read(out, this.primary ** 2);
  }

  /** Largest |x - A y| over the largest |x| that the monitor of the rank-one solver has seen, just before it was corrected. */
  get drift(): number {
    this.refuseDisposed();
    return this.struct.get("drift");
  }

  /** Times that inverse or W W^T were formed anew from W. */
  get refreshes(): number {
    this.refuseDisposed();
    return this.struct.get("refreshes");
  }

  /** The responses z (k) of the interneurons and y (n) to one sample, without learning. Errors as respond. */
  respondAll(x: ArrayLike<number>): { readonly primary: Float64Array; readonly interneurons: Float64Array } {
    const primary = this.respond(checkNumbers("x", x, this.primary));
    const weights = this.weights;
    const interneurons = new Float64Array(this.interneurons);
    for (let i = 0; i < this.primary; i++) {
      for (let j = 0; j < this.interneurons; j++) interneurons[j]! += weights[i * this.interneurons + j]! * primary[i]!;
    }
    return { primary, interneurons };
  }

  protected override placeEffective(out: number): void {
    this.core.call((e) => e.interneuronEffective(this.struct.address, out));
  }
}

function onesOnDiagonal(n: number, k: number): Float64Array {
  const result = new Float64Array(n * k);
  for (let i = 0; i < Math.min(n, k); i++) result[i * k + i] = 1;
  return result;
}
