import { exp } from "../numeric/exp";
import { CUTOFF, integrateLeft, limitStep, PANEL_FALL } from "./angle-form";
import { angleAt, Diffusion, displacement, gain, potential, prepare } from "./diffusion";
import { logRate, PassageTime } from "./passage-time";
import { GAUSS_10_NODES, GAUSS_10_WEIGHTS } from "./tables/gauss";

// Stationary densities of the membrane potential (notation of diffusion.ts).
//
//   firing        P(V) = nu (2/B(V)) int_{max(V, V_r)}^{theta} dy phi(V)/phi(y)
//   no threshold  P(V) = exp(h(w)) / (Q(V) int exp(h) dw),   Pearson type IV

/** V -> -V: leaves h(w) as h(-w), so that rightward integrals become leftward ones. */
function mirror(d: Diffusion): void {
  d.offset = -d.offset;
}

/** int_{low}^{high} exp(base - h) dV for 0 <= low <= high (angles), left out where exp(-h) has fallen by the cutoff. */
function integrateExit(d: Diffusion, low: f64, high: f64, base: f64): f64 {
  const ceiling = potential(d, high) + CUTOFF;
  let sum: f64 = 0.0;
  let x = high;
  for (let i: i32 = 0; i < 4096 && x > low; i++) {
    const slope = 2.0 * d.exponent * abs(displacement(d, x));
    const step = limitStep(d, x, PANEL_FALL / (slope + 2.7 / d.unit));
    const next = x - step > low ? x - step : low;
    if (!(next < x)) break;
    const half = 0.5 * (x - next);
    const middle = 0.5 * (x + next);
    for (let j: usize = 0; j < 80; j += 8) {
      const w = middle + half * load<f64>(GAUSS_10_NODES + j);
      const g = gain(d, w);
      sum += (half * load<f64>(GAUSS_10_WEIGHTS + j) * exp(base - potential(d, w))) / (g * g);
    }
    x = next;
    if (potential(d, x) > ceiling) break;
  }
  return sum * d.spread;
}

/** int_{low}^{high} exp(base - h) dV: exp(-h) is smallest at w = 0, so each side is integrated from its far end. */
function exitIntegral(d: Diffusion, low: f64, high: f64, base: f64): f64 {
  let sum: f64 = high > 0.0 ? integrateExit(d, max(low, 0.0), high, base) : 0.0;
  if (low < 0.0) {
    mirror(d);
    sum += integrateExit(d, max(-high, 0.0), -low, base);
    mirror(d);
  }
  return sum;
}

/** P(V) of the firing neuron at `count` voltages (mV); `passageTime` is that from V_r. 0 from the threshold upwards. */
export function firingDensity(
  diffusion: usize,
  reset: f64,
  threshold: f64,
  refractoryPeriod: f64,
  passageTime: usize,
  voltages: usize,
  count: i32,
  densities: usize,
): void {
  const d = changetype<Diffusion>(diffusion);
  prepare(d);
  const end = angleAt(d, threshold);
  const start = angleAt(d, reset);
  const lnRate = logRate(changetype<PassageTime>(passageTime), refractoryPeriod);
  for (let i: usize = 0; i < <usize>count; i++) {
    const voltage = load<f64>(voltages + (i << 3));
    const w = angleAt(d, voltage);
    let density: f64 = 0.0;
    if (voltage < threshold && abs(w) < Infinity) {
      const g = gain(d, w);
      const twoOverB = g > 0.0 ? (2.0 * g * g) / (d.strength * d.spread) : 0.0;
      density = twoOverB * exitIntegral(d, max(w, start), end, potential(d, w) + lnRate);
    }
    store<f64>(densities + (i << 3), density);
  }
}

/** P(V) without threshold at `count` voltages (mV). */
export function freeDensity(diffusion: usize, voltages: usize, count: i32, densities: usize): void {
  const d = changetype<Diffusion>(diffusion);
  prepare(d);
  let total = integrateLeft(d, -Infinity, 0.0, 0.0);
  mirror(d);
  total += integrateLeft(d, -Infinity, 0.0, 0.0);
  mirror(d);
  for (let i: usize = 0; i < <usize>count; i++) {
    const w = angleAt(d, load<f64>(voltages + (i << 3)));
    let density: f64 = 0.0;
    if (abs(w) < Infinity) {
      const g = gain(d, w);
      if (g > 0.0) density = (exp(potential(d, w)) * g * g) / (d.spread * total);
    }
    store<f64>(densities + (i << 3), density);
  }
}
