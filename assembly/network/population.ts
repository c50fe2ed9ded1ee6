// What the network loop knows of a population: how many neurons, which kernel advances them, and the lists of spikes
// that they emitted in the last `slots` steps.

export const LIF_F64: u32 = 0;
export const LIF_F32: u32 = 1;
export const EVENT_DRIVEN_LIF: u32 = 2;
export const POISSON_SOURCE: u32 = 3;
export const SCHEDULED_SOURCE: u32 = 4;

@unmanaged
export class Population {
  kind: u32;
  id: u32;
  size: u32;
  slots: u32; // lists kept: the largest uniform delay of an outgoing projection, in steps, plus one
  capacity: u32; // spikes that one list can hold
  spikes: usize; // u32[slots][capacity], neuron indices
  spikeCounts: usize; // u32[slots]
  spikeTimes: usize; // f64[capacity], exact times of the current step's spikes, or 0: they end the step
  model: usize; // the kernel's own struct
}

/** The list of the spikes emitted in `step`. */
// @ts-ignore: decorator
@inline
export function spikeList(population: Population, step: u64): usize {
  return population.spikes + <usize>(step % <u64>population.slots) * population.capacity * sizeof<u32>();
}

/** The address of the number of spikes emitted in `step`. */
// @ts-ignore: decorator
@inline
export function spikeCountAddress(population: Population, step: u64): usize {
  return population.spikeCounts + <usize>(step % <u64>population.slots) * sizeof<u32>();
}
