import type { RandomStream, Seed } from "../../random/stream.js";
import type { Bounds } from "./bounds.js";
import type { SamplerState } from "./sampler.js";
import type { StrategyState } from "./state.js";

export type Goal = "minimize" | "maximize";

/** What every strategy is told. */
export interface StrategyOptions {
  /** Whether small values are good, or large ones. */
  readonly goal: Goal;
  /** The n parameters to start from. */
  readonly start: ArrayLike<number>;
  readonly seed: Seed;
  /** Number of the random stream in the family of `seed`; 0 when left out. */
  readonly stream?: Seed;
  /** A box that no candidate leaves. */
  readonly bounds?: Bounds;
  /** Gives all candidates of a generation the same random numbers for their trials; true when left out. */
  readonly commonRandomNumbers?: boolean;
}

/** Names of the fields of {@link StrategyOptions}. */
export const commonKeys = ["goal", "start", "seed", "stream", "bounds", "commonRandomNumbers"] as const;

/** A strategy as its user sees it: ask for candidates, tell their values, again and again. */
export interface Strategy {
  readonly name: string;
  readonly goal: Goal;
  /** Number of parameters. */
  readonly dimension: number;
  /** Candidates of one generation. */
  readonly populationSize: number;
  /** Generations told so far. */
  readonly generation: number;
  /** Values told so far. */
  readonly evaluations: number;
  /** How many of them were NaN. */
  readonly notFinite: number;
  /** The best value told so far; NaN before the first. */
  readonly bestValue: number;
  /** The candidate it belongs to; the start before the first. A copy. */
  readonly best: Float64Array;
  /** The strategy's present estimate of the optimum, inside the bounds. A copy. */
  readonly mean: Float64Array;
  /** Present standard deviation of the candidates (root mean square over parameters where they differ). */
  readonly stepSize: number;
  /** Why going on is pointless, in words; undefined while it is not. */
  readonly exhausted: string | undefined;
  /** The generation's candidates, fresh arrays. Asking again gives the same ones. */
  ask(): Float64Array[];
  /** Candidate `member` alone: a pure function of the state, so that workers with a copy of it need no candidates sent. */
  candidate(member: number): Float64Array;
  /** Random numbers for the trials of `member` in this generation. */
  trials(member: number): RandomStream;
  /** Takes the values of the candidates, in order; NaN counts as worse than every number. */
  tell(values: ArrayLike<number>): void;
  /** One readable line on where the search stands. */
  log(): string;
  /** All of the state. */
  save(): StrategyState;
  /** What `createSampler` needs to make the candidates of this generation in another thread. */
  sampler(): SamplerState;
  /** Gives the strategy's memory back. */
  dispose(): void;
}
