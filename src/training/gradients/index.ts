export { type CheckGradientOptions, type ComplexValue, checkGradient, type GradientCheck } from "./check-gradient.js";
export * from "./continuous.js";
export {
  createGradient,
  type DiscreteGradient,
  differentiate,
  type GradientRunFrom,
  type LossGradient,
  type StateLoss,
} from "./discrete-gradient.js";
export { type GradientStepMethod, gradientStepMethods } from "./methods.js";
export type { GradientOptions } from "./options.js";
export { hardThreshold, type SurrogateOptions, surrogateGradient } from "./surrogate.js";
export { clipGradient, zeroNotFinite } from "./tame.js";
