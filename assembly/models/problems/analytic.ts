import { cos, sin } from "../../numeric/trigonometric";

// Stiff problems with known solutions.

// Kaps: y1' = -(1/epsilon + 2) y1 + y2^2 / epsilon,  y2' = y1 - y2 - y2^2; from (1, 1) its solution is (exp(-2 t), exp(-t)) for every epsilon.
// Parameters: 1 / epsilon.

export function kapsDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const rate = load<f64>(parameters);
  const square = y2 * y2;
  store<f64>(out, rate * (square - y1) - 2.0 * y1);
  store<f64>(out, y1 - y2 - square, 8);
  return true;
}

export function kapsJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y2 = load<f64>(state, 8);
  const rate = load<f64>(parameters);
  store<f64>(out, -rate - 2.0);
  store<f64>(out, 2.0 * rate * y2, 8);
  out += rowBytes;
  store<f64>(out, 1.0);
  store<f64>(out, -1.0 - 2.0 * y2, 8);
  return true;
}

// Prothero and Robinson: y' = lambda (y - sin t) + cos t; from 0 its solution is sin t. Parameters: lambda.

export function protheroRobinsonDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  store<f64>(out, load<f64>(parameters) * (load<f64>(state) - sin(time)) + cos(time));
  return true;
}

export function protheroRobinsonJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  store<f64>(out, load<f64>(parameters));
  return true;
}

export function protheroRobinsonTimeDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  store<f64>(out, -load<f64>(parameters) * cos(time) - sin(time));
  return true;
}

// Linear: y' = lambda y. Parameters: lambda.

export function linearDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  store<f64>(out, load<f64>(parameters) * load<f64>(state));
  return true;
}

export function linearJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  store<f64>(out, load<f64>(parameters));
  return true;
}
