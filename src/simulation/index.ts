export type { RunOptions, RunProgress } from "../core/stretches.js";
export {
  type AllToAll,
  allToAll,
  BuildAbortedError,
  type BuildOptions,
  type BuiltProjection,
  buildProjection,
  buildProjectionAsync,
  type Connectivity,
  type Delay,
  type ExplicitPairs,
  explicitPairs,
  type FixedInDegree,
  type FixedProbability,
  fixedInDegree,
  fixedProbability,
  type NormalWeight,
  type OneToOne,
  oneToOne,
  type ProjectionOptions,
  type SynapseLists,
  type UniformDelay,
  type UniformWeight,
  type Weight,
} from "./connectivity/index.js";
export type { DeltaSynapseOptions, EventDrivenLifOptions, EventDrivenLifPopulation } from "./event-driven-lif.js";
export type { LifPopulation } from "./lif.js";
export type { LifParameters, LifSynapseParameters, PoissonInputParameters } from "./lif-changes.js";
export type { LifOptions, PoissonInputOptions, SynapseOptions } from "./lif-options.js";
export type {
  Bounded,
  HistogramMonitor,
  HistogramOptions,
  IntervalMonitor,
  IntervalOptions,
  RateMonitor,
  RateOptions,
  SpikeMonitor,
  StateMonitor,
  StateOptions,
} from "./monitors/index.js";
export { Network, type NetworkOptions } from "./network.js";
export type { InitialValue, NeuronParameter, Precision } from "./parameters.js";
export type { Population } from "./population.js";
export type { ConnectOptions, Projection } from "./projection.js";
export type { PoissonSourceOptions, PoissonSourcePopulation, SpikeSourceOptions, SpikeSourcePopulation } from "./sources.js";
