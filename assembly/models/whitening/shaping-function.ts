import { digamma } from "../../numeric/digamma";
import { exp } from "../../numeric/exp";
import { logGamma } from "../../numeric/gamma";
import { log } from "../../numeric/log";

// The transfer function of a shaping interneuron and what its learning rules average (D. Lipshutz and others, arXiv 2405.17745):
//
//   f(theta, z) = a z + b sign(z) |z|^theta       a = exp(max(2 theta - 3.85, 0)^1.95)   b = exp(max(theta^2.32 - 6, 0))
//   h(theta, z) = a (z^2 - 1)/2 + b (|z|^p - m(p))/p         p = theta + 1,   dh/dz = f,   E h = 0 for z ~ N(0, 1)
//   m(p) = E|Z|^p = sqrt(2^p / pi) Gamma((p + 1)/2)          m'(p) = m(p) (ln 2 + psi((p + 1)/2))/2
//
//   dh/dtheta = a' (z^2 - 1)/2 + b' (|z|^p - m)/p + b [ (|z|^p ln|z| - m')/p - (|z|^p - m)/p^2 ]
//   a' = 3.9 a max(2 theta - 3.85, 0)^0.95       b' = 2.32 b theta^1.32 where theta^2.32 > 6 (theta > 2.1648), else 0
//
// The authors' published code takes b' = 2.32 b theta^1.32 everywhere; `compatible` asks for that.

const LN2: f64 = 0.6931471805599453;
const LN_PI: f64 = 1.1447298858494002;

/** The constants of one shape theta. */
@unmanaged
export class ShapeConstants {
  linear: f64; // a
  power: f64; // b
  linearSlope: f64; // a'
  powerSlope: f64; // b'
  moment: f64; // m(theta + 1)
  momentSlope: f64; // m'(theta + 1)
}

/** m(p) = E|Z|^p of a standard normal Z, p > -1. */
export function gaussianAbsoluteMoment(p: f64): f64 {
  return exp(0.5 * (p * LN2 - LN_PI) + logGamma(0.5 * (p + 1.0)));
}

/** m'(p), p > -1. */
export function gaussianAbsoluteMomentDerivative(p: f64): f64 {
  return 0.5 * gaussianAbsoluteMoment(p) * (LN2 + digamma(0.5 * (p + 1.0)));
}

// @ts-ignore: decorator
@inline
function power(base: f64, exponent: f64): f64 {
  return base > 0.0 ? exp(exponent * log(base)) : 0.0;
}

/** Fills in the constants of `theta` >= 1. */
export function shapeConstants(theta: f64, compatible: bool, constants: ShapeConstants): void {
  const above = max(2.0 * theta - 3.85, 0.0);
  const excess = power(theta, 2.32) - 6.0;
  const a = exp(power(above, 1.95));
  const b = exp(max(excess, 0.0));
  constants.linear = a;
  constants.power = b;
  constants.linearSlope = 3.9 * a * power(above, 0.95);
  constants.powerSlope = excess > 0.0 || compatible ? 2.32 * b * power(theta, 1.32) : 0.0;
  constants.moment = gaussianAbsoluteMoment(theta + 1.0);
  constants.momentSlope = gaussianAbsoluteMomentDerivative(theta + 1.0);
}

/** h, given |z|^theta. */
// @ts-ignore: decorator
@inline
export function shapeObjective(c: ShapeConstants, theta: f64, z: f64, powered: f64): f64 {
  const p = theta + 1.0;
  return (0.5 * c.linear) * (z * z - 1.0) + (c.power / p) * (powered * abs(z) - c.moment);
}

/** dh/dtheta, given |z|^theta and ln|z| (any finite value at z = 0). */
// @ts-ignore: decorator
@inline
export function shapeObjectiveSlope(c: ShapeConstants, theta: f64, z: f64, powered: f64, logarithm: f64): f64 {
  const p = theta + 1.0;
  const raised = powered * abs(z);
  const centred = (raised - c.moment) / p;
  const logarithmic = (raised * logarithm - c.momentSlope) / p;
  return 0.5 * c.linearSlope * (z * z - 1.0) + c.powerSlope * centred + c.power * (logarithmic - centred / p);
}

const scratch: usize = memory.data(48, 8);

/** f, df/dz, h and dh/dtheta of each of `count` numbers z; addresses of f64 arrays. */
export function evaluateShape(theta: f64, compatible: bool, z: usize, count: i32, f: usize, slope: usize, h: usize, hTheta: usize): void {
  const c = changetype<ShapeConstants>(scratch);
  shapeConstants(theta, compatible, c);
  for (let i: usize = 0; i < <usize>count << 3; i += 8) {
    const value = load<f64>(z + i);
    const size = abs(value);
    const logarithm = size > 0.0 ? log(size) : 0.0;
    const powered = size > 0.0 ? exp(theta * logarithm) : 0.0;
    const ratio = size > 0.0 ? powered / size : theta > 1.0 ? 0.0 : 1.0; // |z|^(theta - 1)
    store<f64>(f + i, c.linear * value + c.power * copysign<f64>(powered, value));
    store<f64>(slope + i, c.linear + c.power * theta * ratio);
    store<f64>(h + i, shapeObjective(c, theta, value, powered));
    store<f64>(hTheta + i, shapeObjectiveSlope(c, theta, value, powered, logarithm));
  }
}
