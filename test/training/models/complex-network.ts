import type { MorrisLecarParameters } from "../../../src/neurons/morris-lecar-parameters.js";
import type { SynapseParameters } from "../../../src/neurons/synapses.js";
import { add, type Complex, complex, cosh, divide, exp, minus, multiply, scale } from "../../neurons/complex-step.js";

// A trainable network of Morris-Lecar cells in complex numbers, one trial at a time and equation by equation: the oracle for its gradients.

export interface OracleNetwork {
  readonly isCurrent: boolean;
  readonly stepper: string;
  readonly dt: number;
  readonly cells: number;
  readonly parameters: MorrisLecarParameters;
  /** phi, gCa, V3 of each cell. */
  readonly rate: readonly Complex[];
  readonly calcium: readonly Complex[];
  readonly half: readonly Complex[];
  /** [source][target]; in the end as it multiplies T or s. */
  readonly weights: readonly (readonly Complex[])[];
  readonly gain: number;
  readonly synapses: readonly SynapseParameters[];
}

export interface OracleState {
  readonly v: Complex[];
  readonly w: Complex[];
  /** T or s. */
  readonly o: Complex[];
}

const one = complex(1);
const negative = (a: Complex) => scale(-1, a);
const subtract = (a: Complex, b: Complex) => add(a, negative(b));
const logistic = (x: Complex) => divide(one, add(one, exp(negative(x))));
export const logarithm = (a: Complex): Complex => complex(Math.log(Math.hypot(a.re, a.im)), Math.atan2(a.im, a.re));
export const softplus = (a: Complex): Complex => logarithm(add(one, exp(a)));

/** T of V. */
const output = (v: Complex) => logistic(scale(1 / 8, minus(v, -3)));

interface Coefficients {
  /** V' = push - total V. */
  readonly total: Complex;
  readonly push: Complex;
}

function gates(net: OracleNetwork, i: number, v: Complex) {
  const { calciumHalfVoltage, calciumWidth, recoveryWidth } = net.parameters;
  const distance = subtract(v, net.half[i]!);
  return {
    activation: logistic(scale(2 / calciumWidth, minus(v, calciumHalfVoltage))),
    target: logistic(scale(2 / recoveryWidth, distance)),
    rate: multiply(net.rate[i]!, cosh(scale(0.5 / recoveryWidth, distance))),
  };
}

/** Synaptic conductance and push of cell i, with the magnesium block at `v`. */
function synaptic(net: OracleNetwork, i: number, o: readonly Complex[], v: Complex): { g: Complex; q: Complex } {
  let g = complex(0);
  let q = complex(0);
  for (let j = 0; j < net.cells; j++) {
    const part = multiply(net.weights[j]![i]!, o[j]!);
    if (net.isCurrent) q = add(q, scale(net.gain, part));
    else {
      const { magnesium, reversal } = net.synapses[j]!;
      const open = divide(one, add(one, scale(magnesium / 3.57, exp(scale(-0.062, v)))));
      g = add(g, multiply(part, open));
      q = add(q, scale(reversal, multiply(part, open)));
    }
  }
  return { g, q };
}

function coefficients(
  net: OracleNetwork,
  i: number,
  w: Complex,
  m: Complex,
  current: Complex,
  s: { g: Complex; q: Complex },
): Coefficients {
  const p = net.parameters;
  const potassium = scale(p.potassiumConductance, w);
  const calcium = multiply(net.calcium[i]!, m);
  const total = add(add(complex(p.leakConductance), potassium), add(calcium, s.g));
  const leak = add(current, complex(p.leakConductance * p.leakReversal));
  const push = add(add(leak, s.q), add(scale(p.potassiumReversal, potassium), scale(p.calciumReversal, calcium)));
  return { total: scale(1 / p.capacitance, total), push: scale(1 / p.capacitance, push) };
}

/** After `time` of y' = rate (target - y). */
const relax = (y: Complex, target: Complex, rate: Complex, time: number) =>
  add(target, multiply(subtract(y, target), exp(scale(-time, rate))));
const relaxVoltage = (v: Complex, { total, push }: Coefficients, time: number) => relax(v, divide(push, total), total, time);

function openingRate(synapse: SynapseParameters, v: Complex): Complex {
  const y = exp(scale(1 / synapse.width, minus(v, synapse.halfVoltage)));
  return scale(synapse.opening, synapse.type === "kinetic" ? divide(y, add(one, y)) : y);
}

function relaxOpening(net: OracleNetwork, j: number, s: Complex, v: Complex, time: number): Complex {
  const alpha = openingRate(net.synapses[j]!, v);
  const rate = add(alpha, complex(net.synapses[j]!.closing));
  return relax(s, divide(alpha, rate), rate, time);
}

