// Gradients of van der Pol's oscillator (van-der-pol.ts) by its state and parameter; theta is epsilon in the singular, mu in the damped scaling. With r = 1 / epsilon or mu,
// f2 = r p(y) + q(y1): singular p = (1 - y1^2) y2 - y1, q = 0; damped p = (1 - y1^2) y2, q = -y1.

/** (df/dy)^T a; `inP`, `inQ`: 1 where -y1 is in p, in q. */
// @ts-ignore: decorator
@inline
function product(rate: f64, inP: f64, inQ: f64, state: usize, a: usize, out: usize): void {
  const y1 = load<f64>(state);
  const a2 = load<f64>(a, 8);
  store<f64>(out, a2 * (rate * (-2.0 * y1 * load<f64>(state, 8) - inP) - inQ));
  store<f64>(out, load<f64>(a) + a2 * rate * (1.0 - y1 * y1), 8);
}

/** Its slope along v. */
// @ts-ignore: decorator
@inline
function slope(rate: f64, state: usize, v: usize, a: usize, out: usize): void {
  const y1 = load<f64>(state);
  const v1 = load<f64>(v);
  const force = -2.0 * rate * load<f64>(a, 8);
  store<f64>(out, force * (v1 * load<f64>(state, 8) + y1 * load<f64>(v, 8)));
  store<f64>(out, force * y1 * v1, 8);
}

/** p; with `inP` 1 less y1. */
// @ts-ignore: decorator
@inline
function driven(inP: f64, state: usize): f64 {
  const y1 = load<f64>(state);
  return (1.0 - y1 * y1) * load<f64>(state, 8) - inP * y1;
}

/** The slope of p along v. */
// @ts-ignore: decorator
@inline
function drivenSlope(inP: f64, state: usize, v: usize): f64 {
  const y1 = load<f64>(state);
  const v1 = load<f64>(v);
  return (1.0 - y1 * y1) * load<f64>(v, 8) - (2.0 * y1 * load<f64>(state, 8) + inP) * v1;
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, value: f64): void {
  store<f64>(at, load<f64>(at) + value);
}

export function singularVectorJacobian(parameters: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  const rate = load<f64>(parameters);
  product(rate, 1.0, 0.0, state, a, out);
  if (gradient) addTo(gradient, -rate * rate * load<f64>(a, 8) * driven(1.0, state)); // d(1 / epsilon) = -1 / epsilon^2
  return true;
}

export function singularSlope(parameters: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  const rate = load<f64>(parameters);
  slope(rate, state, v, a, out);
  if (gradient) addTo(gradient, -rate * rate * load<f64>(a, 8) * drivenSlope(1.0, state, v));
  return true;
}

export function dampedVectorJacobian(parameters: usize, time: f64, state: usize, a: usize, out: usize, gradient: usize): bool {
  product(load<f64>(parameters), 0.0, 1.0, state, a, out);
  if (gradient) addTo(gradient, load<f64>(a, 8) * driven(0.0, state));
  return true;
}

export function dampedSlope(parameters: usize, time: f64, state: usize, v: usize, a: usize, out: usize, gradient: usize): bool {
  slope(load<f64>(parameters), state, v, a, out);
  if (gradient) addTo(gradient, load<f64>(a, 8) * drivenSlope(0.0, state, v));
  return true;
}
