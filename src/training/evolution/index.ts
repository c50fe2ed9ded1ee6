export type { Bounds } from "./bounds.js";
export { type CmaConstants, cmaConstants, expectedNorm } from "./cma-constants.js";
export { CmaEs, type CmaEsOptions } from "./cma-es.js";
export { type MinimizeOptions, type MinimizeResult, maximize, minimize, type Objective, type Trial } from "./minimize.js";
export { createStrategy, resumeStrategy, type StrategyName, type StrategyOptionsOf, strategyNames } from "./registry.js";
export type { StrategyState } from "./state.js";
export type { StopConditions, Stopped, StopReason } from "./stop.js";
export type { Goal, Strategy, StrategyOptions } from "./strategy.js";
