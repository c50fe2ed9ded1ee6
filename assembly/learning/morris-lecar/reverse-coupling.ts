import { expLanes } from "../../numeric/exp";
import { expm1Lanes } from "../../numeric/expm1";
import { splat } from "../../numeric/lanes";
import { weightsOf } from "../../models/morris-lecar/network-run";
import { copy } from "../../models/morris-lecar/network-watch";
import {
  BLOCKED, CLOSING, HALF, INVERSE_WIDTH, OPENING, REVERSAL, SATURATION, SCALE, SYNAPSE_BYTES,
} from "../../models/morris-lecar/run-network";
import { batchTransposed } from "../../numeric/linear/batch-products";
import { NetworkSequence, runOf } from "./sequence";

// Transposed Jacobians of what couples cells: sums over sources, outputs T, openings s. `pair` counts the sums of a block of steps; what each of them
// summed, and the adjoints of the sums, are kept until the block's weight gradient is taken as one product.

// @ts-ignore: decorator
@inline
function adjointOf(sequence: NetworkSequence, pair: u32, kind: u32): usize {
  return sequence.pairAdjoints + <usize>(pair * sequence.pairKinds + kind) * <usize>sequence.bytes;
}

// @ts-ignore: decorator
@inline
export function outputOf(sequence: NetworkSequence, pair: u32): usize {
  return sequence.pairOutputs + <usize>pair * <usize>sequence.bytes;
}

export function keepOutputs(sequence: NetworkSequence, pair: u32, outputs: usize): void {
  copy(outputs, outputOf(sequence, pair), <usize>sequence.bytes);
}

/** drive_i = ... + scale_i sum_j W_ij T_j: gradient by T to `to`. */
export function currentBack<T>(sequence: NetworkSequence, pair: u32, to: usize): void {
  const run = runOf(sequence);
  const weights = weightsOf(run);
  const kept = adjointOf(sequence, pair, 0);
  let at: usize = 0;
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const scale = v128.load(synapse, SCALE);
    for (let k: u32 = 0; k < weights.trialVectors; k++, at += 16) {
      v128.store(kept + at, v128.mul<T>(scale, v128.load(sequence.driveAdjoint + at)));
    }
  }
  batchTransposed<T>(weights.values, weights.cells, weights.cells, kept, 0, to, weights.trialVectors);
}

/** a_V += a_T T (1 - T) / K, T at `outputs`. */
export function outputsBack<T>(sequence: NetworkSequence, outputs: usize, a: usize, voltageAdjoint: usize): void {
  const run = runOf(sequence);
  const weights = weightsOf(run);
  const one = splat<T>(1.0);
  let at: usize = 0;
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const inverse = v128.load(synapse, INVERSE_WIDTH);
    for (let k: u32 = 0; k < weights.trialVectors; k++, at += 16) {
      const output = v128.load(outputs + at);
      const slope = v128.mul<T>(v128.mul<T>(output, v128.sub<T>(one, output)), inverse);
      const av = v128.add<T>(v128.load(voltageAdjoint + at), v128.mul<T>(v128.load(a + at), slope));
      v128.store(voltageAdjoint + at, av);
    }
  }
}

/**
 * g_i = ... + scale_i sum_j G_ij B_j(V_i) s_j ,  q_i = ... + scale_i sum_j G_ij B_j(V_i) s_j E_j: gradient by s is added to `to`, that by V (magnesium
 * block; the voltages at `voltage`) to `voltageAdjoint`. The sums of blocked synapses are those at these voltages.
 */
export function conductancesBack<T>(
  sequence: NetworkSequence, pair: u32, voltage: usize, stride: usize, to: usize, voltageAdjoint: usize,
): void {
  const run = runOf(sequence);
  const weights = weightsOf(run);
  const vectors = weights.trialVectors;
  const one = splat<T>(1.0);
  const byConductance = adjointOf(sequence, pair, 0);
  const byPush = adjointOf(sequence, pair, 1);
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  let at: usize = 0;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const scale = v128.load(synapse, SCALE);
    for (let k: u32 = 0; k < vectors; k++, at += 16, voltage += stride) {
      const ag = v128.mul<T>(scale, v128.load(sequence.conductanceAdjoint + at));
      const aq = v128.mul<T>(scale, v128.load(sequence.driveAdjoint + at));
      v128.store(byConductance + at, ag);
      v128.store(byPush + at, aq);
      if (run.blocked) {
        // B = 1 / (1 + [Mg] exp(-0.062 V) / 3.57) ,  B' = 0.062 B (1 - B)
        const e = expLanes<T>(v128.mul<T>(splat<T>(-0.062), v128.load(voltage)));
        const open = v128.div<T>(one, v128.add<T>(one, v128.mul<T>(splat<T>(run.magnesium), e)));
        v128.store(adjointOf(sequence, pair, 2) + at, v128.mul<T>(open, ag));
        v128.store(adjointOf(sequence, pair, 3) + at, v128.mul<T>(open, aq));
        const slope = v128.mul<T>(splat<T>(0.062), v128.mul<T>(open, v128.sub<T>(one, open)));
        const byOpen = v128.add<T>(
          v128.mul<T>(ag, v128.load(run.blockedConductance + at)), v128.mul<T>(aq, v128.load(run.blockedPush + at)),
        );
        v128.store(voltageAdjoint + at, v128.add<T>(v128.load(voltageAdjoint + at), v128.mul<T>(slope, byOpen)));
      }
    }
  }
  for (let kind: u32 = 0; kind < sequence.pairKinds; kind += 2) {
    const n = weights.cells;
    batchTransposed<T>(weights.values, n, n, adjointOf(sequence, pair, kind), 0, sequence.product0, vectors);
    batchTransposed<T>(weights.values, n, n, adjointOf(sequence, pair, kind + 1), 0, sequence.product1, vectors);
    let place: usize = 0;
    for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
      const isBlocked = v128.load(synapse, BLOCKED);
      const share = kind == 2 ? isBlocked : v128.sub<T>(one, isBlocked);
      const reversal = v128.load(synapse, REVERSAL);
      for (let k: u32 = 0; k < vectors; k++, place += 16) {
        const sum = v128.add<T>(v128.load(sequence.product0 + place), v128.mul<T>(reversal, v128.load(sequence.product1 + place)));
        v128.store(to + place, v128.add<T>(v128.load(to + place), v128.mul<T>(share, sum)));
      }
    }
  }
}

