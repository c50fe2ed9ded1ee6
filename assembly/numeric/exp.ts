import { expRemainder, expTail, halfPowerOfTwo, integerOf, roundedLog2 } from "./exp-reduced";
import { powersOfTwo } from "./exp-table";
import { allLanes, constant, splat } from "./lanes";

// f64: exp(x) = 2^(k / 256) exp(r), k = round(256 x / ln 2), |r| <= ln(2) / 512: the first factor from a table, the second a
// polynomial of degree 4 (minimax, relative error 5e-18). P. T. P. Tang, ACM Trans. Math. Software 15 (1989) 144.
// f32: exp(x) = 2^n exp(r), |r| <= ln(2) / 2, a polynomial of degree 6 (exp-reduced.ts): four look-ups would cost more.
//
// k is found by adding 1.5 * 2^52: the low bits of the sum hold it, and shifted into place they make the exponent by an integer
// addition, as long as the result is well inside the normal numbers. Where it is not (or x is infinite or NaN), a second, slower path
// runs for the whole vector; it differs only in exact scaling, so that a lane has the same bits on either path.

// |x| up to which results, and in f64 every term of their sum to its last bit, are normal numbers
const NORMAL_LIMIT: usize = 0;
const LOG2_E_256: usize = 1; // 256 / ln 2
const ROUND: usize = 2; // 1.5 * 2^52
const LN2_HIGH_256: usize = 3; // ln(2) / 256 in two parts; the first has 33 bits
const LN2_LOW_256: usize = 4;
const P0: usize = 5; // exp(r) = 1 + r + r^2 (P0 + P1 r + P2 r^2)

const tableF64: usize = memory.data<f64>([
  650.0, 369.3299304675746, 6755399441055744.0, 0.00270760617331689, 7.453964567463233e-13,
  0.49999999999999756, 0.16666667994321202, 0.04166667053570656,
]);

const tableF32: usize = memory.data<f32>([87.0, 1.0]);

// @ts-ignore: decorator
@inline
function k64(index: usize): v128 {
  return constant<f64>(tableF64, tableF32, index);
}

/** The low bits hold round(256 x / ln 2). */
// @ts-ignore: decorator
@inline
function roundedLog2By256(x: v128): v128 {
  return v128.add<f64>(v128.mul<f64>(x, k64(LOG2_E_256)), k64(ROUND));
}

/** exp(r) - 1. */
// @ts-ignore: decorator
@inline
function tableTail(x: v128, rounded: v128): v128 {
  const k = v128.sub<f64>(rounded, k64(ROUND));
  const r = v128.sub<f64>(v128.sub<f64>(x, v128.mul<f64>(k, k64(LN2_HIGH_256))), v128.mul<f64>(k, k64(LN2_LOW_256)));
  const r2 = v128.mul<f64>(r, r);
  const p01 = v128.add<f64>(k64(P0), v128.mul<f64>(r, k64(P0 + 1)));
  return v128.add<f64>(r, v128.mul<f64>(r2, v128.add<f64>(p01, v128.mul<f64>(r2, k64(P0 + 2)))));
}

/** Address of the table's entry for the low 8 bits of a lane of `rounded`, given its low 32 bits. */
// @ts-ignore: decorator
@inline
function entryOf(low: i32): usize {
  return powersOfTwo + ((<usize>low & 255) << 4);
}

/**
 * exp(x) = 2^(k / 256) exp(r) as t + t (d + exp(r) - 1), where t is the table's power of two with `exponent` added to its bits and d its
 * relative error: only the last addition rounds noticeably.
 */
// @ts-ignore: decorator
@inline
function expFromTable(x: v128, rounded: v128, exponent: v128): v128 {
  const low = v128.load(entryOf(i32x4.extract_lane(rounded, 0)));
  const high = v128.load(entryOf(i32x4.extract_lane(rounded, 2)));
  const power = v128.add<i64>(v128.shuffle<i64>(low, high, 0, 2), exponent);
  const tail = v128.add<f64>(v128.shuffle<i64>(low, high, 1, 3), tableTail(x, rounded));
  return v128.add<f64>(power, v128.mul<f64>(power, tail));
}

// @ts-ignore: decorator
@inline
function expNormalF64x2(x: v128): v128 {
  const rounded = roundedLog2By256(x);
  return expFromTable(x, rounded, v128.shl<i64>(rounded, 44));
}

