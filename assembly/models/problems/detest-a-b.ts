import { cos, sin } from "../../numeric/trigonometric";

// Classes A (single equations) and B (small systems) of the non-stiff problems DETEST [Hull, Enright, Fellen and Sedgwick 1972], scored
// there from t = 0 to 20. They have no parameters.

// A1: y' = -y.

export function a1Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  store<f64>(out, -load<f64>(state));
  return true;
}

export function a1Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  store<f64>(out, -1.0);
  return true;
}

// A2: y' = -y^3 / 2.

export function a2Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y = load<f64>(state);
  store<f64>(out, -0.5 * (y * y * y));
  return true;
}

export function a2Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y = load<f64>(state);
  store<f64>(out, -1.5 * (y * y));
  return true;
}

// A3: y' = y cos t.

export function a3Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  store<f64>(out, load<f64>(state) * cos(time));
  return true;
}

export function a3Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  store<f64>(out, cos(time));
  return true;
}

export function a3TimeDerivative(none: usize, time: f64, state: usize, out: usize): bool {
  store<f64>(out, -load<f64>(state) * sin(time));
  return true;
}

// A4: y' = (y / 4) (1 - y / 20).

export function a4Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y = load<f64>(state);
  store<f64>(out, 0.25 * y * (1.0 - y / 20.0));
  return true;
}

export function a4Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  store<f64>(out, 0.25 - load<f64>(state) / 40.0);
  return true;
}

// A5: y' = (y - t) / (y + t), a spiral; d/dy = 2 t / (y + t)^2, d/dt = -2 y / (y + t)^2.

export function a5Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y = load<f64>(state);
  store<f64>(out, (y - time) / (y + time));
  return y + time != 0.0;
}

export function a5Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const sum = load<f64>(state) + time;
  store<f64>(out, (2.0 * time) / (sum * sum));
  return sum != 0.0;
}

export function a5TimeDerivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y = load<f64>(state);
  const sum = y + time;
  store<f64>(out, (-2.0 * y) / (sum * sum));
  return sum != 0.0;
}

// B1, two populations: y1' = 2 (y1 - y1 y2), y2' = -(y2 - y1 y2).

export function b1Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  store<f64>(out, 2.0 * (y1 - y1 * y2));
  store<f64>(out, y1 * y2 - y2, 8);
  return true;
}

export function b1Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  store<f64>(out, 2.0 - 2.0 * y2);
  store<f64>(out, -2.0 * y1, 8);
  out += rowBytes;
  store<f64>(out, y2);
  store<f64>(out, y1 - 1.0, 8);
  return true;
}

// B2, a linear reaction: y1' = -y1 + y2, y2' = y1 - 2 y2 + y3, y3' = y2 - y3.

export function b2Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const first = load<f64>(state, 8) - load<f64>(state);
  const last = load<f64>(state, 8) - load<f64>(state, 16);
  store<f64>(out, first);
  store<f64>(out, -first - last, 8);
  store<f64>(out, last, 16);
  return true;
}

export function b2Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  store<f64>(out, -1.0);
  store<f64>(out, 1.0, 8);
  out += rowBytes;
  store<f64>(out, 1.0);
  store<f64>(out, -2.0, 8);
  store<f64>(out, 1.0, 16);
  out += rowBytes;
  store<f64>(out, 1.0, 8);
  store<f64>(out, -1.0, 16);
  return true;
}

// B3, a nonlinear reaction: y1' = -y1, y2' = y1 - y2^2, y3' = y2^2.

export function b3Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const square = y2 * y2;
  store<f64>(out, -y1);
  store<f64>(out, y1 - square, 8);
  store<f64>(out, square, 16);
  return true;
}

export function b3Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const twice = 2.0 * load<f64>(state, 8);
  store<f64>(out, -1.0);
  out += rowBytes;
  store<f64>(out, 1.0);
  store<f64>(out, -twice, 8);
  out += rowBytes;
  store<f64>(out, twice, 8);
  return true;
}

// B4, on a torus: r = (y1^2 + y2^2)^(1/2), y1' = -y2 - y1 y3 / r, y2' = y1 - y2 y3 / r, y3' = y1 / r.
// d(y1 / r)/dy1 = y2^2 / r^3, d(y1 / r)/dy2 = -y1 y2 / r^3, d(y2 / r)/dy2 = y1^2 / r^3.

export function b4Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const y3 = load<f64>(state, 16);
  const r = sqrt(y1 * y1 + y2 * y2);
  store<f64>(out, -y2 - (y1 * y3) / r);
  store<f64>(out, y1 - (y2 * y3) / r, 8);
  store<f64>(out, y1 / r, 16);
  return r > 0.0;
}

export function b4Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const y3 = load<f64>(state, 16);
  const square = y1 * y1 + y2 * y2;
  const r = sqrt(square);
  const cube = square * r;
  const mixed = (y1 * y2) / cube;
  const along = (y2 * y2) / cube;
  store<f64>(out, -along * y3);
  store<f64>(out, mixed * y3 - 1.0, 8);
  store<f64>(out, -y1 / r, 16);
  out += rowBytes;
  store<f64>(out, 1.0 + mixed * y3);
  store<f64>(out, (-y1 * y1 * y3) / cube, 8);
  store<f64>(out, -y2 / r, 16);
  out += rowBytes;
  store<f64>(out, along);
  store<f64>(out, -mixed, 8);
  return r > 0.0;
}

// B5, a rigid body without forces: y1' = y2 y3, y2' = -y1 y3, y3' = -0.51 y1 y2. From (0, 1, 1): Jacobi's sn, cn and dn of t, k^2 = 0.51.

export function b5Derivative(none: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const y3 = load<f64>(state, 16);
  store<f64>(out, y2 * y3);
  store<f64>(out, -y1 * y3, 8);
  store<f64>(out, -0.51 * y1 * y2, 16);
  return true;
}

export function b5Jacobian(none: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const y3 = load<f64>(state, 16);
  store<f64>(out, y3, 8);
  store<f64>(out, y2, 16);
  out += rowBytes;
  store<f64>(out, -y3);
  store<f64>(out, -y1, 16);
  out += rowBytes;
  store<f64>(out, -0.51 * y2);
  store<f64>(out, -0.51 * y1, 8);
  return true;
}
