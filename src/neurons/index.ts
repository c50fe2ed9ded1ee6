export {
  type HodgkinHuxleyModelOptions,
  type HodgkinHuxleyParameters,
  hodgkinHuxleyModel,
  squidAxon,
} from "./hodgkin-huxley.js";
export {
  createHodgkinHuxleyEnsemble,
  type HodgkinHuxleyEnsemble,
  type HodgkinHuxleyEnsembleOptions,
  type HodgkinHuxleyRun,
  type HodgkinHuxleyRunOptions,
  type HodgkinHuxleyStepper,
  hodgkinHuxleySteppers,
} from "./hodgkin-huxley-ensemble.js";
export {
  createMorrisLecarEnsemble,
  type MorrisLecarEnsemble,
  type MorrisLecarEnsembleOptions,
  type MorrisLecarRun,
  type MorrisLecarRunOptions,
  type MorrisLecarStepper,
  morrisLecarSteppers,
} from "./morris-lecar-ensemble.js";
export { type MorrisLecarModelOptions, morrisLecarModel } from "./morris-lecar-model.js";
export { createMorrisLecarNetwork, type MorrisLecarNetwork } from "./morris-lecar-network.js";
export { morrisLecarNetworkModel, type NetworkModelOptions } from "./morris-lecar-network-model.js";
export {
  type MorrisLecarChoice,
  type MorrisLecarParameters,
  type MorrisLecarSet,
  morrisLecarParameters,
  morrisLecarSets,
} from "./morris-lecar-parameters.js";
export type {
  ConductanceNetworkOptions,
  CurrentNetworkOptions,
  MorrisLecarNetworkOptions,
  PerCell,
  SparseWeights,
} from "./network-description.js";
export type { NetworkParameter } from "./network-memory.js";
export {
  type CurrentSeries,
  type NetworkRecording,
  type NetworkRecordingOptions,
  type NetworkRunOptions,
  type NetworkStepper,
  networkSteppers,
  type PerCellAndTrial,
} from "./network-run-options.js";
export { type SynapseChoice, type SynapseKind, type SynapseParameters, synapseKinds } from "./synapses.js";
