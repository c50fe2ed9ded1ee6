// x^p to 1e-5, for decisions about step sizes, where exp(p log x) at full accuracy costs as much as a small right-hand side.

const MANTISSA: u64 = 0x000fffffffffffff;
const HALF_EXPONENT: u64 = 0x3fe0000000000000; // of [0.5, 1)

/** log2 x of a positive normal x: e + log2 m, m in [sqrt(1/2), sqrt 2), by atanh's series. */
function roughLog2(x: f64): f64 {
  const bits = reinterpret<u64>(x);
  let exponent = <f64>(<i32>(bits >> 52) - 1022);
  let m = reinterpret<f64>((bits & MANTISSA) | HALF_EXPONENT);
  if (m < 0.7071067811865476) {
    m += m;
    exponent -= 1.0;
  }
  const s = (m - 1.0) / (m + 1.0);
  const s2 = s * s;
  return exponent + s * (2.8853900817779268 + s2 * (0.9617966939259756 + s2 * 0.5770780163555854));
}

/** 2^x, |x| < 1000: 2^n 2^r, |r| <= 1/2, by the exponential's series. */
function roughExp2(x: f64): f64 {
  const n = nearest(x);
  const r = (x - n) * 0.6931471805599453;
  const series = 1.0 + r * (1.0 + r * (0.5 + r * (0.16666666666666666 + r * (0.041666666666666664 + r * 0.008333333333333333))));
  return series * reinterpret<f64>((<i64>n + 1023) << 52);
}

/** x^p. For x = 0, infinite or NaN, and for results out of range, a value at the end of the range or NaN. */
export function roughPower(x: f64, p: f64): f64 {
  if (!(x < Infinity)) return p > 0.0 ? x : isNaN(x) ? x : 0.0;
  const exponent = p * roughLog2(max(x, 1e-300));
  return roughExp2(max(-1000.0, min(1000.0, exponent)));
}