/** Where `opening` leaves dt alpha and its derivative by V. */
const opened: usize = memory.data(32, 16);

// @ts-ignore: decorator
@inline
function opening<T>(synapse: usize, v: v128): void {
  const one = splat<T>(1.0);
  const limit = splat<T>(30.0);
  const inverse = v128.load(synapse, INVERSE_WIDTH);
  const x = v128.mul<T>(v128.sub<T>(v, v128.load(synapse, HALF)), inverse);
  const y = expLanes<T>(v128.pmin<T>(v128.pmax<T>(x, v128.neg<T>(limit)), limit));
  const share = v128.div<T>(one, v128.add<T>(one, v128.mul<T>(v128.load(synapse, SATURATION), y)));
  const alpha = v128.mul<T>(v128.mul<T>(y, v128.load(synapse, OPENING)), share);
  v128.store(opened, alpha);
  const inside = v128.lt<T>(v128.abs<T>(x), limit);
  v128.store(opened, v128.and(inside, v128.mul<T>(v128.mul<T>(alpha, share), inverse)), 16);
}

/**
 * s+ = s_inf + (s - s_inf) exp(-share r) ,  r = dt (alpha + beta) ,  s_inf = alpha / (alpha + beta), at held V: the adjoint at `a` becomes that of s, and
 * the gradient by V is added to `voltageAdjoint`. `before`: s.
 */
export function relaxBack<T>(
  sequence: NetworkSequence, before: usize, voltage: usize, share: f64, a: usize, voltageAdjoint: usize,
): void {
  const run = runOf(sequence);
  const weights = weightsOf(run);
  const one = splat<T>(1.0);
  const part = splat<T>(share);
  let at: usize = 0;
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const closing = v128.load(synapse, CLOSING);
    for (let k: u32 = 0; k < weights.trialVectors; k++, at += 16) {
      opening<T>(synapse, v128.load(voltage + at));
      const alpha = v128.load(opened);
      const rate = v128.add<T>(alpha, closing);
      const inverse = v128.div<T>(one, rate);
      const gap = v128.sub<T>(v128.load(before + at), v128.mul<T>(alpha, inverse));
      const lost = v128.neg<T>(expm1Lanes<T>(v128.neg<T>(v128.mul<T>(part, rate))));
      const decay = v128.sub<T>(one, lost);
      // ds+/dalpha = (1 - e) beta / r^2 - (s - s_inf) share e
      const steady = v128.mul<T>(lost, v128.mul<T>(closing, v128.mul<T>(inverse, inverse)));
      const slope = v128.sub<T>(steady, v128.mul<T>(v128.mul<T>(gap, part), decay));
      const as = v128.load(a + at);
      const av = v128.mul<T>(v128.mul<T>(as, slope), v128.load(opened, 16));
      v128.store(voltageAdjoint + at, v128.add<T>(v128.load(voltageAdjoint + at), av));
      v128.store(a + at, v128.mul<T>(as, decay));
    }
  }
}

/** d = (dt / 2) (alpha (1 - s) - beta s) of a stage: from the adjoint of d, those of s (to `to`) and V (added). */
export function stageOpeningsBack<T>(
  sequence: NetworkSequence, openings: usize, voltage: usize, a: usize, to: usize, voltageAdjoint: usize,
): void {
  const run = runOf(sequence);
  const weights = weightsOf(run);
  const one = splat<T>(1.0);
  const half = splat<T>(0.5);
  let at: usize = 0;
  const end = run.synapse + <usize>weights.cells * SYNAPSE_BYTES;
  for (let synapse = run.synapse; synapse < end; synapse += SYNAPSE_BYTES) {
    const closing = v128.load(synapse, CLOSING);
    for (let k: u32 = 0; k < weights.trialVectors; k++, at += 16) {
      opening<T>(synapse, v128.load(voltage + at));
      const as = v128.mul<T>(half, v128.load(a + at));
      v128.store(to + at, v128.neg<T>(v128.mul<T>(as, v128.add<T>(v128.load(opened), closing))));
      const byRate = v128.mul<T>(v128.mul<T>(as, v128.sub<T>(one, v128.load(openings + at))), v128.load(opened, 16));
      v128.store(voltageAdjoint + at, v128.add<T>(v128.load(voltageAdjoint + at), byRate));
    }
  }
}
