// Small autonomous systems: chaos, cycles and conserved quantities.

// Lorenz: x' = s (y - x), y' = x (r - z) - y, z' = x y - b z. Parameters: s, r, b.

export function lorenzDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const x = load<f64>(state);
  const y = load<f64>(state, 8);
  const z = load<f64>(state, 16);
  store<f64>(out, load<f64>(parameters) * (y - x));
  store<f64>(out, x * (load<f64>(parameters, 8) - z) - y, 8);
  store<f64>(out, x * y - load<f64>(parameters, 16) * z, 16);
  return true;
}

export function lorenzJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const x = load<f64>(state);
  const s = load<f64>(parameters);
  store<f64>(out, -s);
  store<f64>(out, s, 8);
  out += rowBytes;
  store<f64>(out, load<f64>(parameters, 8) - load<f64>(state, 16));
  store<f64>(out, -1.0, 8);
  store<f64>(out, -x, 16);
  out += rowBytes;
  store<f64>(out, load<f64>(state, 8));
  store<f64>(out, x, 8);
  store<f64>(out, -load<f64>(parameters, 16), 16);
  return true;
}

// Brusselator: y1' = a + y1^2 y2 - (b + 1) y1, y2' = b y1 - y1^2 y2. Parameters: a, b.

export function brusselatorDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const b = load<f64>(parameters, 8);
  const cubic = y1 * y1 * load<f64>(state, 8);
  store<f64>(out, load<f64>(parameters) + cubic - (b + 1.0) * y1);
  store<f64>(out, b * y1 - cubic, 8);
  return true;
}

export function brusselatorJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const b = load<f64>(parameters, 8);
  const byY1 = 2.0 * y1 * load<f64>(state, 8);
  const square = y1 * y1;
  store<f64>(out, byY1 - (b + 1.0));
  store<f64>(out, square, 8);
  out += rowBytes;
  store<f64>(out, b - byY1);
  store<f64>(out, -square, 8);
  return true;
}

// Lotka and Volterra: x' = a x - b x y, y' = -c y + d x y. Parameters: a, b, c, d.

export function lotkaVolterraDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const x = load<f64>(state);
  const y = load<f64>(state, 8);
  store<f64>(out, x * (load<f64>(parameters) - load<f64>(parameters, 8) * y));
  store<f64>(out, y * (load<f64>(parameters, 24) * x - load<f64>(parameters, 16)), 8);
  return true;
}

export function lotkaVolterraJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const x = load<f64>(state);
  const y = load<f64>(state, 8);
  const b = load<f64>(parameters, 8);
  const d = load<f64>(parameters, 24);
  store<f64>(out, load<f64>(parameters) - b * y);
  store<f64>(out, -b * x, 8);
  out += rowBytes;
  store<f64>(out, d * y);
  store<f64>(out, d * x - load<f64>(parameters, 16), 8);
  return true;
}

// Henon and Heiles: q1' = p1, q2' = p2, p1' = -q1 - 2 q1 q2, p2' = -q2 - q1^2 + q2^2; state (q1, q2, p1, p2). No parameters.

export function henonHeilesDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const q1 = load<f64>(state);
  const q2 = load<f64>(state, 8);
  store<f64>(out, load<f64>(state, 16));
  store<f64>(out, load<f64>(state, 24), 8);
  store<f64>(out, -q1 - 2.0 * q1 * q2, 16);
  store<f64>(out, q2 * q2 - q1 * q1 - q2, 24);
  return true;
}

export function henonHeilesJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const q1 = load<f64>(state);
  const q2 = load<f64>(state, 8);
  store<f64>(out, 1.0, 16);
  out += rowBytes;
  store<f64>(out, 1.0, 24);
  out += rowBytes;
  store<f64>(out, -1.0 - 2.0 * q2);
  store<f64>(out, -2.0 * q1, 8);
  out += rowBytes;
  store<f64>(out, -2.0 * q1);
  store<f64>(out, 2.0 * q2 - 1.0, 8);
  return true;
}

// Cubic spiral: y1' = -a y1^3 - b y2^3, y2' = b y1^3 - a y2^3. Parameters: a, b.

export function cubicSpiralDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const a = load<f64>(parameters);
  const b = load<f64>(parameters, 8);
  const cube1 = y1 * y1 * y1;
  const cube2 = y2 * y2 * y2;
  store<f64>(out, -a * cube1 - b * cube2);
  store<f64>(out, b * cube1 - a * cube2, 8);
  return true;
}

export function cubicSpiralJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const a = load<f64>(parameters);
  const b = load<f64>(parameters, 8);
  const square1 = 3.0 * y1 * y1;
  const square2 = 3.0 * y2 * y2;
  store<f64>(out, -a * square1);
  store<f64>(out, -b * square2, 8);
  out += rowBytes;
  store<f64>(out, b * square1);
  store<f64>(out, -a * square2, 8);
  return true;
}
