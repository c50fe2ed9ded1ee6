import { exp } from "../numeric/exp";
import { log } from "../numeric/log";
import { exponential, normal, uniform } from "../random/draws";

// Generalised Gaussian numbers: density ~ exp(-(|x|/scale)^beta). (|x|/scale)^beta has the gamma distribution of shape k = 1/beta, drawn by
// G. Marsaglia and W. W. Tsang, ACM Trans. Math. Software 26 (2000) 363: with d = k - 1/3 and c = 1/sqrt(9 d), d v with v = (1 + c x)^3 is
// accepted where v > 0 and ln u < x^2/2 + d - d v + d ln v (x normal, u uniform). Below k = 1 the draw of shape k + 1 is
// multiplied by U^(1/k). Attempt j of draw i takes the draws i + j 2^40 of its kinds, so that a draw depends on its index alone.

const ATTEMPT: u64 = 1 << 40;
const SIGN: u64 = 1 << 47;

/** Log of a gamma number of shape k. */
function logGammaDraw(k: f64, seed: u64, stream: u64, index: u64): f64 {
  const d = (k < 1.0 ? k + 1.0 : k) - 0.3333333333333333;
  const c = 1.0 / sqrt(9.0 * d);
  const boost = k < 1.0 ? -exponential(seed, stream, index) / k : 0.0;
  for (let j: u64 = 0; j < 100; j++) {
    const x = normal(seed, stream, index + j * ATTEMPT);
    const root = 1.0 + c * x;
    if (root <= 0.0) continue;
    const v = root * root * root;
    const logV = log(v);
    const u = uniform(seed, stream, index + j * ATTEMPT);
    if (log(u) < 0.5 * x * x + d * (1.0 - v + logV)) return log(d) + logV + boost;
  }
  return log(d) + boost; // never: an attempt fails with a probability below 0.05
}

/** Draws start ... start + count - 1 of (seed, stream), start + count < 2^40, at `out`. */
export function fillGeneralisedGaussian(out: usize, count: i32, scale: f64, beta: f64, seed: u64, stream: u64, start: u64): void {
  const inverse = 1.0 / beta;
  for (let i: u64 = 0; i < <u64>count; i++) {
    const size = scale * exp(inverse * logGammaDraw(inverse, seed, stream, start + i));
    const sign = uniform(seed, stream, SIGN + start + i) < 0.5;
    store<f64>(out, sign ? -size : size);
    out += 8;
  }
}
