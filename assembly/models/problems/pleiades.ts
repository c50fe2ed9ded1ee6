// Pleiades: seven stars in the plane, masses m_i = i [IVP test set].
//   x_i'' = sum_{j != i} m_j (x_j - x_i) / r_ij^3,   y_i'' likewise,   r_ij^2 = (x_i - x_j)^2 + (y_i - y_j)^2
// State: x_1 ... x_7, y_1 ... y_7, x_1' ... x_7', y_1' ... y_7'. Parameters: m_1 ... m_7.

const X: usize = 0;
const Y: usize = 56;
const VELOCITIES: usize = 112;

export function pleiadesDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  for (let at: usize = 0; at < VELOCITIES; at += 16) {
    v128.store(out + at, v128.load(state + at, VELOCITIES));
    v128.store(out + at, f64x2.splat(0.0), VELOCITIES);
  }
  for (let i: usize = 0; i < 56; i += 8) {
    const x = load<f64>(state + i, X);
    const y = load<f64>(state + i, Y);
    const mass = load<f64>(parameters + i);
    let ax = 0.0;
    let ay = 0.0;
    for (let j: usize = i + 8; j < 56; j += 8) {
      const dx = load<f64>(state + j, X) - x;
      const dy = load<f64>(state + j, Y) - y;
      const square = dx * dx + dy * dy;
      if (!(square > 0.0)) return false;
      const inverseCube = 1.0 / (square * sqrt(square));
      const px = dx * inverseCube;
      const py = dy * inverseCube;
      const other = load<f64>(parameters + j);
      ax += other * px;
      ay += other * py;
      store<f64>(out + j, load<f64>(out + j, VELOCITIES + X) - mass * px, VELOCITIES + X);
      store<f64>(out + j, load<f64>(out + j, VELOCITIES + Y) - mass * py, VELOCITIES + Y);
    }
    store<f64>(out + i, load<f64>(out + i, VELOCITIES + X) + ax, VELOCITIES + X);
    store<f64>(out + i, load<f64>(out + i, VELOCITIES + Y) + ay, VELOCITIES + Y);
  }
  return true;
}

// With d = (x_j - x_i, y_j - y_i): d(d / r^3)/d(x_j, y_j) = (I - 3 d d^T / r^2) / r^3, and the negative by (x_i, y_i).

export function pleiadesJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  for (let i: usize = 0; i < 14; i++) store<f64>(out + i * (rowBytes + 8), 1.0, VELOCITIES);
  const accelerations = out + 14 * rowBytes;
  for (let i: usize = 0; i < 7; i++) {
    const xRow = accelerations + i * rowBytes;
    const yRow = xRow + 7 * rowBytes;
    const xi = load<f64>(state + (i << 3), X);
    const yi = load<f64>(state + (i << 3), Y);
    let sumXX = 0.0;
    let sumXY = 0.0;
    let sumYY = 0.0;
    for (let j: usize = 0; j < 7; j++) {
      if (i == j) continue;
      const column = j << 3;
      const dx = load<f64>(state + column, X) - xi;
      const dy = load<f64>(state + column, Y) - yi;
      const square = dx * dx + dy * dy;
      if (!(square > 0.0)) return false;
      const pull = load<f64>(parameters + column) / (square * sqrt(square));
      const tide = (3.0 * pull) / square;
      const xx = pull - tide * dx * dx;
      const xy = -tide * dx * dy;
      const yy = pull - tide * dy * dy;
      store<f64>(xRow + column, xx, X);
      store<f64>(xRow + column, xy, Y);
      store<f64>(yRow + column, xy, X);
      store<f64>(yRow + column, yy, Y);
      sumXX -= xx;
      sumXY -= xy;
      sumYY -= yy;
    }
    store<f64>(xRow + (i << 3), sumXX, X);
    store<f64>(xRow + (i << 3), sumXY, Y);
    store<f64>(yRow + (i << 3), sumXY, X);
    store<f64>(yRow + (i << 3), sumYY, Y);
  }
  return true;
}