/** (V', w', s'). */
function slopes(net: OracleNetwork, { v, w, o }: OracleState, current: readonly Complex[]): OracleState {
  const outputs = net.isCurrent ? v.map(output) : o;
  const out: OracleState = { v: [], w: [], o: [] };
  for (let i = 0; i < net.cells; i++) {
    const { activation, target, rate } = gates(net, i, v[i]!);
    const { total, push } = coefficients(net, i, w[i]!, activation, current[i]!, synaptic(net, i, outputs, v[i]!));
    out.v.push(subtract(push, multiply(total, v[i]!)));
    out.w.push(multiply(rate, subtract(target, w[i]!)));
    const alpha = openingRate(net.synapses[i]!, v[i]!);
    const closing = scale(net.synapses[i]!.closing, o[i]!);
    out.o.push(net.isCurrent ? complex(0) : subtract(multiply(alpha, subtract(one, o[i]!)), closing));
  }
  return out;
}

function plus(a: OracleState, factor: number, b: OracleState): OracleState {
  const sum = (x: readonly Complex[], y: readonly Complex[]) => x.map((value, i) => add(value, scale(factor, y[i]!)));
  return { v: sum(a.v, b.v), w: sum(a.w, b.w), o: sum(a.o, b.o) };
}

/** One step; `current`: all of I but the network's part. */
export function oracleStep(net: OracleNetwork, state: OracleState, current: readonly Complex[]): OracleState {
  const { dt, isCurrent, stepper } = net;
  const finish = (next: OracleState): OracleState => (isCurrent ? { ...next, o: next.v.map(output) } : next);
  if (stepper === "rk4") {
    const k1 = slopes(net, state, current);
    const k2 = slopes(net, plus(state, dt / 2, k1), current);
    const k3 = slopes(net, plus(state, dt / 2, k2), current);
    const k4 = slopes(net, plus(state, dt, k3), current);
    return finish(plus(plus(plus(plus(state, dt / 6, k1), dt / 3, k2), dt / 3, k3), dt / 6, k4));
  }
  const { v, w } = state;
  const each = <T>(of: (i: number) => T): T[] => Array.from({ length: net.cells }, (_, i) => of(i));
  if (stepper === "strang-midpoint") {
    const o = isCurrent ? state.o : each((j) => relaxOpening(net, j, state.o[j]!, v[j]!, dt / 2));
    const before = each((i) => gates(net, i, v[i]!));
    const halfW = each((i) => relax(w[i]!, before[i]!.target, before[i]!.rate, dt / 2));
    const middle = each((i) => {
      const known = coefficients(net, i, halfW[i]!, before[i]!.activation, current[i]!, synaptic(net, i, o, v[i]!));
      return relaxVoltage(v[i]!, known, dt / 2);
    });
    const between = isCurrent ? middle.map(output) : o;
    const newV = each((i) => {
      const { activation } = gates(net, i, middle[i]!);
      const known = coefficients(net, i, halfW[i]!, activation, current[i]!, synaptic(net, i, between, middle[i]!));
      return relaxVoltage(v[i]!, known, dt);
    });
    const after = each((i) => gates(net, i, newV[i]!));
    const newW = each((i) => relax(halfW[i]!, after[i]!.target, after[i]!.rate, dt / 2));
    return finish({ v: newV, w: newW, o: isCurrent ? o : each((j) => relaxOpening(net, j, o[j]!, newV[j]!, dt / 2)) });
  }
  const relaxed = isCurrent ? state.o : each((j) => relaxOpening(net, j, state.o[j]!, v[j]!, dt));
  const next: OracleState = { v: [], w: [], o: relaxed };
  for (let i = 0; i < net.cells; i++) {
    const { activation, target, rate } = gates(net, i, v[i]!);
    if (stepper === "exponential-euler") {
      const known = coefficients(net, i, w[i]!, activation, current[i]!, synaptic(net, i, state.o, v[i]!));
      next.v.push(relaxVoltage(v[i]!, known, dt));
      next.w.push(relax(w[i]!, target, rate, dt));
      continue;
    }
    // (w_inf dt + (tau - dt / 2) w) / (tau + dt / 2)
    const tau = divide(one, rate);
    const newW = divide(add(scale(dt, target), multiply(minus(tau, dt / 2), w[i]!)), minus(tau, -dt / 2));
    const { total, push } = coefficients(net, i, newW, activation, current[i]!, synaptic(net, i, relaxed, v[i]!));
    const half = scale(dt / 2, total);
    next.v.push(divide(add(multiply(v[i]!, subtract(one, half)), scale(dt, push)), add(one, half)));
    next.w.push(newW);
  }
  return finish(next);
}
