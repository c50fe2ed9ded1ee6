import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError } from "../core/errors.js";
import { checkMatrix } from "../numeric/linear/matrix.js";
import type { Trajectory } from "../solvers/flow.js";
import { effectiveMatrix } from "./flow.js";
import {
  type CheckedCovariance,
  checkCovariance,
  type FlowOptions,
  flowKeys,
  type MatrixInput,
  numbersOf,
  positiveFactor,
} from "./flow-options.js";
import { runFlow } from "./flow-run.js";
import { checkNonNegative, normaliseColumns, transposed } from "./gain-checks.js";
import { checkFlag } from "./gain-options.js";

/** Inputs and rates of the flows of fast gains. Exactly one of `covariance` and `contexts` is given. Time counts steps of learning. */
export interface FastGainInputs extends Omit<FlowOptions, "covariance"> {
  /** C (n x n), symmetric positive definite. */
  readonly covariance?: MatrixInput;
  /** C(c) of each context. */
  readonly contexts?: readonly MatrixInput[];
  /** p(c) of each context, > 0, in any unit; default: all equal. */
  readonly probabilities?: ArrayLike<number>;
  /** eta_g >= 0. */
  readonly gainRate: number;
  /** eta_w >= 0. */
  readonly weightRate: number;
  /** alpha; default 1. */
  readonly leak?: number;
}

export interface FastGainFlowOptions extends FastGainInputs {
  readonly initial: {
    /** W_0 (n x k). */
    readonly weights: MatrixInput;
    /** g_0, k numbers, or k for each context one after the other; default 1. */
    readonly gains?: ArrayLike<number>;
  };
  /** Keeps the columns of W at length 1, to which those of W_0 are brought. Default false. */
  readonly normalised?: boolean;
}

export interface FastGainTrajectory extends Trajectory {
  /** g at each of `times`: k numbers for each context. */
  readonly gains: readonly Float64Array[];
  /** W at each of `times`, n x k row by row. */
  readonly weights: readonly Float64Array[];
}

export interface DecoupledFastGainFlowOptions extends FastGainInputs {
  /** All >= 0; columns of W_nr are brought to length 1. */
  readonly initial: {
    /** W_nr (n x k), from interneurons to primary neurons. */
    readonly outward: MatrixInput;
    /** W_rn (k x n), from primary neurons to interneurons. */
    readonly inward: MatrixInput;
    /** g_0, k numbers, or k for each context one after the other; default 1. */
    readonly gains?: ArrayLike<number>;
    /** m_0, k numbers; default 0. */
    readonly multipliers?: ArrayLike<number>;
  };
}

export interface DecoupledFastGainTrajectory extends Trajectory {
  /** g at each of `times`: k numbers for each context. */
  readonly gains: readonly Float64Array[];
  /** m at each of `times`, k numbers. */
  readonly multipliers: readonly Float64Array[];
  /** W_nr at each of `times`, n x k row by row. */
  readonly outward: readonly Float64Array[];
  /** W_rn at each of `times`, k x n row by row. */
  readonly inward: readonly Float64Array[];
}

const inputKeys = [
  ...flowKeys,
  "contexts",
  "probabilities",
  "gainRate",
  "weightRate",
  "leak",
  "initial",
] as const satisfies readonly (keyof FlowOptions | keyof FastGainFlowOptions)[];

/**
 * Expected dynamics of fast gains and slow synapses in continuous time (arXiv:2308.13633). Each context c has gains of its own, as gains
 * that follow it at once would have; the weights follow the mean over contexts, on the objective E_c f_c(W, g(c)),
 * f = Tr(A^-1 C) + Tr(W G W^T):
 *
 *     A(c) = alpha I + W G(c) W^T,   D(c) = A(c)^-1 C(c) A(c)^-1 - I
 *     dg_i(c)/dt = eta_g w_i^T D(c) w_i
 *     dw_i/dt    = eta_w sum_c p(c) g_i(c) D(c) w_i       `normalised`: less its part along w_i
 *
 * States are g(1), g(2), ... and W, row by row. An event watches the context whose metric is largest. Errors: InputError; SolverError where
 * the integration stops.
 */
export function flowFastGains(core: Core, options: FastGainFlowOptions): FastGainTrajectory {
  checkKeys("options", options, [...inputKeys, "normalised"]);
  const inputs = checkInputs(core, options);
  const { n } = inputs[0]!;
  const { gainRate, weightRate, leak, probabilities } = checkRates(options, inputs.length, { min: 0 });
  const normalised = checkFlag("normalised", options.normalised);
  checkKeys("initial", options.initial, ["weights", "gains"]);
  const { weights, k } = checkRows("initial.weights", options.initial.weights, n);
  if (normalised) normaliseColumns("initial.weights", weights, n, k);
  const gains = checkGains(options.initial.gains, k, inputs.length, {});
  const columns = transposed(weights, n, k);
  for (let c = 0; c < inputs.length; c++) {
    const a = effectiveMatrix(columns, gains.subarray(c * k, (c + 1) * k), n, leak);
    positiveFactor(core, "initial", a, n, "gains and weights with alpha I + W G W^T positive definite");
  }
  const initial = Float64Array.of(...gains, ...weights);
  const fast = { gainRate, weightRate, normalised, probabilities, scaled: n * k, product: n * k };
  const circuit = { name: "The flow of fast gains", initial, interneurons: k, leak, fast };
  const trajectory = runFlow(core, options, inputs, circuit, (e, flow, run) => e.integrateFastGainFlow(flow, run));
  const { states } = trajectory;
  return {
    ...trajectory,
    gains: states.map((state) => state.slice(0, gains.length)),
    weights: states.map((state) => state.slice(gains.length)),
  };
}

