import { checkKeys, checkNumber } from "../core/check.js";
import type { Core } from "../core/core.js";
import { checkMatrix } from "../numeric/linear/matrix.js";
import type { Trajectory } from "../solvers/flow.js";
import {
  checkCovariance,
  checkProduct,
  checkSymmetricState,
  checkWeights,
  type FlowOptions,
  flowKeys,
  type MatrixInput,
  numbersOf,
  positiveFactor,
} from "./flow-options.js";
import { runFlow } from "./flow-run.js";

export interface DirectFlowOptions extends FlowOptions {
  /** M_0 (n x n), symmetric positive definite. */
  readonly initial: MatrixInput;
}

export interface InterneuronFlowOptions extends FlowOptions {
  /** W_0 (n x k), of rank n if the leak is 0. */
  readonly initial: MatrixInput;
  /** alpha >= 0; default 0. */
  readonly leak?: number;
}

export interface ProductFlowOptions extends FlowOptions {
  /** P_0 (n x n), symmetric positive semidefinite; positive definite if the leak is 0. */
  readonly initial: MatrixInput;
  /** alpha >= 0; default 0. */
  readonly leak?: number;
}

export interface GainFlowOptions extends FlowOptions {
  /** W (n x k), the interneurons' fixed weight vectors in its columns. */
  readonly frame: MatrixInput;
  /** g_0, k numbers with alpha I + W diag(g_0) W^T positive definite; default: zeros. */
  readonly initial?: ArrayLike<number>;
  /** alpha > 0; default 1. */
  readonly leak?: number;
}

/**
 * Expected dynamics of direct recurrent weights in continuous time (arXiv:2209.10634, in the manner of):
 *
 *     dM/dt = M^-1 C M^-1 - I
 *
 * States are M, n x n row by row, symmetric to the last bit. Errors: InputError; SolverError where the integration stops.
 */
export function flowDirect(core: Core, options: DirectFlowOptions): Trajectory {
  checkKeys("options", options, [...flowKeys, "initial"]);
  const input = checkCovariance(core, options.covariance);
  const initial = checkSymmetricState("initial", options.initial, input.n);
  positiveFactor(core, "initial", initial, input.n);
  const circuit = { name: "The direct flow", initial, interneurons: 0, leak: 0 };
  return runFlow(core, options, [input], circuit, (e, flow, run) => e.integrateDirectFlow(flow, run));
}

/**
 * Expected dynamics of interneuron weights in continuous time (arXiv:2209.10634, in the manner of):
 *
 *     dW/dt = (F C F - I) W,   F = (alpha I + W W^T)^-1
 *
 * States are W, n x k row by row. Errors as {@link flowDirect}.
 */
export function flowInterneurons(core: Core, options: InterneuronFlowOptions): Trajectory {
  checkKeys("options", options, [...flowKeys, "initial", "leak"]);
  const input = checkCovariance(core, options.covariance);
  const leak = checkNumber("leak", options.leak ?? 0, { min: 0 });
  const initial = checkWeights(core, options.initial, input.n, leak);
  const circuit = { name: "The interneuron flow", initial, interneurons: initial.length / input.n, leak };
  return runFlow(core, options, [input], circuit, (e, flow, run) => e.integrateInterneuronFlow(flow, run));
}

/**
 * The interneuron flow in terms of P = W W^T, on which alone it depends:
 *
 *     dP/dt = D P + P D,   D = F C F - I,   F = (alpha I + P)^-1
 *
 * States are P, n x n row by row, symmetric to the last bit. Errors as {@link flowDirect}.
 */
export function flowProduct(core: Core, options: ProductFlowOptions): Trajectory {
  checkKeys("options", options, [...flowKeys, "initial", "leak"]);
  const input = checkCovariance(core, options.covariance);
  const leak = checkNumber("leak", options.leak ?? 0, { min: 0 });
  const initial = checkProduct(core, options.initial, input.n, leak);
  const circuit = { name: "The product flow", initial, interneurons: 0, leak };
  return runFlow(core, options, [input], circuit, (e, flow, run) => e.integrateProductFlow(flow, run));
}

/**
 * Expected dynamics of the gains of a fixed frame in continuous time (arXiv:2301.11955, in the manner of):
 *
 *     dg_i/dt = w_i^T F C F w_i - 1,   F = (alpha I + W diag(g) W^T)^-1
 *
 * States are g, k numbers. Errors as {@link flowDirect}.
 */
export function flowGains(core: Core, options: GainFlowOptions): Trajectory {
  checkKeys("options", options, [...flowKeys, "frame", "initial", "leak"]);
  const input = checkCovariance(core, options.covariance);
  const { n } = input;
  const leak = checkNumber("leak", options.leak ?? 1, { above: 0 });
  const columns = numbersOf("frame", options.frame);
  const k = Math.max(1, Math.round((columns?.length ?? 0) / n));
  checkMatrix("frame", columns, n, k);
  const frame = Float64Array.from({ length: k * n }, (_, at) => columns[(at % n) * k + Math.floor(at / n)]!);
  const initial = Float64Array.from(checkMatrix("initial", options.initial ?? new Float64Array(k), 1, k));
  positiveFactor(core, "initial", effectiveMatrix(frame, initial, n, leak), n, "gains with alpha I + W G W^T positive definite");
  const circuit = { name: "The gain flow", initial, interneurons: k, leak, frame };
  return runFlow(core, options, [input], circuit, (e, flow, run) => e.integrateGainFlow(flow, run));
}

/** alpha I + W G W^T, with w_i in the rows of `frame`. */
export function effectiveMatrix(frame: Float64Array, gains: Float64Array, n: number, leak: number): Float64Array {
  const a = Float64Array.from({ length: n * n }, (_, at) => (at % (n + 1) === 0 ? leak : 0));
  for (const [i, gain] of gains.entries()) {
    const w = frame.subarray(i * n, (i + 1) * n);
    for (let at = 0; at < a.length; at++) a[at]! += gain * (w[Math.floor(at / n)]! * w[at % n]!);
  }
  return a;
}
