import { exp } from "../../numeric/exp";
import { logistic } from "../../numeric/sigmoid";
import { cellSlope } from "./cell-slope";
import {
  cellAt, firstConnection, force, forceSlope, LARGEST_EXPONENT, MorrisLecarNetwork, OutgoingSynapse, sourceOf, stateOf, synapseAt, unblocked,
} from "./network";

// Second derivatives of a network (network.ts). A connection adds g F(V_i) o_j to V_i', o_j = s_j or T(V_j) of the source's number x_j; so J^T a has
//
//   a_Vi g F o_j' for x_j ,   a_Vi g F' o_j for V_i ,   and   a_Vi F o_j by g ,
//
// along v:  a_Vi g (F' o_j' v_Vi + F o_j'' v_xj) ,   a_Vi g (F'' o_j v_Vi + F' o_j' v_xj) ,   a_Vi (F' o_j v_Vi + F o_j' v_xj) .

const openings: usize = memory.data(16, 16); // alpha', alpha''

/** d alpha / dV and its derivative, by y = exp((V - V_T) / K): alpha' = a y q^2 / K, alpha'' = alpha' (1 - 2 sigma y q) / K, q = 1 / (1 + sigma y). */
function openingSlopes(synapse: OutgoingSynapse, v: f64): void {
  const x = (v - synapse.half) / synapse.width;
  const y = exp(min(max(x, -LARGEST_EXPONENT), LARGEST_EXPONENT));
  const share = 1.0 / (1.0 + synapse.saturation * y);
  const first = abs(x) < LARGEST_EXPONENT ? (synapse.opening * y * share * share) / synapse.width : 0.0;
  store<f64>(openings, first);
  store<f64>(openings, (first * (1.0 - 2.0 * synapse.saturation * y * share)) / synapse.width, 8);
}

/** d^2 F / dV_i^2; with B' = 0.062 B (1 - B): F'' = -(2 B' + B'' (V_i - E_j)) / C. */
function forceBend(net: MorrisLecarNetwork, i: usize, j: usize, v: f64): f64 {
  if (net.components == 2) return 0.0;
  const synapse = synapseAt(net, j);
  const open = unblocked(synapse, v);
  const slope = 0.062 * open * (1.0 - open);
  return -(2.0 * slope + 0.062 * slope * (1.0 - 2.0 * open) * (v - synapse.reversal)) * cellAt(net, i).perCapacitance;
}

/** The slope of J^T a along v to `out`; that of the gradient by the currents (none), then by the weights, is added to `gradient`, unless that is 0. */
export function networkSlope(net: MorrisLecarNetwork, state: usize, v: usize, a: usize, out: usize, gradient: usize): void {
  const cells = <usize>net.cells;
  const n = <usize>net.components;
  for (let j: usize = 0; j < cells; j++) {
    const y = stateOf(net, state, j);
    const along = stateOf(net, v, j);
    const to = stateOf(net, out, j);
    cellSlope(cellAt(net, j), y, along, stateOf(net, a, j), to, 0);
    if (n > 2) {
      // s' = alpha(V) (1 - s) - beta s
      openingSlopes(synapseAt(net, j), load<f64>(y));
      const as = load<f64>(stateOf(net, a, j), 16);
      const slope = load<f64>(openings);
      const dV = load<f64>(along);
      store<f64>(to, load<f64>(to) + as * (load<f64>(openings, 8) * (1.0 - load<f64>(y, 16)) * dV - slope * load<f64>(along, 16)));
      store<f64>(to, -as * slope * dV, 16);
      if (n == 4) store<f64>(to, 0.0, 24);
    }
  }
  const weightGradient = gradient + (cells << 3);
  for (let i: usize = 0; i < cells; i++) {
    const voltage = load<f64>(stateOf(net, state, i));
    const av = load<f64>(stateOf(net, a, i));
    const dV = load<f64>(stateOf(net, v, i));
    const to = stateOf(net, out, i);
    const end = firstConnection(net, i + 1);
    for (let connection = firstConnection(net, i); connection < end; connection++) {
      const j = sourceOf(net, i, connection);
      const weight = load<f64>(net.weights + (connection << 3));
      const source = n > 2 ? 16 : 0;
      const x = load<f64>(stateOf(net, state, j) + source);
      const dx = load<f64>(stateOf(net, v, j) + source);
      let output = x;
      let slope = 1.0;
      let bend = 0.0;
      if (n == 2) {
        const width = synapseAt(net, j).width;
        output = logistic((x - synapseAt(net, j).half) / width);
        slope = (output * (1.0 - output)) / width;
        bend = (slope * (1.0 - 2.0 * output)) / width;
      }
      const f = force(net, i, j, voltage);
      const f1 = forceSlope(net, i, j, voltage);
      const from = stateOf(net, out, j) + source;
      store<f64>(from, load<f64>(from) + av * weight * (f1 * slope * dV + f * bend * dx));
      store<f64>(to, load<f64>(to) + av * weight * (forceBend(net, i, j, voltage) * output * dV + f1 * slope * dx));
      if (gradient) {
        const at = weightGradient + (connection << 3);
        store<f64>(at, load<f64>(at) + av * (f1 * output * dV + f * slope * dx));
      }
    }
  }
}

/** {@link networkSlope} as a Differentiable's; `context` is a MorrisLecarNetwork whose cells are prepared. */
export function morrisLecarNetworkSlope(context: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  networkSlope(changetype<MorrisLecarNetwork>(context), state, v, a, out, gradient);
  return true;
}
