import { dawson } from "../numeric/dawson";
import { erfcx } from "../numeric/erf";
import { exp } from "../numeric/exp";
import { PassageTime, writePassageTime } from "./passage-time";
import { GAUSS_16_NODES, GAUSS_16_WEIGHTS } from "./tables/gauss";

// Siegert's integral by special functions. With e^{y^2}(1 + erf y) = erfcx(-y) = 2 e^{y^2} - erfcx(y) and int_0^y e^{t^2} dt = e^{y^2} D(y),
//
//   y_th <= 0:      T/(tau sqrt(pi)) = int_{|y_th|}^{|y_r|} erfcx
//   y_r < 0 < y_th:                  = 2 e^{y_th^2} D(y_th) - int_0^{y_th} erfcx + int_0^{|y_r|} erfcx
//   y_r >= 0:                        = 2 [ e^{y_th^2} D(y_th) - e^{y_r^2} D(y_r) ] - int_{y_r}^{y_th} erfcx

const SQRT_PI: f64 = 1.772453850905516;

/** int_{low}^{high} erfcx, 0 <= low <= high, in panels that widen with the function's scale 1 + x. */
function integrateErfcx(low: f64, high: f64): f64 {
  let sum: f64 = 0.0;
  let x = low;
  while (x < high) {
    const next = min(x + 0.75 * (1.0 + x), high);
    if (!(next > x)) break;
    const half = 0.5 * (next - x);
    const middle = 0.5 * (next + x);
    for (let j: usize = 0; j < 128; j += 8) {
      sum += half * load<f64>(GAUSS_16_WEIGHTS + j) * erfcx(middle + half * load<f64>(GAUSS_16_NODES + j));
    }
    x = next;
  }
  return sum;
}

/** As siegertPassageTime, by Dawson's integral and the scaled complementary error function. */
export function siegertErrorFunctionPassageTime(timeConstant: f64, lower: f64, upper: f64, result: usize): void {
  const exponent = upper > 0.0 ? upper * upper : 0.0;
  let sum: f64 = 0.0;
  if (upper <= 0.0) {
    sum = integrateErfcx(-upper, -lower);
  } else if (lower < 0.0) {
    sum = 2.0 * dawson(upper) + exp(-exponent) * (integrateErfcx(0.0, -lower) - integrateErfcx(0.0, upper));
  } else {
    const fall = exp((lower - upper) * (lower + upper)); // e^{y_r^2 - y_th^2}
    sum = 2.0 * (dawson(upper) - fall * dawson(lower)) - exp(-exponent) * integrateErfcx(lower, upper);
  }
  writePassageTime(changetype<PassageTime>(result), timeConstant * SQRT_PI * sum, exponent);
}
