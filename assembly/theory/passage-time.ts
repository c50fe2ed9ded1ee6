import { exp } from "../numeric/exp";
import { log } from "../numeric/log";

/** A mean first passage time. Over high barriers it leaves the range of f64 and only its logarithm remains finite. */
@unmanaged
export class PassageTime {
  mean: f64; // T, ms
  logarithm: f64; // ln(T / ms)
  relativeDeviation: f64; // standard deviation over mean
}

/** Stores T = mantissa exp(exponent). */
export function writePassageTime(time: PassageTime, mantissa: f64, exponent: f64): void {
  time.mean = mantissa * exp(exponent);
  time.logarithm = log(mantissa) + exponent;
}

/** ln nu for 1/nu = t_ref + T, nu per ms. */
export function logRate(time: PassageTime, refractoryPeriod: f64): f64 {
  return time.mean < 1e300 ? -log(refractoryPeriod + time.mean) : -time.logarithm;
}
