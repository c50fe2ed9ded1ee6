// `roughLog2` and `roughExp2` (../rough-power.ts) of two lanes, with the same bits in each.

// @ts-ignore: decorator
@inline
function line(a: f64, b: f64, x: v128): v128 {
  return f64x2.add(f64x2.splat(a), f64x2.mul(x, f64x2.splat(b)));
}

/** log2 x of positive normal x. */
// @ts-ignore: decorator
@inline
export function roughLogs2(x: v128): v128 {
  const bits = i64x2.add(x, i64x2.splat(0x00095f619980c433)); // 1 - sqrt(1/2)
  // the exponent in the last bits of 2^52
  const biased = v128.or(i64x2.shr_u(bits, 52), i64x2.splat(0x4330000000000000));
  const exponent = f64x2.sub(biased, f64x2.splat(4503599627371519.0)); // 2^52 + 1023
  const mantissa = v128.and(bits, i64x2.splat(0x000fffffffffffff));
  const m = f64x2.sub(i64x2.add(mantissa, i64x2.splat(0x3fe6a09e667f3bcd)), f64x2.splat(1.0));
  const m2 = f64x2.mul(m, m);
  const middle = f64x2.mul(m2, line(0.4793480179043415, -0.3674899745218618, m));
  const low = f64x2.add(line(1.4427134814034366, -0.7211318585051099, m), middle);
  const high = f64x2.mul(f64x2.mul(m2, m2), line(0.3221548095076929, -0.20659176994779505, m));
  return f64x2.add(exponent, f64x2.mul(m, f64x2.add(low, high)));
}

/** 2^x; |x| is cut to 1000. */
// @ts-ignore: decorator
@inline
export function roughPowers2(x: v128): v128 {
  const rounder = f64x2.splat(6755399441055744.0);
  const exponent = f64x2.max(f64x2.splat(-1000.0), f64x2.min(f64x2.splat(1000.0), x));
  const rounded = f64x2.add(exponent, rounder);
  const r = f64x2.sub(exponent, f64x2.sub(rounded, rounder));
  const r2 = f64x2.mul(r, r);
  const high = f64x2.add(line(0.24024744830815575, 0.055917860310010684, r), f64x2.mul(r2, f64x2.splat(0.00957010179162898)));
  const power = i64x2.add(i64x2.shl(rounded, 52), i64x2.splat(0x3ff0000000000000));
  return f64x2.mul(f64x2.add(line(0.9999992614448243, 0.6931218147384361, r), f64x2.mul(r2, high)), power);
}
