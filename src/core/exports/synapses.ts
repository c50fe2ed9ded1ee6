/** assembly/synapses/exports.ts. `projection` is the address of a Projection struct; 64-bit arguments are bigints. */
export interface SynapsesExports {
  deliverF64(projection: number, spikes: number, spikeCount: number, accumulator: number): void;
  deliverF32(projection: number, spikes: number, spikeCount: number, accumulator: number): void;
  deliverDelayedF64: DeliverDelayed;
  deliverDelayedF32: DeliverDelayed;
  countFixedProbability(
    projection: number,
    probability: number,
    withoutSelf: boolean,
    seed: bigint,
    stream: bigint,
    first: number,
    end: number,
  ): number;
  fillFixedProbability(
    projection: number,
    probability: number,
    withoutSelf: boolean,
    seed: bigint,
    stream: bigint,
    first: number,
    end: number,
  ): void;
  visitFixedInDegree(
    projection: number,
    inDegree: number,
    multapses: boolean,
    withoutSelf: boolean,
    seed: bigint,
    stream: bigint,
    first: number,
    end: number,
    write: boolean,
    chosen: number,
    bits: number,
  ): void;
  fillAllToAll(projection: number, withoutSelf: boolean, first: number, end: number): void;
  fillOneToOne(projection: number, first: number, end: number): void;
  countSources(projection: number, sources: number, length: number): void;
  placePairsF64: PlacePairs;
  placePairsF32: PlacePairs;
  sumRowCounts(projection: number): void;
  openRows(projection: number): void;
  longestRow(projection: number): number;
  sortRowsF64(projection: number, first: number, end: number, scratch: number): void;
  sortRowsF32(projection: number, first: number, end: number, scratch: number): void;
  uniformWeightsF64: UniformWeights;
  uniformWeightsF32: UniformWeights;
  normalWeightsF64: NormalWeights;
  normalWeightsF32: NormalWeights;
  uniformDelays(projection: number, low: number, span: number, seed: bigint, stream: bigint, first: number, end: number): void;
}

type DeliverDelayed = (
  projection: number,
  spikes: number,
  spikeCount: number,
  ring: number,
  slots: number,
  stride: number,
  slot: number,
) => void;

type PlacePairs = (projection: number, sources: number, targets: number, weights: number, delays: number, length: number) => void;

type UniformWeights = (
  projection: number,
  low: number,
  high: number,
  seed: bigint,
  stream: bigint,
  first: number,
  end: number,
) => void;

type NormalWeights = (
  projection: number,
  mean: number,
  standardDeviation: number,
  lowerBound: number,
  seed: bigint,
  stream: bigint,
  first: number,
  end: number,
) => void;
