import { addScaled, dot, scaleVector } from "../numeric/linear/dot";

// Steps against a gradient g of a loss, in place in the parameters.

/** v <- m v + rate g; parameters -= v (momentum 0: plain gradient descent). */
export function momentumStep(parameters: usize, g: usize, v: usize, n: i32, rate: f64, momentum: f64): void {
  scaleVector(v, momentum, n);
  addScaled(v, rate, g, n);
  addScaled(parameters, -1, v, n);
}

/** s <- decay s + (1 - decay) g^2; parameters -= rate g / (sqrt(s) + epsilon) (Tieleman and Hinton 2012). */
export function rmsPropStep(parameters: usize, g: usize, s: usize, n: i32, rate: f64, decay: f64, epsilon: f64): void {
  for (let at: usize = 0; at < <usize>n << 3; at += 8) {
    const gradient = load<f64>(g + at);
    const square = decay * load<f64>(s + at) + (1 - decay) * (gradient * gradient);
    store<f64>(s + at, square);
    store<f64>(parameters + at, load<f64>(parameters + at) - (rate * gradient) / (sqrt(square) + epsilon));
  }
}

/**
 * Adam (Kingma and Ba 2015, algorithm 1): m <- b1 m + (1 - b1) g, s <- b2 s + (1 - b2) g^2,
 * parameters -= rate (m / bias1) / (sqrt(s / bias2) + epsilon), with bias_i = 1 - b_i^t.
 */
export function adamStep(
  parameters: usize,
  g: usize,
  m: usize,
  s: usize,
  n: i32,
  rate: f64,
  beta1: f64,
  beta2: f64,
  epsilon: f64,
  bias1: f64,
  bias2: f64,
): void {
  for (let at: usize = 0; at < <usize>n << 3; at += 8) {
    const gradient = load<f64>(g + at);
    const mean = beta1 * load<f64>(m + at) + (1 - beta1) * gradient;
    const square = beta2 * load<f64>(s + at) + (1 - beta2) * (gradient * gradient);
    store<f64>(m + at, mean);
    store<f64>(s + at, square);
    store<f64>(parameters + at, load<f64>(parameters + at) - (rate * (mean / bias1)) / (sqrt(square / bias2) + epsilon));
  }
}

/**
 * ClipUp (Toklu, Liskowski and Srivastava, PPSN XVI, 2020): v <- m v + rate g / |g|, shortened to |v| <= longest; parameters -= v.
 * A gradient of length 0 adds nothing.
 */
export function clipUpStep(parameters: usize, g: usize, v: usize, n: i32, rate: f64, momentum: f64, longest: f64): void {
  const length = sqrt(dot(g, g, n));
  scaleVector(v, momentum, n);
  if (length > 0) addScaled(v, rate / length, g, n);
  const speed = sqrt(dot(v, v, n));
  if (speed > longest) scaleVector(v, longest / speed, n);
  addScaled(parameters, -1, v, n);
}
