import { BUFFER_FULL, fail, OK } from "../core/status";
import { Population, spikeCountAddress, spikeList } from "../network/population";
import { EventStream, nextInterval } from "./event-stream";

// Populations that only emit spikes.

@unmanaged
export class PoissonSource {
  rate: usize; // f64, spikes per ms; mask 0: shared
  rateMask: u32;
  next: usize; // f64[padded to 2], ms from the start of the step to the next spike
  events: usize; // EventStream
}

@unmanaged
export class ScheduledSource {
  length: u32;
  position: u32; // first spike not yet emitted
  steps: usize; // f64[length], ascending: step in which the spike is emitted
  neurons: usize; // u32[length]
}

/** Lists the spikes of independent Poisson trains in this step; a train that fires twice is listed twice. */
export function advancePoissonSource(population: Population, seed: u64, step: u64, dt: f64): i32 {
  const source = changetype<PoissonSource>(population.model);
  const list = spikeList(population, step);
  const width = f64x2.splat(dt);
  let count: u32 = 0;
  for (let neuron: usize = 0; neuron < population.size; neuron += 2) {
    const address = source.next + neuron * 8;
    if (v128.any_true(v128.lt<f64>(v128.load(address), width))) {
      for (let i = neuron; i < neuron + 2; i++) {
        let next = load<f64>(source.next + i * 8);
        while (next < dt) {
          if (count == population.capacity) return fail(BUFFER_FULL, population.id, <u32>i, <f64>step * dt, <f64>count);
          store<u32>(list + <usize>count * sizeof<u32>(), <u32>i);
          count++;
          const interval = 1.0 / load<f64>(source.rate + ((i * 8) & source.rateMask));
          next += nextInterval(changetype<EventStream>(source.events), seed, i) * interval;
        }
        store<f64>(source.next + i * 8, next);
      }
    }
    v128.store(address, v128.sub<f64>(v128.load(address), width));
  }
  store<u32>(spikeCountAddress(population, step), count);
  return OK;
}

/** Lists the given spikes whose step has come. */
export function advanceScheduledSource(population: Population, step: u64): i32 {
  const source = changetype<ScheduledSource>(population.model);
  const list = spikeList(population, step);
  let count: u32 = 0;
  let position = source.position;
  while (position < source.length && load<f64>(source.steps + <usize>position * 8) <= <f64>step) {
    if (count == population.capacity) return fail(BUFFER_FULL, population.id, position, <f64>step, <f64>count);
    store<u32>(list + <usize>count * sizeof<u32>(), load<u32>(source.neurons + <usize>position * sizeof<u32>()));
    count++;
    position++;
  }
  source.position = position;
  store<u32>(spikeCountAddress(population, step), count);
  return OK;
}
