import { exp } from "../../numeric/exp";
import { logistic } from "../../numeric/sigmoid";
import { cellDerivative, cellJacobian, MorrisLecarCell } from "./cell";
import { cellVectorJacobian } from "./cell-gradient";

// A network of Morris-Lecar cells for the solvers, f64. The state goes cell by cell, so that a cell's numbers are a block of the Jacobian:
//
//   current-based   (V, w)          C V' = ... + gain sum_j W_ij T_j ,  T = 1 / (1 + exp(-(V - V_T) / K))
//   conductances    (V, w, s)       C V' = ... - sum_j g_ij B_j(V_i) s_j (V_i - E_j) ,  s' = alpha (1 - s) - beta s
//                   (V, w, s, S)    with S' = s
//
// i is the target (postsynaptic), j the source. With y = exp((V_j - V_T) / K) the synapse opens at the rate alpha = a y / (1 + y) (kinetics of
// Destexhe, Mainen and Sejnowski with up to 1 mM of transmitter) or alpha = k y (graded synapse, s_inf = y / (1 + y), tau = (1 - s_inf) / k) and
// closes at beta = b or k. B is 1, or for NMDA 1 / (1 + [Mg] exp(-0.062 V_i) / 3.57).

/** The synapse that a cell makes on others. */
@unmanaged
export class OutgoingSynapse {
  half: f64; // V_T, mV
  width: f64; // K, mV
  opening: f64; // a or k, 1/ms
  closing: f64; // b or k, 1/ms
  saturation: f64; // 1: alpha = a y / (1 + y); 0: alpha = k y
  reversal: f64; // E, mV
  magnesium: f64; // [Mg] / 3.57, mM / 3.57; 0: B = 1
}

@unmanaged
export class MorrisLecarNetwork {
  cells: u32;
  components: u32; // of a cell's state: 2, 3 or 4
  cell: usize; // MorrisLecarCell, one each; their currents include all that is constant
  synapse: usize; // OutgoingSynapse, one each
  gain: f64; // current-based: uA/cm2 per unit of W T
  weights: usize; // f64; dense: cells for each target; sparse: of the connections
  rows: usize; // u32: the first connection of each target, and their number at the end; 0: dense
  columns: usize; // u32: the source of each connection
  outputs: usize; // scratch: an f64 per cell
  slopes: usize; // scratch: an f64 per cell
  matrix: usize; // scratch for tangents: (cells components)^2 f64
  tangents: u32; // parameters of which the sensitivities are part of the state
  targets: usize; // u32 per parameter: the target of its connection, or the cell of its current
  sources: usize; // u32 per parameter: the source; 0xffffffff: it is a current
  connections: u32; // numbers in `weights`
}

const IS_CURRENT: u32 = 0xffffffff;
/** exp's argument in y, so that products stay finite. */
export const LARGEST_EXPONENT: f64 = 30.0;

// @ts-ignore: decorator
@inline
export function cellAt(net: MorrisLecarNetwork, i: usize): MorrisLecarCell {
  return changetype<MorrisLecarCell>(net.cell + i * offsetof<MorrisLecarCell>());
}

// @ts-ignore: decorator
@inline
export function synapseAt(net: MorrisLecarNetwork, i: usize): OutgoingSynapse {
  return changetype<OutgoingSynapse>(net.synapse + i * offsetof<OutgoingSynapse>());
}

/** Address of the state of cell `i`. */
// @ts-ignore: decorator
@inline
export function stateOf(net: MorrisLecarNetwork, state: usize, i: usize): usize {
  return state + ((i * <usize>net.components) << 3);
}

// @ts-ignore: decorator
@inline
export function firstConnection(net: MorrisLecarNetwork, i: usize): usize {
  return net.rows ? <usize>load<u32>(net.rows + (i << 2)) : i * <usize>net.cells;
}

