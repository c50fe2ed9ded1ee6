export type {
  CircuitLearnExpectedOptions,
  CircuitLearned,
  CircuitLearnedExpected,
  CircuitLearnOptions,
  TrackError,
} from "./circuit-options.js";
export { DirectCircuit, type DirectCircuitOptions } from "./direct.js";
export { InterneuronCircuit, type InterneuronCircuitOptions } from "./interneurons.js";
export { type WhiteningMetric, whitenedCovariance, whiteningError, whiteningObjective } from "./metrics.js";
export type { IteratedInterneuronResponse, IteratedResponse } from "./response.js";
