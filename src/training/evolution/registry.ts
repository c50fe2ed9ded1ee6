import { checkOneOf } from "../../core/check.js";
import type { Core } from "../../core/core.js";
import { SnapshotError } from "../../core/errors.js";
import { AugmentedRandomSearch, type AugmentedRandomSearchOptions } from "./augmented-random-search.js";
import { CmaEs, type CmaEsOptions } from "./cma-es.js";
import type { Strategy } from "./contract.js";
import { DifferentialEvolution, type DifferentialEvolutionOptions } from "./differential-evolution.js";
import { ExponentialNes, type ExponentialNesOptions } from "./exponential-nes.js";
import { GuidedEs, type GuidedEsOptions } from "./guided-es.js";
import { LimitedMemoryMaEs, type LimitedMemoryMaEsOptions } from "./limited-memory-ma-es.js";
import { OnePlusOneEs, type OnePlusOneEsOptions } from "./one-plus-one-es.js";
import { OpenAiEs, type OpenAiEsOptions } from "./open-ai-es.js";
import { Pgpe, type PgpeOptions } from "./pgpe.js";
import { RestartedCmaEs, type RestartedCmaEsOptions } from "./restarts.js";
import type { Sampler, SamplerState } from "./sampler.js";
import { SeparableCmaEs, type SeparableCmaEsOptions } from "./separable-cma-es.js";
import { SeparableNes, type SeparableNesOptions } from "./separable-nes.js";
import { SmoothedGradient, type SmoothedGradientOptions } from "./smoothed-gradient.js";
import { checkState, originalOptions, type StrategyState } from "./state.js";
import type { EvolutionStrategy } from "./strategy.js";

/** Options by strategy. */
export interface StrategyOptionsByName {
  "cma-es": CmaEsOptions;
  "restarted-cma-es": RestartedCmaEsOptions;
  "separable-cma-es": SeparableCmaEsOptions;
  "limited-memory-ma-es": LimitedMemoryMaEsOptions;
  snes: SeparableNesOptions;
  xnes: ExponentialNesOptions;
  "openai-es": OpenAiEsOptions;
  "smoothed-gradient": SmoothedGradientOptions;
  pgpe: PgpeOptions;
  "augmented-random-search": AugmentedRandomSearchOptions;
  "one-plus-one-es": OnePlusOneEsOptions;
  "differential-evolution": DifferentialEvolutionOptions;
  "guided-es": GuidedEsOptions;
}

export type StrategyName = keyof StrategyOptionsByName;
export type StrategyOptionsOf<N extends StrategyName> = StrategyOptionsByName[N];

type Maker<N extends StrategyName> = new (
  core: Core,
  options: StrategyOptionsByName[N],
) => Strategy & Pick<EvolutionStrategy, "restore">;

const makers: { readonly [N in StrategyName]: Maker<N> } = {
  "cma-es": CmaEs,
  "restarted-cma-es": RestartedCmaEs,
  "separable-cma-es": SeparableCmaEs,
  "limited-memory-ma-es": LimitedMemoryMaEs,
  snes: SeparableNes,
  xnes: ExponentialNes,
  "openai-es": OpenAiEs,
  "smoothed-gradient": SmoothedGradient,
  pgpe: Pgpe,
  "augmented-random-search": AugmentedRandomSearch,
  "one-plus-one-es": OnePlusOneEs,
  "differential-evolution": DifferentialEvolution,
  "guided-es": GuidedEs,
};

/** Names of all strategies. */
export const strategyNames = Object.keys(makers) as readonly StrategyName[];

/** Makes a strategy; `dispose` gives its memory back. Errors: InputError, MemoryError. */
export function createStrategy<N extends StrategyName>(core: Core, name: N, options: StrategyOptionsOf<N>): Strategy {
  return make(core, name, options);
}

/** Makes the strategy whose `save` wrote `state`, to go on with the same bits. Errors: SnapshotError, MemoryError. */
export function resumeStrategy(core: Core, state: StrategyState): Strategy {
  checkState(state, core.hash);
  if (!Object.hasOwn(makers, state.strategy)) throw new SnapshotError(`This state is of an unknown strategy, ${state.strategy}.`);
  const strategy = make(core, state.strategy as StrategyName, originalOptions(state.options) as never);
  try {
    strategy.restore(state);
    return strategy;
  } catch (error) {
    strategy.dispose();
    throw error;
  }
}

/** Makes what draws the candidates of `state`, bit for bit those of the strategy it is of. Errors: MemoryError. */
export function createSampler(core: Core, state: SamplerState): Sampler {
  const { strategy: name, options, dimension } = state;
  const start = options.start.length > 0 ? options.start : new Float64Array(dimension);
  const strategy = make(core, name as StrategyName, { ...options, start } as never) as unknown as Sampler;
  try {
    strategy.follow(state);
    return strategy;
  } catch (error) {
    strategy.dispose();
    throw error;
  }
}

function make<N extends StrategyName>(core: Core, name: N, options: StrategyOptionsOf<N>) {
  checkOneOf("strategy", name, strategyNames);
  return new (makers[name] as Maker<N>)(core, options);
}