// @ts-ignore: decorator
@inline
export function sourceOf(net: MorrisLecarNetwork, i: usize, connection: usize): usize {
  return net.rows ? <usize>load<u32>(net.columns + (connection << 2)) : connection - i * <usize>net.cells;
}

/** alpha at V, and d alpha / dV to `slope`. */
// @ts-ignore: decorator
@inline
function openingRate(synapse: OutgoingSynapse, v: f64, slope: usize): f64 {
  const x = (v - synapse.half) / synapse.width;
  const y = exp(min(max(x, -LARGEST_EXPONENT), LARGEST_EXPONENT)); // max, min: NaN stays
  const share = 1.0 / (1.0 + synapse.saturation * y);
  const alpha = synapse.opening * y * share;
  store<f64>(slope, abs(x) < LARGEST_EXPONENT ? (alpha * share) / synapse.width : 0.0);
  return alpha;
}

/** B_j(V_i). */
// @ts-ignore: decorator
@inline
export function unblocked(synapse: OutgoingSynapse, v: f64): f64 {
  return synapse.magnesium == 0.0 ? 1.0 : 1.0 / (1.0 + synapse.magnesium * exp(-0.062 * v));
}

const slopeCell: usize = memory.data(16, 16);
const block: usize = memory.data(32, 16);

/** f(y) to `out`. */
export function networkDerivative(net: MorrisLecarNetwork, state: usize, out: usize): void {
  const cells = <usize>net.cells;
  const hasSynapses = net.components > 2;
  for (let j: usize = 0; j < cells; j++) {
    const y = stateOf(net, state, j);
    const to = stateOf(net, out, j);
    const synapse = synapseAt(net, j);
    const v = load<f64>(y);
    cellDerivative(cellAt(net, j), y, to);
    if (hasSynapses) {
      const s = load<f64>(y, 16);
      store<f64>(to, openingRate(synapse, v, slopeCell) * (1.0 - s) - synapse.closing * s, 16);
      if (net.components == 4) store<f64>(to, s, 24);
    } else store<f64>(net.outputs + (j << 3), logistic((v - synapse.half) / synapse.width));
  }
  for (let i: usize = 0; i < cells; i++) {
    const to = stateOf(net, out, i);
    const v = load<f64>(stateOf(net, state, i));
    let current = 0.0;
    const end = firstConnection(net, i + 1);
    for (let c = firstConnection(net, i); c < end; c++) {
      const weight = load<f64>(net.weights + (c << 3));
      if (weight == 0.0) continue;
      const j = sourceOf(net, i, c);
      if (hasSynapses) {
        const synapse = synapseAt(net, j);
        current -= weight * (load<f64>(stateOf(net, state, j), 16) * unblocked(synapse, v)) * (v - synapse.reversal);
      } else current += weight * load<f64>(net.outputs + (j << 3));
    }
    if (!hasSynapses) current *= net.gain;
    store<f64>(to, load<f64>(to) + current * cellAt(net, i).perCapacitance);
  }
}

/** What current of target i per unit of s_j (conductances) or T_j (current-based) and of the weight, in units of V'. */
// @ts-ignore: decorator
@inline
export function force(net: MorrisLecarNetwork, i: usize, j: usize, v: f64): f64 {
  const perCapacitance = cellAt(net, i).perCapacitance;
  if (net.components == 2) return net.gain * perCapacitance;
  const synapse = synapseAt(net, j);
  return -unblocked(synapse, v) * (v - synapse.reversal) * perCapacitance;
}

/** d force / dV_i. */
// @ts-ignore: decorator
@inline
export function forceSlope(net: MorrisLecarNetwork, i: usize, j: usize, v: f64): f64 {
  if (net.components == 2) return 0.0;
  const synapse = synapseAt(net, j);
  const open = unblocked(synapse, v);
  return -(open + 0.062 * open * (1.0 - open) * (v - synapse.reversal)) * cellAt(net, i).perCapacitance;
}

