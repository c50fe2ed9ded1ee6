import { expLanes } from "../../numeric/exp";
import { phi1Lanes } from "../../numeric/expm1";
import { splat } from "../../numeric/lanes";

// Rates (1/ms) of the squid axon's gates (A. L. Hodgkin, A. F. Huxley, J. Physiol. 117 (1952) 500, with V the membrane potential in mV and rest at -65):
//
//   alpha_m = f((V + 40) / 10) ,  beta_m = 4 exp(-(V + 65) / 18) ,
//   alpha_h = 0.07 exp(-(V + 65) / 20) ,  beta_h = 1 / (1 + exp(-(V + 35) / 10)) ,
//   alpha_n = 0.1 f((V + 55) / 10) ,  beta_n = 0.125 exp(-(V + 65) / 80) ,   f(x) = x / (1 - exp(-x)) = 1 / phi1(-x) .
//
// V is clipped to +-500 mV here, so that a diverging cell has finite rates.

export const LOWEST: f64 = -500.0;
export const HIGHEST: f64 = 500.0;

/** Where `evaluateRates` leaves alpha_m, beta_m, alpha_h, beta_h, alpha_n, beta_n, 16 bytes each. */
export const rates: usize = memory.data(96, 16);

// @ts-ignore: decorator
@inline
function scaled<T>(v: v128, shift: f64, factor: f64): v128 {
  return v128.mul<T>(v128.add<T>(v, splat<T>(shift)), splat<T>(factor));
}

/** The six rates of every lane of type T. */
export function evaluateRates<T>(voltage: v128): void {
  const one = splat<T>(1.0);
  const v = v128.pmin<T>(v128.pmax<T>(voltage, splat<T>(LOWEST)), splat<T>(HIGHEST)); // NaN stays
  v128.store(rates, v128.div<T>(one, phi1Lanes<T>(scaled<T>(v, 40.0, -0.1))));
  v128.store(rates, v128.mul<T>(splat<T>(4.0), expLanes<T>(scaled<T>(v, 65.0, -1.0 / 18.0))), 16);
  v128.store(rates, v128.mul<T>(splat<T>(0.07), expLanes<T>(scaled<T>(v, 65.0, -0.05))), 32);
  v128.store(rates, v128.div<T>(one, v128.add<T>(one, expLanes<T>(scaled<T>(v, 35.0, -0.1)))), 48);
  v128.store(rates, v128.div<T>(splat<T>(0.1), phi1Lanes<T>(scaled<T>(v, 55.0, -0.1))), 64);
  v128.store(rates, v128.mul<T>(splat<T>(0.125), expLanes<T>(scaled<T>(v, 65.0, -0.0125))), 80);
}

// @ts-ignore: decorator
@inline
export function alpha(gate: usize): v128 {
  return v128.load(rates + (gate << 5));
}

// @ts-ignore: decorator
@inline
export function beta(gate: usize): v128 {
  return v128.load(rates + (gate << 5), 16);
}

/** f'(x) = f(x)^2 (1 - exp(-x) (1 + x)) / x^2; the last factor by its series where it would cancel. */
export function linoidSlope(x: f64, value: f64, decay: f64): f64 {
  if (abs(x) >= 0.5) return (value * value * (1.0 - decay * (1.0 + x))) / (x * x);
  // sum over k of (k + 1) (-x)^k / (k + 2)!
  let sum = 0.0;
  let term = 0.5; // (-x)^k / (k + 2)!
  for (let k = 0.0; k < 16.0; k++) {
    sum += (k + 1.0) * term;
    term *= -x / (k + 3.0);
  }
  return value * value * sum;
}
