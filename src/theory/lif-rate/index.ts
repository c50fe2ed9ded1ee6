export { type BetaEvents, type BetaJumpNeuron, betaJumpRate } from "./beta-jumps.js";
export { type DensityOptions, freeDensity, stationaryDensity } from "./density.js";
export { type EffectiveParameters, effectiveParameters } from "./effective.js";
export { type FiniteDifferenceOptions, finiteDifferenceRate, type PassageMoments } from "./finite-difference.js";
export { type FreeMoments, freeJumpMoments, freeMoments, marcusJump } from "./free-moments.js";
export { deterministicRate, kramersRate } from "./limits.js";
export type {
  ConductanceNeuron,
  GaussianSynapses,
  Interpretation,
  InterpretationOption,
  PoissonSynapses,
  Synapses,
} from "./neuron.js";
export type { FiringRate } from "./rate.js";
export {
  BOUNDARY_CONSTANT,
  type BoundaryShifts,
  boundaryShifts,
  type ShiftedOptions,
  type ShiftOptions,
  shiftedRate,
} from "./shifted.js";
export { type CurrentNeuron, effectiveTimeConstantRate, type SiegertOptions, siegertRate } from "./siegert.js";
export { type RateMethod, type WhiteNoiseOptions, whiteNoiseRate } from "./white-noise.js";