/** s_j, or T_j of V_j. */
// @ts-ignore: decorator
@inline
function outputOf(net: MorrisLecarNetwork, state: usize, j: usize): f64 {
  const y = stateOf(net, state, j);
  if (net.components > 2) return load<f64>(y, 16);
  const synapse = synapseAt(net, j);
  return logistic((load<f64>(y) - synapse.half) / synapse.width);
}

/** df_i/dy_j to out + i rowBytes + 8 j, where it is not zero everywhere. */
export function networkJacobian(net: MorrisLecarNetwork, state: usize, out: usize, rowBytes: usize): void {
  networkJacobianBlocks(net, state, out, rowBytes, <usize>(net.cells * net.components));
}

/** The first column of the block that `row` meets; `first` is that of the row before. */
// @ts-ignore: decorator
@inline
function blockOf(first: usize, row: usize, size: usize): usize {
  return row - first < size ? first : first + size;
}

/** Number `column` of a row of a block, if it has one: columns before the block are large numbers. */
// @ts-ignore: decorator
@inline
function put(row: usize, column: usize, size: usize, value: f64): void {
  if (column < size) store<f64>(row + (column << 3), value);
}

/** As {@link networkJacobian}, of the blocks of `size` on the diagonal: df_i/dy_j to out + i rowBytes + 8 (j mod size). */
export function networkJacobianBlocks(net: MorrisLecarNetwork, state: usize, out: usize, rowBytes: usize, size: usize): void {
  const cells = <usize>net.cells;
  const n = <usize>net.components;
  for (let j: usize = 0; j < cells; j++) store<f64>(net.outputs + (j << 3), outputOf(net, state, j));
  let last: usize = 0; // the block of the row before
  for (let i: usize = 0; i < cells; i++) {
    const y = stateOf(net, state, i);
    const v = load<f64>(y);
    const ofV = i * n; // row and column of V
    const first = blockOf(last, ofV, size);
    const row = out + ofV * rowBytes;
    cellJacobian(cellAt(net, i), y, block);
    put(row, ofV - first, size, load<f64>(block));
    put(row, ofV + 1 - first, size, load<f64>(block, 8));
    last = blockOf(first, ofV + 1, size);
    put(row + rowBytes, ofV - last, size, load<f64>(block, 16));
    put(row + rowBytes, ofV + 1 - last, size, load<f64>(block, 24));
    if (n > 2) {
      const synapse = synapseAt(net, i);
      const alpha = openingRate(synapse, v, slopeCell);
      last = blockOf(last, ofV + 2, size);
      put(row + 2 * rowBytes, ofV - last, size, load<f64>(slopeCell) * (1.0 - load<f64>(y, 16)));
      put(row + 2 * rowBytes, ofV + 2 - last, size, -(alpha + synapse.closing));
      if (n == 4) {
        last = blockOf(last, ofV + 3, size);
        put(row + 3 * rowBytes, ofV + 2 - last, size, 1.0);
      }
    }
    const diagonal = row + ((ofV - first) << 3);
    const end = firstConnection(net, i + 1);
    for (let c = firstConnection(net, i); c < end; c++) {
      const weight = load<f64>(net.weights + (c << 3));
      if (weight == 0.0) continue;
      const j = sourceOf(net, i, c);
      const output = load<f64>(net.outputs + (j << 3));
      const column = j * n + (n > 2 ? 2 : 0) - first;
      if (column < size) {
        // The output is s_j itself, or T(V_j) with dT/dV = T (1 - T) / K.
        const slope = n > 2 ? 1.0 : (output * (1.0 - output)) / synapseAt(net, j).width;
        const at = row + (column << 3);
        store<f64>(at, load<f64>(at) + weight * force(net, i, j, v) * slope);
      }
      store<f64>(diagonal, load<f64>(diagonal) + weight * output * forceSlope(net, i, j, v));
    }
  }
}

/**
 * J^T a to `out`. Unless `gradient` is 0, a . df/dtheta is added to it: for each cell's current, then for each weight in the order of `weights` (dense:
 * also those that are 0).
 */
