import { checkKeys, checkNumber, checkNumbers } from "../core/check.js";
import type { Core } from "../core/core.js";
import { InputError, MicrocircuitError } from "../core/errors.js";
import { Differentiable, Problem } from "../core/generated/layouts.js";
import { blockBytes } from "../core/memory.js";
import type { Model } from "./model.js";

/**
 * f(t, y): writes dy/dt to `out`, or returns it as an array. `y` is not to be changed, and neither may be kept: they lie in the core's
 * memory. Returning false says that y is outside the domain of f, and the step is tried again, shorter.
 */
export type RightHandSide = (
  time: number,
  y: Float64Array,
  out: Float64Array,
  /** The values of `parameters`, in their order; empty where there are none. */
  parameters: Float64Array,
) => ArrayLike<number> | boolean | undefined;

/** A vector of complex numbers. */
export interface ComplexVector {
  readonly re: Float64Array;
  readonly im: Float64Array;
}

export interface FunctionModelOptions {
  /** Numbers in a state. */
  readonly length: number;
  /** Named in errors; default "The model". */
  readonly name?: string;
  /** Names of the numbers of a state. */
  readonly components?: readonly string[];
  /** Numbers that all functions get as their last argument, in this order; members of an ensemble may differ in them. */
  readonly parameters?: { readonly [name: string]: number };
  /**
   * df_i/dy_j to out[i * length + j], zero-filled before the call. Or, for derivatives without rounding errors of differences, f itself in
   * complex arithmetic (complex step; f must be analytic: no abs, max or comparison). Default: by differences.
   */
  readonly jacobian?:
    | ((time: number, y: Float64Array, out: Float64Array, parameters: Float64Array) => void)
    | { readonly complexStep: (time: number, y: ComplexVector, out: ComplexVector, parameters: Float64Array) => void };
  /**
   * For `jacobianBlock`, in place of `jacobian`: only the blocks of `size` on the diagonal, df_i/dy_j to out[i * size + j % size], zero-filled before the call.
   * Default: cut out of `jacobian`; without it by differences, `size` evaluations of f for all blocks together, in which a block's dependence on others counts
   * as one on itself. Exact where blocks depend on each other through other numbers only; in any case the methods keep their order.
   */
  readonly jacobianBlocks?: (time: number, y: Float64Array, out: Float64Array, size: number, parameters: Float64Array) => void;
  /**
   * The vector-Jacobian product, which gradients of integrations need: (df/dy)^T a to `out`; (df/dtheta)^T a is added to `gradientAdd`, theta being `parameters` in
   * their order. `out` is not zeroed before the call; nothing but `out` and `gradientAdd` may be changed.
   */
  readonly vectorJacobian?: (
    time: number,
    y: Float64Array,
    a: Float64Array,
    out: Float64Array,
    gradientAdd: Float64Array,
    parameters: Float64Array,
  ) => void;
  /** df/dt to `out`; default: by a difference. */
  readonly timeDerivative?: (time: number, y: Float64Array, out: Float64Array, parameters: Float64Array) => void;
  /** Whether f is independent of the time, which saves the Rosenbrock methods an evaluation; default false. */
  readonly autonomous?: boolean;
  /** Event functions g(t, y); `events: [{ function: 0 }]` watches the first. */
  readonly events?: readonly ((time: number, y: Float64Array, parameters: Float64Array) => number)[];
}

const none = new Float64Array(0);

const keys = [
  "length",
  "name",
  "components",
  "parameters",
  "jacobian",
  "jacobianBlocks",
  "vectorJacobian",
  "timeDerivative",
  "autonomous",
  "events",
] as const;

