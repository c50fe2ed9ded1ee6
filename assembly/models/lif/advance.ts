import { fail, NOT_FINITE, OK } from "../../core/status";
import { Population, spikeCountAddress, spikeList } from "../../network/population";
import { expLanes } from "../../numeric/exp";
import { select } from "../../numeric/lanes";
import { BLOCK, EULER, Lif, LifSynapse, PoissonInput } from "./lif";
import { addPoissonEvents } from "./poisson-input";
import { advanceSynapse } from "./synapses";

// Exponential Euler with conductances averaged over the step h:
//
//   G = 1 + sum_x mean gamma_x ,  V_inf = (E_L + I/g_L + sum_x mean gamma_x E_x) / G
//   V' = V_inf + (V - V_inf) exp(-(h/tau_L) G)
//
// Euler: V' = V + (h/tau_L) (drive - G V) with the conductances at the start of the step.
// V' >= theta ends the step with a spike; V is then V_r for the refractory period, while conductances keep evolving.

/** Advances a population by one step and lists the neurons that spiked, in ascending order. */
export function advanceLif<T>(population: Population, seed: u64, step: u64, dt: f64): i32 {
  const lif = changetype<Lif>(population.model);
  const list = spikeList(population, step);
  let count: u32 = 0;
  const blockBytes: usize = BLOCK * sizeof<T>();
  const allBytes: usize = lif.padded * sizeof<T>();
  for (let offset: usize = 0; offset < allBytes; offset += blockBytes) {
    startTotals<T>(lif, offset, blockBytes);
    for (let x: u32 = 0; x < lif.synapseCount; x++) {
      const synapse = changetype<LifSynapse>(lif.synapses + <usize>x * offsetof<LifSynapse>());
      advanceSynapse<T>(lif, synapse, seed, step, offset, blockBytes);
    }
    for (let k: u32 = 0; k < lif.inputCount; k++) {
      const input = changetype<PoissonInput>(lif.inputs + <usize>k * offsetof<PoissonInput>());
      addPoissonEvents<T>(lif, input, seed, dt, <u32>(offset / sizeof<T>()));
    }
    const crossed = lif.method == EULER ? eulerVoltage<T>(lif, offset, blockBytes) : exponentialEulerVoltage<T>(lif, offset, blockBytes);
    if (v128.any_true(crossed)) {
      const before = count;
      count = listSpikes<T>(lif, offset, blockBytes, list, count);
      if (count == u32.MAX_VALUE) return notFinite<T>(population, lif, offset, <f64>(step + 1) * dt);
      if (count == before) continue; // padding only
    }
  }
  store<u32>(spikeCountAddress(population, step), count);
  return OK;
}

/** Total conductance 1 and drive E_L + I/g_L, before any synapse. */
function startTotals<T>(lif: Lif, offset: usize, bytes: usize): void {
  const total = lif.scratchTotal;
  const drive = lif.scratchDrive;
  const one = v128.splat<T>(1);
  for (let i: usize = 0; i < bytes; i += 16) {
    v128.store(total + i, one);
    v128.store(drive + i, v128.load(lif.drive + ((offset + i) & lif.driveMask)));
  }
}

/** Stores the new voltage where the neuron is not refractory, and returns the lanes that are not below threshold. */
// @ts-ignore: decorator
@inline
function settle<T>(lif: Lif, at: usize, relaxed: v128): v128 {
  const zero = v128.splat<T>(0);
  const left = v128.load(lif.refractory + at);
  const clamped = v128.gt<T>(left, zero);
  const voltage = select(clamped, v128.load(lif.reset + (at & lif.resetMask)), relaxed);
  v128.store(lif.voltage + at, voltage);
  v128.store(lif.refractory + at, v128.pmax<T>(zero, v128.sub<T>(left, v128.splat<T>(1))));
  // "not below" rather than "above": true for NaN, so that the spike list meets it.
  return v128.andnot(v128.not(v128.lt<T>(voltage, v128.load(lif.threshold + (at & lif.thresholdMask)))), clamped);
}

function exponentialEulerVoltage<T>(lif: Lif, offset: usize, bytes: usize): v128 {
  let crossed = v128.splat<T>(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = offset + i;
    const total = v128.load(lif.scratchTotal + i);
    const target = v128.div<T>(v128.load(lif.scratchDrive + i), total);
    const decay = expLanes<T>(v128.neg<T>(v128.mul<T>(total, v128.load(lif.rate + (at & lif.rateMask)))));
    const relaxed = v128.add<T>(target, v128.mul<T>(v128.sub<T>(v128.load(lif.voltage + at), target), decay));
    crossed = v128.or(crossed, settle<T>(lif, at, relaxed));
  }
  return crossed;
}

function eulerVoltage<T>(lif: Lif, offset: usize, bytes: usize): v128 {
  let crossed = v128.splat<T>(0);
  for (let i: usize = 0; i < bytes; i += 16) {
    const at = offset + i;
    const voltage = v128.load(lif.voltage + at);
    const change = v128.sub<T>(v128.load(lif.scratchDrive + i), v128.mul<T>(v128.load(lif.scratchTotal + i), voltage));
    const relaxed = v128.add<T>(voltage, v128.mul<T>(change, v128.load(lif.rate + (at & lif.rateMask))));
    crossed = v128.or(crossed, settle<T>(lif, at, relaxed));
  }
  return crossed;
}

/** Appends the neurons of the block that reached threshold and resets them. Returns u32.MAX_VALUE when a voltage is NaN. */
function listSpikes<T>(lif: Lif, offset: usize, bytes: usize, list: usize, count: u32): u32 {
  for (let i: usize = 0; i < bytes; i += sizeof<T>()) {
    const at = offset + i;
    const vectorAt = at & ~15;
    const lane = at & 15;
    const voltage = load<T>(lif.voltage + at);
    const threshold = load<T>(lif.threshold + (vectorAt & lif.thresholdMask) + lane);
    if (voltage < threshold || load<T>(lif.refractory + at) > 0) continue;
    if (voltage - voltage != 0) return u32.MAX_VALUE;
    store<T>(lif.voltage + at, load<T>(lif.reset + (vectorAt & lif.resetMask) + lane));
    store<T>(lif.refractory + at, load<T>(lif.refractorySteps + (vectorAt & lif.refractoryStepsMask) + lane));
    store<u32>(list + <usize>count * sizeof<u32>(), <u32>(at / sizeof<T>()));
    count++;
  }
  return count;
}

/** Reports the first voltage of the block that is not finite. */
function notFinite<T>(population: Population, lif: Lif, offset: usize, time: f64): i32 {
  let at = offset;
  while (load<T>(lif.voltage + at) - load<T>(lif.voltage + at) == 0) at += sizeof<T>();
  return fail(NOT_FINITE, population.id, <u32>(at / sizeof<T>()), time, <f64>load<T>(lif.voltage + at));
}
