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
