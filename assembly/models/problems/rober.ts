// ROBER, Robertson's autocatalytic reaction [IVP test set].
//   y1' = -k1 y1 + k3 y2 y3
//   y2' =  k1 y1 - k3 y2 y3 - k2 y2^2
//   y3' =  k2 y2^2
// Parameters: k1, k2, k3.

export function roberDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y2 = load<f64>(state, 8);
  const slow = load<f64>(parameters) * load<f64>(state);
  const exchange = load<f64>(parameters, 16) * y2 * load<f64>(state, 16);
  const fast = load<f64>(parameters, 8) * y2 * y2;
  const gain = slow - exchange;
  store<f64>(out, -gain);
  store<f64>(out, gain - fast, 8);
  store<f64>(out, fast, 16);
  return true;
}

export function roberJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y2 = load<f64>(state, 8);
  const k1 = load<f64>(parameters);
  const k3 = load<f64>(parameters, 16);
  const k3y3 = k3 * load<f64>(state, 16);
  const k3y2 = k3 * y2;
  const fast = 2.0 * load<f64>(parameters, 8) * y2;
  store<f64>(out, -k1);
  store<f64>(out, k3y3, 8);
  store<f64>(out, k3y2, 16);
  out += rowBytes;
  store<f64>(out, k1);
  store<f64>(out, -k3y3 - fast, 8);
  store<f64>(out, -k3y2, 16);
  out += rowBytes;
  store<f64>(out, fast, 8);
  return true;
}
