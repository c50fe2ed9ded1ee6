import { type MorrisLecarField, steadyStateConductance, steadyStateCurrent, type VectorField } from "microcircuit/analysis";

/** Beyond the reversal potentials, mV: no cycle comes so far. */
const ROOM = 100;

/**
 * The neuron seen from one of its rest states: state (u, w) with u = V - p, where the parameter p is the rest state's membrane potential and the
 * current is the one that keeps it there, I_ss(p). Every cycle goes around a rest state that is no saddle, so that all cycles around this one pass
 * the section u = 0: a branch can be followed from its birth at a Hopf point to its end with one section.
 *
 *     u' = V'(p + u, w; I_ss(p)),   df/dp = df/dV + (1 / C, 0) dI_ss/dV
 *
 * Cycles stay between the reversal potentials, or the current's V beyond them, and between w = 0 and 1. Orbits that leave, as backward in time most do,
 * run away ever faster: the field has no value there, which ends them.
 */
export function centred(neuron: MorrisLecarField): VectorField {
  const at = new Float64Array(2);
  const J = new Float64Array(4);
  let [known, current, conductance] = [Number.NaN, 0, 0];
  const [low, high] = [neuron.voltages[0] - ROOM, neuron.voltages[1] + ROOM];
  const move = (state: ArrayLike<number>, p: number) => {
    if (p !== known) [known, current, conductance] = [p, steadyStateCurrent(neuron, p), steadyStateConductance(neuron, p)];
    at[0] = state[0]! + p;
    at[1] = state[1]!;
  };
  return {
    name: neuron.name,
    length: 2,
    components: ["V - V_rest", "w"],
    // w changes by some tenths along a branch whose V changes by some tens: sizes by which both count in steps along it
    scales: [neuron.scales![0]!, 0.05],
    derivative(state, p, out) {
      move(state, p);
      if (at[0]! < low || at[0]! > high || Math.abs(at[1]! - 0.5) > 1) out[0] = out[1] = Number.NaN;
      else neuron.derivative(at, current, out);
    },
    jacobian(state, p, out) {
      move(state, p);
      neuron.jacobian!(at, current, out);
    },
    parameterDerivative(state, p, out) {
      move(state, p);
      neuron.jacobian!(at, current, J);
      neuron.parameterDerivative!(at, current, out);
      out[0] = J[0]! + conductance * out[0]!;
      out[1] = J[2]!;
    },
  };
}

/** A field with time running backward: what repels attracts. */
export function backward(field: VectorField): VectorField {
  const { name, length, components, scales } = field;
  const negate = (out: Float64Array, count = length) => {
    for (let i = 0; i < count; i++) out[i] = -out[i]!;
  };
  return {
    name,
    length,
    ...(components && { components }),
    ...(scales && { scales }),
    derivative(state, p, out) {
      field.derivative(state, p, out);
      negate(out);
    },
    jacobian(state, p, out) {
      field.jacobian!(state, p, out);
      negate(out, length * length);
    },
    parameterDerivative(state, p, out) {
      field.parameterDerivative!(state, p, out);
      negate(out);
    },
  };
}