// @ts-ignore: decorator
@inline
function expNormalF32x4(x: v128): v128 {
  const rounded = roundedLog2<f32>(x);
  const r = expRemainder<f32>(x, integerOf<f32>(rounded));
  const y = v128.add<f32>(constant<f32>(tableF64, tableF32, 1), v128.add<f32>(r, expTail<f32>(r)));
  return v128.add<i32>(y, v128.shl<i32>(rounded, 23));
}

/** Whether `expNormal` holds for all lanes. */
// @ts-ignore: decorator
@inline
export function expIsNormal<T>(x: v128): bool {
  return allLanes<T>(v128.le<T>(v128.abs<T>(x), constant<T>(tableF64, tableF32, NORMAL_LIMIT)));
}

/** exp of each lane where the results are normal numbers (`expIsNormal`). */
// @ts-ignore: decorator
@inline
export function expNormal<T>(x: v128): v128 {
  return sizeof<T>() == 8 ? expNormalF64x2(x) : expNormalF32x4(x);
}

/** 2^n y in two factors, so that results below the normal numbers round once. */
// @ts-ignore: decorator
@inline
function scaleAnyRange<T>(y: v128, n: v128): v128 {
  const one = splat<T>(1.0);
  const half = v128.floor<T>(v128.mul<T>(n, splat<T>(0.5)));
  const first = halfPowerOfTwo<T>(v128.add<T>(half, one));
  const second = halfPowerOfTwo<T>(v128.add<T>(v128.sub<T>(n, half), one));
  return v128.mul<T>(v128.mul<T>(y, first), second);
}

/** 2^offset exp(x) for any x. */
// @ts-ignore: decorator
@inline
function expAnyRange<T>(x: v128, offset: f64): v128 {
  // Beyond these bounds the result is 0 or infinite anyway; with x as first operand NaN passes through.
  const low = splat<T>(sizeof<T>() == 8 ? -746.0 : -105.0);
  const high = splat<T>(sizeof<T>() == 8 ? 712.0 : 91.0);
  const clamped = v128.pmin<T>(v128.pmax<T>(x, low), high);
  if (sizeof<T>() == 8) {
    const rounded = roundedLog2By256(clamped);
    const k = v128.sub<f64>(rounded, k64(ROUND));
    const n = v128.floor<f64>(v128.mul<f64>(k, f64x2.splat(0.00390625)));
    const fraction = v128.shl<i64>(v128.and(rounded, i64x2.splat(255)), 44);
    const y = expFromTable(clamped, rounded, fraction); // about [1, 2)
    return scaleAnyRange<f64>(y, v128.add<f64>(n, f64x2.splat(offset)));
  }
  const n = integerOf<f32>(roundedLog2<f32>(clamped));
  const r = expRemainder<f32>(clamped, n);
  const y = v128.add<f32>(splat<f32>(1.0), v128.add<f32>(r, expTail<f32>(r)));
  return scaleAnyRange<f32>(y, v128.add<f32>(n, splat<f32>(offset)));
}

/** exp of each lane, any x: the path for subnormal, zero and infinite results and NaN. */
function expSpecialF64x2(x: v128): v128 {
  return expAnyRange<f64>(x, 0.0);
}

/** exp of each lane, any x: the path for subnormal, zero and infinite results and NaN. */
function expSpecialF32x4(x: v128): v128 {
  return expAnyRange<f32>(x, 0.0);
}

/** exp(x) / 2 of each lane for any x: finite wherever exp(x) / 2 is. */
export function halfExpSpecial<T>(x: v128): v128 {
  return expAnyRange<T>(x, -1.0);
}

/** exp of every lane of type T, as part of the caller. Accuracy: see `expF64x2`, `expF32x4`. */
// @ts-ignore: decorator
@inline
export function expLanes<T>(x: v128): v128 {
  if (expIsNormal<T>(x)) return expNormal<T>(x);
  return sizeof<T>() == 8 ? expSpecialF64x2(x) : expSpecialF32x4(x);
}

/** exp of two f64 lanes: error below 0.8 ulp, subnormal results included (0.55 where results are normal). */
export function expF64x2(x: v128): v128 {
  return expLanes<f64>(x);
}

/** exp of four f32 lanes: error below 1.1 ulp, subnormal results included. */
export function expF32x4(x: v128): v128 {
  return expLanes<f32>(x);
}

/** exp of one number: the same bits as a lane of `expF64x2`. */
export function exp(x: f64): f64 {
  return f64x2.extract_lane(expF64x2(f64x2.splat(x)), 0);
}
