export {
  type CovarianceKnot,
  DriftingInput,
  type DriftingInputOptions,
} from "./drifting.js";
export { GaussianInput, type GaussianInputOptions } from "./gaussian.js";
export { GeneralisedGaussianInput, type GeneralisedGaussianInputOptions } from "./generalised-gaussian.js";
export {
  type RandomCovariance,
  type RandomCovarianceOptions,
  randomCovariance,
  type SpectrumLaw,
} from "./random-covariance.js";
export type { SampleSource, SourceAddress } from "./source.js";
export { mutualInformation, sampleCovariance, scaleToSpectralNorm } from "./statistics.js";
export { type InputContext, SwitchingInput, type SwitchingInputOptions } from "./switching.js";
