import { expm1Lanes, phi1Lanes } from "../../numeric/expm1";
import { laneCount, splat } from "../../numeric/lanes";
import { HodgkinHuxleyCell } from "./cell";
import { alpha, beta, evaluateRates } from "./rates";

// N uncoupled cells with the same parameters and fixed steps, lane-innermost. With the gates frozen V relaxes exponentially, and with V frozen the gates do.

export const RUNGE_KUTTA: u32 = 0;
/** All from the old state: order 1. */
export const EXPONENTIAL_EULER: u32 = 1;
/** Half a step of the gates, one of V, half a one of the gates: order 2, as every conductance is a variable of the state. */
export const STRANG: u32 = 2;

@unmanaged
export class HodgkinHuxleyEnsemble {
  vectors: u32;
  stepper: u32;
  cell: usize; // HodgkinHuxleyCell, without the current
  state: usize; // V of all cells, then m, h, n
  current: usize; // uA/cm2
  counts: usize; // upward crossings of the threshold, as numbers of type T
  failedAt: usize; // f64 per cell: the step after which it was not finite; -1: it always was
  samples: usize; // recorded V
  sampleEvery: u32; // 0: none
  sampled: u32;
  threshold: f64; // mV
  dt: f64; // ms
  steps: f64; // taken
}

/** Stage, slope and sum of the four numbers of one vector of cells. */
const stage: usize = memory.data(64, 16);
const slope: usize = memory.data(64, 16);
const sum: usize = memory.data(64, 16);

// @ts-ignore: decorator
@inline
function cube<T>(x: v128): v128 {
  return v128.mul<T>(v128.mul<T>(x, x), x);
}

/** gNa m^3 h. */
// @ts-ignore: decorator
@inline
function sodium<T>(cell: HodgkinHuxleyCell, m: v128, h: v128): v128 {
  return v128.mul<T>(splat<T>(cell.sodiumConductance), v128.mul<T>(cube<T>(m), h));
}

/** gK n^4. */
// @ts-ignore: decorator
@inline
function potassium<T>(cell: HodgkinHuxleyCell, n: v128): v128 {
  return v128.mul<T>(splat<T>(cell.potassiumConductance), v128.mul<T>(cube<T>(n), n));
}

/** I + sum of g E. */
// @ts-ignore: decorator
@inline
function push<T>(cell: HodgkinHuxleyCell, current: v128, gNa: v128, gK: v128): v128 {
  const leak = splat<T>(cell.leakConductance * cell.leakReversal);
  const both = v128.add<T>(v128.mul<T>(gNa, splat<T>(cell.sodiumReversal)), v128.mul<T>(gK, splat<T>(cell.potassiumReversal)));
  return v128.add<T>(current, v128.add<T>(leak, both));
}

/** dt y' of the state at `from` to `slope`. */
function evaluateSlopes<T>(cell: HodgkinHuxleyCell, from: usize, current: v128, dt: f64): void {
  const v = v128.load(from);
  const gNa = sodium<T>(cell, v128.load(from, 16), v128.load(from, 32));
  const gK = potassium<T>(cell, v128.load(from, 48));
  const total = v128.add<T>(splat<T>(cell.leakConductance), v128.add<T>(gNa, gK));
  const change = v128.sub<T>(push<T>(cell, current, gNa, gK), v128.mul<T>(total, v));
  v128.store(slope, v128.mul<T>(change, splat<T>(dt / cell.capacitance)));
  evaluateRates<T>(v);
  const step = splat<T>(dt);
  for (let gate: usize = 0; gate < 3; gate++) {
    const x = v128.load(from + 16 + (gate << 4));
    const rate = v128.sub<T>(alpha(gate), v128.mul<T>(v128.add<T>(alpha(gate), beta(gate)), x));
    v128.store(slope + 16 + (gate << 4), v128.mul<T>(step, rate));
  }
}

/** The gates in `stage` after `dt` at the rates last evaluated. */
function relaxGates<T>(dt: f64): void {
  const step = splat<T>(-dt);
  for (let gate: usize = 0; gate < 3; gate++) {
    const at = stage + 16 + (gate << 4);
    const rate = v128.add<T>(alpha(gate), beta(gate));
    const x = v128.load(at);
    const gap = v128.sub<T>(x, v128.div<T>(alpha(gate), rate));
    v128.store(at, v128.add<T>(x, v128.mul<T>(gap, expm1Lanes<T>(v128.mul<T>(step, rate)))));
  }
}

/** V in `stage` after `dt` with its gates held. */
function relaxVoltage<T>(cell: HodgkinHuxleyCell, current: v128, dt: f64): void {
  const v = v128.load(stage);
  const gNa = sodium<T>(cell, v128.load(stage, 16), v128.load(stage, 32));
  const gK = potassium<T>(cell, v128.load(stage, 48));
  const step = splat<T>(dt / cell.capacitance);
  const total = v128.mul<T>(step, v128.add<T>(splat<T>(cell.leakConductance), v128.add<T>(gNa, gK)));
  const change = v128.sub<T>(v128.mul<T>(step, push<T>(cell, current, gNa, gK)), v128.mul<T>(total, v));
  v128.store(stage, v128.add<T>(v, v128.mul<T>(change, phi1Lanes<T>(v128.neg<T>(total)))));
}

