import { select } from "../../numeric/lanes";

// `roughPower` (../rough-power.ts) of two lanes, with the same bits in each.

/** log2 x of positive normal x. */
// @ts-ignore: decorator
@inline
function roughLog2(x: v128): v128 {
  const exponents = i64x2.sub(i64x2.shr_u(x, 52), i64x2.splat(1022));
  let exponent = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(exponents, exponents, 0, 2, 0, 2));
  let m = v128.or(v128.and(x, i64x2.splat(0x000fffffffffffff)), i64x2.splat(0x3fe0000000000000));
  const small = f64x2.lt(m, f64x2.splat(0.7071067811865476));
  m = select(small, f64x2.add(m, m), m);
  exponent = f64x2.sub(exponent, v128.and(small, f64x2.splat(1.0)));
  const s = f64x2.div(f64x2.sub(m, f64x2.splat(1.0)), f64x2.add(m, f64x2.splat(1.0)));
  const s2 = f64x2.mul(s, s);
  const high = f64x2.add(f64x2.splat(0.9617966939259756), f64x2.mul(s2, f64x2.splat(0.5770780163555854)));
  return f64x2.add(exponent, f64x2.mul(s, f64x2.add(f64x2.splat(2.8853900817779268), f64x2.mul(s2, high))));
}

/** 2^x, |x| <= 1000. */
// @ts-ignore: decorator
@inline
function roughExp2(x: v128): v128 {
  const n = f64x2.nearest(x);
  const r = f64x2.mul(f64x2.sub(x, n), f64x2.splat(0.6931471805599453));
  let series = f64x2.add(f64x2.splat(0.041666666666666664), f64x2.mul(r, f64x2.splat(0.008333333333333333)));
  series = f64x2.add(f64x2.splat(0.16666666666666666), f64x2.mul(r, series));
  series = f64x2.add(f64x2.splat(0.5), f64x2.mul(r, series));
  series = f64x2.add(f64x2.splat(1.0), f64x2.mul(r, series));
  series = f64x2.add(f64x2.splat(1.0), f64x2.mul(r, series));
  const power = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(n));
  return f64x2.mul(series, i64x2.shl(i64x2.add(power, i64x2.splat(1023)), 52));
}

/** x^p of finite x >= 0; unspecified in other lanes. */
// @ts-ignore: decorator
@inline
export function roughPowers(x: v128, p: v128): v128 {
  const exponent = f64x2.mul(p, roughLog2(f64x2.max(x, f64x2.splat(1e-300))));
  return roughExp2(f64x2.max(f64x2.splat(-1000.0), f64x2.min(f64x2.splat(1000.0), exponent)));
}
