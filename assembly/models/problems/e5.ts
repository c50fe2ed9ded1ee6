// E5, a chemical pyrolysis [IVP test set].
//   y1' = -A y1 - B y1 y3,   y2' = A y1 - M C y2 y3,   y4' = B y1 y3 - C y4,   y3' = y2' - y4'
// y3' is taken from its terms, y2' - y4': its own sum would let the invariant y2 = y3 + y4 drift.
// Parameters: A, B, C, M C.

export function e5Derivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y3 = load<f64>(state, 16);
  const slow = load<f64>(parameters) * y1;
  const exchange = load<f64>(parameters, 8) * y1 * y3;
  const d2 = slow - load<f64>(parameters, 24) * load<f64>(state, 8) * y3;
  const d4 = exchange - load<f64>(parameters, 16) * load<f64>(state, 24);
  store<f64>(out, -slow - exchange);
  store<f64>(out, d2, 8);
  store<f64>(out, d2 - d4, 16);
  store<f64>(out, d4, 24);
  return true;
}

export function e5Jacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y3 = load<f64>(state, 16);
  const a = load<f64>(parameters);
  const b = load<f64>(parameters, 8);
  const c = load<f64>(parameters, 16);
  const mc = load<f64>(parameters, 24);
  const by3 = b * y3;
  const by1 = b * load<f64>(state);
  const mcy2 = mc * load<f64>(state, 8);
  const mcy3 = mc * y3;
  store<f64>(out, -a - by3);
  store<f64>(out, -by1, 16);
  out += rowBytes;
  store<f64>(out, a);
  store<f64>(out, -mcy3, 8);
  store<f64>(out, -mcy2, 16);
  out += rowBytes;
  store<f64>(out, a - by3);
  store<f64>(out, -mcy3, 8);
  store<f64>(out, -mcy2 - by1, 16);
  store<f64>(out, c, 24);
  out += rowBytes;
  store<f64>(out, by3);
  store<f64>(out, by1, 16);
  store<f64>(out, -c, 24);
  return true;
}

// The same without y2 = y3 + y4; state (y1, y3, y4). With it, the rounding errors of y2, y3 and y4 while they are 1e-10 leave an error of
// 1e-26 in y2 - y3 - y4 that nothing reduces, and that is 1e-5 of y3 = 1e-20 at t = 1e11.

export function reducedE5Derivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y3 = load<f64>(state, 8);
  const y4 = load<f64>(state, 16);
  const slow = load<f64>(parameters) * y1;
  const exchange = load<f64>(parameters, 8) * y1 * y3;
  const d4 = exchange - load<f64>(parameters, 16) * y4;
  store<f64>(out, -slow - exchange);
  store<f64>(out, slow - load<f64>(parameters, 24) * (y3 + y4) * y3 - d4, 8);
  store<f64>(out, d4, 16);
  return true;
}

export function reducedE5Jacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const y3 = load<f64>(state, 8);
  const a = load<f64>(parameters);
  const b = load<f64>(parameters, 8);
  const c = load<f64>(parameters, 16);
  const mc = load<f64>(parameters, 24);
  const by3 = b * y3;
  const by1 = b * load<f64>(state);
  store<f64>(out, -a - by3);
  store<f64>(out, -by1, 8);
  out += rowBytes;
  store<f64>(out, a - by3);
  store<f64>(out, -mc * (2.0 * y3 + load<f64>(state, 16)) - by1, 8);
  store<f64>(out, c - mc * y3, 16);
  out += rowBytes;
  store<f64>(out, by3);
  store<f64>(out, by1, 8);
  store<f64>(out, -c, 16);
  return true;
}
