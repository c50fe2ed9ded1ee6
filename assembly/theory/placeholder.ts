// Stand-ins until assembly/numeric has these functions.
import { exp } from "../numeric/exp";

const LN2_HIGH: f64 = 6.93147180369123816490e-01;
const LN2_LOW: f64 = 1.90821492927058770002e-10;

export function log(x: f64): f64 {
  if (!(x > 0.0)) return x == 0.0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let k: f64 = 0.0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;
    k = -54.0;
  }
  let bits = reinterpret<u64>(x);
  k += <f64>(<i64>(bits >> 52) - 1023);
  bits = (bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000;
  let m = reinterpret<f64>(bits);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    k += 1.0;
  }
  const f = m - 1.0;
  const s = f / (2.0 + f);
  const z = s * s;
  let p: f64 = 1.0 / 23.0;
  for (let i: i32 = 21; i >= 3; i -= 2) p = p * z + 1.0 / <f64>i;
  return k * LN2_HIGH + (2.0 * s + (2.0 * s * z * p + k * LN2_LOW));
}

export function log1p(x: f64): f64 {
  const u = 1.0 + x;
  if (u == 1.0) return x;
  if (!(u > 0.0) || u == Infinity) return log(u);
  return log(u) + (x - (u - 1.0)) / u;
}

export function expm1(x: f64): f64 {
  if (abs(x) > 0.35) return exp(x) - 1.0;
  let p: f64 = 1.0;
  for (let i: i32 = 16; i >= 2; i--) p = 1.0 + (p * x) / <f64>i;
  return x * p;
}
