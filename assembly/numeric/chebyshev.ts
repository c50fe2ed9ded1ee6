/** Sum of `count` Chebyshev polynomials at t in [-1, 1] with the f64 coefficients at `coefficients` (Clenshaw's recurrence). */
export function chebyshevSum(coefficients: usize, count: i32, t: f64): f64 {
  let b1 = 0.0;
  let b2 = 0.0;
  const twice = t + t;
  for (let k = count - 1; k > 0; k--) {
    const b0 = load<f64>(coefficients + (<usize>k << 3)) + (twice * b1 - b2);
    b2 = b1;
    b1 = b0;
  }
  return load<f64>(coefficients) + (t * b1 - b2);
}
