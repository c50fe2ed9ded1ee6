import { fillNormals } from "../../random/fill";
import { ALPHA, BLOCK, EXPONENTIAL, Lif, LifSynapse } from "./lif";

// One step of length h of one synapse type for one block: adds the effect of the conductance's mean over the step to slope
// and push (lif.ts), and advances the conductance exactly.
//
//   exponential           gamma' = gamma k,  mean = gamma c         k = exp(-h/tau), c = (tau/h)(1 - k)
//   alpha                 gamma' = gamma k + r u, r' = r k,  mean = gamma c + r w
//                         u = (e/tau) h k,  w = (e/tau)(tau^2/h)(1 - k (1 + h/tau));  a spike of weight g adds g to r,
//                         and the conductance peaks at g after tau
//   Ornstein-Uhlenbeck    y' = y k + s xi,  mean = m + (y + y') c   s = sd sqrt(1 - k^2), c = (tau/h) tanh(h/(2 tau)):
//                         the mean of the bridge between the two exact values; m is in the neuron's own slope and push
//
// The gains hold c or w times -(h/tau_L) for the slope and (h/tau_L) E for the push.

// Decaying conductances end among the denormals, where arithmetic is a hundred times slower: every FLUSH_EVERY steps,
// those below 1e-30 become 0.
export const FLUSH_EVERY: u64 = 16;
const FLUSH: f64 = 1e-30;

/** Sets the conductances of a synapse type that have all but vanished to 0. */
export function flushSynapse<T>(lif: Lif, synapse: LifSynapse): void {
  flushArray<T>(synapse.conductance, lif.padded * sizeof<T>());
  if (synapse.kind == ALPHA) flushArray<T>(synapse.rise, lif.padded * sizeof<T>());
}

function flushArray<T>(address: usize, bytes: usize): void {
  const tiny = v128.splat<T>(<T>FLUSH);
  for (const end = address + bytes; address < end; address += 16) {
    const value = v128.load(address);
    v128.store(address, v128.and(value, v128.gt<T>(v128.abs<T>(value), tiny)));
  }
}

/** Adds the arrivals of this step's ring slot to the accumulating array and clears them. `offset` and `bytes` name the block. */
function takeArrivals<T>(synapse: LifSynapse, padded: u32, step: u64, offset: usize, bytes: usize): void {
  const slot = <usize>(step % <u64>synapse.ringSlots);
  let ring = synapse.ring + slot * padded * sizeof<T>() + offset;
  let target = (synapse.kind == ALPHA ? synapse.rise : synapse.conductance) + offset;
  const zero = v128.splat<T>(0);
  for (const end = ring + bytes; ring < end; ring += 16, target += 16) {
    v128.store(target, v128.add<T>(v128.load(target), v128.load(ring)));
    v128.store(ring, zero);
  }
}

/** Advances synapse type `synapse` for the `bytes` of neurons at `offset`, adding to the scratch totals. */
export function advanceSynapse<T>(lif: Lif, synapse: LifSynapse, seed: u64, step: u64, offset: usize, bytes: usize): void {
  if (synapse.ringSlots != 0) takeArrivals<T>(synapse, lif.padded, step, offset, bytes);
  if (synapse.kind == EXPONENTIAL) advanceExponential<T>(lif, synapse, offset, bytes);
  else if (synapse.kind == ALPHA) advanceAlpha<T>(lif, synapse, offset, bytes);
  else advanceOrnsteinUhlenbeck<T>(lif, synapse, seed, step, offset, bytes);
}

function advanceExponential<T>(lif: Lif, synapse: LifSynapse, offset: usize, bytes: usize): void {
  if ((synapse.slopeGainMask | synapse.pushGainMask | synapse.decayMask) == 0) exponentialPass<T>(lif, synapse, offset, bytes, true);
  else exponentialPass<T>(lif, synapse, offset, bytes, false);
}

