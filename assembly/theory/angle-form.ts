import { exp } from "../numeric/exp";
import { angleAt, Diffusion, displacement, gain, potential, prepare } from "./diffusion";
import { PassageTime, writePassageTime } from "./passage-time";
import { GAUSS_10_NODES, GAUSS_10_WEIGHTS, GAUSS_6_NODES, GAUSS_6_WEIGHTS } from "./tables/gauss";

// Mean first passage time in the angle form (notation of diffusion.ts):
//
//   T = (2/s2) int_{w_r}^{w_th} dw (Q0/G^2) K(w),   K(w) = int_{-inf}^{w} dx exp(h(x) - h(w))
//
// K runs along: from one outer node to the next, K e^h grows by the integral of e^h between the two.
// A logarithmic base keeps it in range: the stored value is K e^{h - base}, base = h(w) left of the maximum, 0 right of it.

/** e^-42 = 6e-19: what is left out of an integral. */
export const CUTOFF: f64 = 42.0;
/** Change of h over one panel of ten nodes: the quadrature error of exp(+-3 x) on [-1, 1] is 1e-16. */
export const PANEL_FALL: f64 = 6.0;
const MAXIMUM_PANELS: i32 = 4096;

/** Ten-node (six-node) Gauss-Legendre rule for exp(h(x) - base) over [low, high]. */
function panel(d: Diffusion, low: f64, high: f64, base: f64, small: bool): f64 {
  const half = 0.5 * (high - low);
  const middle = 0.5 * (high + low);
  const count: usize = small ? 6 : 10;
  const nodes = small ? GAUSS_6_NODES : GAUSS_10_NODES;
  const weights = small ? GAUSS_6_WEIGHTS : GAUSS_10_WEIGHTS;
  let sum: f64 = 0.0;
  for (let i: usize = 0; i < count; i++) {
    sum += load<f64>(weights + (i << 3)) * exp(potential(d, middle + half * load<f64>(nodes + (i << 3))) - base);
  }
  return sum * half;
}

/** Shortens a step from w to the left until Q varies little over it (its scale in w is G/sqrt(Q0)). */
export function limitStep(d: Diffusion, w: f64, step: f64): f64 {
  const scale = 0.6 / sqrt(d.spread);
  let width = min(step, scale * gain(d, w));
  for (let i: i32 = 0; i < 60 && !(width <= 2.0 * scale * gain(d, w - width)); i++) width *= 0.5;
  return width;
}

/**
 * int_{low}^{high} exp(h(x) - base) dx, in panels from `high` leftwards, left out where h has fallen by the cutoff.
 */
export function integrateLeft(d: Diffusion, low: f64, high: f64, base: f64): f64 {
  let sum: f64 = 0.0;
  let x = high;
  const floor = (high < 0.0 ? potential(d, high) : 0.0) - CUTOFF;
  for (let i: i32 = 0; i < MAXIMUM_PANELS && x > low; i++) {
    const slope = 2.0 * d.exponent * abs(displacement(d, x));
    const step = limitStep(d, x, PANEL_FALL / (slope + 2.7 / d.unit));
    const next = x - step > low ? x - step : low;
    const small = (x - next) * (slope + 1.0 / d.unit) < 1.0;
    if (!(next < x)) break; // narrower than one unit in the last place
    sum += panel(d, next, x, base, small);
    if (next < 0.0 && potential(d, next) < floor) break;
    x = next;
  }
  return sum;
}

const edges: usize = memory.data(8 * 4097, 16);

/**
 * Edges of the outer panels, from w_th leftwards to w_r or to where exp(-h) has fallen by the cutoff; returns their number.
 * K varies as exp(-h) right of the maximum, on the scale of the distance from it to the left.
 */
function outerPanels(d: Diffusion, reset: f64, threshold: f64): i32 {
  let x = threshold;
  let count: i32 = 0;
  const ceiling = (threshold > 0.0 ? potential(d, threshold) : 0.0) + CUTOFF;
  store<f64>(edges, x);
  while (x > reset && count < MAXIMUM_PANELS) {
    const slope = 2.0 * d.exponent * abs(displacement(d, x));
    let step = max(1.2 * d.unit, -0.8 * x);
    if (x > 0.0) step = min(step, PANEL_FALL / slope);
    step = limitStep(d, x, step);
    x = x - step > reset + 0.25 * step ? x - step : reset;
    count++;
    store<f64>(edges + (<usize>count << 3), x);
    if (x > 0.0 && potential(d, x) > ceiling) break;
  }
  return count;
}

/** The point right of the maximum beyond which e^h is negligible, or `high` if that comes first. */
function rightEnd(d: Diffusion, high: f64): f64 {
  let low: f64 = 0.0;
  let end = high;
  for (let i: i32 = 0; i < 60 && potential(d, end) < -CUTOFF - 10.0; i++) {
    const middle = 0.5 * (low + end);
    if (potential(d, middle) < -CUTOFF) end = middle;
    else low = middle;
  }
  return end;
}

/** Mean passage time from `reset` to `threshold` (mV), which the diffusion must be able to reach. */
export function angleFormPassageTime(diffusion: usize, reset: f64, threshold: f64, result: usize): void {
  const d = changetype<Diffusion>(diffusion);
  prepare(d);
  const end = angleAt(d, threshold);
  const start = angleAt(d, reset);
  const panels = outerPanels(d, start, end);
  const exponent = end > 0.0 ? -potential(d, end) : 0.0;

  let previous = load<f64>(edges + (<usize>panels << 3));
  let base: f64 = previous <= 0.0 ? potential(d, previous) : 0.0;
  let inner = integrateLeft(d, -Infinity, previous > 0.0 ? rightEnd(d, previous) : previous, base);
  let sum: f64 = 0.0;
  for (let i = panels; i > 0; i--) {
    const low = load<f64>(edges + (<usize>i << 3));
    const high = load<f64>(edges + (<usize>(i - 1) << 3));
    const half = 0.5 * (high - low);
    const middle = 0.5 * (high + low);
    for (let j: usize = 0; j < 80; j += 8) {
      const w = middle + half * load<f64>(GAUSS_10_NODES + j);
      const h = potential(d, w);
      const next = w <= 0.0 ? h : 0.0;
      inner = inner * exp(base - next) + integrateLeft(d, previous, w, next);
      base = next;
      previous = w;
      const g = gain(d, w);
      sum += (half * load<f64>(GAUSS_10_WEIGHTS + j) * inner * exp(base - h - exponent)) / (g * g);
    }
  }
  writePassageTime(changetype<PassageTime>(result), ((2.0 * d.spread) / d.strength) * sum, exponent);
}
