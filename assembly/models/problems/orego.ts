// OREGO, the Oregonator of the Belousov-Zhabotinskii reaction [IVP test set].
//   y1' = s (y2 + y1 (1 - q y1 - y2)),   y2' = (y3 - (1 + y1) y2) / s,   y3' = w (y1 - y3)
// Parameters: s, q, w, 1 / s.

export function oregoDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const y3 = load<f64>(state, 16);
  store<f64>(out, load<f64>(parameters) * (y2 + y1 * (1.0 - load<f64>(parameters, 8) * y1 - y2)));
  store<f64>(out, (y3 - (1.0 + y1) * y2) * load<f64>(parameters, 24), 8);
  store<f64>(out, load<f64>(parameters, 16) * (y1 - y3), 16);
  return true;
}

export function oregoJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const s = load<f64>(parameters);
  const w = load<f64>(parameters, 16);
  const inverse = load<f64>(parameters, 24);
  store<f64>(out, s * (1.0 - 2.0 * load<f64>(parameters, 8) * y1 - y2));
  store<f64>(out, s * (1.0 - y1), 8);
  out += rowBytes;
  store<f64>(out, -y2 * inverse);
  store<f64>(out, (-1.0 - y1) * inverse, 8);
  store<f64>(out, inverse, 16);
  out += rowBytes;
  store<f64>(out, w);
  store<f64>(out, -w, 16);
  return true;
}
