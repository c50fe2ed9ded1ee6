import type { StrategyOptions } from "./contract.js";

/** What makes the candidates of one generation again, in any thread: seeds, counts and the vectors they depend on, never the draws. */
export interface SamplerState {
  readonly strategy: string;
  /** Those of the strategy; without bounds, `start` is empty. */
  readonly options: StrategyOptions;
  readonly dimension: number;
  readonly numbers: Readonly<Record<string, number>>;
  readonly vectors: Readonly<Record<string, Float64Array>>;
}

/** A copy of a strategy that only makes candidates. Made by `createSampler`. */
export interface Sampler {
  candidate(member: number): Float64Array;
  /** Moves on to another state of the same strategy. */
  follow(state: SamplerState): void;
  dispose(): void;
}
