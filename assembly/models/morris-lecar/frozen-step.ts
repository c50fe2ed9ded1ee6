import { phi1F32x4, phi1F64x2 } from "../../numeric/expm1";
import { allLanes, select, splat } from "../../numeric/lanes";
import { CALCIUM, CALCIUM_PUSH, LEAK, POTASSIUM, POTASSIUM_PUSH } from "./cell-record";
import { BLOCK, CellEnsemble } from "./ensemble";
import {
  ACTIVATION, ACTIVATION_SLOPE, evaluateGates, evaluateGatesTo, gate, RATE, RATE_SLOPE_HERE, TARGET, TARGET_SLOPE,
} from "./gates";
import { phi1OfDecay } from "./short-functions";

// Steppers in which V relaxes with frozen conductances. With s = dt, and g, q the conductance and the push over one step,
//
//   g = dt (gL + gK w + gCa m_inf) / C ,   q = dt (I + gL EL + gK EK w + gCa ECa m_inf) / C ,   dt V' = q - g V .

/** Staggered trapezoid with frozen coefficients: w by a full step from the old V, then V with the new w; order 1. In the manner of released code. */
export const STAGGERED_TRAPEZOID: i32 = 0;
/** Exponential Euler, both from the old state; order 1. */
export const EXPONENTIAL_EULER: i32 = 1;
/** Strang staggering: half a step of w, one of V, half a one of w. V with m_inf at the old V: order 1. */
export const STRANG_FROZEN: i32 = 2;
/** V with m_inf at the middle of the step: order 2. */
export const STRANG_MIDPOINT: i32 = 3;
/** V by an exponential Rosenbrock step: order 2. */
export const STRANG_ROSENBROCK: i32 = 4;
/** Backward Euler; order 1. */
export const BACKWARD_EULER: i32 = 5;
/** STRANG_MIDPOINT in two passes, between which a network couples its cells again: V at the middle of the step goes to the scratch memory. */
export const MIDPOINT_FIRST: i32 = 6;
export const MIDPOINT_SECOND: i32 = 7;

// @ts-ignore: decorator
@inline
function phi1<T>(z: v128): v128 {
  return sizeof<T>() == 8 ? phi1F64x2(z) : phi1OfStep(z);
}

// phi_1(z) = sum_k z^k / (k + 1)! to k = 6: for |z| <= 1/4 what is left out is below 2e-9 of it
const series: usize = memory.data<f32>([
  0.25, 1.0, 0.5, 0.16666666666666666, 0.041666666666666664, 0.008333333333333333, 0.001388888888888889, 0.0001984126984126984,
]);

// @ts-ignore: decorator
@inline
function term(index: usize): v128 {
  return v128.load32_splat(series + (index << 2));
}

/** phi_1 in f32 for steps that are mostly short against all time constants: error below 1.6 ulp there. A lane's bits do not depend on its neighbours. */
// @ts-ignore: decorator
@inline
function phi1OfStep(z: v128): v128 {
  const z2 = f32x4.mul(z, z);
  const low = f32x4.add(f32x4.add(term(1), f32x4.mul(z, term(2))), f32x4.mul(z2, f32x4.add(term(3), f32x4.mul(z, term(4)))));
  const high = f32x4.add(f32x4.add(term(5), f32x4.mul(z, term(6))), f32x4.mul(z2, term(7)));
  const short = f32x4.add(low, f32x4.mul(f32x4.mul(z2, z2), high));
  const isShort = f32x4.le(f32x4.abs(z), term(0));
  return i32x4.bitmask(isShort) == 15 ? short : select(isShort, short, phi1F32x4(z));
}

/** dt (gL + gK w + gCa m) / C, and `more`. */
// @ts-ignore: decorator
@inline
function conductance<T>(w: v128, m: v128, record: usize, more: v128): v128 {
  const potassium = v128.mul<T>(w, v128.load(record, POTASSIUM));
  const leak = v128.add<T>(v128.load(record, LEAK), more);
  return v128.add<T>(leak, v128.add<T>(potassium, v128.mul<T>(m, v128.load(record, CALCIUM))));
}

/** dt (I + gL EL + gK EK w + gCa ECa m) / C. */
// @ts-ignore: decorator
@inline
function push<T>(drive: v128, w: v128, m: v128, record: usize): v128 {
  const potassium = v128.mul<T>(w, v128.load(record, POTASSIUM_PUSH));
  return v128.add<T>(drive, v128.add<T>(potassium, v128.mul<T>(m, v128.load(record, CALCIUM_PUSH))));
}

/** V after `share` of a step with these coefficients: V + (q - g V) share phi1(-share g). */
// @ts-ignore: decorator
@inline
function relaxed<T>(v: v128, g: v128, q: v128, share: v128): v128 {
  const change = v128.mul<T>(share, v128.sub<T>(q, v128.mul<T>(g, v)));
  return v128.add<T>(v, v128.mul<T>(change, phi1<T>(v128.neg<T>(v128.mul<T>(share, g)))));
}

