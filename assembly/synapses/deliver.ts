// Delivery of spikes: what a network spends most of its time on. The order of additions is fixed (spikes in the order
// of the list, synapses in the order of their row), so a sum never depends on how a run was cut into pieces.
//
// One event is an index load, an accumulator load, an addition and a store. Indices are read eight bytes at a time;
// the additions stay one after the other, because a row may hold the same target twice. docs/connectivity.md has the
// variants that were measured.

import { Projection } from "./projection";
import { GROUP, touchRows } from "./touch";

/** accumulator[target] += weight: one event. */
// @ts-ignore: decorator
@inline
function add<T>(accumulator: usize, target: usize, weight: T): void {
  const address = accumulator + target * sizeof<T>();
  store<T>(address, load<T>(address) + weight);
}

/** Delivers with one common weight; I is the index type, u16 or u32. */
function deliverUniform<T, I>(projection: Projection, spikes: usize, spikeCount: u32, accumulator: usize): void {
  const rowStart = projection.rowStart;
  const targets = projection.targets;
  const weight = <T>projection.weight;
  const spikesEnd = spikes + (<usize>spikeCount << 2);
  let touched = spikes;
  for (; spikes < spikesEnd; spikes += 4) {
    if (spikes == touched) {
      touched = min(spikes + (GROUP << 2), spikesEnd);
      touchRows<T, I>(projection, spikes, touched);
    }
    const row = rowStart + (<usize>load<u32>(spikes) << 2);
    let at = targets + <usize>load<u32>(row) * sizeof<I>();
    const end = targets + <usize>load<u32>(row, 4) * sizeof<I>();
    if (sizeof<I>() == 2) {
      for (; at + 8 <= end; at += 8) {
        const four = load<u64>(at);
        add<T>(accumulator, <usize>(four & 0xffff), weight);
        add<T>(accumulator, <usize>((four >> 16) & 0xffff), weight);
        add<T>(accumulator, <usize>((four >> 32) & 0xffff), weight);
        add<T>(accumulator, <usize>(four >> 48), weight);
      }
    } else {
      for (; at + 16 <= end; at += 16) {
        add<T>(accumulator, <usize>load<I>(at), weight);
        add<T>(accumulator, <usize>load<I>(at, 4), weight);
        add<T>(accumulator, <usize>load<I>(at, 8), weight);
        add<T>(accumulator, <usize>load<I>(at, 12), weight);
      }
    }
    for (; at < end; at += sizeof<I>()) add<T>(accumulator, <usize>load<I>(at), weight);
  }
}

/** Delivers with a weight per synapse. */
function deliverWeighted<T, I>(projection: Projection, spikes: usize, spikeCount: u32, accumulator: usize): void {
  const rowStart = projection.rowStart;
  const targets = projection.targets;
  const weights = projection.weights;
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
    let weight = weights + start * sizeof<T>();
    for (; at + 4 * sizeof<I>() <= end; at += 4 * sizeof<I>()) {
      add<T>(accumulator, <usize>load<I>(at), load<T>(weight));
      add<T>(accumulator, <usize>load<I>(at, sizeof<I>()), load<T>(weight, sizeof<T>()));
      add<T>(accumulator, <usize>load<I>(at, 2 * sizeof<I>()), load<T>(weight, 2 * sizeof<T>()));
      add<T>(accumulator, <usize>load<I>(at, 3 * sizeof<I>()), load<T>(weight, 3 * sizeof<T>()));
      weight += 4 * sizeof<T>();
    }
    for (; at < end; at += sizeof<I>()) {
      add<T>(accumulator, <usize>load<I>(at), load<T>(weight));
      weight += sizeof<T>();
    }
  }
}

/**
 * Adds each synapse's weight to accumulator[target] for every spike of the list.
 * spikes: u32[spikeCount], indices of sources; accumulator: T[targetCount], T the precision of the weights.
 */
export function deliver<T>(projection: Projection, spikes: usize, spikeCount: u32, accumulator: usize): void {
  if (projection.weights == 0) {
    if (projection.targetBytes == 2) deliverUniform<T, u16>(projection, spikes, spikeCount, accumulator);
    else deliverUniform<T, u32>(projection, spikes, spikeCount, accumulator);
  } else {
    if (projection.targetBytes == 2) deliverWeighted<T, u16>(projection, spikes, spikeCount, accumulator);
    else deliverWeighted<T, u32>(projection, spikes, spikeCount, accumulator);
  }
}
