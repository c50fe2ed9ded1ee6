import { log1p } from "../numeric/log";
import { angleAt, Diffusion, potential, prepare } from "./diffusion";
import { PassageTime, writePassageTime } from "./passage-time";

const PI: f64 = 3.141592653589793;

/**
 * Escape over a high barrier (Kramers): T = (2/B(E0)) sqrt(pi B(E0) tau) exp(barrier) / (-2A(theta)/B(theta)),
 * barrier = -h(theta), for E0 < theta.
 */
export function kramersPassageTime(diffusion: usize, threshold: f64, result: usize): void {
  const d = changetype<Diffusion>(diffusion);
  prepare(d);
  const x = threshold - d.equilibrium;
  const u = x + d.offset;
  const atRest = d.strength * d.spread; // B(E0)
  const atThreshold = d.strength * (u * u + d.width * d.width);
  const slope = (2.0 * x) / (d.timeConstant * atThreshold);
  const mantissa = ((2.0 / atRest) * sqrt(PI * atRest * d.timeConstant)) / slope;
  writePassageTime(changetype<PassageTime>(result), mantissa, -potential(d, angleAt(d, threshold)));
}

/** Without noise: T = tau ln((E0 - V_r)/(E0 - theta)), for E0 > theta. */
export function deterministicPassageTime(timeConstant: f64, equilibrium: f64, reset: f64, threshold: f64, result: usize): void {
  const time = changetype<PassageTime>(result);
  writePassageTime(time, timeConstant * log1p((threshold - reset) / (equilibrium - threshold)), 0.0);
  time.relativeDeviation = 0.0;
}
