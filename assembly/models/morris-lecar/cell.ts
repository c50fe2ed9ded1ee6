import { powerOfTwo } from "./power-of-two";

// One cell with a constant current, for adaptive solvers: state (V, w), f64. All four exponentials are taken at once, in two vectors, so that
// the chain of dependent operations is as short as it gets:
//
//   e = exp(-2 (V - V1) / V2) ,  u = exp(-(V - V3) / (2 V4)) ,  u^4 ,  1 / u ,
//   m_inf = 1 / (1 + e) ,  w_inf = 1 / (1 + u^4) ,  cosh = (u + 1 / u) / 2 .

/** Parameters (src/neurons/morris-lecar-parameters.ts, in that order), the current, the level of the event, and what follows from them. */
@unmanaged
export class MorrisLecarCell {
  capacitance: f64;
  leakConductance: f64;
  potassiumConductance: f64;
  calciumConductance: f64;
  leakReversal: f64;
  potassiumReversal: f64;
  calciumReversal: f64;
  calciumHalfVoltage: f64;
  calciumWidth: f64;
  recoveryHalfVoltage: f64;
  recoveryWidth: f64;
  recoveryRate: f64;
  current: f64; // I, uA/cm2
  eventLevel: f64; // mV: the event function is V less this
  lowest: f64; // the gates see V clipped to [lowest, highest]
  highest: f64;
  // V1, V3, then -2 log2(e) / V2, -log2(e) / (2 V4); the same for u^4 and 1 / u
  half0: f64;
  half1: f64;
  scale0: f64;
  scale1: f64;
  scale2: f64;
  scale3: f64;
  drive: f64; // (I + gL EL) / C
  leak: f64; // gL / C
  potassium: f64; // gK / C
  potassiumPush: f64; // gK EK / C
  calcium: f64; // gCa / C
  calciumPush: f64; // gCa ECa / C
  halfPhi: f64;
  perCapacitance: f64;
}

const LOG2_E: f64 = 1.4426950408889634;

/** Derives the fields of a cell that follow from its parameters and current. */
export function prepareCell(cell: MorrisLecarCell): void {
  const rateReach = 60.0 * cell.recoveryWidth; // cosh's argument stays within 30
  const gateReach = 250.0 * cell.calciumWidth;
  cell.lowest = max(cell.recoveryHalfVoltage - rateReach, cell.calciumHalfVoltage - gateReach);
  cell.highest = min(cell.recoveryHalfVoltage + rateReach, cell.calciumHalfVoltage + gateReach);
  cell.half0 = cell.calciumHalfVoltage;
  cell.half1 = cell.recoveryHalfVoltage;
  cell.scale0 = (-2.0 * LOG2_E) / cell.calciumWidth;
  cell.scale1 = (-0.5 * LOG2_E) / cell.recoveryWidth;
  cell.scale2 = 4.0 * cell.scale1;
  cell.scale3 = -cell.scale1;
  cell.perCapacitance = 1.0 / cell.capacitance;
  cell.leak = cell.leakConductance * cell.perCapacitance;
  cell.potassium = cell.potassiumConductance * cell.perCapacitance;
  cell.calcium = cell.calciumConductance * cell.perCapacitance;
  cell.drive = (cell.current + cell.leakConductance * cell.leakReversal) * cell.perCapacitance;
  cell.potassiumPush = cell.potassium * cell.potassiumReversal;
  cell.calciumPush = cell.calcium * cell.calciumReversal;
  cell.halfPhi = 0.5 * cell.recoveryRate;
}

/** V as the gates see it, in both lanes. A branch, because it is all but never taken: clipping would lengthen every evaluation by two operations. */
// @ts-ignore: decorator
@inline
export function inGates(cell: MorrisLecarCell, v: f64): v128 {
  if (v > cell.lowest && v < cell.highest) return f64x2.splat(v);
  return f64x2.splat(min(max(v, cell.lowest), cell.highest)); // NaN stays
}

/** (e, u) of a clipped V in both lanes. */
// @ts-ignore: decorator
@inline
export function firstExponentials(cell: MorrisLecarCell, v: v128): v128 {
  const at = changetype<usize>(cell);
  const from = f64x2.sub(v, v128.load(at, offsetof<MorrisLecarCell>("half0")));
  return powerOfTwo<f64>(f64x2.mul(from, v128.load(at, offsetof<MorrisLecarCell>("scale0"))));
}

