import { exp } from "../../numeric/exp";
import { evaluateRates, HIGHEST, linoidSlope, LOWEST, rates } from "./rates";

// One cell with a constant current for the solvers: state (V, m, h, n), f64.
//
//   C V' = I - gNa m^3 h (V - ENa) - gK n^4 (V - EK) - gL (V - EL) ,   x' = alpha_x (1 - x) - beta_x x   for x = m, h, n

/** src/neurons/hodgkin-huxley.ts fills it in. uF/cm2, mS/cm2, mV, uA/cm2. */
@unmanaged
export class HodgkinHuxleyCell {
  capacitance: f64;
  sodiumConductance: f64;
  potassiumConductance: f64;
  leakConductance: f64;
  sodiumReversal: f64;
  potassiumReversal: f64;
  leakReversal: f64;
  current: f64;
  eventLevel: f64; // mV: the event function is V less this
}

// @ts-ignore: decorator
@inline
function rate(index: usize): f64 {
  return load<f64>(rates + (index << 4));
}

/** f(y) to `out`. */
export function cellDerivative(cell: HodgkinHuxleyCell, state: usize, out: usize): void {
  const v = load<f64>(state);
  const m = load<f64>(state, 8);
  const h = load<f64>(state, 16);
  const n = load<f64>(state, 24);
  evaluateRates<f64>(f64x2.splat(v));
  const sodium = cell.sodiumConductance * (m * m * m) * h * (v - cell.sodiumReversal);
  const potassium = cell.potassiumConductance * (n * n * (n * n)) * (v - cell.potassiumReversal);
  const leak = cell.leakConductance * (v - cell.leakReversal);
  store<f64>(out, (cell.current - sodium - potassium - leak) / cell.capacitance);
  store<f64>(out, rate(0) * (1.0 - m) - rate(1) * m, 8);
  store<f64>(out, rate(2) * (1.0 - h) - rate(3) * h, 16);
  store<f64>(out, rate(4) * (1.0 - n) - rate(5) * n, 24);
}

/** d(alpha (1 - x) - beta x)/dV of m, h and n, three f64. */
const gateSlopes: usize = memory.data(32, 16);

function evaluateGateSlopes(v: f64, m: f64, h: f64, n: f64): void {
  const inside = v > LOWEST && v < HIGHEST ? 1.0 : 0.0;
  const clipped = min(max(v, LOWEST), HIGHEST);
  const xm = 0.1 * (clipped + 40.0);
  const xn = 0.1 * (clipped + 55.0);
  const openM = 0.1 * linoidSlope(xm, rate(0), exp(-xm));
  const openN = 0.01 * linoidSlope(xn, rate(4) * 10.0, exp(-xn));
  const closeH = 0.1 * rate(3) * (1.0 - rate(3));
  store<f64>(gateSlopes, inside * (openM * (1.0 - m) + (rate(1) / 18.0) * m));
  store<f64>(gateSlopes, inside * (-0.05 * rate(2) * (1.0 - h) - closeH * h), 8);
  store<f64>(gateSlopes, inside * (openN * (1.0 - n) + 0.0125 * rate(5) * n), 16);
}

/** df_i/dy_j to out + i rowBytes + 8 j, where it is not zero everywhere. */
export function cellJacobian(cell: HodgkinHuxleyCell, state: usize, out: usize, rowBytes: usize): void {
  const v = load<f64>(state);
  const m = load<f64>(state, 8);
  const h = load<f64>(state, 16);
  const n = load<f64>(state, 24);
  evaluateRates<f64>(f64x2.splat(v));
  evaluateGateSlopes(v, m, h, n);
  const perCapacitance = 1.0 / cell.capacitance;
  const sodium = cell.sodiumConductance * m * m * perCapacitance;
  const potassium = cell.potassiumConductance * n * n * n * perCapacitance;
  const toSodium = v - cell.sodiumReversal;
  store<f64>(out, -(sodium * m * h + potassium * n + cell.leakConductance * perCapacitance));
  store<f64>(out, -3.0 * sodium * h * toSodium, 8);
  store<f64>(out, -sodium * m * toSodium, 16);
  store<f64>(out, -4.0 * potassium * (v - cell.potassiumReversal), 24);
  for (let gate: usize = 0; gate < 3; gate++) {
    const row = out + (gate + 1) * rowBytes;
    store<f64>(row, load<f64>(gateSlopes + (gate << 3)));
    store<f64>(row + ((gate + 1) << 3), -(rate(2 * gate) + rate(2 * gate + 1)));
  }
}
