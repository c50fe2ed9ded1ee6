export { BuildAbortedError, type BuildOptions, buildProjection, buildProjectionAsync } from "./build.js";
export { BuiltProjection, type ProjectionBlocks, type SynapseLists } from "./built-projection.js";
export {
  type AllToAll,
  allToAll,
  type Connectivity,
  type ExplicitPairs,
  explicitPairs,
  type FixedInDegree,
  type FixedProbability,
  fixedInDegree,
  fixedProbability,
  type OneToOne,
  oneToOne,
} from "./connectivity.js";
export { type ProjectionOptions, type ProjectionPlan, planProjection } from "./plan.js";
export type { Delay, NormalWeight, Precision, UniformDelay, UniformWeight, Weight } from "./values.js";
