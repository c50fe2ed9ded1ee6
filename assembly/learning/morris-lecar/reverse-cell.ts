import { select, splat } from "../../numeric/lanes";
import {
  CALCIUM, CALCIUM_PUSH, LEAK, POTASSIUM, POTASSIUM_PUSH,
} from "../../models/morris-lecar/cell-record";
import {
  ACTIVATION, ACTIVATION_SLOPE, evaluateGates, gate, RATE, RATE_SLOPE_HERE, TARGET, TARGET_SLOPE,
} from "../../models/morris-lecar/gates";
import { weightsOf } from "../../models/morris-lecar/network-run";
import { phi1OfDecay } from "../../models/morris-lecar/short-functions";
import { NetworkSequence, runOf } from "./sequence";

// Transposed Jacobians of a cell's part of a step. With a_y the gradient of the loss by y, and the coefficients of frozen-step.ts,
//
//   g = dt (gL + gK w + gCa m) / C + ... ,   q = dt (I + gL EL + gK EK w + gCa ECa m) / C + ... ,
//   a_m = (dt gCa / C) (a_g + ECa a_q) ,   a_w += (dt gK / C) (a_g + EK a_q) ,   a_V += a_m m' + a_x x' + a_W W' ,
//
// x = dt / tau, W = w_inf. a_q is the gradient by the cell's drive. The gradient by log gCa is a_m m, that by log phi a_x x, by V3 -(a_x x' + a_W W').

/** What a step does with a cell. */
export const EXPONENTIAL_BACK: i32 = 0;
export const STAGGERED_BACK: i32 = 1;
export const RUNGE_KUTTA_BACK: i32 = 2; // one stage
export const MIDDLE_SECOND_BACK: i32 = 3; // Strang with the midpoint: from the end of the step to its middle, V and half-way w
export const MIDDLE_FIRST_BACK: i32 = 4; // to its start

/** dt (gL + gK w + gCa m) / C and `more`. */
// @ts-ignore: decorator
@inline
function conductance<T>(w: v128, m: v128, record: usize, more: v128): v128 {
  const potassium = v128.mul<T>(w, v128.load(record, POTASSIUM));
  const leak = v128.add<T>(v128.load(record, LEAK), more);
  return v128.add<T>(leak, v128.add<T>(potassium, v128.mul<T>(m, v128.load(record, CALCIUM))));
}

/** One coefficient's share of a_w or a_m. */
// @ts-ignore: decorator
@inline
function pulled<T>(aq: v128, ag: v128, record: usize, push: usize, coefficient: usize): v128 {
  return v128.add<T>(v128.mul<T>(aq, v128.load(record + push)), v128.mul<T>(ag, v128.load(record + coefficient)));
}

/**
 * V+ = V + (q - g V) phi1(-g):  dV+/dq = phi1(-g) ,  dV+/dg = -V phi1(-g) - (q - g V) phi1'(-g) ,  with phi1'(-g) = (phi1(-g) (1 + g) - 1) / g.
 * q - g V = (V+ - V) / phi1(-g) is known from the state after the step. Returns dV+/dg.
 */
// @ts-ignore: decorator
@inline
function byConductance<T>(v: v128, change: v128, g: v128, phi: v128): v128 {
  const one = splat<T>(1.0);
  const numerator = v128.sub<T>(v128.mul<T>(phi, v128.add<T>(one, g)), one);
  const ratio = v128.div<T>(numerator, v128.mul<T>(g, phi));
  const safe = select(v128.eq<T>(g, splat<T>(0.0)), splat<T>(0.5), ratio);
  return v128.neg<T>(v128.add<T>(v128.mul<T>(v, phi), v128.mul<T>(change, safe)));
}

// @ts-ignore: decorator
@inline
function accumulate<T>(to: usize, value: v128): void {
  v128.store(to, v128.add<T>(v128.load(to), value));
}

/**
 * One pass over all cells. `state`: record of (V, w, ...) where the gates were evaluated first, `next`: (V, w) afterwards. `from`: adjoint record of what
 * follows (V, w), `to`: of the state; they may be the same. Leaves the gradients by q and g in driveAdjoint and conductanceAdjoint, and adds to the rest. `what` and `coupled` are
 * literals; coupled: run.conductance holds the synaptic part of g.
 *
 * MIDDLE_SECOND_BACK: `state` is (V, w half-way), `middle` V half-way; `to`: (V, w half-way), and the adjoint of V half-way to `middleAdjoint`.
 * MIDDLE_FIRST_BACK: `state` is (V, w), `next` (V half-way, w half-way), `from` (adjoint of V from the second part, w half-way).
 */
