export type {
  CircuitLearnExpectedOptions,
  CircuitLearned,
  CircuitLearnedExpected,
  CircuitLearnOptions,
  TrackError,
} from "./circuit-options.js";
export { DirectCircuit, type DirectCircuitOptions } from "./direct.js";
export {
  type DecoupledFastGainFlowOptions,
  type DecoupledFastGainTrajectory,
  type FastGainFlowOptions,
  type FastGainInputs,
  type FastGainTrajectory,
  flowDecoupledFastGains,
  flowFastGains,
} from "./flow-fast-gains.js";
export { flowShaping, type ShapingFlowOptions, type ShapingTrajectory } from "./flow-shaping.js";
export { InterneuronCircuit, type InterneuronCircuitOptions } from "./interneurons.js";
export { type WhiteningMetric, whitenedCovariance, whiteningError, whiteningObjective } from "./metrics.js";
export type { IteratedInterneuronResponse, IteratedResponse } from "./response.js";
