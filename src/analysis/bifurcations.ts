import type { Calculus, NeuronField } from "./field.js";
import { calculus } from "./field.js";
import { type Complex, dot, eigenvalues, nullVectors } from "./linear.js";
import { firstLyapunovCoefficient } from "./lyapunov.js";
import { currentExtrema, GRID, steadyStateAt, steadyStateCurrent } from "./rest-states.js";
import { rootsOnGrid } from "./roots.js";
import { neutralPair, pairSumProduct } from "./stability.js";

interface BifurcationPoint {
  /** Input current, uA/cm2. */
  readonly parameter: number;
  readonly state: Float64Array;
  /** 1/ms; the largest real part first. */
  readonly eigenvalues: readonly Complex[];
}

/** Two rest states meet and vanish. */
export interface SaddleNode extends BifurcationPoint {
  readonly type: "saddle-node";
  /** Sign of I - I_c on the side without the two rest states. */
  readonly side: 1 | -1;
  /**
   * K = pi / sqrt|a b| (ms sqrt(uA/cm2)), with a = p B(q, q) / 2, b = p df/dI, J q = 0, p J = 0, p q = 1: a cycle through the ghost of the
   * rest states takes T ~ K / sqrt|I - I_c|. If the saddle-node lies on an invariant circle (SNIC), that is the period of firing.
   */
  readonly passageConstant: number;
}

/** A pair of eigenvalues crosses the imaginary axis: a cycle is born. */
export interface HopfPoint extends BifurcationPoint {
  readonly type: "hopf";
  /** omega, 1/ms. */
  readonly angularFrequency: number;
  /** 2 pi / omega, ms: the period of the cycle at its birth. */
  readonly period: number;
  /** l1 ({@link firstLyapunovCoefficient}); its value depends on the units of state and time, its sign does not. */
  readonly firstLyapunovCoefficient: number;
  /** Subcritical: the cycle is unstable, and firing starts with a jump. */
  readonly criticality: "subcritical" | "supercritical";
}

/** Two real eigenvalues of opposite signs have the sum 0: no bifurcation, but homoclinic orbits change their stability there. */
export interface NeutralSaddle extends BifurcationPoint {
  readonly type: "neutral-saddle";
}

export type Bifurcation = SaddleNode | HopfPoint | NeutralSaddle;

/** Completes a point where I_ss has an extremum. */
export function saddleNodeAt(derivatives: Calculus, state: Float64Array, parameter: number): SaddleNode {
  const { length, jacobian, second, parameterDerivative } = derivatives;
  const { right: q, left } = nullVectors(length, jacobian(state, parameter));
  const scale = dot(left, q);
  const a = dot(left, second(state, parameter, q, q)) / (2 * scale);
  const b = dot(left, parameterDerivative(state, parameter)) / scale;
  return {
    type: "saddle-node",
    parameter,
    state,
    eigenvalues: eigenvalues(length, jacobian(state, parameter)),
    side: a * b > 0 ? 1 : -1,
    passageConstant: Math.PI / Math.sqrt(Math.abs(a * b)),
  };
}

/** Completes a point where two eigenvalues have the sum 0. */
export function neutralPointAt(derivatives: Calculus, state: Float64Array, parameter: number): HopfPoint | NeutralSaddle {
  const point = { parameter, state, eigenvalues: eigenvalues(derivatives.length, derivatives.jacobian(state, parameter)) };
  const [first] = neutralPair(point.eigenvalues);
  if (first.im === 0) return { type: "neutral-saddle", ...point };
  const angularFrequency = Math.abs(first.im);
  const coefficient = firstLyapunovCoefficient(derivatives, state, parameter, angularFrequency);
  return {
    type: "hopf",
    ...point,
    angularFrequency,
    period: (2 * Math.PI) / angularFrequency,
    firstLyapunovCoefficient: coefficient,
    criticality: coefficient > 0 ? "subcritical" : "supercritical",
  };
}

/**
 * All saddle-nodes, Hopf points and neutral saddles of a neuron, by ascending membrane potential, over `field.voltages`. The rest states of all
 * input currents form the curve (V, I_ss(V)); saddle-nodes are the extrema of I_ss, the others the zeros of the product of pair sums of
 * eigenvalues (for two of them, of the trace), found to rounding. For fields without a known curve see {@link continueRestStates}.
 */
export function restBifurcations(field: NeuronField): Bifurcation[] {
  const derivatives = calculus(field);
  const at = (V: number) => ({ state: steadyStateAt(field, V), I: steadyStateCurrent(field, V) });
  const folds = currentExtrema(field).map((V) => saddleNodeAt(derivatives, at(V).state, at(V).I));
  const test = (V: number) => {
    const { state, I } = at(V);
    return pairSumProduct(eigenvalues(field.length, derivatives.jacobian(state, I)));
  };
  const [low, high] = field.voltages;
  const neutral = rootsOnGrid(test, low, high, GRID).map((V) => neutralPointAt(derivatives, at(V).state, at(V).I));
  return [...folds, ...neutral].sort((a, b) => a.state[0]! - b.state[0]!);
}
