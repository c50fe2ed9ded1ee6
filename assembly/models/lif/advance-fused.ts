import { EULER, Lif, LifSynapse } from "./lif";
import { eulerChange, relaxation } from "./relax";
import { unlessRefractory } from "./refractory";

// The common case in one pass, with everything in registers: no Poisson inputs, one or two exponential synapse types, and
// parameters that all neurons share (the drive may differ). Same arithmetic in the same order as advance.ts: same bits.

/** Whether the fused pass applies to this population. */
export function isFused(lif: Lif): bool {
  const shared = (lif.rateMask | lif.thresholdMask) == 0;
  if (!shared || lif.inputCount != 0 || lif.synapseCount == 0 || lif.synapseCount > 2) return false;
  for (let x: u32 = 0; x < lif.synapseCount; x++) {
    const synapse = changetype<LifSynapse>(lif.synapses + <usize>x * offsetof<LifSynapse>());
    if (synapse.kind != 0 || synapse.ringSlots != 0 || (synapse.reversalMask | synapse.decayMask | synapse.averageMask) != 0) return false;
  }
  return true;
}

/** Advances the neurons of one block and returns the lanes that stayed below threshold. */
export function advanceFused<T>(lif: Lif, now: v128, offset: usize, bytes: usize): v128 {
  if (lif.synapseCount == 1) return lif.method == EULER ? pass<T>(lif, now, offset, bytes, 1, true) : pass<T>(lif, now, offset, bytes, 1, false);
  return lif.method == EULER ? pass<T>(lif, now, offset, bytes, 2, true) : pass<T>(lif, now, offset, bytes, 2, false);
}

// @ts-ignore: decorator
@inline
function pass<T>(lif: Lif, now: v128, offset: usize, bytes: usize, synapseCount: i32, euler: bool): v128 {
  const first = changetype<LifSynapse>(lif.synapses);
  const second = changetype<LifSynapse>(lif.synapses + (synapseCount == 2 ? offsetof<LifSynapse>() : 0));
  const reversal0 = v128.load(first.reversal);
  const decay0 = v128.load(first.decay);
  const average0 = v128.load(first.average);
  const reversal1 = v128.load(second.reversal);
  const decay1 = v128.load(second.decay);
  const average1 = v128.load(second.average);
  const rate = v128.load(lif.rate);
  const threshold = v128.load(lif.threshold);
  const one = v128.splat<T>(1);
  const drive = lif.drive;
  const driveMask = <usize>lif.driveMask;
  let voltageAddress = lif.voltage + offset;
  const end = voltageAddress + bytes;
  const toRelease = lif.release - lif.voltage;
  const toFirst = first.conductance - lif.voltage;
  const toSecond = second.conductance - lif.voltage;
  let below = i32x4.splat(-1);
  for (; voltageAddress < end; voltageAddress += 16, offset += 16) {
    const gamma0 = v128.load(voltageAddress + toFirst);
    const mean0 = euler ? gamma0 : v128.mul<T>(gamma0, average0);
    let total = v128.add<T>(one, mean0);
    let current = v128.add<T>(v128.load(drive + (offset & driveMask)), v128.mul<T>(mean0, reversal0));
    v128.store(voltageAddress + toFirst, v128.mul<T>(gamma0, decay0));
    if (synapseCount == 2) {
      const gamma1 = v128.load(voltageAddress + toSecond);
      const mean1 = euler ? gamma1 : v128.mul<T>(gamma1, average1);
      total = v128.add<T>(total, mean1);
      current = v128.add<T>(current, v128.mul<T>(mean1, reversal1));
      v128.store(voltageAddress + toSecond, v128.mul<T>(gamma1, decay1));
    }
    const before = v128.load(voltageAddress);
    const change = euler ? eulerChange<T>(before, total, current, rate) : relaxation<T>(before, total, current, rate);
    const voltage = v128.add<T>(before, unlessRefractory<T>(change, v128.load(voltageAddress + toRelease), now));
    v128.store(voltageAddress, voltage);
    below = v128.and(below, v128.lt<T>(voltage, threshold));
  }
  return below;
}
