// Delivery where each synapse has a delay of its own: into a ring of accumulators, one per future step. Same order of
// additions as in deliver.ts.

import { deliver } from "./deliver";
import { Projection } from "./projection";
import { GROUP, touchRows } from "./touch";

/** ring[(slot + delay) % slots][target] += weight: one event. */
// @ts-ignore: decorator
@inline
function addLater<T>(ring: usize, slots: u32, strideBytes: usize, slot: u32, delay: u32, target: usize, weight: T): void {
  let later = slot + delay; // at most one turn ahead: delay < slots
  later = select<u32>(later - slots, later, later >= slots);
  const address = ring + <usize>later * strideBytes + target * sizeof<T>();
  store<T>(address, load<T>(address) + weight);
}

function deliverRows<T, I>(
  projection: Projection,
  spikes: usize,
  spikeCount: u32,
  ring: usize,
  slots: u32,
  stride: u32,
  slot: u32,
): void {
  const rowStart = projection.rowStart;
  const targets = projection.targets;
  const weights = projection.weights;
  const delays = projection.delays;
  const common = <T>projection.weight;
  const strideBytes = <usize>stride * sizeof<T>();
  const spikesEnd = spikes + (<usize>spikeCount << 2);
  let touched = spikes;
  for (; spikes < spikesEnd; spikes += 4) {
    if (spikes == touched) {
      touched = min(spikes + (GROUP << 2), spikesEnd);
      touchRows<T, I>(projection, spikes, touched);
    }
    const row = rowStart + (<usize>load<u32>(spikes) << 2);
    const start = <usize>load<u32>(row);
    let at = targets + start * sizeof<I>();
    const end = targets + <usize>load<u32>(row, 4) * sizeof<I>();
    let delay = delays + (start << 1);
    if (weights == 0) {
      for (; at < end; at += sizeof<I>()) {
        addLater<T>(ring, slots, strideBytes, slot, load<u16>(delay), <usize>load<I>(at), common);
        delay += 2;
      }
    } else {
      let weight = weights + start * sizeof<T>();
      for (; at < end; at += sizeof<I>()) {
        addLater<T>(ring, slots, strideBytes, slot, load<u16>(delay), <usize>load<I>(at), load<T>(weight));
        delay += 2;
        weight += sizeof<T>();
      }
    }
  }
}

/**
 * Adds each synapse's weight to ring[(slot + delay) % slots][target] for every spike of the list.
 * ring: T[slots][stride] with slots > every delay and stride >= targetCount; slot: the ring's row of the current step.
 */
export function deliverDelayed<T>(
  projection: Projection,
  spikes: usize,
  spikeCount: u32,
  ring: usize,
  slots: u32,
  stride: u32,
  slot: u32,
): void {
  if (projection.delays == 0) {
    const later = <u32>((<u64>slot + <u64>projection.delay) % <u64>slots);
    deliver<T>(projection, spikes, spikeCount, ring + <usize>later * <usize>stride * sizeof<T>());
  } else if (projection.targetBytes == 2) {
    deliverRows<T, u16>(projection, spikes, spikeCount, ring, slots, stride, slot);
  } else {
    deliverRows<T, u32>(projection, spikes, spikeCount, ring, slots, stride, slot);
  }
}