export function networkVectorJacobian(net: MorrisLecarNetwork, state: usize, a: usize, out: usize, gradient: usize): void {
  const cells = <usize>net.cells;
  const n = <usize>net.components;
  const weightGradient = gradient + (cells << 3);
  for (let j: usize = 0; j < cells; j++) {
    const y = stateOf(net, state, j);
    const a0 = stateOf(net, a, j);
    const to = stateOf(net, out, j);
    cellVectorJacobian(cellAt(net, j), y, load<f64>(a0), load<f64>(a0, 8), to, 0);
    if (n > 2) {
      const synapse = synapseAt(net, j);
      const alpha = openingRate(synapse, load<f64>(y), slopeCell);
      const as = load<f64>(a0, 16);
      store<f64>(to, load<f64>(to) + load<f64>(slopeCell) * (1.0 - load<f64>(y, 16)) * as);
      store<f64>(to, -(alpha + synapse.closing) * as + (n == 4 ? load<f64>(a0, 24) : 0.0), 16);
      if (n == 4) store<f64>(to, 0.0, 24);
    }
    const output = outputOf(net, state, j);
    store<f64>(net.outputs + (j << 3), output);
    store<f64>(net.slopes + (j << 3), n > 2 ? 1.0 : (output * (1.0 - output)) / synapseAt(net, j).width);
  }
  for (let i: usize = 0; i < cells; i++) {
    const v = load<f64>(stateOf(net, state, i));
    const av = load<f64>(stateOf(net, a, i));
    const to = stateOf(net, out, i);
    if (gradient) {
      const at = gradient + (i << 3);
      store<f64>(at, load<f64>(at) + av * cellAt(net, i).perCapacitance);
    }
    const end = firstConnection(net, i + 1);
    for (let c = firstConnection(net, i); c < end; c++) {
      const j = sourceOf(net, i, c);
      const weight = load<f64>(net.weights + (c << 3));
      const output = load<f64>(net.outputs + (j << 3));
      const drive = av * force(net, i, j, v);
      if (gradient) {
        const at = weightGradient + (c << 3);
        store<f64>(at, load<f64>(at) + drive * output);
      }
      const from = stateOf(net, out, j) + (n > 2 ? 16 : 0);
      store<f64>(from, load<f64>(from) + weight * drive * load<f64>(net.slopes + (j << 3)));
      store<f64>(to, load<f64>(to) + av * weight * output * forceSlope(net, i, j, v));
    }
  }
}

/** f(y), then S' = J S + df/dtheta for each parameter theta of `targets` and `sources`; a state is y, then each S. */
export function networkTangentDerivative(net: MorrisLecarNetwork, state: usize, out: usize): void {
  networkDerivative(net, state, out);
  const n = <usize>(net.cells * net.components);
  const rowBytes = n << 3;
  memory.fill(net.matrix, 0, n * rowBytes);
  networkJacobian(net, state, net.matrix, rowBytes);
  for (let p: usize = 0; p < <usize>net.tangents; p++) {
    const tangent = state + (p + 1) * rowBytes;
    const to = out + (p + 1) * rowBytes;
    for (let i: usize = 0; i < n; i++) {
      let sum = 0.0;
      const row = net.matrix + i * rowBytes;
      for (let at: usize = 0; at < rowBytes; at += 8) sum += load<f64>(row + at) * load<f64>(tangent + at);
      store<f64>(to + (i << 3), sum);
    }
    const i = <usize>load<u32>(net.targets + (p << 2));
    const j = load<u32>(net.sources + (p << 2));
    const at = stateOf(net, to, i);
    const v = load<f64>(stateOf(net, state, i));
    const direct = j == IS_CURRENT ? cellAt(net, i).perCapacitance : outputOf(net, state, <usize>j) * force(net, i, <usize>j, v);
    store<f64>(at, load<f64>(at) + direct);
  }
}
