// x^p to 1e-5, for decisions about step sizes, where exp(p log x) at full accuracy costs as much as a small right-hand side. Polynomials with the smallest
// largest error (2e-6 in log2, 3e-6 of 2^x), in pairs, so that multiplications do not wait for each other; no division.

const MANTISSA: u64 = 0x000fffffffffffff;
const ROOT_HALF: u64 = 0x3fe6a09e667f3bcd; // sqrt(1/2)
const ONE: u64 = 0x3ff0000000000000;
/** Added to |x| < 2^51, it leaves the nearest integer in the last bits. */
const ROUNDER: f64 = 6755399441055744.0;

/** log2 x of a positive normal x: e + log2 m, m in [sqrt(1/2), sqrt 2). */
// @ts-ignore: decorator
@inline
export function roughLog2(x: f64): f64 {
  const bits = reinterpret<u64>(x) + (ONE - ROOT_HALF);
  const exponent = <f64>(<i32>(bits >> 52) - 1023);
  const m = reinterpret<f64>((bits & MANTISSA) + ROOT_HALF) - 1.0;
  const m2 = m * m;
  const low = 1.4427134814034366 - m * 0.7211318585051099 + m2 * (0.4793480179043415 - m * 0.3674899745218618);
  return exponent + m * (low + m2 * m2 * (0.3221548095076929 - m * 0.20659176994779505));
}

/** 2^x, |x| <= 1000: 2^n 2^r, |r| <= 1/2. */
// @ts-ignore: decorator
@inline
export function roughExp2(x: f64): f64 {
  const rounded = x + ROUNDER;
  const r = x - (rounded - ROUNDER);
  const r2 = r * r;
  const high = 0.24024744830815575 + r * 0.055917860310010684 + r2 * 0.00957010179162898;
  const power = reinterpret<f64>((reinterpret<u64>(rounded) << 52) + ONE);
  return (0.9999992614448243 + r * 0.6931218147384361 + r2 * high) * power;
}

/** x^p. For x = 0, infinite or NaN, and for results out of range, a value at the end of the range or NaN. */
export function roughPower(x: f64, p: f64): f64 {
  if (!(x < Infinity)) return p > 0.0 ? x : isNaN(x) ? x : 0.0;
  const exponent = p * roughLog2(max(x, 1e-300));
  return roughExp2(max(-1000.0, min(1000.0, exponent)));
}
