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
export { WindowFit, type WindowFitOptions } from "./window-fit.js";
