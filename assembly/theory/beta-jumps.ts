import { exp } from "../numeric/exp";
import { factorise, solve } from "./linear-system";
import { RADAU_MATRIX, RADAU_NODES } from "./tables/radau";

// Threshold integration for delta conductances with Beta-distributed amplitudes (Richardson, Phys Rev E 109:024407, 2024).
// Voltage relative to rest, tau dV/dt = -V between events. An excitatory event takes V to V + (E_e - V) beta, beta ~ Beta(1, b_e);
// an inhibitory one likewise with E_i < 0 and b_i. Upward and downward fluxes of the jumps, for unit rate nu = 1:
//
//   dJe/dV = r_e P - b_e Je/(E_e - V),   dJi/dV = r_i P + b_i Ji/(V - E_i),   -V P/tau + Je + Ji = 1[V > V_r]
//
// Eliminating Je gives, with R = (r_e + r_i) tau, equations without a division by V:
//
//   V P' = (R - 1) P + tau [ b_i Ji/(V - E_i) - b_e Je/(E_e - V) ],   Je = 1[V > V_r] + V P/tau - Ji
//
// From theta (P = Ji = 0) down to rest, and from E_i (Ji ~ -(V - E_i)^{b_i}) up to rest; Je is continuous there.
// Collocation at nine Radau points, with P' and Ji' as unknowns; rest is a node, where the first equation is algebraic.

/** The process; TypeScript checks E_i < 0 < theta < E_e, V_r != 0, V_r > E_i and R > 1. */
@unmanaged
export class BetaJumps {
  timeConstant: f64;
  threshold: f64;
  reset: f64;
  excitatoryReversal: f64;
  excitatoryRate: f64; // per ms
  excitatoryShape: f64; // b_e
  inhibitoryReversal: f64;
  inhibitoryRate: f64;
  inhibitoryShape: f64; // b_i
  mass: f64; // result: int P dV for nu = 1, ms
}

const N: usize = 9;
const M: usize = 18;
const matrix: usize = memory.data(8 * 18 * 18, 16);
const unknowns: usize = memory.data(8 * 18, 16);
const pivots: usize = memory.data(8 * 18, 16);

// State carried from panel to panel.
let density: f64 = 0.0; // P
let inhibitory: f64 = 0.0; // Ji
let mass: f64 = 0.0; // int P dV

/** Advances the state from v to v + width (of either sign); `drift` = 1[V > V_r] times nu. */
function advance(p: BetaJumps, v: f64, width: f64, drift: f64): void {
  const excess = (p.excitatoryRate + p.inhibitoryRate) * p.timeConstant - 1.0;
  for (let i: usize = 0; i < N; i++) {
    const x = v + width * load<f64>(RADAU_NODES + (i << 3));
    const e = p.excitatoryShape / (p.excitatoryReversal - x);
    const h = p.inhibitoryRate > 0.0 ? p.inhibitoryShape / (x - p.inhibitoryReversal) : 0.0;
    // V P' = alpha P + beta Ji + gamma;  Ji' = r_i P + h Ji
    const alpha = excess - e * x;
    const beta = p.timeConstant * (h + e);
    const gamma = -p.timeConstant * e * drift;
    const first = matrix + ((i * M) << 3);
    const second = matrix + (((i + N) * M) << 3);
    for (let j: usize = 0; j < N; j++) {
      const a = width * load<f64>(RADAU_MATRIX + ((i * N + j) << 3));
      store<f64>(first + (j << 3), -a * alpha + (i == j ? x : 0.0));
      store<f64>(first + ((j + N) << 3), -a * beta);
      store<f64>(second + (j << 3), -a * p.inhibitoryRate);
      store<f64>(second + ((j + N) << 3), -a * h + (i == j ? 1.0 : 0.0));
    }
    store<f64>(unknowns + (i << 3), alpha * density + beta * inhibitory + gamma);
    store<f64>(unknowns + ((i + N) << 3), p.inhibitoryRate * density + h * inhibitory);
  }
  factorise(matrix, M, pivots);
  solve(matrix, M, pivots, unknowns);
  let endDensity = density;
  let endInhibitory = inhibitory;
  for (let i: usize = 0; i < N; i++) {
    let stage = density;
    for (let j: usize = 0; j < N; j++) {
      stage += width * load<f64>(RADAU_MATRIX + ((i * N + j) << 3)) * load<f64>(unknowns + (j << 3));
    }
    const weight = width * load<f64>(RADAU_MATRIX + (((N - 1) * N + i) << 3));
    mass += abs(weight) * stage;
    endDensity += weight * load<f64>(unknowns + (i << 3));
    endInhibitory += weight * load<f64>(unknowns + ((i + N) << 3));
  }
  density = endDensity;
  inhibitory = endInhibitory;
}

/** Width of the next panel from v towards rest: the scales of the three coefficients. */
function panelWidth(p: BetaJumps, v: f64): f64 {
  const total = (p.excitatoryRate + p.inhibitoryRate) * p.timeConstant;
  let width = min(0.5, 5.0 / total) * abs(v);
  width = min(width, (1.5 * (p.excitatoryReversal - v)) / (1.0 + p.excitatoryShape));
  if (p.inhibitoryRate > 0.0) width = min(width, (1.5 * (v - p.inhibitoryReversal)) / max(3.0, 1.0 + p.inhibitoryShape));
  return width;
}

/** From v to rest, with the source `nu` above the reset. */
function runToRest(p: BetaJumps, from: f64, nu: f64): void {
  const direction = from > 0.0 ? 1.0 : -1.0;
  const last = 1e-9 * (direction > 0.0 ? p.threshold : -p.inhibitoryReversal);
  let v = from;
  let resetAhead = (p.reset - from) * p.reset < 0.0;
  for (let i: i32 = 0; i < 1_000_000 && v != 0.0; i++) {
    const width = panelWidth(p, v);
    let target = abs(v) > last ? v - direction * width : 0.0;
    if (resetAhead && (target - p.reset) * direction <= 0.25 * width) target = p.reset;
    advance(p, v, target - v, 0.5 * (v + target) > p.reset ? nu : 0.0);
    if (resetAhead && target == p.reset) {
      // V P/tau = Je + Ji - nu 1[V > V_r] jumps there: by nu going down, by -nu going up.
      density += (direction * nu * p.timeConstant) / p.reset;
      resetAhead = false;
    }
    v = target;
  }
}

/** int P dV for nu = 1, in `process.mass`: 1/nu without refractory period, ms. */
export function betaJumpMass(process: usize): void {
  const p = changetype<BetaJumps>(process);
  density = 0.0;
  inhibitory = 0.0;
  mass = 0.0;
  runToRest(p, p.threshold, 1.0);
  p.mass = mass;
  if (p.inhibitoryRate == 0.0) return; // nothing lives below rest
  const upper = inhibitory;
  // Ji ~ (V - E_i)^{b_i}: down by 1e-40 from E_i's distance at the start, where Je is negligible.
  const start = p.inhibitoryReversal * (1.0 - exp(max(-92.0 / p.inhibitoryShape, -30.0)));
  density = -p.timeConstant / start;
  inhibitory = -1.0;
  mass = 0.0;
  runToRest(p, start, 0.0);
  const homogeneous = inhibitory;
  const homogeneousMass = mass;
  density = 0.0;
  inhibitory = 0.0;
  mass = 0.0;
  if (p.reset < 0.0) runToRest(p, start, 1.0);
  p.mass += mass + ((upper - inhibitory) / homogeneous) * homogeneousMass;
}
