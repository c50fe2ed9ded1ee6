import { constant } from "../../numeric/lanes";

// 2^t for arguments that are bounded beforehand, |t| < 1022 (f64) or 126 (f32): no special cases. t = n + f, n = round(t), |f| <= 1/2; the
// difference is exact, and 2^f is a minimax polynomial: relative error 2.1e-16 (f64, degree 10), 7.5e-8 (f32, degree 5), to which rounding
// adds about one unit of the last place. n is found by adding 1.5 * 2^52 (2^23): the low bits of the sum hold it, and move into the exponent.
// Coefficients: `remez` of test/numeric/fixtures/coefficients.py for 2^f, relative error.

const ROUND: usize = 0;
const P0: usize = 1;

const tableF64: usize = memory.data<f64>([
  6755399441055744.0, 1.0, 0.6931471805599497, 0.24022650695908768, 0.05550410866445881, 0.009618129108034565, 0.0013333558228565735,
  0.00015403529961190268, 1.525265811414126e-5, 1.3215662798036455e-6, 1.0208538349009844e-7, 7.037286045703936e-9,
]);
const tableF32: usize = memory.data<f32>([
  12582912.0, 1.0000000716698965, 0.6931469672184948, 0.2402211968341902, 0.05550713027830785, 0.00967554298926268, 0.001327654753763408,
]);

// @ts-ignore: decorator
@inline
function k<T>(index: usize): v128 {
  return constant<T>(tableF64, tableF32, index);
}

/** Coefficient `low` plus f times the next. */
// @ts-ignore: decorator
@inline
function linear<T>(f: v128, low: usize): v128 {
  return v128.add<T>(k<T>(low), v128.mul<T>(f, k<T>(low + 1)));
}

/** 2^t of every lane of type T, |t| < 1022 (f64) or 126 (f32). */
// @ts-ignore: decorator
@inline
export function powerOfTwo<T>(t: v128): v128 {
  const rounded = v128.add<T>(t, k<T>(ROUND));
  const f = v128.sub<T>(t, v128.sub<T>(rounded, k<T>(ROUND)));
  const f2 = v128.mul<T>(f, f);
  const f4 = v128.mul<T>(f2, f2);
  const p03 = v128.add<T>(linear<T>(f, P0), v128.mul<T>(f2, linear<T>(f, P0 + 2)));
  if (sizeof<T>() == 8) {
    const p47 = v128.add<f64>(linear<f64>(f, P0 + 4), v128.mul<f64>(f2, linear<f64>(f, P0 + 6)));
    const p8 = v128.add<f64>(linear<f64>(f, P0 + 8), v128.mul<f64>(f2, k<f64>(P0 + 10)));
    const p = v128.add<f64>(p03, v128.mul<f64>(f4, v128.add<f64>(p47, v128.mul<f64>(f4, p8))));
    return v128.add<i64>(p, v128.shl<i64>(rounded, 52));
  }
  const p = v128.add<f32>(p03, v128.mul<f32>(f4, linear<f32>(f, P0 + 4)));
  return v128.add<i32>(p, v128.shl<i32>(rounded, 23));
}