/**
 * Expected dynamics of {@link DecoupledFastGainCircuit} in continuous time (arXiv:2308.13633, appendix), with w_i column i of W_nr,
 * v_i row i of W_rn, C_rr = F C F^T, F = (alpha I + W_nr G W_rn)^-1, over contexts as in {@link flowFastGains}:
 *
 *     dg_i(c)/dt = eta_g [v_i^T C_rr(c) v_i - 1]_+        dm_i/dt = 5 eta_g [v_i . w_i - 1]_+
 *     d_i        = sum_c p(c) (g_i(c) C_rr(c) v_i - (g_i(c) + m_i) w_i)
 *     dv_i/dt    = eta_w [d_i]_+        dw_i/dt = eta_w ([d_i]_+ less its part along w_i)
 *
 * [x]_+ keeps what must not be negative at or above 0: it is 0 where the number is 0 and x < 0. The derivative jumps when a number arrives at
 * 0; steps get short there. States are g(1), g(2), ..., m, w_1, w_2, ... and v_1, v_2, .... Events: as {@link flowFastGains}, but for
 * "largest-eigenvalue", because A is not symmetric. Errors: InputError; SolverError where the integration stops.
 */
export function flowDecoupledFastGains(core: Core, options: DecoupledFastGainFlowOptions): DecoupledFastGainTrajectory {
  checkKeys("options", options, inputKeys);
  const inputs = checkInputs(core, options);
  const { n } = inputs[0]!;
  const { gainRate, weightRate, leak, probabilities } = checkRates(options, inputs.length, { above: 0 });
  if (options.event?.metric === "largest-eigenvalue") {
    throw new InputError("event.metric", options.event.metric, "a whitening error: the effective matrix is not symmetric");
  }
  const start = options.initial;
  checkKeys("initial", start, ["outward", "inward", "gains", "multipliers"]);
  const { weights: outward, k } = checkRows("initial.outward", start.outward, n);
  checkNonNegative("initial.outward", outward, n, k);
  normaliseColumns("initial.outward", outward, n, k);
  const inward = checkNonNegative("initial.inward", numbersOf("initial.inward", start.inward), k, n);
  const gains = checkGains(start.gains, k, inputs.length, { min: 0 });
  const multipliers = checkNumbers("initial.multipliers", start.multipliers ?? new Float64Array(k), k, { min: 0 });
  const initial = Float64Array.of(...gains, ...Array.from(multipliers), ...transposed(outward, n, k), ...Array.from(inward));
  const fast = { gainRate, weightRate, normalised: true, probabilities, scaled: initial.length, product: n };
  const circuit = { name: "The flow of decoupled fast gains", initial, interneurons: k, leak, fast };
  const run = runFlow(core, options, inputs, circuit, (e, flow, run) => e.integrateDecoupledFastGainFlow(flow, run));
  // A step may end below 0 by as much as the tolerances allow; the flow counts that as 0.
  const clipped = (state: Float64Array) => state.map((x) => Math.max(x, 0));
  const states = run.states.map(clipped);
  const [first, second, third] = [gains.length, gains.length + k, gains.length + k + k * n];
  return {
    ...run,
    ...(run.eventState && { eventState: clipped(run.eventState) }),
    states,
    gains: states.map((state) => state.slice(0, first)),
    multipliers: states.map((state) => state.slice(first, second)),
    outward: states.map((state) => transposed(state.subarray(second, third), k, n)),
    inward: states.map((state) => state.slice(third)),
  };
}

function checkInputs(core: Core, { covariance, contexts }: FastGainInputs): CheckedCovariance[] {
  if ((covariance === undefined) === (contexts === undefined)) {
    throw new InputError("contexts", contexts, "given when covariance is left out, and left out when it is given");
  }
  if (covariance !== undefined) return [checkCovariance(core, covariance)];
  if (!Array.isArray(contexts) || contexts.length === 0) {
    throw new InputError("contexts", contexts, "an array of at least one covariance");
  }
  const inputs = contexts.map((c: MatrixInput, i) => checkCovariance(core, c, `contexts[${i}]`));
  for (const [i, { n }] of inputs.entries()) {
    if (n !== inputs[0]!.n)
      throw new InputError(`contexts[${i}]`, contexts[i], `as large as contexts[0], ${inputs[0]!.n} x ${inputs[0]!.n}`);
  }
  return inputs;
}

function checkRates(options: FastGainInputs, contexts: number, leak: { min: number } | { above: number }) {
  const shares = options.probabilities ?? new Float64Array(contexts).fill(1);
  const given = Float64Array.from(checkNumbers("probabilities", shares, contexts, { above: 0 }));
  const sum = given.reduce((a, b) => a + b);
  return {
    gainRate: checkNumber("gainRate", options.gainRate, { min: 0 }),
    weightRate: checkNumber("weightRate", options.weightRate, { min: 0 }),
    leak: checkNumber("leak", options.leak ?? 1, leak),
    probabilities: given.map((p) => p / sum),
  };
}

/** A matrix of n rows, copied. */
function checkRows(field: string, value: MatrixInput, n: number) {
  const numbers = numbersOf(field, value);
  const k = (numbers?.length ?? 0) / n;
  if (!Number.isInteger(k) || k < 1) throw new InputError(field, value, `a matrix of ${n} rows and at least one column`);
  return { weights: Float64Array.from(checkMatrix(field, numbers, n, k)), k };
}

function checkGains(gains: ArrayLike<number> | undefined, k: number, contexts: number, range: { min?: number }): Float64Array {
  if (gains === undefined) return new Float64Array(contexts * k).fill(1);
  const list = checkNumbers("initial.gains", gains, gains?.length === k ? k : contexts * k, range);
  return Float64Array.from({ length: contexts * k }, (_, at) => list[at % list.length]!);
}
