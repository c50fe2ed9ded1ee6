import { cos, sin } from "../../numeric/trigonometric";

// Classes D (orbits) and E (higher order equations) of the non-stiff problems DETEST [Hull, Enright, Fellen and Sedgwick 1972], scored
// there from t = 0 to 20. They have no parameters: the orbits differ in where they start.

// D, two bodies, state (x, y, x', y'): x'' = -x / r^3, y'' = -y / r^3, r^2 = x^2 + y^2.

export function orbitDerivative(none: usize, time: f64, state: usize, out: usize): bool {
  const x = load<f64>(state);
  const y = load<f64>(state, 8);
  const square = x * x + y * y;
  const pull = 1.0 / (square * sqrt(square));
  store<f64>(out, load<f64>(state, 16));
  store<f64>(out, load<f64>(state, 24), 8);
  store<f64>(out, -x * pull, 16);
  store<f64>(out, -y * pull, 24);
  return square > 0.0;
}

export function orbitJacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const x = load<f64>(state);
  const y = load<f64>(state, 8);
  const square = x * x + y * y;
  const pull = 1.0 / (square * sqrt(square));
  const tide = (3.0 * pull) / square;
  store<f64>(out, 1.0, 16);
  out += rowBytes;
  store<f64>(out, 1.0, 24);
  out += rowBytes;
  store<f64>(out, tide * x * x - pull);
  store<f64>(out, tide * x * y, 8);
  out += rowBytes;
  store<f64>(out, tide * x * y);
  store<f64>(out, tide * y * y - pull, 8);
  return square > 0.0;
}

// E1, Bessel's equation of order 1/2 with s = t + 1: y1' = y2, y2' = -(y2 / s + (1 - 1 / (4 s^2)) y1).
// d y2'/dt = y2 / s^2 - y1 / (2 s^3).

export function e1Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const s = time + 1.0;
  const y2 = load<f64>(state, 8);
  store<f64>(out, y2);
  store<f64>(out, -(y2 / s + (1.0 - 0.25 / (s * s)) * load<f64>(state)), 8);
  return s != 0.0;
}

export function e1Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const s = time + 1.0;
  store<f64>(out, 1.0, 8);
  out += rowBytes;
  store<f64>(out, 0.25 / (s * s) - 1.0);
  store<f64>(out, -1.0 / s, 8);
  return s != 0.0;
}

export function e1TimeDerivative(none: usize, time: f64, state: usize, out: usize): bool {
  const s = time + 1.0;
  store<f64>(out, 0.0);
  store<f64>(out, (load<f64>(state, 8) - (0.5 * load<f64>(state)) / s) / (s * s), 8);
  return s != 0.0;
}

// E2 is Van der Pol's equation with mu = 1: van-der-pol.ts.

// E3, a driven pendulum expanded to the third power: y1' = y2, y2' = y1^3 / 6 - y1 + 2 sin(2.78535 t).

const DRIVE: f64 = 2.78535;

export function e3Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  store<f64>(out, load<f64>(state, 8));
  store<f64>(out, (y1 * y1 * y1) / 6.0 - y1 + 2.0 * sin(DRIVE * time), 8);
  return true;
}

export function e3Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  store<f64>(out, 1.0, 8);
  store<f64>(out + rowBytes, 0.5 * y1 * y1 - 1.0);
  return true;
}

export function e3TimeDerivative(none: usize, time: f64, state: usize, out: usize): bool {
  store<f64>(out, 0.0);
  store<f64>(out, 2.0 * DRIVE * cos(DRIVE * time), 8);
  return true;
}

// E4, a fall with drag: y1' = y2, y2' = 0.032 - 0.4 y2^2.

export function e4Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y2 = load<f64>(state, 8);
  store<f64>(out, y2);
  store<f64>(out, 0.032 - 0.4 * y2 * y2, 8);
  return true;
}

export function e4Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  store<f64>(out, 1.0, 8);
  store<f64>(out + rowBytes, -0.8 * load<f64>(state, 8), 8);
  return true;
}

// E5, a pursuit, t < 25: y1' = y2, y2' = (1 + y2^2)^(1/2) / (25 - t).

export function pursuitDerivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y2 = load<f64>(state, 8);
  store<f64>(out, y2);
  store<f64>(out, sqrt(1.0 + y2 * y2) / (25.0 - time), 8);
  return time < 25.0;
}

export function pursuitJacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y2 = load<f64>(state, 8);
  store<f64>(out, 1.0, 8);
  store<f64>(out + rowBytes, y2 / (sqrt(1.0 + y2 * y2) * (25.0 - time)), 8);
  return time < 25.0;
}

export function pursuitTimeDerivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y2 = load<f64>(state, 8);
  const left = 25.0 - time;
  store<f64>(out, 0.0);
  store<f64>(out, sqrt(1.0 + y2 * y2) / (left * left), 8);
  return time < 25.0;
}
