// Helpers for kernels that are generic over the lane type T: f64 (two lanes in a v128) or f32 (four lanes).

/** Number of lanes of type T in one vector. */
// @ts-ignore: decorator
@inline
export function laneCount<T>(): i32 {
  return 16 / sizeof<T>();
}

/** A vector with `value` in each lane. */
// @ts-ignore: decorator
@inline
export function splat<T>(value: f64): v128 {
  return v128.splat<T>(<T>value);
}

/** `mask ? a : b`, lane by lane (each lane of mask all ones or all zeros). */
// @ts-ignore: decorator
@inline
export function select(mask: v128, a: v128, b: v128): v128 {
  return v128.bitselect(a, b, mask);
}

/** Whether `mask` (each lane all ones or all zeros) is set in every lane of type T. */
// @ts-ignore: decorator
@inline
export function allLanes<T>(mask: v128): bool {
  return sizeof<T>() == 8 ? i64x2.bitmask(mask) == 3 : i32x4.bitmask(mask) == 15;
}

/**
 * Entry `index` of a table of constants, in every lane: `tableF64` holds them as f64, `tableF32` as f32. In a kernel with many constants
 * a load is cheaper than a vector literal, which compiled code builds anew from general registers (1.7 times in exp).
 */
// @ts-ignore: decorator
@inline
export function constant<T>(tableF64: usize, tableF32: usize, index: usize): v128 {
  return sizeof<T>() == 8 ? v128.load64_splat(tableF64 + (index << 3)) : v128.load32_splat(tableF32 + (index << 2));
}