/** w after `share` of a step with the gates last evaluated. */
// @ts-ignore: decorator
@inline
function relaxedRecovery<T>(w: v128, share: v128): v128 {
  const x = v128.mul<T>(share, gate(RATE));
  const change = v128.mul<T>(x, v128.sub<T>(gate(TARGET), w));
  return v128.add<T>(w, v128.mul<T>(change, phi1<T>(v128.neg<T>(x))));
}

/**
 * Exponential Euler in three short loops over a block of vectors: the gates to the scratch memory, V, w. The processor works on several vectors at once,
 * as in explicit-pass.ts; in one loop, which is a long chain of dependent operations, it hardly can.
 */
// @ts-ignore: decorator
@inline
function exponentialEuler<T>(ensemble: CellEnsemble, first: u32, vectors: u32, coupled: bool): void {
  const recordBytes = <usize>ensemble.recordBytes;
  const toRecovery = ensemble.recovery - ensemble.voltage;
  const toDrive = ensemble.drive - ensemble.voltage;
  const scratch = ensemble.scratch;
  let record = ensemble.record + <usize>first * recordBytes;
  let start = ensemble.voltage + (<usize>first << 4);
  const end = start + (<usize>vectors << 4);
  while (start < end) {
    const blockEnd = min(start + (<usize>BLOCK << 4), end);
    let own = record;
    let gates = scratch;
    for (let at = start; at < blockEnd; at += 16, gates += 64, own += recordBytes) evaluateGatesTo<T>(v128.load(at), own, false, gates);
    own = record;
    gates = scratch;
    for (let at = start; at < blockEnd; at += 16, gates += 64, own += recordBytes) {
      const v = v128.load(at);
      const w = v128.load(at + toRecovery);
      const m = v128.load(gates, ACTIVATION);
      let drive = v128.load(at + toDrive);
      let more = splat<T>(0.0);
      if (coupled) {
        more = v128.load(at + ensemble.toSynapticConductance);
        drive = v128.add<T>(drive, v128.load(at + ensemble.toSynapticPush));
      }
      const g = conductance<T>(w, m, own, more);
      const change = v128.sub<T>(push<T>(drive, w, m, own), v128.mul<T>(g, v));
      v128.store(at, v128.add<T>(v, v128.mul<T>(change, phi1OfDecay<T>(g))));
    }
    gates = scratch;
    for (let at = start + toRecovery; at < blockEnd + toRecovery; at += 16, gates += 64) {
      const w = v128.load(at);
      const x = v128.load(gates, RATE);
      const change = v128.mul<T>(x, v128.sub<T>(v128.load(gates, TARGET), w));
      v128.store(at, v128.add<T>(w, v128.mul<T>(change, phi1OfDecay<T>(x))));
    }
    record = own;
    start = blockEnd;
  }
}

/** One step of `vectors` vectors from vector `first` on. `stepper` and `coupled` (synaptic conductances) are literals. */
// @ts-ignore: decorator
@inline
export function frozenStep<T>(ensemble: CellEnsemble, first: u32, vectors: u32, stepper: i32, coupled: bool): void {
  if (stepper == EXPONENTIAL_EULER) {
    exponentialEuler<T>(ensemble, first, vectors, coupled);
    return;
  }
  const recordBytes = <usize>ensemble.recordBytes;
  const toRecovery = ensemble.recovery - ensemble.voltage;
  const toDrive = ensemble.drive - ensemble.voltage;
  const one = splat<T>(1.0);
  const half = splat<T>(0.5);
  let record = ensemble.record + <usize>first * recordBytes;
  let scratch = ensemble.scratch;
  let at = ensemble.voltage + (<usize>first << 4);
  for (const end = at + (<usize>vectors << 4); at < end; at += 16, scratch += 64, record += recordBytes) {
    const v0 = v128.load(at);
    let drive = v128.load(at + toDrive);
    let more = splat<T>(0.0);
    if (coupled) {
      more = v128.load(at + ensemble.toSynapticConductance);
      drive = v128.add<T>(drive, v128.load(at + ensemble.toSynapticPush));
    }
    let v = v0;
    let w = v128.load(at + toRecovery);
    if (stepper == BACKWARD_EULER) {
      backwardEuler<T>(v0, w, drive, record);
      v = v128.load(solution);
      w = v128.load(solution, 16);
    } else {
      evaluateGates<T>(stepper == MIDPOINT_SECOND ? v128.load(scratch) : v, record, stepper == STRANG_ROSENBROCK);
      let m = gate(ACTIVATION);
      if (stepper == MIDPOINT_FIRST) {
        w = relaxedRecovery<T>(w, half);
        const middle = relaxed<T>(v, conductance<T>(w, m, record, more), push<T>(drive, w, m, record), half);
        v128.store(scratch, middle);
      } else if (stepper == MIDPOINT_SECOND) {
        v = relaxed<T>(v, conductance<T>(w, m, record, more), push<T>(drive, w, m, record), one);
        evaluateGates<T>(v, record, false);
        w = relaxedRecovery<T>(w, half);
      } else if (stepper == STAGGERED_TRAPEZOID) {
        // w <- (w_inf dt + (tau - dt / 2) w) / (tau + dt / 2) with x = dt / tau
        const x = gate(RATE);
        const halfX = v128.mul<T>(half, x);
        const numerator = v128.add<T>(v128.mul<T>(gate(TARGET), x), v128.mul<T>(v128.sub<T>(one, halfX), w));
        w = v128.div<T>(numerator, v128.add<T>(one, halfX));
        const halfG = v128.mul<T>(half, conductance<T>(w, m, record, more));
        const rise = v128.add<T>(v128.mul<T>(v, v128.sub<T>(one, halfG)), push<T>(drive, w, m, record));
        v = v128.div<T>(rise, v128.add<T>(one, halfG));
      } else {
        w = relaxedRecovery<T>(w, half);
        if (stepper == STRANG_ROSENBROCK) {
          // V + dt V' phi1(dt dV'/dV)
          const g = conductance<T>(w, m, record, more);
          const change = v128.sub<T>(push<T>(drive, w, m, record), v128.mul<T>(g, v));
          const force = v128.sub<T>(v128.load(record, CALCIUM_PUSH), v128.mul<T>(v128.load(record, CALCIUM), v));
          const slope = v128.sub<T>(v128.mul<T>(gate(ACTIVATION_SLOPE), force), g);
          v = v128.add<T>(v, v128.mul<T>(change, phi1<T>(slope)));
        } else {
          if (stepper == STRANG_MIDPOINT) {
            const middle = relaxed<T>(v, conductance<T>(w, m, record, more), push<T>(drive, w, m, record), half);
            evaluateGates<T>(middle, record, false);
            m = gate(ACTIVATION);
          }
          v = relaxed<T>(v, conductance<T>(w, m, record, more), push<T>(drive, w, m, record), one);
        }
        evaluateGates<T>(v, record, false);
        w = relaxedRecovery<T>(w, half);
      }
    }
    v128.store(at, v);
    v128.store(at + toRecovery, w);
  }
}

