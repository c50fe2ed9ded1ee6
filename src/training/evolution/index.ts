export { AugmentedRandomSearch, type AugmentedRandomSearchOptions } from "./augmented-random-search.js";
export type { Bounds } from "./bounds.js";
export { type CmaConstants, cmaConstants, expectedNorm } from "./cma-constants.js";
export { CmaEs, type CmaEsOptions } from "./cma-es.js";
export type { Goal, Strategy, StrategyOptions } from "./contract.js";
export { DifferentialEvolution, type DifferentialEvolutionOptions } from "./differential-evolution.js";
export { ExponentialNes, type ExponentialNesOptions } from "./exponential-nes.js";
export type { GradientStrategyOptions } from "./gradient-strategy.js";
export { GuidedEs, type GuidedEsOptions } from "./guided-es.js";
export { LimitedMemoryMaEs, type LimitedMemoryMaEsOptions } from "./limited-memory-ma-es.js";
export { type MinimizeOptions, type MinimizeResult, maximize, minimize, type Objective, type Trial } from "./minimize.js";
export { OnePlusOneEs, type OnePlusOneEsOptions } from "./one-plus-one-es.js";
export { OpenAiEs, type OpenAiEsOptions } from "./open-ai-es.js";
export type { OptimiserOptions } from "./optimiser.js";
export { Pgpe, type PgpeOptions } from "./pgpe.js";
export {
  createSampler,
  createStrategy,
  resumeStrategy,
  type StrategyName,
  type StrategyOptionsByName,
  type StrategyOptionsOf,
  strategyNames,
} from "./registry.js";
export { RestartedCmaEs, type RestartedCmaEsOptions } from "./restarts.js";
export type { Sampler, SamplerState } from "./sampler.js";
export { SeparableCmaEs, type SeparableCmaEsOptions } from "./separable-cma-es.js";
export { SeparableNes, type SeparableNesOptions, separableNesRate } from "./separable-nes.js";
export { centeredRanks, nesUtilities, type Shaping } from "./shaping.js";
export { SmoothedGradient, type SmoothedGradientOptions } from "./smoothed-gradient.js";
export type { StoredNumber, StrategyState } from "./state.js";
export type { StopConditions, Stopped, StopReason } from "./stop.js";
export { EvolutionStrategy } from "./strategy.js";
export * from "./unrolled/index.js";
