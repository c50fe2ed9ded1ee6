// Theory of whitening by gains.
export { convolutionalInterneurons, frameDistance, spannedDimensions, sufficientInterneurons } from "./frames.js";
export { gainNoiseCovariance } from "./gain-noise.js";
export {
  type GainConditions,
  type GainProblem,
  type GainRates,
  gainConditions,
  gainJacobian,
  gainRates,
  gainWhitenedCovariance,
  type OptimalGains,
  optimalGains,
} from "./optimal-gains.js";