/** A model whose right-hand side is a function of yours: slower than the core's own, with the same solvers. Errors: InputError. */
export function functionModel(rhs: RightHandSide, options: FunctionModelOptions): Model {
  checkKeys("options", options, keys);
  if (typeof rhs !== "function") throw new InputError("rhs", rhs, "a function (t, y, out)");
  const length = checkNumber("length", options.length, { min: 1, max: 1e7, integer: true });
  const { jacobian, jacobianBlocks, vectorJacobian, timeDerivative, events = [], autonomous = false } = options;
  if (jacobian !== undefined && typeof jacobian !== "function" && typeof jacobian?.complexStep !== "function") {
    throw new InputError("jacobian", jacobian, "a function (t, y, out), or { complexStep: a function (t, y, out) }");
  }
  if (jacobianBlocks !== undefined && typeof jacobianBlocks !== "function") {
    throw new InputError("jacobianBlocks", jacobianBlocks, "a function (t, y, out, size)");
  }
  if (vectorJacobian !== undefined && typeof vectorJacobian !== "function") {
    throw new InputError("vectorJacobian", vectorJacobian, "a function (t, y, a, out, gradientAdd)");
  }
  if (timeDerivative !== undefined && typeof timeDerivative !== "function") {
    throw new InputError("timeDerivative", timeDerivative, "a function (t, y, out)");
  }
  for (const [i, event] of events.entries()) {
    if (typeof event !== "function") throw new InputError(`events[${i}]`, event, "a function (t, y)");
  }
  const names = Object.keys(options.parameters ?? {});
  const values = names.map((name) => checkNumber(`parameters.${name}`, options.parameters![name]));
  return {
    name: options.name ?? "The model",
    length,
    ...(names.length ? { parameterSpace: { names, values } } : {}),
    ...(options.components ? { components: options.components } : {}),
    eventFunctions: events.length,
    blockJacobian: jacobianBlocks !== undefined || jacobian === undefined,
    bytes: () => Problem.byteLength + Differentiable.byteLength + 128 + 2 * blockBytes("f64", names.length),
    bind(core, take) {
      const vector = vectors(core, length);
      const constants = take(8 * names.length);
      const parameterView = vectors(core, names.length);
      const parameters = names.length ? () => parameterView(constants) : () => none;
      parameters().set(values);
      const unused = take(8 * names.length); // where gradients go that nobody wants
      const fill =
        typeof jacobian === "function" ? dense(jacobian, length) : jacobian && complexStep(jacobian.complexStep, length);
      let blocks: Float64Array | undefined; // of one size: that of the integration
      const id = core.host.add({
        derivative: (time, state, out) => {
          const slopes = vector(out);
          return store(rhs(time, vector(state), slopes, parameters()), slopes, length);
        },
        jacobian: (time, state, out, rowBytes) => {
          const rows = fill!(time, vector(state), parameters());
          const target = new Float64Array(core.memory.buffer, out, (rowBytes / 8) * length);
          for (let i = 0; i < length; i++) target.set(rows.subarray(i * length, (i + 1) * length), (i * rowBytes) / 8);
          return true;
        },
        jacobianBlocks: (time, state, out, rowBytes, size) => {
          const rows = new Float64Array(core.memory.buffer, out, (rowBytes / 8) * length);
          if (rowBytes === 8 * size) jacobianBlocks!(time, vector(state), rows, size, parameters());
          else {
            blocks ??= new Float64Array(length * size);
            blocks.fill(0);
            jacobianBlocks!(time, vector(state), blocks, size, parameters());
            for (let i = 0; i < length; i++) rows.set(blocks.subarray(i * size, (i + 1) * size), (i * rowBytes) / 8);
          }
          return true;
        },
        timeDerivative: (time, state, out) => {
          timeDerivative!(time, vector(state), vector(out), parameters());
          return true;
        },
        vectorJacobian: (time, state, a, out, gradient) => {
          const sums = names.length ? parameterView(gradient || unused) : none;
          vectorJacobian!(time, vector(state), vector(a), vector(out), sums, parameters());
          return true;
        },
        event: (index, time, state) => Number(events[index]!(time, vector(state), parameters())),
      });
      const address = take(Problem.byteLength);
      const given = [fill, jacobianBlocks, timeDerivative].map((part) => part !== undefined) as [boolean, boolean, boolean];
      core.call((e) => e.hostProblem(address, id, length, !autonomous, ...given));
      const release = () => core.host.remove(id);
      if (!vectorJacobian) return { address, constants, release };
      const differentiable = take(Differentiable.byteLength);
      core.call((e) => e.hostDifferentiable(differentiable, address, names.length));
      const set = (theta: ArrayLike<number>) => parameters().set(checkNumbers("parameters", theta, names.length));
      return { address, constants, gradient: { address: differentiable, parameters: names.length, set }, release };
    },
  };
}

/** Views of state vectors by address, made anew when the memory has grown, which empties them (to ask the memory is slower). */
function vectors(core: Core, length: number): (address: number) => Float64Array {
  const views = new Map<number, Float64Array>();
  return (address) => {
    let view = views.get(address);
    if (view === undefined || view.length === 0) {
      view = new Float64Array(core.memory.buffer, address, length);
      views.set(address, view);
    }
    return view;
  };
}

function store(result: ReturnType<RightHandSide>, out: Float64Array, length: number): boolean {
  if (result === undefined || result === true) return true;
  if (result === false) return false;
  if (typeof result !== "object" || result === null || result.length !== length) {
    throw new MicrocircuitError(
      "right-hand-side",
      `The right-hand side returned ${result === null ? "null" : typeof result === "object" ? `an array of length ${result.length}` : typeof result}; it must write to its third argument, or return an array of length ${length}.`,
    );
  }
  out.set(result);
  return true;
}

function dense(jacobian: (time: number, y: Float64Array, out: Float64Array, parameters: Float64Array) => void, length: number) {
  const rows = new Float64Array(length * length);
  return (time: number, y: Float64Array, parameters: Float64Array) => {
    rows.fill(0);
    jacobian(time, y, rows, parameters);
    return rows;
  };
}

/** Column j of J is Im f(t, y + i h e_j) / h: no subtraction, so h can be tiny (W. Squire, G. Trapp, SIAM Rev. 40 (1998) 110). */
function complexStep(f: (time: number, y: ComplexVector, out: ComplexVector, parameters: Float64Array) => void, length: number) {
  const rows = new Float64Array(length * length);
  const complex = () => ({ re: new Float64Array(length), im: new Float64Array(length) });
  const [point, out] = [complex(), complex()];
  return (time: number, y: Float64Array, parameters: Float64Array) => {
    for (let j = 0; j < length; j++) {
      const h = 1e-30 * Math.max(1, Math.abs(y[j]!));
      point.re.set(y);
      point.im.fill(0);
      point.im[j] = h;
      f(time, point, out, parameters);
      for (let i = 0; i < length; i++) rows[i * length + j] = out.im[i]! / h;
    }
    return rows;
  };
}