/** V, then w. */
const solution: usize = memory.data(32, 16);
const NEWTON_ITERATIONS: i32 = 40;

/**
 * Solves y = y0 + dt f(y) by Newton's method from y0. A lane ends once its last change is so small that, converging quadratically, the next one
 * would vanish in rounding; its bits do not depend on its neighbours. NaN where it does not converge.
 */
function backwardEuler<T>(v0: v128, w0: v128, drive: v128, record: usize): void {
  const one = splat<T>(1.0);
  const small = splat<T>(sizeof<T>() == 8 ? 1e-7 : 1e-3); // of 1 + |V|, and of 1
  let v = v0;
  let w = w0;
  let done = v128.and(v0, splat<T>(0.0));
  for (let i = 0; i < NEWTON_ITERATIONS; i++) {
    evaluateGates<T>(v, record, true);
    const m = gate(ACTIVATION);
    const x = gate(RATE);
    const g = conductance<T>(w, m, record, splat<T>(0.0));
    const calciumForce = v128.sub<T>(v128.load(record, CALCIUM_PUSH), v128.mul<T>(v128.load(record, CALCIUM), v));
    // matrix [a11 a12; a21 a22] of I - dt J, right-hand side y0 + dt f - y
    const a11 = v128.sub<T>(v128.add<T>(one, g), v128.mul<T>(gate(ACTIVATION_SLOPE), calciumForce));
    const a12 = v128.sub<T>(v128.mul<T>(v, v128.load(record, POTASSIUM)), v128.load(record, POTASSIUM_PUSH));
    const distance = v128.sub<T>(gate(TARGET), w);
    const a21 = v128.neg<T>(v128.add<T>(v128.mul<T>(gate(RATE_SLOPE_HERE), distance), v128.mul<T>(x, gate(TARGET_SLOPE))));
    const a22 = v128.add<T>(one, x);
    const change = v128.sub<T>(push<T>(drive, w, m, record), v128.mul<T>(g, v));
    const r1 = v128.add<T>(v128.sub<T>(v0, v), change);
    const r2 = v128.add<T>(v128.sub<T>(w0, w), v128.mul<T>(x, distance));
    const determinant = v128.sub<T>(v128.mul<T>(a11, a22), v128.mul<T>(a12, a21));
    const inverse = v128.div<T>(one, determinant);
    const dv = v128.mul<T>(v128.sub<T>(v128.mul<T>(r1, a22), v128.mul<T>(a12, r2)), inverse);
    const dw = v128.mul<T>(v128.sub<T>(v128.mul<T>(a11, r2), v128.mul<T>(a21, r1)), inverse);
    v = select(done, v, v128.add<T>(v, dv));
    w = select(done, w, v128.add<T>(w, dw));
    const smallV = v128.lt<T>(v128.abs<T>(dv), v128.mul<T>(small, v128.add<T>(one, v128.abs<T>(v))));
    done = v128.or(done, v128.and(smallV, v128.lt<T>(v128.abs<T>(dw), small)));
    if (allLanes<T>(done)) break;
  }
  const nan = splat<T>(NaN);
  v128.store(solution, select(done, v, nan));
  v128.store(solution, select(done, w, nan), 16);
}
