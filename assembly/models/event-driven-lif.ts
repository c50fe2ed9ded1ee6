import { BUFFER_FULL, fail, NOT_FINITE, OK } from "../core/status";
import { Population, spikeCountAddress, spikeList } from "../network/population";
import { exp } from "../numeric/exp";
import { log } from "../numeric/log";
import { decision, EventStream, nextInterval } from "./event-stream";

// LIF neuron with delta conductances, simulated exactly from event to event (tau_x -> 0; Marcus rule):
//
//   between events  V = E_0 + (V - E_0) e^(-t/tau_L) ,  E_0 = E_L + I/g_L
//   event of type x V -> E_x + (V - E_x) (1 - beta)
//
// beta = 1 - e^(-a) for a conductance pulse of area a tau_L, or beta ~ Beta(1, b) (Richardson 2024, PRE 109:024407):
// beta = 1 - U^(1/b). V falls towards E_0 between events and E_0 < theta, so threshold is met at events only.
// While the neuron is refractory V stays V_r and events have no effect. Arrivals through projections act at the start
// of a step, one jump 1 - e^(-sum of weights) for each type, in the order of the types.

@unmanaged
export class EventDrivenLif {
  synapseCount: u32;
  synapses: usize; // DeltaSynapse[synapseCount]
  voltage: usize; // f64[size], mV
  release: usize; // f64[size], ms from the start of the step to the end of the refractory period
  next: usize; // f64[size], ms from the start of the step to the next event
  events: usize; // EventStream
  drive: usize; // f64, E_L + I/g_L, mV; mask 0: shared
  driveMask: u32;
  timeConstant: usize; // f64, tau_L, ms
  timeConstantMask: u32;
  threshold: usize; // f64, mV
  thresholdMask: u32;
  reset: usize; // f64, mV
  resetMask: u32;
  refractoryPeriod: usize; // f64, ms
  refractoryPeriodMask: u32;
  totalRate: usize; // f64, events per ms of all types
  totalRateMask: u32;
}

@unmanaged
export class DeltaSynapse {
  reversal: f64; // mV
  cumulative: usize; // f64, share of the total rate up to and with this type
  cumulativeMask: u32;
  factor: f64; // e^(-a); NaN: Beta-distributed jumps
  inverseShape: f64; // 1 / b
  arrivals: usize; // f64[size], summed weights that arrive at the start of the step
  ring: usize; // f64[ringSlots][size]
  ringSlots: u32;
  reserved: u32; // keeps the size a multiple of 8
}

/** Advances a population by one step of length `dt` and lists its spikes with their exact times, by neuron. */
export function advanceEventDrivenLif(population: Population, seed: u64, step: u64, dt: f64): i32 {
  const lif = changetype<EventDrivenLif>(population.model);
  const list = spikeList(population, step);
  const start = <f64>step * dt;
  let count: u32 = 0;
  for (let neuron: usize = 0; neuron < population.size; neuron++) {
    const at = neuron * 8;
    const tau = load<f64>(lif.timeConstant + (at & lif.timeConstantMask));
    const rest = load<f64>(lif.drive + (at & lif.driveMask));
    const reset = load<f64>(lif.reset + (at & lif.resetMask));
    const threshold = load<f64>(lif.threshold + (at & lif.thresholdMask));
    const refractoryPeriod = load<f64>(lif.refractoryPeriod + (at & lif.refractoryPeriodMask));
    const interval = 1.0 / load<f64>(lif.totalRate + (at & lif.totalRateMask));
    let voltage = load<f64>(lif.voltage + at);
    let release = load<f64>(lif.release + at);
    let next = load<f64>(lif.next + at);
    let now: f64 = 0; // V holds at `now`, or at `release` where that is later
    const arrived = arrivalJump(lif, population.size, step, neuron, voltage);
    if (release <= 0) {
      voltage = arrived;
      if (!(voltage < threshold)) {
        if (voltage - voltage != 0) return fail(NOT_FINITE, population.id, <u32>neuron, start, voltage);
        if (count == population.capacity) return fail(BUFFER_FULL, population.id, <u32>neuron, start, <f64>count);
        count = emit(population, list, count, <u32>neuron, start);
        voltage = reset;
        release = refractoryPeriod;
      }
    }
    while (next < dt) {
      if (next >= release) {
        voltage = rest + (voltage - rest) * exp((max(now, release) - next) / tau);
        now = next;
        voltage = jump(lif, at, seed, neuron, voltage);
        if (!(voltage < threshold)) {
          if (voltage - voltage != 0) return fail(NOT_FINITE, population.id, <u32>neuron, start + next, voltage);
          if (count == population.capacity) return fail(BUFFER_FULL, population.id, <u32>neuron, start + next, <f64>count);
          count = emit(population, list, count, <u32>neuron, start + next);
          voltage = reset;
          release = next + refractoryPeriod;
        }
      }
      next += nextInterval(changetype<EventStream>(lif.events), seed, neuron) * interval;
    }
    const since = max(now, release);
    if (since < dt) voltage = rest + (voltage - rest) * exp((since - dt) / tau);
    store<f64>(lif.voltage + at, voltage);
    store<f64>(lif.release + at, max(release - dt, 0));
    store<f64>(lif.next + at, next - dt);
  }
  store<u32>(spikeCountAddress(population, step), count);
  return OK;
}

/** V after the jumps of the weights that projections delivered for this step; clears them. */
function arrivalJump(lif: EventDrivenLif, size: u32, step: u64, neuron: usize, voltage: f64): f64 {
  for (let x: u32 = 0; x < lif.synapseCount; x++) {
    const synapse = changetype<DeltaSynapse>(lif.synapses + <usize>x * offsetof<DeltaSynapse>());
    const address = synapse.arrivals + neuron * 8;
    let weight = load<f64>(address);
    if (synapse.ringSlots != 0) {
      const ring = synapse.ring + (<usize>(step % <u64>synapse.ringSlots) * size + neuron) * 8;
      weight += load<f64>(ring);
      store<f64>(ring, 0);
    }
    if (weight == 0) continue;
    store<f64>(address, 0);
    voltage = synapse.reversal + (voltage - synapse.reversal) * exp(-weight);
  }
  return voltage;
}

/** Chooses the type of an event in proportion to the rates, and returns V after its jump. */
function jump(lif: EventDrivenLif, at: usize, seed: u64, neuron: usize, voltage: f64): f64 {
  const events = changetype<EventStream>(lif.events);
  const choice = decision(events, seed, neuron, 0);
  let x: u32 = 0;
  let synapse = changetype<DeltaSynapse>(lif.synapses);
  while (x < lif.synapseCount - 1 && choice >= load<f64>(synapse.cumulative + (at & synapse.cumulativeMask))) {
    x++;
    synapse = changetype<DeltaSynapse>(lif.synapses + <usize>x * offsetof<DeltaSynapse>());
  }
  const factor = isNaN(synapse.factor) ? exp(log(decision(events, seed, neuron, 1)) * synapse.inverseShape) : synapse.factor;
  return synapse.reversal + (voltage - synapse.reversal) * factor;
}

/** Lists a spike with its exact time. */
function emit(population: Population, list: usize, count: u32, neuron: u32, time: f64): u32 {
  store<u32>(list + <usize>count * sizeof<u32>(), neuron);
  store<f64>(population.spikeTimes + <usize>count * sizeof<f64>(), time);
  return count + 1;
}
