import { constant } from "./lanes";

// x = n ln 2 + r, n = round(x / ln 2), |r| <= ln(2) / 2, and exp(r) = 1 + r + r^2 P(r). P is the minimax polynomial for the relative error
// of exp(r): 3.6e-18 in f64 (degree 9, Estrin's scheme), 3.1e-9 in f32 (degree 4).
//
// x / ln 2 is rounded by adding 1.5 * 2^52 (f64) or 1.5 * 2^23 (f32): the low bits of the sum then hold the integer. ln 2 is in two parts, so
// that n times the first is exact (33 bits in f64, 17 in f32).

const LOG2_E: usize = 0;
const ROUND: usize = 1; // 1.5 * 2^(mantissa bits)
const ROUND_HALF_EXPONENT: usize = 2; // ROUND + exponent bias - 1
const LN2_HIGH: usize = 3;
const LN2_LOW: usize = 4;
const P0: usize = 5;

const tableF64: usize = memory.data<f64>([
  1.4426950408889634, 6755399441055744.0, 6755399441056766.0, 6.93147180369123816490e-1, 1.90821492927058770002e-10,
  0.5000000000000011, 0.16666666666666413, 0.041666666666530155, 0.008333333333494399, 0.0013888888943631085,
  0.0001984126950668885, 2.4801493097829528e-5, 2.7557586290880877e-6, 2.7630248795557246e-7, 2.5000084426446916e-8,
]);

const tableF32: usize = memory.data<f32>([
  1.4426950408889634, 12582912.0, 12583038.0, 0.693138122558593750, 9.05800061445916071534e-6,
  0.4999999403953552, 0.1666652113199234, 0.04166838899254799, 0.008368716575205326, 0.0013814629055559635,
]);

// @ts-ignore: decorator
@inline
function k<T>(index: usize): v128 {
  return constant<T>(tableF64, tableF32, index);
}

/** The low bits hold round(x / ln 2). */
// @ts-ignore: decorator
@inline
export function roundedLog2<T>(x: v128): v128 {
  return v128.add<T>(v128.mul<T>(x, k<T>(LOG2_E)), k<T>(ROUND));
}

/** The integer in the low bits of `rounded`, as a floating-point number. */
// @ts-ignore: decorator
@inline
export function integerOf<T>(rounded: v128): v128 {
  return v128.sub<T>(rounded, k<T>(ROUND));
}

/** 2^(n - 1) for floating-point integers n from -1021 to 1024 (f64) or -125 to 128 (f32). */
// @ts-ignore: decorator
@inline
export function halfPowerOfTwo<T>(n: v128): v128 {
  const biased = v128.add<T>(n, k<T>(ROUND_HALF_EXPONENT));
  return sizeof<T>() == 8 ? v128.shl<i64>(biased, 52) : v128.shl<i32>(biased, 23);
}

/** x - n ln 2. */
// @ts-ignore: decorator
@inline
export function expRemainder<T>(x: v128, n: v128): v128 {
  return v128.sub<T>(v128.sub<T>(x, v128.mul<T>(n, k<T>(LN2_HIGH))), v128.mul<T>(n, k<T>(LN2_LOW)));
}

// @ts-ignore: decorator
@inline
function linear<T>(r: v128, low: usize): v128 {
  return v128.add<T>(k<T>(low), v128.mul<T>(r, k<T>(low + 1)));
}

/** exp(r) - 1 - r = r^2 P(r) for |r| <= ln(2) / 2. */
// @ts-ignore: decorator
@inline
export function expTail<T>(r: v128): v128 {
  const r2 = v128.mul<T>(r, r);
  if (sizeof<T>() == 8) {
    const r4 = v128.mul<f64>(r2, r2);
    const p03 = v128.add<f64>(linear<f64>(r, P0), v128.mul<f64>(r2, linear<f64>(r, P0 + 2)));
    const p47 = v128.add<f64>(linear<f64>(r, P0 + 4), v128.mul<f64>(r2, linear<f64>(r, P0 + 6)));
    const p49 = v128.add<f64>(p47, v128.mul<f64>(r4, linear<f64>(r, P0 + 8)));
    return v128.mul<f64>(r2, v128.add<f64>(p03, v128.mul<f64>(r4, p49)));
  }
  const p24 = v128.add<f32>(linear<f32>(r, P0 + 2), v128.mul<f32>(r2, k<f32>(P0 + 4)));
  return v128.mul<f32>(r2, v128.add<f32>(linear<f32>(r, P0), v128.mul<f32>(r2, p24)));
}
