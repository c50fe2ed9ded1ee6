// Arenstorf's orbit of a satellite between earth and moon, state (y1, y2, y1', y2').
//   D1 = ((y1 + m)^2 + y2^2)^(3/2),  D2 = ((y1 - m')^2 + y2^2)^(3/2),  m' = 1 - m
//   y1'' = y1 + 2 y2' - m' (y1 + m) / D1 - m (y1 - m') / D2
//   y2'' = y2 - 2 y1' - m' y2 / D1 - m y2 / D2
// Parameters: m, m'.

export function arenstorfDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const m = load<f64>(parameters);
  const rest = load<f64>(parameters, 8);
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const v1 = load<f64>(state, 16);
  const v2 = load<f64>(state, 24);
  const x1 = y1 + m;
  const x2 = y1 - rest;
  const square1 = x1 * x1 + y2 * y2;
  const square2 = x2 * x2 + y2 * y2;
  const pull1 = rest / (square1 * sqrt(square1));
  const pull2 = m / (square2 * sqrt(square2));
  store<f64>(out, v1);
  store<f64>(out, v2, 8);
  store<f64>(out, y1 + 2.0 * v2 - pull1 * x1 - pull2 * x2, 16);
  store<f64>(out, y2 - 2.0 * v1 - (pull1 + pull2) * y2, 24);
  return square1 > 0.0 && square2 > 0.0;
}

// d(x / r^3)/dx = 1 / r^3 - 3 x^2 / r^5,  d(x / r^3)/dy = -3 x y / r^5.

export function arenstorfJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const m = load<f64>(parameters);
  const rest = load<f64>(parameters, 8);
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const x1 = y1 + m;
  const x2 = y1 - rest;
  const square1 = x1 * x1 + y2 * y2;
  const square2 = x2 * x2 + y2 * y2;
  const pull1 = rest / (square1 * sqrt(square1));
  const pull2 = m / (square2 * sqrt(square2));
  const tide1 = (3.0 * pull1) / square1;
  const tide2 = (3.0 * pull2) / square2;
  const pull = pull1 + pull2;
  const mixed = (tide1 * x1 + tide2 * x2) * y2;
  store<f64>(out, 1.0, 16);
  out += rowBytes;
  store<f64>(out, 1.0, 24);
  out += rowBytes;
  store<f64>(out, 1.0 - pull + tide1 * x1 * x1 + tide2 * x2 * x2);
  store<f64>(out, mixed, 8);
  store<f64>(out, 2.0, 24);
  out += rowBytes;
  store<f64>(out, mixed);
  store<f64>(out, 1.0 - pull + (tide1 + tide2) * y2 * y2, 8);
  store<f64>(out, -2.0, 16);
  return square1 > 0.0 && square2 > 0.0;
}
