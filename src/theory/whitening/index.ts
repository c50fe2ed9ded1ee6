export {
  directObjectiveBound,
  directPassageBounds,
  directSpectrumBounds,
  interneuronPassageBounds,
  interneuronSpectrumBounds,
  interneuronTail,
  objectiveConvexity,
  type PassageBounds,
  type SpectrumBounds,
} from "./bounds.js";
export {
  type ConvergenceMetric,
  type ConvergenceOptions,
  directConvergenceTime,
  interneuronConvergenceTime,
  smallStartSlope,
} from "./convergence.js";
export { directLateRates, interneuronLateRates, type LateRates } from "./late-rates.js";
export {
  directVelocity,
  type EquilibriumOptions,
  effectiveMatrix,
  type InterneuronEquilibrium,
  interneuronEquilibrium,
  interneuronVelocity,
  type WhiteningOptimum,
  whiteningOptimum,
  whiteningTarget,
} from "./matrix.js";
export { commutingDirectWeights, commutingInterneuronGram } from "./matrix-flow.js";
export { type NeuralEigenvalues, twoPopulationEigenvalues } from "./neural-dynamics.js";
export { directNoiseFloor, interneuronNoiseFloor, type NoiseOptions } from "./noise.js";
export { directTime, directWeight } from "./scalar-direct.js";
export { interneuronTime, interneuronWeight, type LeakOption } from "./scalar-interneurons.js";
export {
  directModeStep,
  directOvershootStart,
  directPositivityLimit,
  directSpeedLimit,
  directStepLimit,
  INTERNEURON_RANK_LIMIT,
  interneuronModeStep,
  interneuronOvershootStart,
  interneuronSpeedLimit,
  interneuronStepLimit,
  neuralStepLimit,
} from "./step-limits.js";
export { directTrackingLag, interneuronTrackingLag, interneuronTrackingWeight } from "./tracking.js";