// @ts-ignore: decorator
@inline
export function cellsBack<T>(
  sequence: NetworkSequence, what: i32, coupled: bool, state: usize, next: usize, middle: usize, from: usize, to: usize, middleAdjoint: usize,
  rowGradient: usize,
): void {
  const run = runOf(sequence);
  const bytes = <usize>sequence.bytes;
  const weights = weightsOf(run);
  const one = splat<T>(1.0);
  const half = splat<T>(0.5);
  const cellGradients = sequence.cellGradients;
  let record = run.record;
  let at: usize = 0;
  for (let i: u32 = 0; i < weights.cells; i++, record += run.recordBytes) {
    for (const end = at + (<usize>weights.trialVectors << 4); at < end; at += 16) {
      const v = v128.load(state + at);
      const w = v128.load(state + bytes + at);
      let av = v128.load(from + at);
      let aw = v128.load(from + bytes + at);
      const more = coupled ? v128.load(run.conductance + at) : splat<T>(0.0);
      let aq: v128;
      let ag: v128;
      let ax: v128;
      let aTarget: v128;
      if (what == EXPONENTIAL_BACK) {
        evaluateGates<T>(v, record, true);
        const x = gate(RATE);
        const g = conductance<T>(w, gate(ACTIVATION), record, more);
        const phi = phi1OfDecay<T>(g);
        const change = v128.sub<T>(v128.load(next + at), v);
        aq = v128.mul<T>(av, phi);
        ag = v128.mul<T>(av, byConductance<T>(v, change, g, phi));
        const reach = v128.mul<T>(x, phi1OfDecay<T>(x)); // 1 - exp(-x)
        const decay = v128.sub<T>(one, reach);
        ax = v128.mul<T>(aw, v128.mul<T>(v128.sub<T>(gate(TARGET), w), decay));
        aTarget = v128.mul<T>(aw, reach);
        aw = v128.add<T>(v128.mul<T>(aw, decay), pulled<T>(aq, ag, record, POTASSIUM_PUSH, POTASSIUM));
        av = v128.mul<T>(av, v128.sub<T>(one, v128.mul<T>(g, phi)));
      } else if (what == STAGGERED_BACK) {
        // w+ = (W x + (1 - x / 2) w) / (1 + x / 2) ,  V+ = (V (1 - g / 2) + q) / (1 + g / 2) with w+ in g and q
        evaluateGates<T>(v, record, true);
        const halfX = v128.mul<T>(half, gate(RATE));
        const after = v128.load(next + bytes + at);
        const halfG = v128.mul<T>(half, conductance<T>(after, gate(ACTIVATION), record, more));
        const share = v128.div<T>(one, v128.add<T>(one, halfG));
        const mean = v128.mul<T>(half, v128.add<T>(v, v128.load(next + at)));
        aq = v128.mul<T>(av, share);
        ag = v128.neg<T>(v128.mul<T>(aq, mean));
        av = v128.mul<T>(aq, v128.sub<T>(one, halfG));
        aw = v128.div<T>(v128.add<T>(aw, pulled<T>(aq, ag, record, POTASSIUM_PUSH, POTASSIUM)), v128.add<T>(one, halfX));
        ax = v128.mul<T>(aw, v128.sub<T>(gate(TARGET), v128.mul<T>(half, v128.add<T>(w, after))));
        aTarget = v128.mul<T>(aw, gate(RATE));
        aw = v128.mul<T>(aw, v128.sub<T>(one, halfX));
      } else if (what == RUNGE_KUTTA_BACK) {
        // s V' = q - g V ,  s w' = x (W - w)
        evaluateGates<T>(v, record, true);
        const x = gate(RATE);
        aq = av;
        ag = v128.neg<T>(v128.mul<T>(av, v));
        ax = v128.mul<T>(aw, v128.sub<T>(gate(TARGET), w));
        aTarget = v128.mul<T>(aw, x);
        av = v128.neg<T>(v128.mul<T>(av, conductance<T>(w, gate(ACTIVATION), record, more)));
        aw = v128.sub<T>(pulled<T>(aq, ag, record, POTASSIUM_PUSH, POTASSIUM), v128.mul<T>(aw, x));
      } else if (what == MIDDLE_SECOND_BACK) {
        // w+ = W + (w - W) exp(-x / 2) with the gates at V+
        const v1 = v128.load(next + at);
        evaluateGates<T>(v1, record, true);
        const x = v128.mul<T>(half, gate(RATE));
        const reach = v128.mul<T>(x, phi1OfDecay<T>(x));
        const decay = v128.sub<T>(one, reach);
        const ofRate = v128.mul<T>(v128.mul<T>(half, aw), v128.mul<T>(v128.sub<T>(gate(TARGET), w), decay));
        const ofTarget = v128.mul<T>(aw, reach);
        const back = v128.add<T>(v128.mul<T>(ofRate, gate(RATE_SLOPE_HERE)), v128.mul<T>(ofTarget, gate(TARGET_SLOPE)));
        if (cellGradients) {
          accumulate<T>(cellGradients + at, v128.mul<T>(ofRate, gate(RATE)));
          accumulate<T>(cellGradients + 2 * bytes + at, v128.neg<T>(back));
        }
        av = v128.add<T>(av, back);
        // V+ from V with m half-way
        evaluateGates<T>(v128.load(middle + at), record, true);
        const g = conductance<T>(w, gate(ACTIVATION), record, more);
        const phi = phi1OfDecay<T>(g);
        aq = v128.mul<T>(av, phi);
        ag = v128.mul<T>(av, byConductance<T>(v, v128.sub<T>(v1, v), g, phi));
        aw = v128.add<T>(v128.mul<T>(aw, decay), pulled<T>(aq, ag, record, POTASSIUM_PUSH, POTASSIUM));
        av = v128.mul<T>(av, v128.sub<T>(one, v128.mul<T>(g, phi)));
        ax = splat<T>(0.0);
        aTarget = ax;
      } else {
        // V half-way = V + (q - g V) / 2 phi1(-g / 2) with w half-way in g and q
        evaluateGates<T>(v, record, true);
        const am = v128.load(middleAdjoint + at);
        const after = v128.load(next + bytes + at);
        const g = v128.mul<T>(half, conductance<T>(after, gate(ACTIVATION), record, more));
        const phi = phi1OfDecay<T>(g);
        const amHalf = v128.mul<T>(half, am);
        aq = v128.mul<T>(amHalf, phi);
        ag = v128.mul<T>(amHalf, byConductance<T>(v, v128.sub<T>(v128.load(next + at), v), g, phi));
        av = v128.add<T>(av, v128.mul<T>(am, v128.sub<T>(one, v128.mul<T>(g, phi))));
        aw = v128.add<T>(aw, pulled<T>(aq, ag, record, POTASSIUM_PUSH, POTASSIUM));
        // w half-way
        const x = v128.mul<T>(half, gate(RATE));
        const reach = v128.mul<T>(x, phi1OfDecay<T>(x));
        const decay = v128.sub<T>(one, reach);
        ax = v128.mul<T>(v128.mul<T>(half, aw), v128.mul<T>(v128.sub<T>(gate(TARGET), w), decay));
        aTarget = v128.mul<T>(aw, reach);
        aw = v128.mul<T>(aw, decay);
      }
      const am = pulled<T>(aq, ag, record, CALCIUM_PUSH, CALCIUM);
      const recovery = v128.add<T>(v128.mul<T>(ax, gate(RATE_SLOPE_HERE)), v128.mul<T>(aTarget, gate(TARGET_SLOPE)));
      const activation = v128.mul<T>(am, gate(ACTIVATION_SLOPE));
      if (what == MIDDLE_SECOND_BACK) v128.store(middleAdjoint + at, activation);
      else av = v128.add<T>(av, v128.add<T>(activation, recovery));
      v128.store(to + at, av);
      v128.store(to + bytes + at, aw);
      v128.store(sequence.driveAdjoint + at, aq);
      if (coupled) v128.store(sequence.conductanceAdjoint + at, ag);
      accumulate<T>(rowGradient + at, aq);
      if (cellGradients) {
        accumulate<T>(cellGradients + bytes + at, v128.mul<T>(am, gate(ACTIVATION)));
        if (what != MIDDLE_SECOND_BACK) {
          accumulate<T>(cellGradients + at, v128.mul<T>(ax, gate(RATE)));
          accumulate<T>(cellGradients + 2 * bytes + at, v128.neg<T>(recovery));
        }
      }
    }
  }
}
