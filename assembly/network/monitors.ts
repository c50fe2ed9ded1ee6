import { stepInEpoch } from "../models/lif/refractory";
import { Population, spikeCountAddress, spikeList } from "./population";

// Monitors record at the end of a step. Their buffers have a fixed size: TypeScript reads and empties them between
// calls, and the network loop stops before a step for which one of them has no room.

@unmanaged
export class Monitors {
  spikeCount: u32;
  stateCount: u32;
  rateCount: u32;
  intervalCount: u32;
  histogramCount: u32;
  spikes: usize; // SpikeMonitor[spikeCount]
  states: usize; // StateMonitor[stateCount]
  rates: usize; // RateMonitor[rateCount]
  intervals: usize; // IntervalMonitor[intervalCount]
  histograms: usize; // HistogramMonitor[histogramCount]
}

@unmanaged
export class SpikeMonitor {
  population: usize; // Population
  capacity: u32;
  count: u32;
  neurons: usize; // u32[capacity]
  times: usize; // f64[capacity], ms
}

@unmanaged
export class StateMonitor {
  variable: usize; // T[]
  elementBytes: u32; // 8: f64, 4: f32
  every: u32; // steps
  indexCount: u32;
  capacity: u32; // samples
  count: u32;
  indices: usize; // u32[indexCount]
  values: usize; // f64[capacity][indexCount]
}

@unmanaged
export class RateMonitor {
  population: usize; // Population
  every: u32; // steps in a bin
  capacity: u32;
  count: u32; // full bins
  current: f64; // spikes in the bin that is not full yet
  bins: usize; // f64[capacity], spikes
  reserved: u32; // keeps the size a multiple of 8
}

// Interspike intervals whose first spike is at or after `start`: their number, sum and sum of squares.
@unmanaged
export class IntervalMonitor {
  population: usize; // Population
  start: f64; // ms
  last: usize; // f64[size], ms; NaN before the first spike
  spikes: f64; // at or after `start`
  count: f64;
  sum: f64; // ms
  sumOfSquares: f64; // ms^2
}

// Histogram of a variable over all neurons that are not refractory.
@unmanaged
export class HistogramMonitor {
  variable: usize; // T[]
  release: usize; // T[], end of the refractory period (models/lif/refractory.ts), or 0
  elementBytes: u32;
  size: u32;
  every: u32; // steps
  bins: u32;
  startStep: u64;
  low: f64; // lower edge of the first bin
  inverseWidth: f64;
  counts: usize; // f64[bins + 2]: below, the bins, above
  refractoryCount: f64; // samples of refractory neurons
}

/** Whether every monitor can record one more step. */
export function haveRoom(monitors: Monitors): bool {
  for (let i: u32 = 0; i < monitors.spikeCount; i++) {
    const monitor = changetype<SpikeMonitor>(monitors.spikes + <usize>i * offsetof<SpikeMonitor>());
    if (monitor.count + changetype<Population>(monitor.population).capacity > monitor.capacity) return false;
  }
  for (let i: u32 = 0; i < monitors.stateCount; i++) {
    const monitor = changetype<StateMonitor>(monitors.states + <usize>i * offsetof<StateMonitor>());
    if (monitor.count == monitor.capacity) return false;
  }
  for (let i: u32 = 0; i < monitors.rateCount; i++) {
    const monitor = changetype<RateMonitor>(monitors.rates + <usize>i * offsetof<RateMonitor>());
    if (monitor.count == monitor.capacity) return false;
  }
  return true;
}

/** Records the step that just ended. */
export function record(monitors: Monitors, step: u64, dt: f64): void {
  for (let i: u32 = 0; i < monitors.spikeCount; i++) {
    recordSpikes(changetype<SpikeMonitor>(monitors.spikes + <usize>i * offsetof<SpikeMonitor>()), step, dt);
  }
  for (let i: u32 = 0; i < monitors.stateCount; i++) {
    recordState(changetype<StateMonitor>(monitors.states + <usize>i * offsetof<StateMonitor>()), step);
  }
  for (let i: u32 = 0; i < monitors.rateCount; i++) {
    recordRate(changetype<RateMonitor>(monitors.rates + <usize>i * offsetof<RateMonitor>()), step);
  }
  for (let i: u32 = 0; i < monitors.intervalCount; i++) {
    recordIntervals(changetype<IntervalMonitor>(monitors.intervals + <usize>i * offsetof<IntervalMonitor>()), step, dt);
  }
  for (let i: u32 = 0; i < monitors.histogramCount; i++) {
    recordHistogram(changetype<HistogramMonitor>(monitors.histograms + <usize>i * offsetof<HistogramMonitor>()), step);
  }
}

