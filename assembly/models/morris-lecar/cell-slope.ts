import { exp } from "../../numeric/exp";
import { MorrisLecarCell } from "./cell";

// Second derivatives of one cell (cell.ts). With m, W = w_inf, c = cosh((V - V3) / (2 V4)) and primes for d/dV,
//
//   f_V = (I - gL (V - EL) - gK w (V - EK) - gCa m (V - ECa)) / C ,   f_w = phi c (W - w) ,
//   D = m + m' (V - ECa) ,   B = c' (W - w) + c W' ,
//   (J^T a)_V = -a_V (gL + gK w + gCa D) / C + a_w phi B ,   (J^T a)_w = -a_V gK (V - EK) / C - a_w phi c ,
//
// and along v, for V and w: dD = (2 m' + m'' (V - ECa)) v_V ,  dB = (c'' (W - w) + 2 c' W' + c W'') v_V - c' v_w . m, W and c depend on V - V1, V - V3 and on these over
// V2 and V4 alone, so their derivatives by V1 ... V4 are derivatives by V, times -1 and -(V - V1) / V2 and so on. Where V is clipped, the gates are constant.

/**
 * The slope of J^T a along v to `out`, two f64; that of (df/dtheta)^T a, theta the 12 parameters and the current in the order of a MorrisLecarCell, is added to `gradient`,
 * unless that is 0.
 */
export function cellSlope(cell: MorrisLecarCell, state: usize, v: usize, a: usize, out: usize, gradient: usize): void {
  const voltage = load<f64>(state);
  const w = load<f64>(state, 8);
  const dV = load<f64>(v);
  const dw = load<f64>(v, 8);
  const aV = load<f64>(a) * cell.perCapacitance;
  const aw = load<f64>(a, 8) * cell.recoveryRate;
  const inside = voltage > cell.lowest && voltage < cell.highest ? 1.0 : 0.0;
  const clipped = min(max(voltage, cell.lowest), cell.highest);
  const fromV1 = clipped - cell.calciumHalfVoltage;
  const fromV3 = clipped - cell.recoveryHalfVoltage;
  const e = exp((-2.0 * fromV1) / cell.calciumWidth);
  const q = exp((-2.0 * fromV3) / cell.recoveryWidth);
  const u = exp((-0.5 * fromV3) / cell.recoveryWidth);
  const steepness = 2.0 / cell.calciumWidth;
  const sharpness = 2.0 / cell.recoveryWidth;
  const m = 1.0 / (1.0 + e);
  const m1 = inside * e * m * m * steepness;
  const m2 = m1 * ((e - 1.0) * m) * steepness; // m'' = m' (1 - 2 m) 2 / V2
  const target = 1.0 / (1.0 + q);
  const target1 = inside * q * target * target * sharpness;
  const target2 = target1 * ((q - 1.0) * target) * sharpness;
  const c = 0.5 * (1.0 / u + u);
  const c1 = (inside * (0.25 * (1.0 / u - u))) / cell.recoveryWidth;
  const c2 = (inside * (0.25 * c)) / (cell.recoveryWidth * cell.recoveryWidth);
  const toCalcium = voltage - cell.calciumReversal;
  const toPotassium = voltage - cell.potassiumReversal;
  const excess = target - w;
  const dD = (2.0 * m1 + m2 * toCalcium) * dV;
  const dB = (c2 * excess + 2.0 * c1 * target1 + c * target2) * dV - c1 * dw;
  store<f64>(out, aw * dB - aV * (cell.potassiumConductance * dw + cell.calciumConductance * dD));
  store<f64>(out, -aV * cell.potassiumConductance * dV - aw * c1 * dV, 8);
  if (gradient == 0) return;
  const D = m + m1 * toCalcium;
  const B = c1 * excess + c * target1;
  const potassiumSlope = dw * toPotassium + w * dV;
  const ofCapacitance = cell.leakConductance * dV + cell.potassiumConductance * potassiumSlope + cell.calciumConductance * D * dV;
  const ofV1 = aV * cell.calciumConductance * dV;
  add(gradient, aV * cell.perCapacitance * ofCapacitance);
  add(gradient + 8, -aV * dV);
  add(gradient + 16, -aV * potassiumSlope);
  add(gradient + 24, -aV * D * dV);
  add(gradient + 40, aV * cell.potassiumConductance * dw);
  add(gradient + 48, ofV1 * m1);
  add(gradient + 56, ofV1 * (m2 * toCalcium + m1));
  add(gradient + 64, (ofV1 * (fromV1 * (m2 * toCalcium + m1) + m1 * toCalcium)) / cell.calciumWidth);
  add(gradient + 72, -aw * dB);
  add(gradient + 80, (-aw * (fromV3 * dB + B * dV)) / cell.recoveryWidth);
  add(gradient + 88, load<f64>(a, 8) * (B * dV - c * dw));
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** {@link cellSlope} as a Differentiable's; `context` is a prepared MorrisLecarCell. */
export function morrisLecarSlope(context: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  cellSlope(changetype<MorrisLecarCell>(context), state, v, a, out, gradient);
  return true;
}
