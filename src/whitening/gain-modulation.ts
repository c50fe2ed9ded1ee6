// Whitening by interneuron gains: circuits and frames.
export { DecoupledFastGainCircuit, type DecoupledFastGainCircuitOptions, type DecoupledLearnOptions } from "./decoupled.js";
export { FastGainCircuit, type FastGainCircuitOptions } from "./fast-gains.js";
export {
  type ConvolutionalOptions,
  convolutionalFrame,
  frameOf,
  joinFrames,
  mercedesBenzFrame,
  type OptimisedOptions,
  optimisedFrame,
  randomFrame,
  rotated,
  spectralFrame,
} from "./frames.js";
export { GainCircuit, type GainCircuitOptions, type Settling } from "./gain.js";
export { errorMeasures, type Frame, type WhiteningErrorMeasure } from "./gain-checks.js";
export {
  GainModulatedCircuit,
  type LearnExpectedOptions,
  type Learned,
  type LearnOptions,
  type NeuralDynamics,
  type RecordOptions,
} from "./gain-modulated.js";