/** (u^4, 1 / u). */
// @ts-ignore: decorator
@inline
export function secondExponentials(cell: MorrisLecarCell, v: v128): v128 {
  const at = changetype<usize>(cell);
  const from = f64x2.sub(v, v128.load64_splat(at, offsetof<MorrisLecarCell>("half1")));
  return powerOfTwo<f64>(f64x2.mul(from, v128.load(at, offsetof<MorrisLecarCell>("scale2"))));
}

/** (m_inf, w_inf). */
// @ts-ignore: decorator
@inline
export function gatesOf(first: v128, second: v128): v128 {
  const one = f64x2.splat(1.0);
  return f64x2.div(one, f64x2.add(one, v128.shuffle<f64>(first, second, 0, 2)));
}

/** (V', w') to `out`. */
// @ts-ignore: decorator
@inline
export function cellDerivative(cell: MorrisLecarCell, state: usize, out: usize): void {
  const v = load<f64>(state);
  const w = load<f64>(state, 8);
  const clipped = inGates(cell, v);
  const first = firstExponentials(cell, clipped);
  const second = secondExponentials(cell, clipped);
  const gates = gatesOf(first, second);
  const rate = cell.halfPhi * (f64x2.extract_lane(first, 1) + f64x2.extract_lane(second, 1));
  const passive = cell.drive - cell.leak * v - w * (cell.potassium * v - cell.potassiumPush);
  store<f64>(out, passive - f64x2.extract_lane(gates, 0) * (cell.calcium * v - cell.calciumPush));
  store<f64>(out, rate * (f64x2.extract_lane(gates, 1) - w), 8);
}

/**
 * dV'/dV, dV'/dw, dw'/dV, dw'/dw to `out`, four f64:
 *
 *   -(gL + gK w + gCa m_inf + gCa m_inf' (V - ECa)) / C ,  -gK (V - EK) / C ,
 *   phi cosh w_inf' + phi sinh (w_inf - w) / (2 V4) ,  -phi cosh ;   m_inf' = e m_inf^2 2 / V2 ,  w_inf' = u^4 w_inf^2 2 / V4 .
 *
 * Where V is clipped, the gates are constant.
 */
// @ts-ignore: decorator
@inline
export function cellJacobian(cell: MorrisLecarCell, state: usize, out: usize): void {
  evaluateJacobian(cell, state, out, 0);
}

/** (V', w') to `derivative`, and the Jacobian to `out` as `cellJacobian`. */
// @ts-ignore: decorator
@inline
export function cellDerivativeAndJacobian(cell: MorrisLecarCell, state: usize, derivative: usize, out: usize): void {
  evaluateJacobian(cell, state, out, derivative);
}

// @ts-ignore: decorator
@inline
function evaluateJacobian(cell: MorrisLecarCell, state: usize, out: usize, derivative: usize): void {
  const v = load<f64>(state);
  const w = load<f64>(state, 8);
  const clipped = inGates(cell, v);
  const first = firstExponentials(cell, clipped);
  const second = secondExponentials(cell, clipped);
  const gates = gatesOf(first, second);
  const inside = v > cell.lowest && v < cell.highest ? 1.0 : 0.0;
  const m = f64x2.extract_lane(gates, 0);
  const target = f64x2.extract_lane(gates, 1);
  const u = f64x2.extract_lane(first, 1);
  const inverse = f64x2.extract_lane(second, 1);
  const rate = cell.halfPhi * (u + inverse);
  const activationSlope = (inside * f64x2.extract_lane(first, 0) * (m * m) * 2.0) / cell.calciumWidth;
  const targetSlope = (inside * f64x2.extract_lane(second, 0) * (target * target) * 2.0) / cell.recoveryWidth;
  const rateSlope = (inside * (cell.halfPhi * (inverse - u)) * 0.5) / cell.recoveryWidth;
  const conductance = cell.leak + cell.potassium * w + cell.calcium * m;
  if (derivative) {
    const passive = cell.drive - cell.leak * v - w * (cell.potassium * v - cell.potassiumPush);
    store<f64>(derivative, passive - m * (cell.calcium * v - cell.calciumPush));
    store<f64>(derivative, rate * (target - w), 8);
  }
  store<f64>(out, -conductance - activationSlope * (cell.calcium * v - cell.calciumPush));
  store<f64>(out, -(cell.potassium * v - cell.potassiumPush), 8);
  store<f64>(out, rate * targetSlope + rateSlope * (target - w), 16);
  store<f64>(out, -rate, 24);
}