/** One Runge-Kutta step of the state in `stage`. */
function rungeKutta<T>(cell: HodgkinHuxleyCell, start: usize, current: v128, dt: f64): void {
  evaluateSlopes<T>(cell, stage, current, dt);
  for (let i: usize = 0; i < 64; i += 16) {
    const k = v128.load(slope + i);
    v128.store(start + i, v128.load(stage + i));
    v128.store(sum + i, k);
    v128.store(stage + i, v128.add<T>(v128.load(start + i), v128.mul<T>(splat<T>(0.5), k)));
  }
  for (let middle = 0; middle < 2; middle++) {
    evaluateSlopes<T>(cell, stage, current, dt);
    const share = splat<T>(middle == 0 ? 0.5 : 1.0);
    for (let i: usize = 0; i < 64; i += 16) {
      const k = v128.load(slope + i);
      v128.store(sum + i, v128.add<T>(v128.load(sum + i), v128.add<T>(k, k)));
      v128.store(stage + i, v128.add<T>(v128.load(start + i), v128.mul<T>(share, k)));
    }
  }
  evaluateSlopes<T>(cell, stage, current, dt);
  for (let i: usize = 0; i < 64; i += 16) {
    const total = v128.add<T>(v128.load(sum + i), v128.load(slope + i));
    v128.store(stage + i, v128.add<T>(v128.load(start + i), v128.mul<T>(splat<T>(1.0 / 6.0), total)));
  }
}

const start: usize = memory.data(64, 16);

/** Takes `steps` steps of all cells, vector by vector. */
export function runEnsemble<T>(ensemble: HodgkinHuxleyEnsemble, steps: u32): void {
  const cell = changetype<HodgkinHuxleyCell>(ensemble.cell);
  const size = <usize>ensemble.vectors << 4;
  const threshold = splat<T>(ensemble.threshold);
  const first = <u64>ensemble.steps;
  let sampled = ensemble.sampled;
  for (let at: usize = 0; at < size; at += 16) {
    const current = v128.load(ensemble.current + at);
    for (let i: usize = 0; i < 4; i++) v128.store(stage + (i << 4), v128.load(ensemble.state + i * size + at));
    sampled = ensemble.sampled;
    for (let step: u32 = 1; step <= steps; step++) {
      const before = v128.load(stage);
      advance<T>(ensemble.stepper, cell, current, ensemble.dt);
      const v = v128.load(stage);
      const crossed = v128.and(v128.lt<T>(before, threshold), v128.ge<T>(v, threshold));
      v128.store(ensemble.counts + at, v128.add<T>(v128.load(ensemble.counts + at), v128.and(crossed, splat<T>(1.0))));
      const finite = v128.eq<T>(v128.sub<T>(v, v), splat<T>(0.0));
      if (i8x16.bitmask(finite) != 0xffff) markFailures<T>(ensemble, at, <f64>(first + step));
      if (ensemble.sampleEvery && (first + step) % ensemble.sampleEvery == 0) {
        v128.store(ensemble.samples + <usize>sampled * size + at, v);
        sampled++;
      }
    }
    for (let i: usize = 0; i < 4; i++) v128.store(ensemble.state + i * size + at, v128.load(stage + (i << 4)));
  }
  ensemble.sampled = sampled;
  ensemble.steps += <f64>steps;
}

// @ts-ignore: decorator
@inline
function advance<T>(stepper: u32, cell: HodgkinHuxleyCell, current: v128, dt: f64): void {
  if (stepper == RUNGE_KUTTA) return rungeKutta<T>(cell, start, current, dt);
  evaluateRates<T>(v128.load(stage));
  if (stepper == EXPONENTIAL_EULER) {
    relaxVoltage<T>(cell, current, dt); // before the gates, whose old values it needs
    relaxGates<T>(dt);
    return;
  }
  relaxGates<T>(0.5 * dt);
  relaxVoltage<T>(cell, current, dt);
  evaluateRates<T>(v128.load(stage));
  relaxGates<T>(0.5 * dt);
}

/** Notes the step after which lanes of the vector at `at` were not finite. */
function markFailures<T>(ensemble: HodgkinHuxleyEnsemble, at: usize, step: f64): void {
  for (let lane: usize = 0; lane < <usize>laneCount<T>(); lane++) {
    const v = <f64>load<T>(stage + lane * sizeof<T>());
    const failedAt = ensemble.failedAt + ((at / sizeof<T>() + lane) << 3);
    if (v - v != 0.0 && load<f64>(failedAt) < 0.0) store<f64>(failedAt, step);
  }
}
