export { type Bifurcation, type HopfPoint, type NeutralSaddle, restBifurcations, type SaddleNode } from "./bifurcations.js";
export { type ContinuationOptions, continueRestStates, type RestBranch } from "./continuation.js";
export {
  type CycleBranch,
  type CycleContinuationOptions,
  continueCycles,
  type FollowedCycle,
  followCycles,
} from "./cycle-continuation.js";
export { type CycleSamples, cycleSamples, type OrbitSpectrum, orbitSpectrum } from "./cycle-samples.js";
export type { NeuronField, PlanarNeuronField, VectorField } from "./field.js";
export { type FiringOptions, type FiringPoint, firingCurve } from "./firing.js";
export { type HomoclinicOptions, type HomoclinicOrbit, homoclinicOrbit } from "./homoclinic.js";
export { type Cycle, type LimitCycle, type LimitCycleOptions, limitCycle } from "./limit-cycle.js";
export type { Complex } from "./linear.js";
export { type MorrisLecarField, morrisLecarField } from "./morris-lecar.js";
export { type ManifoldPath, type PhasePlane, type PhasePlaneOptions, phasePlane } from "./phase-plane.js";
export { restStates, steadyStateConductance, steadyStateCurrent } from "./rest-states.js";
export type { OrbitAccuracy, Section } from "./section.js";
export { parameterSensitivity, runningMaximum, type Sensitivity, type SensitivityOptions } from "./sensitivity.js";
export type { RestKind, RestState, Stability } from "./stability.js";
