import { deliver } from "./deliver";
import { deliverDelayed } from "./deliver-delayed";
import { Projection } from "./projection";
import { placePairs } from "./rows";
import { sortRows } from "./sort-rows";
import { normalWeights, uniformWeights } from "./values";

export { countFixedProbability, fillFixedProbability } from "./fixed-probability";
export { visitFixedInDegree } from "./fixed-in-degree";
export { countSources, fillAllToAll, fillOneToOne, longestRow, openRows, sumRowCounts } from "./rows";
export { uniformDelays } from "./values";

export function deliverF64(projection: Projection, spikes: usize, spikeCount: u32, accumulator: usize): void {
  deliver<f64>(projection, spikes, spikeCount, accumulator);
}

export function deliverF32(projection: Projection, spikes: usize, spikeCount: u32, accumulator: usize): void {
  deliver<f32>(projection, spikes, spikeCount, accumulator);
}

export function deliverDelayedF64(
  projection: Projection,
  spikes: usize,
  spikeCount: u32,
  ring: usize,
  slots: u32,
  stride: u32,
  slot: u32,
): void {
  deliverDelayed<f64>(projection, spikes, spikeCount, ring, slots, stride, slot);
}

export function deliverDelayedF32(
  projection: Projection,
  spikes: usize,
  spikeCount: u32,
  ring: usize,
  slots: u32,
  stride: u32,
  slot: u32,
): void {
  deliverDelayed<f32>(projection, spikes, spikeCount, ring, slots, stride, slot);
}

export function placePairsF64(
  projection: Projection,
  sources: usize,
  targets: usize,
  weights: usize,
  delays: usize,
  length: u32,
): void {
  placePairs<f64>(projection, sources, targets, weights, delays, length);
}

export function placePairsF32(
  projection: Projection,
  sources: usize,
  targets: usize,
  weights: usize,
  delays: usize,
  length: u32,
): void {
  placePairs<f32>(projection, sources, targets, weights, delays, length);
}

export function sortRowsF64(projection: Projection, first: u32, end: u32, scratch: usize): void {
  sortRows<f64>(projection, first, end, scratch);
}

export function sortRowsF32(projection: Projection, first: u32, end: u32, scratch: usize): void {
  sortRows<f32>(projection, first, end, scratch);
}

export function uniformWeightsF64(
  projection: Projection,
  low: f64,
  high: f64,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  uniformWeights<f64>(projection, low, high, seed, stream, first, end);
}

export function uniformWeightsF32(
  projection: Projection,
  low: f64,
  high: f64,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  uniformWeights<f32>(projection, low, high, seed, stream, first, end);
}

export function normalWeightsF64(
  projection: Projection,
  mean: f64,
  standardDeviation: f64,
  lowerBound: f64,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  normalWeights<f64>(projection, mean, standardDeviation, lowerBound, seed, stream, first, end);
}

export function normalWeightsF32(
  projection: Projection,
  mean: f64,
  standardDeviation: f64,
  lowerBound: f64,
  seed: u64,
  stream: u64,
  first: u32,
  end: u32,
): void {
  normalWeights<f32>(projection, mean, standardDeviation, lowerBound, seed, stream, first, end);
}
