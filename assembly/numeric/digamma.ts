import { log } from "./log";

// B_(2 k) / (2 k), k = 1 ... 8
const TERMS: i32 = 8;
const coefficients: usize = memory.data<f64>([
  0.08333333333333333,
  -0.008333333333333333,
  0.003968253968253968,
  -0.004166666666666667,
  0.007575757575757576,
  -0.021092796092796094,
  0.08333333333333333,
  -0.4432598039215686,
]);

/**
 * psi(x) = d/dx log Gamma(x), x > 0: error below 2e-15 (1 + |psi|). Asymptotic series from x = 10 on (the neglected term is below
 * 4e-18), psi(x) = psi(x + 1) - 1/x below. NaN for x <= 0.
 */
export function digamma(x: f64): f64 {
  if (!(x > 0.0)) return NaN;
  let shift = 0.0;
  while (x < 10.0) {
    shift += 1.0 / x;
    x += 1.0;
  }
  const z = 1.0 / (x * x);
  let sum = 0.0;
  for (let k = TERMS - 1; k >= 0; k--) sum = z * (load<f64>(coefficients + (<usize>k << 3)) + sum);
  return log(x) - 0.5 / x - sum - shift;
}
