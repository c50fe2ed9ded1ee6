import { exp } from "../../numeric/exp";
import { HodgkinHuxleyCell } from "./cell";
import { evaluateRates, HIGHEST, linoidSlope, LOWEST, rates } from "./rates";

// First and second derivatives of one cell (cell.ts) as products; theta = gNa, gK, gL, ENa, EK, EL, I. With s = m^3 h, p = n^4 and x for m, h and n,
//
//   (J^T a)_V = -a_V (gNa s + gK p + gL) / C + sum_x a_x (alpha_x' (1 - x) - beta_x' x) ,
//   (J^T a)_x = -a_V (gNa ds/dx (V - ENa) + gK dp/dx (V - EK)) / C - a_x (alpha_x + beta_x) ,
//   (df/dtheta)^T a = (-s (V - ENa), -p (V - EK), -(V - EL), gNa s, gK p, gL, 1) a_V / C .

/** alpha', beta', alpha'', beta'' of m, h and n: 12 f64. */
const slopes: usize = memory.data(96, 16);

// @ts-ignore: decorator
@inline
function rate(index: usize): f64 {
  return load<f64>(rates + (index << 4));
}

// @ts-ignore: decorator
@inline
function put(gate: usize, opening: f64, closing: f64, openingBend: f64, closingBend: f64): void {
  const at = slopes + (gate << 5);
  store<f64>(at, opening);
  store<f64>(at, closing, 8);
  store<f64>(at, openingBend, 16);
  store<f64>(at, closingBend, 24);
}

/** f'' of f(x) = x / (1 - exp(-x)), e = exp(-x): e q^2 (x - 2 + 2 x e q), q = 1 / (1 - e); by the series sum over k of B_2k x^2k / (2k)! where that would cancel. */
function linoidBend(x: f64, e: f64): f64 {
  if (abs(x) >= 0.5) {
    const q = 1.0 / (1.0 - e);
    return e * q * q * (x - 2.0 + 2.0 * x * e * q);
  }
  const z = x * x;
  // 2k (2k - 1) B_2k / (2k)!
  const tail = 1.0 / 532224.0 + z * (-691.0 / 9906624000.0 + z * (1.0 / 410572800.0 - z * (3617.0 / 44460928512000.0)));
  return 1.0 / 6.0 + z * (-1.0 / 60.0 + z * (1.0 / 1008.0 + z * (-1.0 / 21600.0 + z * tail)));
}

/** The rates at V in `rates`, and their first and second derivatives; these are 0 where V is clipped. */
function evaluate(v: f64): void {
  evaluateRates<f64>(f64x2.splat(v));
  const inside = v > LOWEST && v < HIGHEST ? 1.0 : 0.0;
  const clipped = min(max(v, LOWEST), HIGHEST);
  const xm = 0.1 * (clipped + 40.0);
  const xn = 0.1 * (clipped + 55.0);
  const em = exp(-xm);
  const en = exp(-xn);
  const closeH = inside * 0.1 * rate(3) * (1.0 - rate(3));
  put(0, inside * 0.1 * linoidSlope(xm, rate(0), em), (-inside / 18.0) * rate(1), inside * 0.01 * linoidBend(xm, em), (inside / 324.0) * rate(1));
  put(1, -0.05 * inside * rate(2), closeH, 0.0025 * inside * rate(2), 0.1 * closeH * (1.0 - 2.0 * rate(3)));
  put(2, inside * 0.01 * linoidSlope(xn, 10.0 * rate(4), en), -0.0125 * inside * rate(5), inside * 0.001 * linoidBend(xn, en), 1.5625e-4 * inside * rate(5));
}

