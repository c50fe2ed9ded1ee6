export {
  type MinimizeUnrolledOptions,
  type MinimizeUnrolledResult,
  minimizeUnrolled,
  type TruncationResult,
  type UnrolledObjective,
  type UnrolledState,
  type UnrolledStop,
} from "./minimize-unrolled.js";
export type { UnrolledOptions, UnrolledTrial } from "./options.js";
export {
  createUnrolledStrategy,
  resumeUnrolledStrategy,
  type UnrolledStrategyName,
  unrolledStrategyNames,
} from "./registry.js";
export { NoiseReuseEs, PersistentEs, TruncatedEs } from "./strategies.js";
export { UnrolledStrategy } from "./unrolled-strategy.js";