// `shared` is a literal: parameters that all neurons share stay in registers.
// @ts-ignore: decorator
@inline
function exponentialPass<T>(lif: Lif, synapse: LifSynapse, offset: usize, bytes: usize, shared: bool): void {
  const conductance = synapse.conductance + offset;
  const slopeGain = v128.load(synapse.slopeGain);
  const pushGain = v128.load(synapse.pushGain);
  const decay = v128.load(synapse.decay);
  const slopes = lif.scratchSlope;
  const pushes = lif.scratchPush;
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = offset + i;
    const gamma = v128.load(conductance + i);
    addProduct<T>(slopes + i, gamma, shared ? slopeGain : v128.load(synapse.slopeGain + (at & synapse.slopeGainMask)));
    addProduct<T>(pushes + i, gamma, shared ? pushGain : v128.load(synapse.pushGain + (at & synapse.pushGainMask)));
    v128.store(conductance + i, v128.mul<T>(gamma, shared ? decay : v128.load(synapse.decay + (at & synapse.decayMask))));
  }
}

function advanceAlpha<T>(lif: Lif, synapse: LifSynapse, offset: usize, bytes: usize): void {
  const conductance = synapse.conductance + offset;
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = offset + i;
    const gamma = v128.load(conductance + i);
    const rise = v128.load(synapse.rise + at);
    addProduct<T>(lif.scratchSlope + i, gamma, v128.load(synapse.slopeGain + (at & synapse.slopeGainMask)));
    addProduct<T>(lif.scratchPush + i, gamma, v128.load(synapse.pushGain + (at & synapse.pushGainMask)));
    addProduct<T>(lif.scratchSlope + i, rise, v128.load(synapse.riseSlopeGain + (at & synapse.riseSlopeGainMask)));
    addProduct<T>(lif.scratchPush + i, rise, v128.load(synapse.risePushGain + (at & synapse.risePushGainMask)));
    const decay = v128.load(synapse.decay + (at & synapse.decayMask));
    const gained = v128.mul<T>(rise, v128.load(synapse.riseGain + (at & synapse.riseGainMask)));
    v128.store(conductance + i, v128.add<T>(v128.mul<T>(gamma, decay), gained));
    v128.store(synapse.rise + at, v128.mul<T>(rise, decay));
  }
}

function advanceOrnsteinUhlenbeck<T>(lif: Lif, synapse: LifSynapse, seed: u64, step: u64, offset: usize, bytes: usize): void {
  // Draw number step * padded + neuron: the same for every chunking of a run.
  const first = step * <u64>lif.padded + <u64>(offset / sizeof<T>());
  fillNormals<T>(lif.scratchNormal, <i32>(bytes / sizeof<T>()), seed, synapse.stream, first);
  const shared = (synapse.slopeGainMask | synapse.pushGainMask | synapse.decayMask | synapse.noiseMask) == 0;
  if (shared) ornsteinUhlenbeckPass<T>(lif, synapse, offset, bytes, true);
  else ornsteinUhlenbeckPass<T>(lif, synapse, offset, bytes, false);
}

// @ts-ignore: decorator
@inline
function ornsteinUhlenbeckPass<T>(lif: Lif, synapse: LifSynapse, offset: usize, bytes: usize, shared: bool): void {
  const normals = lif.scratchNormal;
  const deviation = synapse.conductance + offset;
  const slopeGain = v128.load(synapse.slopeGain);
  const pushGain = v128.load(synapse.pushGain);
  const decay = v128.load(synapse.decay);
  const noise = v128.load(synapse.noise);
  const slopes = lif.scratchSlope;
  const pushes = lif.scratchPush;
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = offset + i;
    const before = v128.load(deviation + i);
    const decayed = v128.mul<T>(before, shared ? decay : v128.load(synapse.decay + (at & synapse.decayMask)));
    const kick = v128.mul<T>(v128.load(normals + i), shared ? noise : v128.load(synapse.noise + (at & synapse.noiseMask)));
    const after = v128.add<T>(decayed, kick);
    const both = v128.add<T>(before, after);
    addProduct<T>(slopes + i, both, shared ? slopeGain : v128.load(synapse.slopeGain + (at & synapse.slopeGainMask)));
    addProduct<T>(pushes + i, both, shared ? pushGain : v128.load(synapse.pushGain + (at & synapse.pushGainMask)));
    v128.store(deviation + i, after);
  }
}

/** sum += value * factor, sum in memory. */
// @ts-ignore: decorator
@inline
function addProduct<T>(sum: usize, value: v128, factor: v128): void {
  v128.store(sum, v128.add<T>(v128.load(sum), v128.mul<T>(value, factor)));
}