// @ts-ignore: decorator
@inline
function add(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

/** As a Differentiable's; `context` is a HodgkinHuxleyCell. */
export function hodgkinHuxleyVectorJacobian(context: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  const cell = changetype<HodgkinHuxleyCell>(context);
  const v = load<f64>(state);
  const m = load<f64>(state, 8);
  const h = load<f64>(state, 16);
  const n = load<f64>(state, 24);
  evaluate(v);
  const aV = load<f64>(a) / cell.capacitance;
  const toSodium = v - cell.sodiumReversal;
  const toPotassium = v - cell.potassiumReversal;
  const s = m * m * m * h;
  const p = n * n * (n * n);
  let sum = -aV * (cell.sodiumConductance * s + cell.potassiumConductance * p + cell.leakConductance);
  for (let gate: usize = 0; gate < 3; gate++) {
    const x = load<f64>(state + (gate << 3), 8);
    const ax = load<f64>(a + (gate << 3), 8);
    const at = slopes + (gate << 5);
    sum += ax * (load<f64>(at) * (1.0 - x) - load<f64>(at, 8) * x);
    store<f64>(out + (gate << 3), -ax * (rate(2 * gate) + rate(2 * gate + 1)), 8);
  }
  store<f64>(out, sum);
  add(out + 8, -3.0 * aV * cell.sodiumConductance * m * m * h * toSodium);
  add(out + 16, -aV * cell.sodiumConductance * m * m * m * toSodium);
  add(out + 24, -4.0 * aV * cell.potassiumConductance * n * n * n * toPotassium);
  if (gradient == 0) return true;
  add(gradient, -aV * s * toSodium);
  add(gradient + 8, -aV * p * toPotassium);
  add(gradient + 16, -aV * (v - cell.leakReversal));
  add(gradient + 24, aV * cell.sodiumConductance * s);
  add(gradient + 32, aV * cell.potassiumConductance * p);
  add(gradient + 40, aV * cell.leakConductance);
  add(gradient + 48, aV);
  return true;
}

/** The slope of {@link hodgkinHuxleyVectorJacobian} along `v`. */
export function hodgkinHuxleySlope(context: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  const cell = changetype<HodgkinHuxleyCell>(context);
  const voltage = load<f64>(state);
  const m = load<f64>(state, 8);
  const h = load<f64>(state, 16);
  const n = load<f64>(state, 24);
  const dV = load<f64>(v);
  const dm = load<f64>(v, 8);
  const dh = load<f64>(v, 16);
  const dn = load<f64>(v, 24);
  evaluate(voltage);
  const aV = load<f64>(a) / cell.capacitance;
  const toSodium = voltage - cell.sodiumReversal;
  const toPotassium = voltage - cell.potassiumReversal;
  const sodium = aV * cell.sodiumConductance;
  const potassium = aV * cell.potassiumConductance;
  const ds = m * m * (3.0 * h * dm + m * dh);
  const dp = 4.0 * n * n * n * dn;
  let sum = -sodium * ds - potassium * dp;
  for (let gate: usize = 0; gate < 3; gate++) {
    const x = load<f64>(state + (gate << 3), 8);
    const ax = load<f64>(a + (gate << 3), 8);
    const at = slopes + (gate << 5);
    const both = load<f64>(at) + load<f64>(at, 8);
    sum += ax * ((load<f64>(at, 16) * (1.0 - x) - load<f64>(at, 24) * x) * dV - both * load<f64>(v + (gate << 3), 8));
    store<f64>(out + (gate << 3), -ax * both * dV, 8);
  }
  store<f64>(out, sum);
  add(out + 8, -3.0 * sodium * m * ((2.0 * h * dm + m * dh) * toSodium + m * h * dV));
  add(out + 16, -sodium * m * m * (3.0 * dm * toSodium + m * dV));
  add(out + 24, -4.0 * potassium * n * n * (3.0 * dn * toPotassium + n * dV));
  if (gradient == 0) return true;
  add(gradient, -aV * (ds * toSodium + m * m * m * h * dV));
  add(gradient + 8, -aV * (dp * toPotassium + n * n * (n * n) * dV));
  add(gradient + 16, -aV * dV);
  add(gradient + 24, sodium * ds);
  add(gradient + 32, potassium * dp);
  return true;
}
