import { splat } from "../../numeric/lanes";
import { cumulativeFromDensity, normalDensityLanes } from "../../numeric/normal-distribution";
import { tanhLanes } from "../../numeric/sigmoid";
import { TANH } from "./perceptron";

// Activations sigma(z) with their derivatives, in vectors of `bytes`:
//   tanh:                            sigma' = 1 - t^2,              sigma'' = -2 t sigma'
//   GELU (Hendrycks and Gimpel 2016) sigma = z Phi(z),              sigma' = Phi + z phi,     sigma'' = phi (2 - z^2)
// with the density phi and the distribution function Phi of the standard normal distribution.

/** sigma' of tanh from its value. */
// @ts-ignore: decorator
@inline
export function tanhSlope<T>(value: v128): v128 {
  return v128.sub<T>(splat<T>(1), v128.mul<T>(value, value));
}

/** values <- sigma(values). */
export function activate(activation: u32, values: usize, bytes: usize): void {
  if (activation == TANH) {
    for (const end = values + bytes; values < end; values += 16) v128.store(values, tanhLanes<f64>(v128.load(values)));
    return;
  }
  for (const end = values + bytes; values < end; values += 16) {
    const z = v128.load(values);
    v128.store(values, f64x2.mul(z, cumulativeFromDensity<f64>(z, normalDensityLanes<f64>(z))));
  }
}

/** values <- sigma(values), and sigma' to `slopes`. */
export function activateWithSlopes(activation: u32, values: usize, slopes: usize, bytes: usize): void {
  if (activation == TANH) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const t = tanhLanes<f64>(v128.load(values + at));
      v128.store(values + at, t);
      v128.store(slopes + at, tanhSlope<f64>(t));
    }
    return;
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    const z = v128.load(values + at);
    const density = normalDensityLanes<f64>(z);
    const cumulative = cumulativeFromDensity<f64>(z, density);
    v128.store(values + at, f64x2.mul(z, cumulative));
    v128.store(slopes + at, f64x2.add(cumulative, f64x2.mul(z, density)));
  }
}

/** values <- sigma(values), sigma' to `slopes` and sigma'' to `curvatures`. */
export function activateWithCurvatures(activation: u32, values: usize, slopes: usize, curvatures: usize, bytes: usize): void {
  const two = f64x2.splat(2);
  if (activation == TANH) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const t = tanhLanes<f64>(v128.load(values + at));
      const slope = tanhSlope<f64>(t);
      v128.store(values + at, t);
      v128.store(slopes + at, slope);
      v128.store(curvatures + at, f64x2.mul(f64x2.mul(f64x2.neg(two), t), slope));
    }
    return;
  }
  for (let at: usize = 0; at < bytes; at += 16) {
    const z = v128.load(values + at);
    const density = normalDensityLanes<f64>(z);
    const cumulative = cumulativeFromDensity<f64>(z, density);
    v128.store(values + at, f64x2.mul(z, cumulative));
    v128.store(slopes + at, f64x2.add(cumulative, f64x2.mul(z, density)));
    v128.store(curvatures + at, f64x2.mul(density, f64x2.sub(two, f64x2.mul(z, z))));
  }
}
