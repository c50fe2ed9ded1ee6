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