/** Time of spike `i` of the population's list of this step: exact where the model knows it, else the end of the step. */
// @ts-ignore: decorator
@inline
function spikeTime(population: Population, i: u32, step: u64, dt: f64): f64 {
  return population.spikeTimes != 0 ? load<f64>(population.spikeTimes + <usize>i * 8) : <f64>(step + 1) * dt;
}

function recordSpikes(monitor: SpikeMonitor, step: u64, dt: f64): void {
  const population = changetype<Population>(monitor.population);
  const spikes = load<u32>(spikeCountAddress(population, step));
  const list = spikeList(population, step);
  for (let i: u32 = 0; i < spikes; i++) {
    const at = <usize>(monitor.count + i);
    store<u32>(monitor.neurons + at * 4, load<u32>(list + <usize>i * 4));
    store<f64>(monitor.times + at * 8, spikeTime(population, i, step, dt));
  }
  monitor.count += spikes;
}

function recordState(monitor: StateMonitor, step: u64): void {
  if ((step + 1) % <u64>monitor.every != 0) return;
  let out = monitor.values + <usize>monitor.count * monitor.indexCount * 8;
  for (let i: u32 = 0; i < monitor.indexCount; i++, out += 8) {
    const neuron = <usize>load<u32>(monitor.indices + <usize>i * 4);
    store<f64>(out, monitor.elementBytes == 8 ? load<f64>(monitor.variable + neuron * 8) : <f64>load<f32>(monitor.variable + neuron * 4));
  }
  monitor.count++;
}

function recordRate(monitor: RateMonitor, step: u64): void {
  monitor.current += <f64>load<u32>(spikeCountAddress(changetype<Population>(monitor.population), step));
  if ((step + 1) % <u64>monitor.every != 0) return;
  store<f64>(monitor.bins + <usize>monitor.count * 8, monitor.current);
  monitor.current = 0;
  monitor.count++;
}

function recordIntervals(monitor: IntervalMonitor, step: u64, dt: f64): void {
  const population = changetype<Population>(monitor.population);
  const spikes = load<u32>(spikeCountAddress(population, step));
  const list = spikeList(population, step);
  for (let i: u32 = 0; i < spikes; i++) {
    const time = spikeTime(population, i, step, dt);
    if (time < monitor.start) continue;
    monitor.spikes += 1;
    const address = monitor.last + <usize>load<u32>(list + <usize>i * 4) * 8;
    const interval = time - load<f64>(address);
    store<f64>(address, time);
    if (interval != interval) continue; // the neuron's first spike
    monitor.count += 1;
    monitor.sum += interval;
    monitor.sumOfSquares += interval * interval;
  }
}

function recordHistogram(monitor: HistogramMonitor, step: u64): void {
  if (step + 1 < monitor.startStep || (step + 1) % <u64>monitor.every != 0) return;
  const next = stepInEpoch<f64>(step + 1);
  for (let i: usize = 0; i < monitor.size; i++) {
    const wide = monitor.elementBytes == 8;
    if (monitor.release != 0) {
      const release = wide ? load<f64>(monitor.release + i * 8) : <f64>load<f32>(monitor.release + i * 4);
      if (release > next) {
        monitor.refractoryCount += 1;
        continue;
      }
    }
    const value = wide ? load<f64>(monitor.variable + i * 8) : <f64>load<f32>(monitor.variable + i * 4);
    const position = floor((value - monitor.low) * monitor.inverseWidth) + 1;
    const bin = <usize>min(max(position, 0), <f64>(monitor.bins + 1));
    const address = monitor.counts + bin * 8;
    store<f64>(address, load<f64>(address) + 1);
  }
}
