import { log1p } from "../numeric/log";
import { angleOf, sineRatioAndCosine } from "./trigonometry";

// Multiplicative diffusion of the membrane potential in the white-noise limit (arXiv:2002.11181, in the manner of):
//
//   drift      A(V) = -(V - E0) / tau
//   diffusion  B(V) = s2 [ (V - E_S)^2 + Delta^2 ]
//   phi(V) = exp(int^V 2A/B),  with tan psi = (V - E_S)/Delta:  ln phi = 2a ln cos psi + b psi,
//   a = 1/(tau s2),  b = 2 a (E0 - E_S)/Delta
//
// Angles are measured from E0 and divided by Delta, w = (psi - psi_0)/Delta. With p = E0 - E_S and Q0 = p^2 + Delta^2,
//
//   G(w) = cos psi / cos psi_0 = cos(Delta w) - p sin(Delta w)/Delta
//   V - E0 = Q0 (sin(Delta w)/Delta) / G,   dV/dw = (V - E_S)^2 + Delta^2 = Q0 / G^2
//   h(w) = ln phi(V) - ln phi(E0) = 2a [ ln G(w) + p w ],   concave, maximum 0 at w = 0
//
// which stays exact for Delta -> 0 (one noisy synapse: h is the exponent of an inverse-gamma density) and for Delta -> infinity
// (additive noise: h is a parabola), where psi itself loses all its digits.

/** A diffusion as TypeScript writes it; `prepare` fills in the rest. Voltages mV, times ms. */
@unmanaged
export class Diffusion {
  timeConstant: f64; // tau
  equilibrium: f64; // E0
  strength: f64; // s2, 1/ms
  offset: f64; // p = E0 - E_S
  width: f64; // Delta
  exponent: f64; // a
  spread: f64; // Q0
  unit: f64; // standard deviation of exp(h) in w where h is a parabola: 1/sqrt(2 a Q0)
}

/** Derived fields. */
export function prepare(d: Diffusion): void {
  d.exponent = 1.0 / (d.timeConstant * d.strength);
  d.spread = d.offset * d.offset + d.width * d.width;
  d.unit = 1.0 / sqrt(2.0 * d.exponent * d.spread);
}

/** w(V) = angle of (Q0 + p x, Delta x) over Delta, x = V - E0. Infinite where Delta = 0 and V lies beyond E_S. */
export function angleAt(d: Diffusion, voltage: f64): f64 {
  const x = voltage - d.equilibrium;
  const adjacent = d.spread + d.offset * x;
  const opposite = d.width * abs(x);
  if (adjacent > 0.0 && opposite < 1e-8 * adjacent) return x / adjacent; // arctan(t) = t
  return copysign<f64>(angleOf(adjacent, opposite) / d.width, x);
}

/** sin(Delta w / 2) / Delta and cos(Delta w / 2). */
// @ts-ignore: decorator
@inline
function halfAngle(d: Diffusion, w: f64): v128 {
  return v128.mul<f64>(sineRatioAndCosine(0.5 * w * d.width), f64x2(0.5 * w, 1.0));
}

/** G - 1, without cancellation: cos x - 1 = -2 sin^2(x/2), sin x = 2 sin(x/2) cos(x/2). */
// @ts-ignore: decorator
@inline
function gainMinusOne(d: Diffusion, half: v128): f64 {
  const r = f64x2.extract_lane(half, 0);
  return -2.0 * r * (d.width * d.width * r + d.offset * f64x2.extract_lane(half, 1));
}

/** G(w). */
export function gain(d: Diffusion, w: f64): f64 {
  return 1.0 + gainMinusOne(d, halfAngle(d, w));
}

/** h(w); -infinity beyond V = -infinity or infinity. */
export function potential(d: Diffusion, w: f64): f64 {
  const g = gainMinusOne(d, halfAngle(d, w));
  return g > -1.0 ? 2.0 * d.exponent * (log1p(g) + d.offset * w) : -Infinity;
}

/** V(w) - E0. */
export function displacement(d: Diffusion, w: f64): f64 {
  const half = halfAngle(d, w);
  const sine = 2.0 * f64x2.extract_lane(half, 0) * f64x2.extract_lane(half, 1); // sin(Delta w) / Delta
  return (d.spread * sine) / (1.0 + gainMinusOne(d, half));
}

/** dh/dw = 2A/B dV/dw = -2a (V - E0). */
export function potentialSlope(d: Diffusion, w: f64): f64 {
  return -2.0 * d.exponent * displacement(d, w);
}
