export { BuildAbortedError, type BuildOptions, buildProjection, buildProjectionAsync } from "./build.js";
export { BuiltProjection, type SynapseLists } from "./built-projection.js";
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
export { type ProjectionOptions, planProjection } from "./plan.js";
export type { Delay, NormalWeight, UniformDelay, UniformWeight, Weight } from "./values.js";
