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
export {
  GainCircuit,
  type GainCircuitExpected,
  type GainCircuitExpectedOptions,
  type GainCircuitOptions,
  type Settling,
} from "./gain.js";
export type { Frame } from "./gain-checks.js";
export { GainModulatedCircuit } from "./gain-modulated.js";
export {
  type GainDynamics,
  type GainError,
  type GainLearnExpectedOptions,
  type GainLearned,
  type GainLearnedExpected,
  type GainLearnOptions,
  gainErrors,
} from "./gain-options.js";
