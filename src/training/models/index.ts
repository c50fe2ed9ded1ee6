export { type MorrisLecarSequenceModel, morrisLecarSequenceModel } from "./morris-lecar.js";
export {
  type CellTensor,
  cellTensors,
  type InitialState,
  type InitialWeights,
  type MorrisLecarSequenceOptions,
} from "./morris-lecar-options.js";
export type { StateGradients } from "./morris-lecar-windows.js";
export {
  type Activation,
  activations,
  type PerceptronModel,
  type PerceptronOptions,
  type PerceptronShape,
  type PerceptronStart,
  perceptronModel,
  perceptronShape,
  perceptronStart,
} from "./perceptron.js";
export { rateSequenceModel } from "./rate-network.js";
export { type RateNetworkOptions, type RateUnit, rateUnits } from "./rate-network-options.js";
export { createSequenceModel, type SequenceModelOptions, sequenceModelKinds } from "./registry.js";
export type {
  Features,
  InputSequence,
  ReadoutWindow,
  SequenceModel,
  SequenceRun,
  Stretch,
} from "./sequence-model.js";
export { WindowFit, type WindowFitOptions } from "./window-fit.js";
