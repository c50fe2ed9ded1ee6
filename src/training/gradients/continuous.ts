export { type BacksolveGradient, type BacksolveOptions, differentiateBacksolve } from "./continuous-backsolve.js";
export { type BacksolveDeviation, backsolveDeviation } from "./continuous-deviation.js";
export { differentiateInterpolating, type InterpolatingGradient, type InterpolatingOptions } from "./continuous-interpolating.js";
export type { ContinuousGradient, ContinuousOptions } from "./continuous-options.js";
export {
  differentiateForward,
  type Sensitivities,
  type SensitivityOptions,
  solveSensitivities,
} from "./continuous-sensitivities.js";
