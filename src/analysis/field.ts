import { InputError } from "../core/errors.js";
import type { Model } from "../solvers/index.js";
import { differences } from "./differences.js";

/**
 * y' = f(y; p): an autonomous vector field with one parameter, for a neuron its input current. Derivatives that are left out are formed by
 * differences of high order (their errors are about 1e-12, 1e-10 and 1e-8 of f per unit of `scales` for the first, second and third).
 */
export interface VectorField {
  /** Named in errors. */
  readonly name: string;
  /** Numbers in a state. */
  readonly length: number;
  readonly components?: readonly string[];
  /** Sizes over which f changes by as much as itself, one for each number of the state; default: max(1, |y_i|). For differences and steps. */
  readonly scales?: readonly number[];
  /** f to `out`. */
  derivative(state: ArrayLike<number>, parameter: number, out: Float64Array): void;
  /** df_i/dy_j to out[i * length + j], all of them. */
  jacobian?(state: ArrayLike<number>, parameter: number, out: Float64Array): void;
  /** df/dp to `out`. */
  parameterDerivative?(state: ArrayLike<number>, parameter: number, out: Float64Array): void;
  /** The second derivative B(u, v)_i = sum_jk d2f_i/dy_j dy_k u_j v_k to `out`. */
  second?(state: ArrayLike<number>, parameter: number, u: ArrayLike<number>, v: ArrayLike<number>, out: Float64Array): void;
  /** The third derivative C(u, v, z) to `out`. */
  third?(
    state: ArrayLike<number>,
    parameter: number,
    u: ArrayLike<number>,
    v: ArrayLike<number>,
    z: ArrayLike<number>,
    out: Float64Array,
  ): void;
  /** The same right-hand side as a model of the core, which integrates faster. */
  model?(parameter: number): Model;
}

/**
 * A neuron: state 0 is the membrane potential V (mV), the parameter is the input current I (uA/cm2), which enters V' linearly and no other
 * derivative, and at each V there is one state at which all other derivatives vanish. All its rest states lie on that curve.
 */
export interface NeuronField extends VectorField {
  /** Writes the state with this membrane potential at which all derivatives but V' are zero. */
  steadyState(voltage: number, out: Float64Array): void;
  /** Membrane potentials (mV) between which bifurcations are looked for; rest states are looked for beyond, too. */
  readonly voltages: readonly [number, number];
}

/** A neuron of two numbers: V and a recovery variable w. */
export interface PlanarNeuronField extends NeuronField {
  /** w where V' = 0. */
  voltageNullcline(voltage: number, input: number): number;
  /** w where w' = 0. */
  recoveryNullcline(voltage: number): number;
}

type Vector = ArrayLike<number>;

/** A vector field with all its derivatives, which return new arrays. */
export interface Calculus {
  readonly field: VectorField;
  readonly length: number;
  f(state: Vector, parameter: number): Float64Array;
  jacobian(state: Vector, parameter: number): Float64Array;
  parameterDerivative(state: Vector, parameter: number): Float64Array;
  second(state: Vector, parameter: number, u: Vector, v: Vector): Float64Array;
  third(state: Vector, parameter: number, u: Vector, v: Vector, z: Vector): Float64Array;
}

const known = new WeakMap<VectorField, Calculus>();

/** The derivatives of a field: its own, or differences. Errors: InputError. */
export function calculus(field: VectorField): Calculus {
  const made = known.get(field);
  if (made) return made;
  if (field === null || typeof field?.derivative !== "function") throw new InputError("field", field, "a VectorField");
  const n = field.length;
  if (!Number.isInteger(n) || n < 1 || n > 64) throw new InputError("field.length", n, "an integer >= 1 and <= 64");
  const byDifferences = differences(field);
  const filled = (length: number, fill: (out: Float64Array) => void) => {
    const out = new Float64Array(length);
    fill(out);
    return out;
  };
  const result: Calculus = {
    field,
    length: n,
    f: (y, p) => filled(n, (out) => field.derivative(y, p, out)),
    jacobian: field.jacobian ? (y, p) => filled(n * n, (out) => field.jacobian!(y, p, out)) : byDifferences.jacobian,
    parameterDerivative: field.parameterDerivative
      ? (y, p) => filled(n, (out) => field.parameterDerivative!(y, p, out))
      : byDifferences.parameterDerivative,
    second: field.second ? (y, p, u, v) => filled(n, (out) => field.second!(y, p, u, v, out)) : byDifferences.second,
    third: field.third ? (y, p, u, v, z) => filled(n, (out) => field.third!(y, p, u, v, z, out)) : byDifferences.third,
  };
  known.set(field, result);
  return result;
}

/** Sizes of the numbers of a state: the field's own, or max(1, |y_i|). */
export function scalesAt(field: VectorField, state: Vector): Float64Array {
  return Float64Array.from({ length: field.length }, (_, i) => field.scales?.[i] ?? Math.max(1, Math.abs(state[i]!)));
}
