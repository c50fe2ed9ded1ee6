/** 1 / x; 0 where x cannot be a pivot: it is 0, not finite, or so small that 1 / x overflows. */
// @ts-ignore: decorator
@inline
export function reciprocal(x: f64): f64 {
  const inverse = 1.0 / x;
  return abs(inverse) < Infinity ? inverse : 0.0; // false for NaN
}
