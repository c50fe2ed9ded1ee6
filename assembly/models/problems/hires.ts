// HIRES, photomorphogenesis of a plant by the high irradiance response: eight reactants [IVP test set].
//   y1' = -k1 y1 + k2 y2 + k6 y3 + o                       y5' = -(k1 + k5) y5 + k2 y6 + k2 y7
//   y2' =  k1 y1 - (k2 + k3) y2                            y6' = -k+ y6 y8 + k4 y4 + k1 y5 - k2 y6 + k- y7
//   y3' = -(k1 + k6) y3 + k2 y4 + k5 y5                    y7' =  k+ y6 y8 - kd y7
//   y4' =  k3 y2 + k1 y3 - (k2 + k4) y4                    y8' = -k+ y6 y8 + kd y7
// Parameters: k1, k2, k3, k4, k5, k6, o, k+, k-, kd = k- + k* + k2, k2 + k3, k1 + k6, k2 + k4, k1 + k5, k* (for gradients alone).

export function hiresDerivative(parameters: usize, time: f64, state: usize, out: usize): bool {
  const y1 = load<f64>(state);
  const y2 = load<f64>(state, 8);
  const y3 = load<f64>(state, 16);
  const y4 = load<f64>(state, 24);
  const y5 = load<f64>(state, 32);
  const y6 = load<f64>(state, 40);
  const y7 = load<f64>(state, 48);
  const k1 = load<f64>(parameters);
  const k2 = load<f64>(parameters, 8);
  const k1y1 = k1 * y1;
  const bound = load<f64>(parameters, 56) * y6 * load<f64>(state, 56);
  const net = bound - load<f64>(parameters, 72) * y7;
  store<f64>(out, k2 * y2 - k1y1 + (load<f64>(parameters, 40) * y3 + load<f64>(parameters, 48)));
  store<f64>(out, k1y1 - load<f64>(parameters, 80) * y2, 8);
  store<f64>(out, k2 * y4 - load<f64>(parameters, 88) * y3 + load<f64>(parameters, 32) * y5, 16);
  store<f64>(out, load<f64>(parameters, 16) * y2 + k1 * y3 - load<f64>(parameters, 96) * y4, 24);
  store<f64>(out, k2 * (y6 + y7) - load<f64>(parameters, 104) * y5, 32);
  const released = load<f64>(parameters, 24) * y4 + load<f64>(parameters, 64) * y7 + (k1 * y5 - k2 * y6);
  store<f64>(out, released - bound, 40);
  store<f64>(out, net, 48);
  store<f64>(out, -net, 56);
  return true;
}

export function hiresJacobian(parameters: usize, time: f64, state: usize, out: usize, rowBytes: usize): bool {
  const k1 = load<f64>(parameters);
  const k2 = load<f64>(parameters, 8);
  const k4 = load<f64>(parameters, 24);
  const kMinus = load<f64>(parameters, 64);
  const kd = load<f64>(parameters, 72);
  const rate = load<f64>(parameters, 56);
  const byY6 = rate * load<f64>(state, 56);
  const byY8 = rate * load<f64>(state, 40);
  store<f64>(out, -k1);
  store<f64>(out, k2, 8);
  store<f64>(out, load<f64>(parameters, 40), 16);
  out += rowBytes;
  store<f64>(out, k1);
  store<f64>(out, -load<f64>(parameters, 80), 8);
  out += rowBytes;
  store<f64>(out, -load<f64>(parameters, 88), 16);
  store<f64>(out, k2, 24);
  store<f64>(out, load<f64>(parameters, 32), 32);
  out += rowBytes;
  store<f64>(out, load<f64>(parameters, 16), 8);
  store<f64>(out, k1, 16);
  store<f64>(out, -load<f64>(parameters, 96), 24);
  out += rowBytes;
  store<f64>(out, -load<f64>(parameters, 104), 32);
  store<f64>(out, k2, 40);
  store<f64>(out, k2, 48);
  out += rowBytes;
  store<f64>(out, k4, 24);
  store<f64>(out, k1, 32);
  store<f64>(out, -byY6 - k2, 40);
  store<f64>(out, kMinus, 48);
  store<f64>(out, -byY8, 56);
  out += rowBytes;
  store<f64>(out, byY6, 40);
  store<f64>(out, -kd, 48);
  store<f64>(out, byY8, 56);
  out += rowBytes;
  store<f64>(out, -byY6, 40);
  store<f64>(out, kd, 48);
  store<f64>(out, -byY8, 56);
  return true;
}
