import { fail, NO_CONVERGENCE, OK } from "../core/status";
import { exp } from "../numeric/exp";
import { log } from "../numeric/log";
import { angleAt, Diffusion, potential, prepare } from "./diffusion";
import { factorise, solve } from "./linear-system";
import { PassageTime } from "./passage-time";
import { RADAU_MATRIX, RADAU_NODES } from "./tables/radau";

// Mean and variance of the first passage time by collocation. With T(V) the mean time from V to the threshold and
// v(V) its variance, A T' + (B/2) T'' = -1 and A v' + (B/2) v'' = -B T'^2, hence for k = -T' and m = -v'
//
//   k' = 2/B - (2A/B) k        T(V_r) = int_{V_r}^{theta} k dV
//   m' = 2 k^2 - (2A/B) m      v(V_r) = int_{V_r}^{theta} m dV
//
// (T2 = v + T^2 solves A T2' + (B/2) T2'' = -2T; v avoids the difference of two large numbers.) Both share one matrix per panel.
// Far left k follows 1/A; Radau IIA with nine stages (order 17) damps what the start value left out. Where the potential
// climbs, k grows by exp(barrier): powers of two taken out of k (and their squares out of m) keep it in range.

const N: usize = 9; // Radau points
const matrix: usize = memory.data(8 * 81, 16);
const drift: usize = memory.data(8 * 9, 16); // w 2A/B at the nodes
const mean: usize = memory.data(8 * 9, 16); // k
const variance: usize = memory.data(8 * 9, 16); // m
const sources: usize = memory.data(8 * 9, 16);
const pivots: usize = memory.data(8 * 9, 16);

// @ts-ignore: decorator
@inline
function q(d: Diffusion, x: f64): f64 {
  const u = x + d.offset;
  return u * u + d.width * d.width;
}

/** 2A/B at V = E0 + x. */
// @ts-ignore: decorator
@inline
function decay(d: Diffusion, x: f64): f64 {
  return (-2.0 * d.exponent * x) / q(d, x);
}

/** LU factors of I + a_ij drift_j. */
function factorisePanel(): void {
  for (let i: usize = 0; i < N; i++) {
    for (let j: usize = 0; j < N; j++) {
      const at = (i * N + j) << 3;
      store<f64>(matrix + at, load<f64>(RADAU_MATRIX + at) * load<f64>(drift + (j << 3)) + (i == j ? 1.0 : 0.0));
    }
  }
  factorise(matrix, N, pivots);
}

/** Solves for the stage values: y_i + sum_j a_ij drift_j y_j = initial + sum_j a_ij source_j. */
function solvePanel(initial: f64, y: usize): void {
  for (let i: usize = 0; i < N; i++) {
    let sum = initial;
    for (let j: usize = 0; j < N; j++) sum += load<f64>(RADAU_MATRIX + ((i * N + j) << 3)) * load<f64>(sources + (j << 3));
    store<f64>(y + (i << 3), sum);
  }
  solve(matrix, N, pivots, y);
}

/** Panel width at x = V - E0, a part of the scale on which k, A and B vary (`sd` is the standard deviation of the density). */
function panelWidth(d: Diffusion, x: f64, sd: f64): f64 {
  let width = x < 0.0 ? max(0.6 * sd, -0.15 * x) : 0.6 * sd;
  if (x > 0.0) width = min(width, 2.0 / abs(decay(d, x)));
  return min(width, 0.2 * sqrt(q(d, x)));
}

const MAXIMUM_PANELS: i32 = 20_000;
const LN2: f64 = 0.6931471805599453;
const TWO_256: f64 = 1.157920892373162e77;
/** e^-45 = 3e-20: what is negligible. */
const CUTOFF: f64 = 45.0;

/** A point so far left of both E0 and x that the start value there no longer matters. */
function startingPoint(d: Diffusion, x: f64, sd: f64): f64 {
  let start = min(x, -3.0 * sd);
  let fall: f64 = 0.0;
  for (let i: i32 = 0; i < 4000 && fall < CUTOFF; i++) {
    const width = min(6.0 / decay(d, start), 0.3 * sqrt(q(d, start)));
    if (!(start - width < start)) break;
    start -= width;
    fall += width * decay(d, start);
  }
  return start;
}

