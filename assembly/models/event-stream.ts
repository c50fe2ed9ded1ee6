import { log } from "../numeric/log";
import { philox, philoxHigh, philoxLow, uniformOpen } from "../random/philox";

// Random draws of one neuron, taken one after the other: draw j is half of block j / 2 of the stream base + neuron.

@unmanaged
export class EventStream {
  stream: u64; // neuron i draws from stream + i
  drawn: usize; // u64[neurons], draws taken so far
  spare: usize; // u64[neurons], second half of the last block
}

/** The next uniform number in (0, 1) of `neuron`. */
export function nextUniform(events: EventStream, seed: u64, neuron: usize): f64 {
  const drawnAddress = events.drawn + neuron * 8;
  const spareAddress = events.spare + neuron * 8;
  const drawn = load<u64>(drawnAddress);
  store<u64>(drawnAddress, drawn + 1);
  if (drawn & 1) return uniformOpen(load<u64>(spareAddress));
  philox(seed, events.stream + <u64>neuron, drawn >> 1);
  store<u64>(spareAddress, philoxHigh());
  return uniformOpen(philoxLow());
}

/** Draws the time to each neuron's first event: exponential with `rate` events per ms (element i at rate + (8 i & mask)). */
export function startEvents(next: usize, count: u32, rate: usize, rateMask: u32, events: usize, seed: u64): void {
  for (let neuron: usize = 0; neuron < count; neuron++) {
    const interval = 1.0 / load<f64>(rate + ((neuron * 8) & rateMask));
    store<f64>(next + neuron * 8, -log(nextUniform(changetype<EventStream>(events), seed, neuron)) * interval);
  }
}
