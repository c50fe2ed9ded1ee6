// Van der Pol's oscillator in the two scalings in use [IVP test set, VDPOL].
//   singular:  y1' = y2,  epsilon y2' = (1 - y1^2) y2 - y1           parameters: 1 / epsilon
//   damped:    y1' = y2,  y2' = mu (1 - y1^2) y2 - y1                parameters: mu
// They are one problem: mu^2 = 1 / epsilon, with the time and 1 / y2 of the second mu times those of the first.

export function singularVanDerPolDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  store<f64>(out, y2);
  store<f64>(out, ((1.0 - y1 * y1) * y2 - y1) * load<f64>(parameters), 8);
  return true;
}

export function singularVanDerPolJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const rate = load<f64>(parameters);
  store<f64>(out, 1.0, 8);
  out += rowBytes;
  store<f64>(out, (-2.0 * y1 * y2 - 1.0) * rate);
  store<f64>(out, (1.0 - y1 * y1) * rate, 8);
  return true;
}

export function dampedVanDerPolDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  store<f64>(out, y2);
  store<f64>(out, load<f64>(parameters) * (1.0 - y1 * y1) * y2 - y1, 8);
  return true;
}

export function dampedVanDerPolJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const mu = load<f64>(parameters);
  store<f64>(out, 1.0, 8);
  out += rowBytes;
  store<f64>(out, -2.0 * mu * y1 * load<f64>(state, 8) - 1.0);
  store<f64>(out, mu * (1.0 - y1 * y1), 8);
  return true;
}