/** The point below the threshold at `end` from which the climb of -h is the cutoff; `low` where it is less than that from there. */
function lastClimb(d: Diffusion, low: f64, end: f64): f64 {
  const ceiling = potential(d, angleAt(d, d.equilibrium + end)) + CUTOFF;
  let left = low;
  if (potential(d, angleAt(d, d.equilibrium + left)) < ceiling) return low;
  let right = end;
  for (let i: i32 = 0; i < 40; i++) {
    const middle = 0.5 * (left + right);
    if (potential(d, angleAt(d, d.equilibrium + middle)) < ceiling) right = middle;
    else left = middle;
  }
  return left;
}

/** Moments of the passage time from `reset` to `threshold` (mV). */
export function passageMoments(diffusion: usize, reset: f64, threshold: f64, result: usize): i32 {
  const d = changetype<Diffusion>(diffusion);
  prepare(d);
  const end = threshold - d.equilibrium;
  const from = reset - d.equilibrium;
  const sd = d.unit * d.spread;
  let x = startingPoint(d, from, sd);
  let k: f64 = -d.timeConstant / x; // 1/A
  let m: f64 = k * k * k * d.strength * q(d, x); // B k^2 / A
  let exponent: i32 = 0;
  let meanSum: f64 = 0.0;
  let varianceSum: f64 = 0.0;
  let mayJump = true;
  let jump: f64 = 0.0; // ln of the unit of k
  for (let panel: i32 = 0; panel < MAXIMUM_PANELS && x < end; panel++) {
    if (mayJump && x > 6.0 * sd && potential(d, angleAt(d, d.equilibrium + x)) < -CUTOFF) {
      // exp(h) is negligible from here on, so k follows exp(-h); of its climb only the last part counts.
      mayJump = false;
      const target = lastClimb(d, x, end);
      if (target > x) {
        jump = potential(d, angleAt(d, d.equilibrium + x)) - potential(d, angleAt(d, d.equilibrium + target));
        // In units of exp(jump): the sums so far and the source 2/B are negligible.
        meanSum = 0.0;
        varianceSum = 0.0;
        m = 0.0;
        x = target;
      }
    }
    let width = panelWidth(d, x, sd);
    const goal = x < from ? from : end;
    // Up to V_r the steps are short enough for the collocation to follow the decay of the start value's error.
    if (x < from && x < 0.0) width = min(width, 4.0 / decay(d, x));
    if (x + 1.2 * width >= goal) width = goal - x;
    if (!(x + width > x)) break;
    const scale = jump > 0.0 ? 0.0 : exponent == 0 ? 1.0 : reinterpret<f64>(<u64>(max(1023 - exponent, 0)) << 52); // 2^-exponent, 0 below
    for (let i: usize = 0; i < 72; i += 8) {
      const at = x + width * load<f64>(RADAU_NODES + i);
      store<f64>(drift + i, width * decay(d, at));
      store<f64>(sources + i, (2.0 * width * scale) / (d.strength * q(d, at)));
    }
    factorisePanel();
    solvePanel(k, mean);
    for (let i: usize = 0; i < 72; i += 8) {
      const value = load<f64>(mean + i);
      store<f64>(sources + i, 2.0 * width * value * value);
    }
    solvePanel(m, variance);
    if (x >= from) {
      for (let i: usize = 0; i < 72; i += 8) {
        const weight = width * load<f64>(RADAU_MATRIX + ((N - 1) * N << 3) + i);
        meanSum += weight * load<f64>(mean + i);
        varianceSum += weight * load<f64>(variance + i);
      }
    }
    k = load<f64>(mean + ((N - 1) << 3));
    m = load<f64>(variance + ((N - 1) << 3));
    x = goal - x == width ? goal : x + width;
    if (k > TWO_256) {
      k /= TWO_256;
      meanSum /= TWO_256;
      m = m / TWO_256 / TWO_256;
      varianceSum = varianceSum / TWO_256 / TWO_256;
      exponent += 256;
    }
  }
  if (x < end) return fail(NO_CONVERGENCE, 0, 0, 0, x + d.equilibrium);
  const time = changetype<PassageTime>(result);
  time.logarithm = log(meanSum) + (<f64>exponent * LN2 + jump);
  time.relativeDeviation = sqrt(varianceSum) / meanSum;
  for (; exponent > 0; exponent -= 256) meanSum *= TWO_256;
  time.mean = meanSum * exp(jump);
  return OK;
}
