import { checkNumber } from "../core/check.js";
import { MicrocircuitError } from "../core/errors.js";
import { type Calculus, calculus, type NeuronField } from "./field.js";
import { solveLinear } from "./linear.js";
import { rootBetween, rootsOnGrid } from "./roots.js";
import { type RestState, restStateAt } from "./stability.js";

/** Intervals into which the range of membrane potentials is divided to separate the extrema of the steady-state current. */
export const GRID = 2000;

/** The state with membrane potential `voltage` at which only V' may differ from zero. */
export function steadyStateAt(field: NeuronField, voltage: number): Float64Array {
  const state = new Float64Array(field.length);
  field.steadyState(voltage, state);
  return state;
}

/**
 * I_ss(V): the input current (uA/cm2) at which a neuron rests at the membrane potential `voltage` (mV). For a Morris-Lecar neuron
 * I_ss(V) = gL (V - EL) + gK w_inf(V) (V - EK) + gCa m(V) (V - ECa). Errors: InputError.
 */
export function steadyStateCurrent(field: NeuronField, voltage: number): number {
  checkNumber("voltage", voltage);
  return currentAt(calculus(field), field, voltage);
}

function currentAt({ f, parameterDerivative }: Calculus, field: NeuronField, voltage: number): number {
  const state = steadyStateAt(field, voltage);
  return -f(state, 0)[0]! / parameterDerivative(state, 0)[0]!;
}

/** dI_ss/dV (mS/cm2): zero at saddle-nodes. With the Jacobian's blocks a, b, c, D: -(a - b D^-1 c) / (dV'/dI). Errors: InputError. */
export function steadyStateConductance(field: NeuronField, voltage: number): number {
  checkNumber("voltage", voltage);
  const { length, jacobian, parameterDerivative } = calculus(field);
  const state = steadyStateAt(field, voltage);
  const J = jacobian(state, 0);
  let slope = J[0]!;
  if (length > 1) {
    const m = length - 1;
    const block = Float64Array.from({ length: m * m }, (_, k) => J[(Math.floor(k / m) + 1) * length + (k % m) + 1]!);
    const column = Float64Array.from({ length: m }, (_, i) => J[(i + 1) * length]!);
    const follow = solveLinear(m, block, column);
    if (!follow) throw new MicrocircuitError("singular-matrix", `${field.name} has no isolated steady state at V = ${voltage}.`);
    for (let j = 0; j < m; j++) slope -= J[j + 1]! * follow[j]!;
  }
  return -slope / parameterDerivative(state, 0)[0]!;
}

const extrema = new WeakMap<NeuronField, readonly number[]>();

/** Membrane potentials between which I_ss(V) is monotone: its extrema, ascending. */
export function currentExtrema(field: NeuronField): readonly number[] {
  const found = extrema.get(field);
  if (found) return found;
  const [low, high] = field.voltages;
  const roots = rootsOnGrid((V) => steadyStateConductance(field, V), low, high, GRID);
  extrema.set(field, roots);
  return roots;
}

/**
 * All rest states of a neuron at the input current `input` (uA/cm2), by ascending membrane potential, with eigenvalues (1/ms) and type.
 * I_ss(V) = I has at most one root between two extrema of I_ss, so none is missed, however close to a saddle-node. Errors: InputError.
 */
export function restStates(field: NeuronField, input: number): RestState[] {
  const I = checkNumber("input", input, { unit: "uA/cm2" });
  const derivatives = calculus(field);
  const excess = (V: number) => currentAt(derivatives, field, V) - I;
  const [low, high] = field.voltages;
  const edges = [outward(excess, low, low - high), ...currentExtrema(field), outward(excess, high, high - low)];
  const roots: number[] = [];
  for (let i = 1; i < edges.length; i++) {
    const [a, b] = [edges[i - 1]!, edges[i]!];
    const [fa, fb] = [excess(a), excess(b)];
    if (fb !== 0 && fa > 0 === fb > 0) continue;
    const root = fa === 0 ? a : fb === 0 ? b : rootBetween(excess, a, b, 0, fa, fb);
    if (root !== roots.at(-1)) roots.push(root);
  }
  return roots.map((V) => restStateAt(derivatives, steadyStateAt(field, V), I));
}

/** A voltage from `edge` outward beyond which the steady-state current does not come back to I: its sign there is that of the leak. */
function outward(excess: (V: number) => number, edge: number, step: number): number {
  let V = edge;
  for (let i = 0; i < 60 && excess(V) > 0 !== step > 0; i++) V = edge + step * 2 ** (i - 4);
  return V;
}
