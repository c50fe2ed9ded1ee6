import { blockIndex, EXPONENTIAL_F64 } from "../random/address";
import { philox, philoxHigh, philoxLow } from "../random/philox";
import { uniform } from "../random/draws";
import { exponentialLanes } from "../random/transform";

// Poisson processes, one for each neuron. Neuron i takes the exponential draws 0, 1, 2, ... of stream + i, two of which come
// from one block, and for decisions at an event the uniform draws of the same stream.

@unmanaged
export class EventStream {
  stream: u64;
  drawn: usize; // u64[neurons], draws taken so far
  spare: usize; // f64[neurons], second draw of the last block
}

/** The next interval of `neuron`, mean 1. */
export function nextInterval(events: EventStream, seed: u64, neuron: usize): f64 {
  const drawnAddress = events.drawn + neuron * 8;
  const spareAddress = events.spare + neuron * 8;
  const drawn = load<u64>(drawnAddress);
  store<u64>(drawnAddress, drawn + 1);
  if (drawn & 1) return load<f64>(spareAddress);
  philox(seed, events.stream + <u64>neuron, blockIndex(EXPONENTIAL_F64, drawn >> 1));
  const both = exponentialLanes<f64>(i64x2.replace_lane(i64x2.splat(philoxLow()), 1, philoxHigh()));
  store<f64>(spareAddress, f64x2.extract_lane(both, 1));
  return f64x2.extract_lane(both, 0);
}

/** Uniform number `which` (0 or 1) in (0, 1) for the event that ends the neuron's last interval. */
export function decision(events: EventStream, seed: u64, neuron: usize, which: u64): f64 {
  return uniform(seed, events.stream + <u64>neuron, 2 * load<u64>(events.drawn + neuron * 8) + which);
}

/** Draws the time to each neuron's first event: exponential with `rate` events per ms (element i at rate + (8 i & mask)). */
export function startEvents(next: usize, count: u32, rate: usize, rateMask: u32, events: usize, seed: u64): void {
  for (let neuron: usize = 0; neuron < count; neuron++) {
    const interval = 1.0 / load<f64>(rate + ((neuron * 8) & rateMask));
    store<f64>(next + neuron * 8, nextInterval(changetype<EventStream>(events), seed, neuron) * interval);
  }
}
