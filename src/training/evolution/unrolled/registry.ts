import { checkOneOf } from "../../../core/check.js";
import type { Core } from "../../../core/core.js";
import { SnapshotError } from "../../../core/errors.js";
import { checkState, originalOptions, type StrategyState } from "../state.js";
import type { UnrolledOptions } from "./options.js";
import { NoiseReuseEs, PersistentEs, TruncatedEs } from "./strategies.js";
import type { UnrolledStrategy } from "./unrolled-strategy.js";

const makers = {
  "persistent-es": PersistentEs,
  "noise-reuse-es": NoiseReuseEs,
  "truncated-es": TruncatedEs,
} as const;

export type UnrolledStrategyName = keyof typeof makers;

/** Names of all strategies for long trials. */
export const unrolledStrategyNames = Object.keys(makers) as readonly UnrolledStrategyName[];

/** Makes a strategy for trials that are evaluated piece by piece; `dispose` gives its memory back. Errors: InputError, MemoryError. */
export function createUnrolledStrategy(core: Core, name: UnrolledStrategyName, options: UnrolledOptions): UnrolledStrategy {
  checkOneOf("strategy", name, unrolledStrategyNames);
  return new makers[name](core, options);
}

/** Makes the strategy whose `save` wrote `state`, to go on with the same bits. Errors: SnapshotError, MemoryError. */
export function resumeUnrolledStrategy(core: Core, state: StrategyState): UnrolledStrategy {
  checkState(state, core.hash);
  if (!Object.hasOwn(makers, state.strategy))
    throw new SnapshotError(`This state is not of a strategy for long trials, but of ${state.strategy}.`);
  const options = originalOptions(state.options) as UnrolledOptions;
  const strategy = new makers[state.strategy as UnrolledStrategyName](core, options);
  try {
    strategy.restore(state);
    return strategy;
  } catch (error) {
    strategy.dispose();
    throw error;
  }
}
