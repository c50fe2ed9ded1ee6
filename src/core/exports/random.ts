/** Writes `count` draws from draw `start` on of (seed, stream) at the address `out`. */
type Fill = (out: number, count: number, seed: bigint, stream: bigint, start: bigint) => void;
/** Draw `index` of (seed, stream). */
type Draw = (seed: bigint, stream: bigint, index: bigint) => number;

/** assembly/random/exports.ts */
export interface RandomExports {
  philox(seed: bigint, stream: bigint, index: bigint): void;
  philoxLow(): bigint;
  philoxHigh(): bigint;
  philoxGroups(out: number, groups: number, seed: bigint, stream: bigint, index: bigint): void;
  fillUniformsF64: Fill;
  fillUniformsF32: Fill;
  fillNormalsF64: Fill;
  fillNormalsF32: Fill;
  fillExponentialsF64: Fill;
  fillExponentialsF32: Fill;
  uniform: Draw;
  exponential: Draw;
  normal: Draw;
  /** `sequence`: address of an ExponentialSequence. */
  nextExponential(sequence: number): number;
  poisson(mean: number, seed: bigint, stream: bigint, index: bigint): number;
  fillPoisson(out: number, count: number, mean: number, seed: bigint, stream: bigint, start: bigint): void;
  integerBelow(n: bigint, seed: bigint, stream: bigint, index: bigint): bigint;
  fillIntegers(out: number, count: number, n: bigint, seed: bigint, stream: bigint, start: bigint): void;
  fillPermutation(out: number, n: number, seed: bigint, stream: bigint, start: bigint): void;
  sampleTableSlots(k: number): number;
  sampleWithoutReplacement(out: number, k: number, n: number, table: number, seed: bigint, stream: bigint, start: bigint): void;
}
