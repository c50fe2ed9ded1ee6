import { fail, NOT_FINITE, OK } from "../../core/status";
import { Population, spikeCountAddress, spikeList } from "../../network/population";
import { allLanes } from "../../numeric/lanes";
import { advanceFused, isFused } from "./advance-fused";
import { BLOCK, EULER, Lif, LifSynapse, PoissonInput } from "./lif";
import { addPoissonEvents } from "./poisson-input";
import { eulerChange, relaxation } from "./relax";
import { EPOCH, startEpoch, stepInEpoch, unlessRefractory } from "./refractory";
import { advanceSynapse, FLUSH_EVERY, flushSynapse } from "./synapses";

// A step: conductances averaged over the step (synapses.ts), then the voltage (relax.ts). V >= theta at its end is a spike;
// V is then V_r for the refractory period, while conductances keep evolving.

/** Advances a population by one step and lists the neurons that spiked, in ascending order. */
export function advanceLif<T>(population: Population, seed: u64, step: u64, dt: f64): i32 {
  const lif = changetype<Lif>(population.model);
  const list = spikeList(population, step);
  const fused = isFused(lif);
  const now = stepInEpoch<T>(step);
  const nowLanes = v128.splat<T>(now);
  let count: u32 = 0;
  const blockBytes: usize = BLOCK * sizeof<T>();
  const allBytes: usize = lif.padded * sizeof<T>();
  for (let offset: usize = 0; offset < allBytes; offset += blockBytes) {
    const below = fused ? advanceFused<T>(lif, nowLanes, offset, blockBytes) : advanceBlock<T>(lif, nowLanes, seed, step, dt, offset, blockBytes);
    if (!allLanes<T>(below)) {
      count = listSpikes<T>(lif, now, offset, blockBytes, list, count);
      if (count == u32.MAX_VALUE) return notFinite<T>(population, lif, offset, <f64>(step + 1) * dt);
    }
  }
  if ((step + 1) % EPOCH == 0) startEpoch<T>(lif.release, allBytes);
  if (step % FLUSH_EVERY == 0) {
    for (let x: u32 = 0; x < lif.synapseCount; x++) {
      flushSynapse<T>(lif, changetype<LifSynapse>(lif.synapses + <usize>x * offsetof<LifSynapse>()));
    }
  }
  store<u32>(spikeCountAddress(population, step), count);
  return OK;
}

/** Any synapse types, inputs and parameters: one pass for each over the block, with slope and push in scratch arrays. */
function advanceBlock<T>(lif: Lif, now: v128, seed: u64, step: u64, dt: f64, offset: usize, bytes: usize): v128 {
  startTotals<T>(lif, offset, bytes);
  for (let x: u32 = 0; x < lif.synapseCount; x++) {
    const synapse = changetype<LifSynapse>(lif.synapses + <usize>x * offsetof<LifSynapse>());
    advanceSynapse<T>(lif, synapse, seed, step, offset, bytes);
  }
  for (let k: u32 = 0; k < lif.inputCount; k++) {
    const input = changetype<PoissonInput>(lif.inputs + <usize>k * offsetof<PoissonInput>());
    addPoissonEvents<T>(lif, input, seed, dt, <u32>(offset / sizeof<T>()));
  }
  return relaxBlock<T>(lif, now, offset, bytes);
}

/** Slope and push before any synapse. */
function startTotals<T>(lif: Lif, offset: usize, bytes: usize): void {
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(lif.scratchSlope + i, v128.load(lif.slope + ((offset + i) & lif.slopeMask)));
    v128.store(lif.scratchPush + i, v128.load(lif.push + ((offset + i) & lif.pushMask)));
  }
}

/** Relaxes the voltages of the block by slope and push and returns the lanes that stayed below threshold. */
function relaxBlock<T>(lif: Lif, now: v128, offset: usize, bytes: usize): v128 {
  return lif.method == EULER ? relaxPass<T>(lif, now, offset, bytes, true) : relaxPass<T>(lif, now, offset, bytes, false);
}

// @ts-ignore: decorator
@inline
function relaxPass<T>(lif: Lif, now: v128, offset: usize, bytes: usize, euler: bool): v128 {
  const slopes = lif.scratchSlope;
  const pushes = lif.scratchPush;
  const voltages = lif.voltage + offset;
  const releases = lif.release + offset;
  const thresholds = lif.threshold;
  const thresholdMask = <usize>lif.thresholdMask;
  let below = i32x4.splat(-1);
  for (let i: usize = 0; i < bytes; i += 16) {
    const slope = v128.load(slopes + i);
    const push = v128.load(pushes + i);
    const before = v128.load(voltages + i);
    const change = euler ? eulerChange<T>(before, slope, push) : relaxation<T>(before, slope, push);
    const voltage = v128.add<T>(before, unlessRefractory<T>(change, v128.load(releases + i), now));
    v128.store(voltages + i, voltage);
    // "stayed below" rather than "reached": false for NaN, so that the spike list meets it.
    below = v128.and(below, v128.lt<T>(voltage, v128.load(thresholds + ((offset + i) & thresholdMask))));
  }
  return below;
}

/** Appends the neurons of the block that reached threshold and resets them. Returns u32.MAX_VALUE when a voltage is NaN. */
function listSpikes<T>(lif: Lif, now: T, offset: usize, bytes: usize, list: usize, count: u32): u32 {
  // Most vectors hold no spike: four at a time are passed over.
  for (let at = offset; at < offset + bytes; at += 64) {
    const below01 = v128.and(stayedBelow<T>(lif, at), stayedBelow<T>(lif, at + 16));
    const below23 = v128.and(stayedBelow<T>(lif, at + 32), stayedBelow<T>(lif, at + 48));
    if (allLanes<T>(v128.and(below01, below23))) continue;
    count = listVectors<T>(lif, now, at, list, count);
    if (count == u32.MAX_VALUE) break;
  }
  return count;
}

// @ts-ignore: decorator
@inline
function stayedBelow<T>(lif: Lif, at: usize): v128 {
  return v128.lt<T>(v128.load(lif.voltage + at), v128.load(lif.threshold + (at & lif.thresholdMask)));
}

/** `listSpikes` for the four vectors at `offset`. */
function listVectors<T>(lif: Lif, now: T, offset: usize, list: usize, count: u32): u32 {
  for (let at = offset; at < offset + 64; at += sizeof<T>()) {
    const voltage = load<T>(lif.voltage + at);
    if (voltage < parameter<T>(lif.threshold, lif.thresholdMask, at)) continue;
    if (voltage - voltage != 0) return u32.MAX_VALUE;
    store<T>(lif.voltage + at, parameter<T>(lif.reset, lif.resetMask, at));
    store<T>(lif.release + at, now + 1 + parameter<T>(lif.refractorySteps, lif.refractoryStepsMask, at));
    store<u32>(list + <usize>count * sizeof<u32>(), <u32>(at / sizeof<T>()));
    count++;
  }
  return count;
}

/** The parameter of the neuron at byte offset `at`. */
// @ts-ignore: decorator
@inline
function parameter<T>(address: usize, mask: u32, at: usize): T {
  return load<T>(address + (at & mask)); // all lanes of a shared vector are equal
}

/** Reports the first voltage of the block that is not finite. */
function notFinite<T>(population: Population, lif: Lif, offset: usize, time: f64): i32 {
  let at = offset;
  while (load<T>(lif.voltage + at) - load<T>(lif.voltage + at) == 0) at += sizeof<T>();
  return fail(NOT_FINITE, population.id, <u32>(at / sizeof<T>()), time, <f64>load<T>(lif.voltage + at));
}
