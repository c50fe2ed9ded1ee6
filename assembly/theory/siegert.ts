import { exp } from "../numeric/exp";
import { expm1 } from "../numeric/expm1";
import { PassageTime, writePassageTime } from "./passage-time";
import { GAUSS_16_NODES, GAUSS_16_WEIGHTS } from "./tables/gauss";

// Mean first passage time under additive noise, tau dV = -(V - mu) dt + sigma sqrt(tau) dW (Siegert 1951):
//
//   T = tau sqrt(pi) int_{y_r}^{y_th} e^{y^2} (1 + erf y) dy,   y = (V - mu)/sigma
//     = tau int_0^inf e^{-u^2 + 2 y_th u} (1 - e^{-2 (y_th - y_r) u})/u du
//
// The second form needs no special function. For y_th > 0 the factor e^{y_th^2} is kept apart as the exponent of the result.

/** e^-(u - y_th)^2 is left out beyond this distance: e^-81 = 7e-36. */
const REACH: f64 = 9.0;

/** The passage time for the scaled bounds `lower` = y_r and `upper` = y_th; `timeConstant` = tau, ms. */
export function siegertPassageTime(timeConstant: f64, lower: f64, upper: f64, result: usize): void {
  const span = upper - lower;
  const peak = max(upper, 0.0);
  const exponent = peak * peak;
  const end = peak + REACH;
  // Panels double from the smallest scale of the integrand, 1/|y_r|, to that of the Gaussian.
  let low = max(peak - REACH, 0.0);
  let width = min(0.7, 0.5 / max(span, abs(upper)));
  const cap = upper < 0.0 ? min(0.7, 5.0 / -upper) : 0.7;
  let sum: f64 = 0.0;
  while (low < end) {
    const half = 0.5 * width;
    let part: f64 = 0.0;
    for (let j: usize = 0; j < 128; j += 8) {
      const u = low + half + half * load<f64>(GAUSS_16_NODES + j);
      const distance = upper > 0.0 ? (u - peak) * (peak - u) : u * (2.0 * upper - u);
      part += load<f64>(GAUSS_16_WEIGHTS + j) * ((exp(distance) * -expm1(-2.0 * span * u)) / u);
    }
    sum += part * half;
    low += width;
    if (upper < 0.0 && -2.0 * upper * low > 42.0) break;
    width = min(2.0 * width, cap);
  }
  writePassageTime(changetype<PassageTime>(result), timeConstant * sum, exponent);
}
