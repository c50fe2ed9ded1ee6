import { firstExponentials, gatesOf, inGates, MorrisLecarCell, secondExponentials } from "./cell";

/** Numbers in theta: the twelve parameters of a MorrisLecarCell in the order of its fields, then the current. */
export const CELL_PARAMETERS: u32 = 13;

/**
 * J^T a to `out` for a = (a0, a1), and a . df/dtheta added to `gradient` unless that is 0. With z = (V - V3) / (2 V4):
 *
 *   dV'/dC = -V' / C ,  dV'/dgL = -(V - EL) / C ,  dV'/dgK = -w (V - EK) / C ,  dV'/dgCa = -m_inf (V - ECa) / C ,
 *   dV'/dEL = gL / C ,  dV'/dEK = gK w / C ,  dV'/dECa = gCa m_inf / C ,  dV'/dI = 1 / C ,
 *   dV'/dV1 = gCa m_inf' (V - ECa) / C ,  dV'/dV2 = (V - V1) / V2 dV'/dV1 ,
 *   dw'/dV3 = -(phi cosh z w_inf' + phi sinh z (w_inf - w) / (2 V4)) ,  dw'/dV4 = (V - V3) / V4 dw'/dV3 ,  dw'/dphi = cosh z (w_inf - w) ;
 *   m_inf' = e m_inf^2 2 / V2 ,  w_inf' = u^4 w_inf^2 2 / V4 .
 *
 * Where V is clipped, the gates are constant.
 */
export function cellVectorJacobian(cell: MorrisLecarCell, state: usize, a0: f64, a1: f64, out: usize, gradient: usize): void {
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
  const push = cell.calcium * v - cell.calciumPush; // gCa (V - ECa) / C
  const byVoltage = cell.leak + cell.potassium * w + cell.calcium * m + activationSlope * push;
  const recoveryByVoltage = rate * targetSlope + rateSlope * (target - w);
  store<f64>(out, a1 * recoveryByVoltage - a0 * byVoltage);
  store<f64>(out, -(a0 * (cell.potassium * v - cell.potassiumPush)) - a1 * rate, 8);
  if (gradient == 0) return;
  const drive = a0 * cell.perCapacitance;
  const passive = cell.drive - cell.leak * v - w * (cell.potassium * v - cell.potassiumPush);
  const byHalf = a0 * activationSlope * push;
  const byRecoveryHalf = -(a1 * recoveryByVoltage);
  add(gradient, 0, -(drive * (passive - m * push)));
  add(gradient, 8, -(drive * (v - cell.leakReversal)));
  add(gradient, 16, -(drive * w * (v - cell.potassiumReversal)));
  add(gradient, 24, -(drive * m * (v - cell.calciumReversal)));
  add(gradient, 32, a0 * cell.leak);
  add(gradient, 40, a0 * cell.potassium * w);
  add(gradient, 48, a0 * cell.calcium * m);
  add(gradient, 56, byHalf);
  add(gradient, 64, (byHalf * (v - cell.calciumHalfVoltage)) / cell.calciumWidth);
  add(gradient, 72, byRecoveryHalf);
  add(gradient, 80, (byRecoveryHalf * (v - cell.recoveryHalfVoltage)) / cell.recoveryWidth);
  add(gradient, 88, a1 * (0.5 * (u + inverse)) * (target - w));
  add(gradient, 96, drive);
}

// @ts-ignore: decorator
@inline
function add(gradient: usize, at: usize, value: f64): void {
  store<f64>(gradient + at, load<f64>(gradient + at) + value);
}
